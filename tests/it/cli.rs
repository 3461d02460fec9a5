//! The contract of the command line: exit status, streams, choice of files and formats.

use std::path::Path;
use std::process::Command;

use crate::program::{command, err, out, run, status, with_stdin};

const GOOD: &str = "fixtures/valid/09-phoenix-live-auction.plan.md";
const BAD: &str = "fixtures/invalid/complexity-range/plan.md";
const WARNED: &str = "fixtures/invalid/tasks-numbered/plan.md";

#[test]
fn a_conforming_plan_gets_silence_and_status_0() {
    let output = run(&["check", GOOD]);
    assert_eq!((status(&output), out(&output), err(&output)), (0, String::new(), String::new()));
}

#[test]
fn errors_give_status_1_and_warnings_only_on_demand() {
    assert_eq!(status(&run(&["check", BAD])), 1);
    assert_eq!(status(&run(&["check", WARNED])), 0);
    assert_eq!(status(&run(&["check", WARNED, "--fail-on", "warning"])), 1);
    assert_eq!(status(&run(&["check", BAD, "--fail-on", "never"])), 0);
    assert_eq!(status(&run(&["check", BAD, "--ignore", "wrong-value"])), 0);
    assert_eq!(status(&run(&["check", BAD, "--severity", "wrong-value=warning"])), 0);
    assert_eq!(status(&run(&["check", BAD, "--select", "structure"])), 0);
}

#[test]
fn a_missing_path_gives_status_2_and_the_rest_is_checked() {
    let output = run(&["check", "nowhere.md", BAD, "--output-format", "concise"]);
    assert_eq!(status(&output), 2);
    assert_eq!(out(&output), format!("{BAD}:4:27: error wrong-value: `Low-Medium` is not Low, Medium or High\n"));
    assert!(err(&output).contains("error: nowhere.md: there is no such file or folder\n"), "{}", err(&output));
}

#[test]
fn unknown_names_get_a_suggestion_and_status_2() {
    for (args, wanted) in [
        (["check", GOOD, "--select", "missing-feild"], "did you mean `missing-field`?"),
        (["check", GOOD, "--ignore", "structur"], "did you mean `structure`?"),
        (["check", GOOD, "--format", "task-lst"], "did you mean `task-list`?"),
        (["check", GOOD, "--severity", "chat"], "write `--severity chat=warning`"),
        (["check", GOOD, "--severity", "chat=fatal"], "write `error`, `warning` or `info`"),
        (["check", GOOD, "--format", "none.toml"], "there is no such file or folder"),
        (["check", GOOD, "--max-file-size", "big"], "such as `500k` or `10m`"),
    ] {
        let output = run(&args);
        assert_eq!(status(&output), 2, "{args:?}");
        assert!(err(&output).contains(wanted), "{args:?}: {}", err(&output));
    }
    let output = run(&["explain", "wrong-levl"]);
    assert_eq!(
        (status(&output), err(&output)),
        (2, "error: no rule is called `wrong-levl`; did you mean `wrong-level`?\n".to_owned())
    );
}

#[test]
fn nothing_to_check_is_status_2_unless_allowed() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("README.md"), "# Notes\n\n### Next Steps\n\nRest.\n").expect("to write");
    let path = folder.path().to_str().expect("UTF-8");
    let output = run(&["check", path]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("found no plan to check"), "{}", err(&output));
    assert!(
        err(&output).contains("1 Markdown file is not a plan, name it to check it all the same"),
        "{}",
        err(&output)
    );
    assert_eq!(status(&run(&["check", path, "--allow-empty"])), 0);
}

#[test]
fn a_named_file_that_is_no_plan_gets_no_task() {
    let output = run(&["check", "fixtures/invalid/not-a-plan/plan.md", "--output-format", "concise"]);
    assert_eq!(status(&output), 1);
    assert_eq!(out(&output).matches("no-task").count(), 1);
}

