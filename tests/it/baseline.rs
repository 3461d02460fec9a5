//! Baselines: what is known stays hidden, what is new is seen.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::program::with_stdin;

const ONE: &str = "## Task: A\n**Description**: x\n\n## Task: B\n**Description**: y\n**Depends on**: A\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, text).expect("to write");
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("a file")
}

/// Status, standard output and standard error of `planvet check --output-format concise`.
fn check(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
    command.current_dir(folder).args(["check", "--output-format", "concise"]).args(args).env("NO_COLOR", "1");
    let Output { status, stdout, stderr } = command.output().expect("to start");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("a status"), text(stdout), text(stderr))
}

#[test]
fn what_is_recorded_is_hidden_until_there_is_more_of_it() {
    let folder = folder(&[("x/a.tasks.md", ONE), ("b.tasks.md", ONE)]);
    let folder = folder.path();
    assert_eq!(check(folder, &[]).0, 1);
    let written = check(folder, &["--write-baseline", "known.json"]);
    assert_eq!(written, (0, String::new(), "recorded 2 findings of 2 files in `known.json`\n".to_owned()));
    assert_eq!(
        read(folder, "known.json"),
        "{\n  \"schema\": 1,\n  \"files\": {\n    \"b.tasks.md\": {\n      \"missing-field\": 1\n    },\n    \"x/a.tasks.md\": {\n      \"missing-field\": 1\n    }\n  }\n}\n"
    );
    assert_eq!(check(folder, &["--baseline", "known.json"]), (0, String::new(), String::new()));
    // Paths are relative to the baseline, wherever planvet is called.
    assert_eq!(check(&folder.join("x"), &["--baseline", "../known.json", "a.tasks.md"]).0, 0);
    // Lines before them do not bring findings back; one more of the rule shows all of it.
    write(folder, "b.tasks.md", &format!("# Title\n\n{ONE}"));
    assert_eq!(check(folder, &["--baseline", "known.json"]).0, 0);
    write(folder, "b.tasks.md", &format!("{ONE}\n## Task: C\n**Description**: TODO: z\n"));
    let (status, out, _) = check(folder, &["--baseline", "known.json"]);
    assert_eq!(
        (status, out.matches("missing-field").count(), out.matches("unfinished-text").count()),
        (1, 2, 1),
        "{out}"
    );
    assert!(!out.contains("x/a.tasks.md"));
}

#[test]
fn standard_input_is_recorded_under_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let known = folder.path().join("known.json");
    let known = known.to_str().expect("UTF-8");
    let name = folder.path().join("new.tasks.md");
    let stdin = ["check", "-", "--stdin-filename", name.to_str().expect("UTF-8")];
    let run = |option| with_stdin(&[&stdin[..], &[option, known]].concat(), ONE);
    assert!(run("--write-baseline").status.success());
    assert!(read(folder.path(), "known.json").contains("new.tasks.md"));
    assert!(run("--baseline").status.success());
}

#[test]
fn the_configuration_names_a_baseline() {
    let folder = folder(&[("planvet.toml", "baseline = \"known.json\"\n"), ("x/a.tasks.md", ONE)]);
    let folder = folder.path();
    let (status, _, err) = check(folder, &[]);
    assert_eq!(
        (status, err.as_str()),
        (2, "error: there is no baseline `known.json`; `--write-baseline known.json` writes it\n")
    );
    assert_eq!(check(folder, &["--write-baseline", "known.json"]).0, 0);
    assert_eq!(check(&folder.join("x"), &[]).0, 0);
    let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
    let output = command.current_dir(folder).args(["check", "--output-format", "json"]).output().expect("to start");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["summary"]["suppressed"], 1);
    assert_eq!(check(folder, &["--isolated"]).0, 1);
}

#[test]
fn what_is_found_no_more_is_told_and_pruned() {
    let folder = folder(&[("a.tasks.md", ONE), ("b.tasks.md", ONE), ("c.tasks.md", ONE)]);
    let folder = folder.path();
    check(folder, &["--write-baseline", "known.json"]);
    let recorded = read(folder, "known.json");
    write(folder, "a.tasks.md", &ONE.replace("x\n", "x\n**Depends on**: None\n"));
    std::fs::remove_file(folder.join("c.tasks.md")).expect("to remove");
    let told = "known.json: a.tasks.md: missing-field: 1 recorded, 0 found\n\
                known.json: c.tasks.md: missing-field: 1 recorded, 0 found\n\
                `--prune-baseline` lowers what is recorded to what is found\n";
    assert_eq!(check(folder, &["--baseline", "known.json"]), (0, String::new(), told.to_owned()));
    // Rules that do not run, and files that are not looked at, say nothing.
    assert!(!check(folder, &["--baseline", "known.json", "--select", "chat"]).2.contains("a.tasks.md"));
    assert!(!check(folder, &["--baseline", "known.json", "b.tasks.md"]).2.contains("a.tasks.md"));
    assert_eq!(read(folder, "known.json"), recorded);
    // Writing anew with some of the rules keeps what the others have recorded.
    check(folder, &["--write-baseline", "known.json", "--select", "chat", "b.tasks.md"]);
    assert!(read(folder, "known.json").contains("b.tasks.md"), "{}", read(folder, "known.json"));
    write(folder, "known.json", &recorded);
    let pruned = check(folder, &["--baseline", "known.json", "--prune-baseline"]);
    assert_eq!(pruned, (0, String::new(), "pruned 2 entries of `known.json`\n".to_owned()));
    assert!(read(folder, "known.json").contains("b.tasks.md") && !read(folder, "known.json").contains("a.tasks.md"));
    assert_eq!(check(folder, &["--baseline", "known.json"]).2, "");
    assert_eq!(std::fs::read_dir(folder).expect("a folder").count(), 3, "nothing unfinished is left");
}

#[test]
fn what_is_no_baseline_is_status_2() {
    let folder = folder(&[("a.tasks.md", ONE), ("known.json", "[]")]);
    let folder = folder.path();
    let (status, out, err) = check(folder, &["--baseline", "known.json"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.starts_with("error: `known.json` is not a baseline: "), "{err}");
    assert_eq!(check(folder, &["--write-baseline", "known.json"]).0, 2, "somebody else's file is not written over");
    assert_eq!(read(folder, "known.json"), "[]");
    assert!(check(folder, &["--prune-baseline"]).2.contains("there is no baseline; name it with `--baseline`"));
    assert_eq!(check(folder, &["--write-baseline", "nowhere/known.json"]).0, 2);
    assert_eq!(check(folder, &["--write-baseline", "x.json", "--baseline", "known.json"]).0, 2);
}
