//! Files that git names: changed, since a branch, staged.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::program::{err, out, status};

/// A list of tasks in order, and one that lacks a field.
const GOOD: &str = "## Task: A\n**Description**: x\n**Depends on**: None\n";
const BAD: &str = "## Task: A\n**Description**: x\n";

fn git(folder: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(args);
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    for (name, value) in [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")] {
        command.env(name, value);
    }
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Tester").env(format!("GIT_{role}_EMAIL"), "tester@example.com");
        command.env(format!("GIT_{role}_DATE"), "2026-01-01T00:00:00Z");
    }
    let output = command.output().expect("git");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, text).expect("to write");
}

/// A repository with one commit of two plans with mistakes.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "--quiet", "--initial-branch", "main"]);
    write(folder.path(), "old.tasks.md", BAD);
    write(folder.path(), "x/kept.tasks.md", BAD);
    git(folder.path(), &["add", "--all"]);
    git(folder.path(), &["commit", "--quiet", "--message", "Begin"]);
    folder
}

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
    command.current_dir(folder).args(["check", "--output-format", "concise"]).args(args).env("NO_COLOR", "1");
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    command.output().expect("to start")
}

/// The files with findings.
fn files(output: &Output) -> Vec<String> {
    out(output).lines().filter_map(|line| Some(line.split_once(".md:")?.0.to_owned())).collect()
}

#[test]
fn only_what_has_changed_is_checked() {
    let folder = repository();
    let folder = folder.path();
    let quiet = run(folder, &["--changed"]);
    assert_eq!((status(&quiet), out(&quiet), err(&quiet)), (0, String::new(), String::new()));
    write(folder, "new -- 'a'.tasks.md", BAD);
    write(folder, "x/kept.tasks.md", &format!("{BAD}\n"));
    write(folder, "y/skipped.tasks.md", BAD);
    write(folder, "y/.gitignore", "skipped*\n");
    std::fs::remove_file(folder.join("old.tasks.md")).expect("to remove");
    let output = run(folder, &["--changed"]);
    assert_eq!((status(&output), files(&output)), (1, vec!["new -- 'a'.tasks".to_owned(), "x/kept.tasks".to_owned()]));
    assert_eq!(files(&run(folder, &["--changed", "x"])), ["x/kept.tasks"]);
    assert_eq!(files(&run(&folder.join("x"), &["--changed"])), ["kept.tasks"]);
}

#[test]
fn a_branch_is_held_against_the_place_where_it_began() {
    let folder = repository();
    let folder = folder.path();
    git(folder, &["checkout", "--quiet", "-b", "topic"]);
    write(folder, "topic.tasks.md", BAD);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "Add"]);
    git(folder, &["checkout", "--quiet", "main"]);
    write(folder, "main.tasks.md", BAD);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "Go on"]);
    git(folder, &["checkout", "--quiet", "topic"]);
    write(folder, "loose.tasks.md", BAD);
    assert_eq!(files(&run(folder, &["--since", "main"])), ["loose.tasks", "topic.tasks"]);
    for wrong in ["--since=nowhere", "--since=--help"] {
        let output = run(folder, &[wrong]);
        assert_eq!((status(&output), out(&output)), (2, String::new()));
        assert!(err(&output).contains("git knows no commit"), "{}", err(&output));
    }
}

#[test]
fn what_is_staged_is_read_from_the_index() {
    let folder = repository();
    let folder = folder.path();
    write(folder, "x/one.tasks.md", BAD);
    write(folder, "x/two.tasks.md", GOOD);
    write(folder, "x/gone.tasks.md", BAD);
    git(folder, &["add", "--all"]);
    // What lies in the folder by now is not what will be committed.
    write(folder, "x/one.tasks.md", GOOD);
    write(folder, "x/two.tasks.md", BAD);
    write(folder, "three.tasks.md", BAD);
    std::fs::remove_file(folder.join("x/gone.tasks.md")).expect("to remove");
    let output = run(folder, &["--staged"]);
    assert_eq!((status(&output), files(&output)), (1, vec!["x/gone.tasks".to_owned(), "x/one.tasks".to_owned()]));
    assert_eq!(status(&run(folder, &["--staged", "--fix"])), 2);
    assert_eq!(status(&run(folder, &["--staged", "--changed"])), 2);
}

#[test]
fn a_repository_without_a_commit_is_all_new_and_no_repository_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write(folder, "a.tasks.md", BAD);
    let output = run(folder, &["--changed"]);
    assert_eq!(status(&output), 2);
    assert_eq!(err(&output), "error: this is no working copy of a git repository\n");
    git(folder, &["init", "--quiet"]);
    assert_eq!(files(&run(folder, &["--changed"])), ["a.tasks"]);
    git(folder, &["add", "--all"]);
    assert_eq!(files(&run(folder, &["--staged"])), ["a.tasks"]);
    let piped = run(folder, &["--changed", "-"]);
    assert_eq!(status(&piped), 2);
}