#[test]
fn folders_heed_ignore_files_and_hidden_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(BAD)).expect("a plan");
    for name in ["a.md", "b.markdown", "c.txt", "drop/d.md", ".hidden/e.md", "own.md"] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, &plan).expect("to write");
    }
    std::fs::write(folder.path().join(".gitignore"), "drop/\n").expect("to write");
    std::fs::write(folder.path().join(".planvetignore"), "own.md\n").expect("to write");
    let names = |args: &[&str]| -> Vec<String> {
        let output = command(args).current_dir(folder.path()).output().expect("to start");
        out(&output).lines().map(|line| line.split(':').next().unwrap_or("").to_owned()).collect()
    };
    assert_eq!(names(&["check", "--output-format", "concise"]), ["a.md", "b.markdown"]);
    assert_eq!(
        names(&["check", "--output-format", "concise", "--no-ignore"]),
        ["a.md", "b.markdown", "drop/d.md", "own.md"]
    );
    assert_eq!(
        names(&["check", "--output-format", "concise", "own.md", "own.md", "."]),
        ["a.md", "b.markdown", "own.md"]
    );
}

#[test]
fn standard_input_is_read_and_named() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(BAD)).expect("a plan");
    let output = with_stdin(&["check", "-", "--stdin-filename", "x/y.plan.md", "--output-format", "concise"], &text);
    assert_eq!(
        (status(&output), out(&output)),
        (1, "x/y.plan.md:4:27: error wrong-value: `Low-Medium` is not Low, Medium or High\n".to_owned())
    );
    let list = with_stdin(&["check", "-", "--output-format", "concise"], "## Task: A\n**Description**: x\n");
    assert_eq!(out(&list), "<stdin>:1:1: error missing-field: task `A` has no `Depends on` field\n");
}

