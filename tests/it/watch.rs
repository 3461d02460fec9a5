//! `check --watch`: a run at the start, and one for each change.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::program::{err, run, status};

const GOOD: &str = "## Task: A\n**Description**: x\n**Depends on**: None\n";
const BAD: &str = "## Task: A\n**Description**: x\n";

/// A program that is ended with the test.
struct Running {
    child: Child,
    said: Receiver<(&'static str, String)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait().map(|_| ()));
    }
}

impl Running {
    fn start(folder: &Path, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
        command.current_dir(folder).args(["check", "--watch", "--output-format", "concise"]).args(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("to start");
        let (sender, said) = channel();
        let (out, err) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
        let read = |stream: &'static str, pipe: Box<dyn Read + Send>| {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                    let _ = sender.send((stream, line));
                }
            });
        };
        read("out", Box::new(out));
        read("err", Box::new(err));
        Self { child, said }
    }

    /// What is printed until it waits again. The limit only keeps a broken build from hanging.
    fn until_it_waits(&self) -> Vec<String> {
        let (mut lines, mut waits) = (Vec::new(), false);
        while !waits {
            let (stream, line) = self.said.recv_timeout(Duration::from_secs(60)).expect("a run");
            waits = stream == "err" && line.starts_with("waiting for changes");
            lines.push(line);
        }
        // The two pipes are read side by side.
        while let Ok((_, line)) = self.said.recv_timeout(Duration::from_millis(200)) {
            lines.push(line);
        }
        lines
    }
}

fn findings(lines: &[String]) -> usize {
    lines.iter().filter(|line| line.contains(": error ") || line.contains(": warning ")).count()
}

#[test]
fn each_change_is_checked_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("to write");
    write("a.tasks.md", GOOD);
    let running = Running::start(folder.path(), &["--isolated", "."]);
    assert_eq!(findings(&running.until_it_waits()), 0);
    write("notes.txt", "No plan.");
    write("a.tasks.md", BAD);
    let mut found = 0;
    while found < 1 {
        found = findings(&running.until_it_waits());
    }
    // A new folder with a plan in it, and a file that takes the place of another.
    std::fs::create_dir(folder.path().join("more")).expect("a folder");
    write("more/b.tasks.md", BAD);
    while found < 2 {
        found = findings(&running.until_it_waits());
    }
    write("new", GOOD);
    std::fs::rename(folder.path().join("new"), folder.path().join("a.tasks.md")).expect("to rename");
    while found > 1 {
        found = findings(&running.until_it_waits());
    }
}

#[test]
fn a_broken_configuration_is_told_and_ends_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("to write");
    write("a.tasks.md", BAD);
    let running = Running::start(folder.path(), &["a.tasks.md"]);
    assert_eq!(findings(&running.until_it_waits()), 1);
    write("planvet.toml", "x = 1\n");
    let mut lines = running.until_it_waits();
    while !lines.iter().any(|line| line.contains("is not checked")) {
        lines = running.until_it_waits();
    }
    write("planvet.toml", "[rules]\nmissing-field = \"off\"\n");
    while !lines.iter().all(|line| line.starts_with("waiting")) {
        lines = running.until_it_waits();
    }
}

#[test]
fn what_cannot_be_watched_is_refused() {
    for (args, wanted) in [
        (&["-"][..], "standard input has none"),
        (&["nowhere/at/all.plan.md"], "cannot be watched"),
        (&["--select", "no-such-rule", "README.md"], "no rule or group is called"),
    ] {
        let output = run(&[&["check", "--watch"], args].concat());
        assert_eq!(status(&output), 2, "{args:?}");
        assert!(err(&output).contains(wanted), "{args:?}: {}", err(&output));
    }
}
