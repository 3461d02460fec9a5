//! What `planvet new` writes: conforming documents with blanks, and nothing over what is there.

use serde_json::Value;

use crate::program::{err, out, run, status, with_stdin};

fn new(args: &[&str]) -> String {
    let output = run(&[&["new", "--isolated"], args].concat());
    assert_eq!((status(&output), err(&output)), (0, String::new()), "{args:?}");
    out(&output)
}

/// The rules of the findings of a text.
fn found(text: &str, format: &str) -> Vec<String> {
    let output = with_stdin(&["check", "-", "--isolated", "--format", format, "--output-format", "json"], text);
    let report: Value = serde_json::from_str(&out(&output)).expect("JSON");
    let found = report["diagnostics"].as_array().expect("findings").iter();
    found.map(|one| one["rule"].as_str().expect("a rule").to_owned()).collect()
}

fn export(args: &[&str], text: &str) -> Value {
    let output = with_stdin(&[&["export", "--isolated"], args].concat(), text);
    assert_eq!(status(&output), 0, "{}", err(&output));
    serde_json::from_str(&out(&output)).expect("JSON")
}

#[test]
fn a_new_document_has_blanks_and_no_other_finding() {
    for (format, names) in [
        ("implementation-plan", ["Build", "Ship"].as_slice()),
        ("task-breakdown", &["Build", "Ship", "Measure"]),
        ("task-list", &["Build, and ship", "Ship"]),
        ("implementation-plan", &[]),
        ("task-breakdown", &[]),
        ("task-list", &[]),
        ("examples/decision-record.toml", &[]),
    ] {
        let text = new(&[&["--format", format], names].concat());
        let rules = found(&text, format);
        assert!(!rules.is_empty(), "{format} has no blank");
        assert!(rules.iter().all(|rule| rule == "template-text"), "{format}: {rules:?}\n{text}");
        let plan = export(&["-", "--format", format], &text);
        let tasks = plan["tasks"].as_array().expect("tasks").iter();
        let written: Vec<&str> = tasks.filter_map(|task| task["name"].as_str()).collect();
        assert!(names.is_empty() || written == names, "{format}: {written:?}");
    }
}

#[test]
fn the_tasks_of_another_document_are_taken_over() {
    for (from, format) in [
        ("fixtures/valid/release.breakdown.md", "implementation-plan"),
        ("fixtures/valid/04-go-grpc-inventory.tasks.md", "implementation-plan"),
        ("fixtures/valid/04-go-grpc-inventory.tasks.md", "task-breakdown"),
        ("fixtures/valid/09-phoenix-live-auction.plan.md", "task-list"),
    ] {
        let text = new(&["--from", from, "--format", format]);
        let rules = found(&text, format);
        assert!(rules.iter().all(|rule| rule == "template-text"), "{from} as {format}: {rules:?}");
        let (old, new) = (export(&[from], ""), export(&["-", "--format", format], &text));
        let (old, new) = (old["tasks"].as_array().expect("tasks"), new["tasks"].as_array().expect("tasks"));
        assert!(!old.is_empty() && old.len() == new.len(), "{from} as {format}");
        for (old, new) in old.iter().zip(new) {
            assert_eq!(old["name"], new["name"]);
            assert_eq!(old["objective"]["text"], new["objective"]["text"]);
            let known =
                |task: &Value| task["prerequisites"]["none"] == true || task["prerequisites"]["tasks"][0].is_u64();
            if known(old) {
                assert_eq!(old["prerequisites"]["tasks"], new["prerequisites"]["tasks"], "{from}: {}", old["name"]);
                assert!(known(new), "{from}: {}", old["name"]);
            }
        }
    }
}

#[test]
fn what_a_task_says_is_taken_over_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("w.tasks.md");
    let text = "## Task: A\n**Description**: First line that\nis wrapped by the editor.\n**Depends on**: None\n\n\
        ## Task: B\n**Description**: x\n**Depends on**: A and the legal approval\n\n\
        ## Task: C and D\n**Description**: y\n**Depends on**: Task 1, Task: B\n\n\
        ## Task: E\n**Description**: z\n**Depends on**: C and D; A, Task 9\n";
    std::fs::write(&path, text).expect("to write");
    let made = new(&["--from", path.to_str().expect("UTF-8"), "--format", "task-list"]);
    let values = |label: &str| made.lines().filter_map(|line| line.strip_prefix(label)).map(str::to_owned).collect();
    let (descriptions, waits): (Vec<String>, Vec<String>) = (values("**Description**: "), values("**Depends on**: "));
    assert_eq!(descriptions, ["First line that is wrapped by the editor.", "x", "y", "z"]);
    assert_eq!(waits[..3], ["None", "A and the legal approval", "Task: A, Task: B"]);
    assert!(waits[3].starts_with('['), "a mention that leads nowhere is for the author to settle: {waits:?}");
}

#[test]
fn a_value_that_the_new_format_does_not_know_stays_a_blank() {
    let text = new(&["--from", "fixtures/valid/release.breakdown.md"]);
    assert!(
        text.contains("**Estimated Complexity**: Low\n")
            && text.contains("**Estimated Complexity**: [Low/Medium/High]\n")
    );
    assert!(!text.contains("Low-Medium") && !text.contains("Medium-High"));
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.tasks.md");
    let name = path.to_string_lossy();
    let output = run(&["new", "Build", "--isolated", "--output", &name]);
    assert_eq!((status(&output), out(&output)), (0, String::new()));
    assert!(err(&output).contains("wrote `"), "{}", err(&output));
    // The name of the file chose the format.
    let written = std::fs::read_to_string(&path).expect("the file");
    assert!(written.starts_with("## Task: Build\n**Description**: ["), "{written}");
    let output = run(&["new", "Ship", "--isolated", "--output", &name]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("nothing was written"), "{}", err(&output));
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), written);
}

#[test]
fn what_cannot_be_written_is_refused() {
    for (args, message) in [
        (["Build", "build"].as_slice(), "two tasks are called `build`"),
        (&["Build\n## Task: Ship"], "is one line of text"),
        (&[" "], "is one line of text"),
        (&["TODO"], "the name `TODO` would be reported: `TODO` is left for later"),
        (&["Ship #"], "a heading cannot hold the name `Ship #` as it is"),
        (&["<!-- later -->"], "a heading cannot hold the name"),
        (&["Build", "--format", "examples/decision-record.toml"], "has no tasks with names"),
        (&["--from", "LICENSE-MIT"], "has no task of any format"),
        (&["--from", "nowhere.md"], "there is no such file or folder"),
        (&["--from", "fixtures/hostile/broken-utf8.md"], "cannot be read as text"),
        (&["Build", "--format", "task-lst"], "did you mean `task-list`?"),
        (&["Build", "--from", "README.md"], "cannot be used with"),
    ] {
        let output = run(&[&["new", "--isolated"], args].concat());
        assert_eq!((status(&output), out(&output)), (2, String::new()), "{args:?}");
        assert!(err(&output).contains(message), "{args:?}: {}", err(&output));
    }
}

#[test]
fn standard_input_and_output_have_the_usual_name() {
    let tasks = "## Task: Build\n**Description**: Build it.\n**Depends on**: None\n";
    let output = with_stdin(&["new", "--isolated", "--from", "-", "--output", "-"], tasks);
    assert_eq!((status(&output), err(&output)), (0, String::new()));
    assert!(out(&output).starts_with("## Task: Build\n**Objective**: Build it.\n"), "{}", out(&output));
}