#[test]
fn a_format_of_the_user_is_read_from_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("memo.toml");
    let text = "language = 1\nname = \"memo\"\nanchor = \"memo\"\n\n[[part]]\nis = \"# Memo: {name}\"\nid = \"memo\"\n\n  [[part]]\n  is = \"**From**: {who}\"\n";
    std::fs::write(&path, text).expect("to write");
    let path = path.to_str().expect("UTF-8");
    let output =
        with_stdin(&["check", "-", "--format", path, "--output-format", "concise"], "# Memo: Lunch\n\nAt noon.\n");
    assert_eq!(out(&output), "<stdin>:1:1: error missing-field: `Memo` has no `From` field\n");
    std::fs::write(path, text.replace("anchor", "anchr")).expect("to write");
    let output = with_stdin(&["check", "-", "--format", path], "# Memo: Lunch\n");
    assert_eq!(status(&output), 2);
    assert!(
        err(&output).contains("unknown key `anchr`") && err(&output).contains("did you mean `anchor`?"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_file_above_the_limit_is_one_finding() {
    let output = run(&["check", GOOD, "--max-file-size", "1k", "--output-format", "concise"]);
    assert_eq!(status(&output), 1);
    assert_eq!(
        out(&output),
        format!("{GOOD}:1:1: error too-large: the file has 17486 bytes, more than the limit of 1000\n")
    );
}

#[test]
fn json_is_one_document_with_exact_offsets() {
    let output = run(&["check", BAD, GOOD, "--output-format", "json", "--no-cache"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(BAD)).expect("a plan");
    let found = &report["diagnostics"][0];
    let offset = |end: &str| usize::try_from(found["span"][end]["offset"].as_u64().expect("a number")).expect("small");
    assert_eq!(&text[offset("start")..offset("end")], "Low-Medium");
    assert_eq!(found["rule"], "wrong-value");
    assert!(found["url"].as_str().is_some_and(|url| url.ends_with("rules/fields/wrong-value.md")));
    assert_eq!(report["summary"]["files"], 2);
    assert_eq!(report["summary"]["errors"], 1);
    assert_eq!(report["schema"], 1);
}

#[test]
fn what_comments_hide_is_counted() {
    let output = run(&["check", "examples/hidden.tasks.md", "--output-format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&report["summary"]["suppressed"], &report["summary"]["warnings"]), (&2.into(), &1.into()));
    assert_eq!(status(&output), 0);
}

#[test]
fn threads_do_not_change_the_output() {
    let one = run(&["check", "fixtures/invalid", "fixtures/wild", "--threads", "1"]);
    let many = run(&["check", "fixtures/invalid", "fixtures/wild", "--threads", "4"]);
    assert_eq!(out(&one), out(&many));
    assert_eq!(err(&one), err(&many));
}

#[test]
fn nothing_that_a_terminal_obeys_is_printed() {
    for format in ["full", "concise", "json"] {
        let output = run(&["check", "fixtures/hostile", "fixtures/hostile/controls.md", "--output-format", format]);
        let bad =
            out(&output).chars().find(|c| (c.is_control() && *c != '\n') || ('\u{202A}'..='\u{202E}').contains(c));
        assert!(format == "json" || bad.is_none(), "{format}: {bad:?}");
        assert!(!output.stdout.contains(&0x1B), "{format}");
    }
}

#[test]
fn a_file_given_in_several_ways_is_checked_once_under_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(BAD)).expect("a plan");
    std::fs::create_dir(folder.path().join("sub")).expect("a folder");
    for name in ["a.md", "sub/b.md"] {
        std::fs::write(folder.path().join(name), &plan).expect("to write");
    }
    let names = |args: &[&str]| -> Vec<String> {
        let mut all = vec!["check", "--output-format", "concise"];
        all.extend(args);
        let output = command(&all).current_dir(folder.path()).output().expect("to start");
        out(&output).lines().map(|line| line.split(':').next().unwrap_or("").to_owned()).collect()
    };
    let absolute = folder.path().join("a.md");
    let absolute = absolute.to_str().expect("UTF-8");
    assert_eq!(names(&["a.md", "./a.md", absolute, "sub/../a.md"]), ["a.md"]);
    assert_eq!(names(&[absolute, "a.md"]), [absolute]);
    assert_eq!(names(&[".", "sub", "sub/../sub", "./sub/b.md", "a.md"]), ["a.md", "sub/b.md"]);
    assert_eq!(names(&["sub/../sub", "."]), ["a.md", "sub/../sub/b.md"]);
    assert_eq!(names(&["sub/b.md", "--no-ignore", "."]), ["a.md", "sub/b.md"]);
}

#[cfg(unix)]
#[test]
fn pipes_are_read_when_named_and_sockets_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(BAD)).expect("a plan");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a.md"), &plan).expect("to write");
    let made = Command::new("mkfifo").arg(path("pipe.md")).status().expect("to start");
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(path("socket.md")).expect("a socket");
    let check = |names: &[&str]| {
        let mut command = command(&["check", "--output-format", "concise"]);
        command.current_dir(folder.path()).args(names).output().expect("to start")
    };
    // Nobody writes to the pipe: a run that opened it would not end.
    let output = check(&["."]);
    assert_eq!((status(&output), out(&output).lines().count()), (1, 1), "{}", err(&output));
    let output = check(&["socket.md", "a.md"]);
    assert_eq!((status(&output), out(&output).lines().count()), (2, 1));
    assert!(err(&output).contains("error: socket.md: is neither a file nor a folder\n"), "{}", err(&output));
    let writer = std::thread::spawn({
        let pipe = path("pipe.md");
        move || std::fs::write(pipe, plan)
    });
    let output = check(&["pipe.md", "./pipe.md"]);
    writer.join().expect("no panic").expect("to write");
    assert_eq!(out(&output), "pipe.md:4:27: error wrong-value: `Low-Medium` is not Low, Medium or High\n");
}

#[test]
fn the_span_of_invalid_text_is_the_bytes_at_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.plan.md");
    std::fs::write(&path, b"## Task: \xE2\x82 A\n").expect("to write");
    let path = path.to_str().expect("UTF-8");
    let report: serde_json::Value =
        serde_json::from_slice(&run(&["check", path, "--output-format", "json"]).stdout).expect("JSON");
    let span = serde_json::json!({
        "start": { "offset": 9, "line": 1, "column": 10 },
        "end": { "offset": 11, "line": 1, "column": 11 },
    });
    assert_eq!(report["diagnostics"][0]["span"], span);
    let full = out(&run(&["check", path]));
    assert!(full.contains(":1:10]") && full.contains("## Task:"), "{full}");
}
