//! The console blocks of `README.md` are sessions: each command is run and must print what the block shows.
//!
//! A block is fenced as `console`. A line that starts with `$ ` is a command, one that starts with `> ` goes on with it;
//! what follows is all that it prints, and a last line `? N` is its exit status where that is not 0. Commands run in the
//! root of the repository. A block fenced as `console no-test` is left alone. `BLESS=1` writes the blocks anew.

use std::env;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn console_blocks_show_what_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("README.md");
    let readme = std::fs::read_to_string(&path).expect("the README");
    let replay = Replay::new(&readme, |command| run(root, command));
    assert!(replay.commands > 0, "the README has no console block");
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&path, replay.text).expect("the README is written");
        return;
    }
    assert!(replay.wrong.is_empty(), "README.md shows what is not printed; `BLESS=1` mends it\n{}", replay.wrong);
}

/// A text whose sessions were run again.
struct Replay {
    /// The text with what is printed now.
    text: String,
    commands: usize,
    /// What differs, for people; empty when nothing does.
    wrong: String,
}

impl Replay {
    fn new(text: &str, run: impl Fn(&str) -> String) -> Self {
        let mut replay = Self { text: String::with_capacity(text.len()), commands: 0, wrong: String::new() };
        let mut lines = text.lines().enumerate().peekable();
        // The back-ticks that close the fence that is open, and whether it is a session.
        let mut fence: Option<(&str, bool)> = None;
        while let Some((number, line)) = lines.next() {
            replay.push(line);
            match fence {
                Some((ticks, _)) if line == ticks => fence = None,
                Some((ticks, true)) => {
                    let Some(first) = line.strip_prefix("$ ") else { continue };
                    let mut command = first.to_owned();
                    while let Some((_, more)) = lines.next_if(|(_, line)| line.starts_with("> ")) {
                        replay.push(more);
                        let _ = write!(command, "\n{}", &more[2..]);
                    }
                    let mut shown = String::new();
                    while let Some((_, old)) = lines.next_if(|(_, line)| *line != ticks && !line.starts_with("$ ")) {
                        let _ = writeln!(shown, "{old}");
                    }
                    replay.compare(number + 1, &command, &shown, &run(&command));
                }
                Some((_, false)) => {}
                None => {
                    let info = line.trim_start_matches('`');
                    let ticks = &line[..line.len() - info.len()];
                    fence = (ticks.len() >= 3).then_some((ticks, info == "console"));
                }
            }
        }
        replay
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn compare(&mut self, line: usize, command: &str, shown: &str, printed: &str) {
        self.commands += 1;
        self.text.push_str(printed);
        if shown != printed {
            let _ = write!(self.wrong, "\nline {line}: $ {command}\n--- shown\n{shown}--- printed\n{printed}");
        }
    }
}

/// All that a command prints, as it comes, and its exit status where that is not 0.
fn run(root: &Path, command: &str) -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_planvet")).parent().expect("the program lies in a folder").to_path_buf();
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(std::iter::once(folder).chain(env::split_paths(&others))).expect("a search path");
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("exec 2>&1\n{command}"))
        .current_dir(root)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let mut printed = String::from_utf8(output.stdout).expect("text");
    if !printed.is_empty() && !printed.ends_with('\n') {
        printed.push('\n');
    }
    if !output.status.success() {
        let status = output.status.code().map_or_else(|| "no status".to_owned(), |code| code.to_string());
        let _ = writeln!(printed, "? {status}");
    }
    printed
}

#[test]
fn only_sessions_are_replayed() {
    let text = "a\n```console\n$ one \\\n> two\nold\n? 1\n$ three\n```\n```console no-test\n$ no\nold\n```\n\
                ````md\n```console\n$ no\n```\n````\n";
    let replay = Replay::new(text, |command| format!("<{}>\n", command.replace('\n', "|")));
    assert_eq!(replay.commands, 2);
    assert_eq!(replay.text, text.replace("old\n? 1\n$ three\n", "<one \\|two>\n$ three\n<three>\n"));
    assert!(replay.wrong.contains("line 3: $ one") && replay.wrong.contains("line 7: $ three"), "{}", replay.wrong);
}
