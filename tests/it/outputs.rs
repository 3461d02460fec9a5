//! Outputs as they are checked in, their places, and readers that go away.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::program::{command, err, out, status};

const FORMATS: [&str; 11] =
    ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "checkstyle", "agent"];

const BAD: &str = "fixtures/invalid/complexity-range/plan.md";

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outputs")
}

fn here(args: &[&str]) -> Command {
    let mut command = command(args);
    command.current_dir(folder()).env_remove("GITHUB_WORKSPACE").env_remove("CI_PROJECT_DIR");
    command
}

#[test]
fn each_format_prints_what_is_checked_in() {
    for format in FORMATS {
        let output = here(&["check", "--isolated", "--output-format", format, "."]).output().expect("to start");
        assert_eq!(status(&output), 1, "{format}: {}", err(&output));
        let path = folder().join(format!("expected.{format}"));
        if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
            std::fs::write(&path, &output.stdout).expect("to write");
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(out(&output), expected, "{format}; `BLESS=1` writes it");
    }
}

#[test]
fn one_run_has_several_outputs() {
    let temporary = tempfile::tempdir().expect("a folder");
    let path = |name: &str| temporary.path().join(name).to_string_lossy().into_owned();
    let (sarif, junit) = (format!("sarif:{}", path("a.sarif")), format!("junit:{}", path("b.xml")));
    let formats = ["check", "--isolated", ".", "--output-format", "concise", "--output-format", &sarif];
    let output = here(&formats).args(["--output-format", &junit]).output().expect("to start");
    let read = |path: &Path| std::fs::read_to_string(path).expect("a file");
    let expected = |format: &str| read(&folder().join(format!("expected.{format}")));
    assert_eq!((status(&output), out(&output)), (1, expected("concise")));
    assert_eq!(read(Path::new(&path("a.sarif"))), expected("sarif"));
    assert_eq!(read(Path::new(&path("b.xml"))), expected("junit"));
    std::fs::write(path("c"), "old").expect("to write");
    let output = here(&["check", "--isolated", ".", "--output-format", "json", "--output-file", &path("c")])
        .output()
        .expect("to start");
    assert_eq!((out(&output), read(Path::new(&path("c")))), (String::new(), expected("json")));
    assert_eq!(std::fs::read_dir(temporary.path()).expect("a folder").count(), 3);
}

#[test]
fn outputs_that_cannot_be_are_refused_before_anything_is_checked() {
    for (args, wanted) in [
        (&["--output-format", "full", "--output-format", "json"][..], "two outputs cannot both go to standard output"),
        (&["--output-format", "json:x", "--output-format", "full:x"], "two outputs cannot be one file, `x`"),
        (&["--output-format", "sarif", "--max-findings", "3"], "`sarif` is always whole"),
        (&["--output-format", "junit", "--statistics"], "`junit` has no place for counts"),
        (&["--output-format", "json:none/x"], "the report `none/x` cannot be written"),
        (&["--output-format", "json:x", "--output-file", "y"], "every output has a file of its own"),
        (&["--output-format", "json:x", "--diff"], "`--diff` prints a diff"),
        (&["--output-format", "sarf"], "a similar value exists: 'sarif'"),
        (&["--severity", "chat=off"], "`--ignore chat` turns it off"),
    ] {
        let output = here(&["check", "."]).args(args).output().expect("to start");
        assert_eq!((status(&output), out(&output)), (2, String::new()), "{args:?}");
        assert!(err(&output).contains(wanted), "{args:?}: {}", err(&output));
    }
    assert!(!folder().join("x").exists());
}

#[test]
fn no_report_takes_the_place_of_a_plan_or_of_another_report() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path();
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(BAD)).expect("a plan");
    std::fs::create_dir(folder.join("x")).expect("a folder");
    std::fs::write(folder.join("p.plan.md"), &text).expect("to write");
    for (args, said) in [
        (&["--output-file", "p.plan.md"][..], "cannot go to `p.plan.md`, which is to be checked"),
        (&["--fix", "--output-file", "x/../p.plan.md", "p.plan.md"], "cannot go to `x/../p.plan.md`"),
        (&["--output-format", "json:a", "--output-format", "sarif:./x/../a"], "two outputs cannot be one file"),
    ] {
        let output = command(&[&["check"], args].concat()).current_dir(folder).output().expect("to start");
        assert_eq!((status(&output), out(&output)), (2, String::new()), "{args:?}");
        assert!(err(&output).contains(said), "{}", err(&output));
        assert_eq!(std::fs::read_to_string(folder.join("p.plan.md")).expect("the plan"), text, "{args:?}");
        assert_eq!(std::fs::read_dir(folder).expect("a folder").count(), 2, "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn pipes_and_devices_are_written_to_and_nothing_takes_their_place() {
    use std::os::unix::fs::FileTypeExt;
    let temporary = tempfile::tempdir().expect("a folder");
    let pipe = temporary.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().expect("cat");
    let output = here(&["check", "--isolated", ".", "--output-format", "concise", "--output-file"])
        .arg(&pipe)
        .output()
        .expect("to start");
    let read = reader.wait_with_output().expect("to end").stdout;
    let expected = std::fs::read(folder().join("expected.concise")).expect("a file");
    assert_eq!((status(&output), read), (1, expected));
    assert!(std::fs::metadata(&pipe).expect("the pipe").file_type().is_fifo());
    let log = temporary.path().join("log");
    std::fs::write(&log, "first\n").expect("to write");
    let open = std::fs::OpenOptions::new().append(true).open(&log).expect("the log");
    let output = here(&["check", "--isolated", ".", "--output-format", "concise:/dev/stdout"])
        .stdout(open)
        .output()
        .expect("to start");
    assert_eq!((status(&output), std::fs::read_to_string(&log).expect("the log")), (2, "first\n".to_owned()));
    assert!(err(&output).contains("leads to a file that is open already"), "{}", err(&output));
    let output =
        here(&["check", "--isolated", ".", "--output-format", "concise:/dev/stdout"]).output().expect("to start");
    assert_eq!(out(&output), std::fs::read_to_string(folder().join("expected.concise")).expect("a file"));
}

#[test]
fn paths_are_told_from_the_root_of_the_repository() {
    let root = env!("CARGO_MANIFEST_DIR");
    let output = here(&["check", "--isolated", ".", "--output-format", "sarif"])
        .env("GITHUB_WORKSPACE", root)
        .output()
        .expect("to start");
    assert!(out(&output).contains("\"uri\":\"tests/outputs/a%20pl%C3%A4n/%C3%BC%201.tasks.md\""));
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    for format in FORMATS {
        let mut child = command(&["check", "fixtures/invalid", BAD, "--output-format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("to start");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("to end");
        assert_eq!(status(&output), 1, "{format}: {}", err(&output));
        assert!(!err(&output).contains("error: "), "{format}: {}", err(&output));
    }
}

#[test]
fn a_run_that_could_not_check_everything_says_so_in_its_reports() {
    let temporary = tempfile::tempdir().expect("a folder");
    let read = |name: &str| std::fs::read_to_string(temporary.path().join(name)).expect("a file");
    let run = |args: &[&str]| {
        let output = command(&["check"]).current_dir(temporary.path()).args(args).output().expect("to start");
        assert_eq!(status(&output), 2, "{args:?}: {}", err(&output));
        output
    };
    // Nothing to check.
    let output = run(&["--output-format", "sarif"]);
    assert!(out(&output).contains("\"executionSuccessful\": false"), "{}", out(&output));
    assert!(out(&output).contains("found no plan to check"), "{}", out(&output));
    std::fs::write(temporary.path().join("planvet.toml"), "x = 1\n").expect("to write");
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(BAD), temporary.path().join("a.plan.md")).expect("a copy");
    let output = run(&["--output-format", "sarif:s", "--output-format", "junit:j", "--output-format", "github"]);
    assert!(read("s").contains("\"executionSuccessful\": false") && read("s").contains("1 file is not checked"));
    assert!(read("j").contains("errors=\"1\"") && read("j").contains("1 file is not checked"), "{}", read("j"));
    assert!(out(&output).starts_with("::error title=planvet::"), "{}", out(&output));
}

#[test]
fn standard_output_has_the_usual_name_and_standard_input_too() {
    for args in [&["--output-format", "concise:-"][..], &["--output-format", "concise", "--output-file", "-"]] {
        let output = here(&["check", "--isolated", "."]).args(args).output().expect("to start");
        assert!(out(&output).contains(": error "), "{args:?}: {}", out(&output));
        assert!(!folder().join("-").exists());
    }
    // What is piped in must not pass unseen.
    let output = here(&["check", "--stdin-filename", "a.plan.md"]).output().expect("to start");
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("write `-` too"), "{}", err(&output));
}
