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
    for (wrong, said) in [
        ("--since=nowhere", "git knows no commit `nowhere`; `git fetch` may bring it"),
        ("--since=--help", "`--since --help`: the name of a commit does not begin with `-`"),
    ] {
        let output = run(folder, &[wrong]);
        assert_eq!((status(&output), out(&output), err(&output)), (2, String::new(), format!("error: {said}\n")));
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

#[test]
fn a_shallow_clone_says_how_to_fill_it() {
    let folder = repository();
    git(folder.path(), &["checkout", "--quiet", "-b", "topic"]);
    git(folder.path(), &["commit", "--quiet", "--allow-empty", "--message", "Go on"]);
    git(folder.path(), &["checkout", "--quiet", "main"]);
    git(folder.path(), &["commit", "--quiet", "--allow-empty", "--message", "Go elsewhere"]);
    let clone = tempfile::tempdir().expect("a folder");
    let from = format!("file://{}", folder.path().display());
    git(clone.path(), &["clone", "--quiet", "--depth", "1", "--no-single-branch", &from, "."]);
    for (branch, said) in [
        ("origin/topic", "`origin/topic` and the present branch share no commit"),
        ("nowhere", "git knows no commit `nowhere`"),
    ] {
        let output = run(clone.path(), &["--since", branch]);
        let cure = "this clone is shallow, `git fetch --unshallow` or `fetch-depth: 0` fills it";
        assert_eq!((status(&output), err(&output)), (2, format!("error: {said}; {cure}\n")));
    }
}

#[test]
fn another_repository_is_refused_instead_of_passed_in_silence() {
    let (folder, other) = (repository(), repository());
    let folder = folder.path();
    write(other.path(), "new.tasks.md", BAD);
    let path = other.path().to_str().expect("a path");
    std::fs::create_dir_all(folder.join("y/within")).expect("a folder");
    git(&folder.join("y/within"), &["init", "--quiet"]);
    write(folder, "y/within/new.tasks.md", BAD);
    for root in [path, "y/within", "y/within/new.tasks.md"] {
        for option in ["--changed", "--staged", "--since=main"] {
            let output = run(folder, &[option, "x", root]);
            let said =
                format!("error: `{root}` is not in the git repository around this folder; check it from there\n");
            assert_eq!((status(&output), out(&output), err(&output)), (2, String::new(), said));
        }
    }
    // A repository that is only come upon is no part of this one.
    assert_eq!(status(&run(folder, &["--changed"])), 0);
    assert_eq!(files(&run(&folder.join("y/within"), &["--changed"])), ["new.tasks"]);
}

#[test]
fn what_is_staged_and_gone_is_found_like_what_is_there() {
    let folder = repository();
    let folder = folder.path();
    write(folder, ".gitignore", "a*.tasks.md\n!ab.tasks.md\nig/\n!.shown/\n");
    write(folder, "s/.planvetignore", "p.tasks.md\n");
    write(folder, "s/.ignore", "!aa.tasks.md\nz*\n!ig\n");
    write(folder, "s/d/.gitignore", "q.tasks.md\n!p.tasks.md\n");
    write(folder, "planvet.toml", "exclude = [\"left/**\"]\n");
    let mut all = Vec::new();
    for place in [".", "s", "s/d", "ig", "ig/x", "s/ig", ".shown", ".hidden", "s/.hidden", "left"] {
        for name in ["aa", "ab", "p", "q", "zz"] {
            all.push(format!("{place}/{name}.tasks.md"));
        }
    }
    for name in &all {
        write(folder, name, BAD);
    }
    git(folder, &["add", "--all", "--force"]);
    let runs: [(&Path, &[&str]); 4] = [
        (folder, &["--staged"]),
        (folder, &["--staged", "--no-ignore"]),
        (folder, &["--staged", "--force-exclude", "s/d", "left"]),
        (&folder.join("s"), &["--staged", "..", "d", "p.tasks.md"]),
    ];
    let there = runs.map(|(place, args)| out(&run(place, args)));
    assert_eq!(there.each_ref().map(|report| report.lines().count()), [16, 30, 2, 17]);
    for name in &all {
        std::fs::remove_file(folder.join(name)).expect("to remove");
    }
    for ((place, args), there) in runs.into_iter().zip(there) {
        let gone = run(place, args);
        assert_eq!((out(&gone), status(&gone)), (there, 1), "{args:?}: {}", err(&gone));
    }
    // What is neither there nor staged is a mistake as ever.
    assert_eq!(status(&run(folder, &["--staged", "none.tasks.md"])), 2);
}

#[cfg(unix)]
#[test]
fn links_on_the_way_hide_nothing_and_other_things_in_the_place_of_a_file_neither() {
    use std::os::unix::fs::symlink;
    let folder = repository();
    let folder = folder.path();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let link = elsewhere.path().join("link");
    symlink(folder, &link).expect("a link");
    symlink(folder.join("x"), folder.join("y")).expect("a link");
    write(folder, "x/new.tasks.md", BAD);
    let named = link.join("x/new.tasks.md");
    for root in [link.to_str().expect("a path"), named.to_str().expect("a path"), "x", "y"] {
        assert_eq!(files(&run(folder, &["--changed", root])).len(), 1, "{root}");
    }
    write(folder, "folder.tasks.md", BAD);
    write(folder, "link.tasks.md", BAD);
    git(folder, &["add", "--all"]);
    for name in ["folder.tasks.md", "link.tasks.md"] {
        std::fs::remove_file(folder.join(name)).expect("to remove");
    }
    std::fs::create_dir(folder.join("folder.tasks.md")).expect("a folder");
    symlink("old.tasks.md", folder.join("link.tasks.md")).expect("a link");
    let expected = ["folder.tasks", "link.tasks", "x/new.tasks"];
    assert_eq!(files(&run(folder, &["--staged"])), expected);
    assert_eq!(files(&run(folder, &["--staged", "link.tasks.md"])), ["link.tasks"]);
    // The link itself is no plan of this repository.
    assert_eq!(files(&run(folder, &["--changed"])), ["x/new.tasks"]);
}

#[cfg(target_os = "linux")]
#[test]
fn names_of_all_kinds_are_read_and_written_safely() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = repository();
    let folder = folder.path();
    let names: [&[u8]; 7] = [b"-dash", b":0:colon", b"q\"uote", b"line\nfeed", b"t\tab", b"esc\x1b[31m", b"no\xffutf"];
    for name in names {
        let name = [name, b".tasks.md"].concat();
        std::fs::write(folder.join(OsStr::from_bytes(&name)), BAD).expect("to write");
    }
    for option in ["--changed", "--staged"] {
        let output = run(folder, &[option]);
        assert_eq!(files(&output).len(), names.len(), "{}", out(&output));
        assert!(!out(&output).contains(['\u{1b}', '\t']), "{:?}", out(&output));
        git(folder, &["add", "--all"]);
    }
}

#[test]
fn a_changed_plan_without_a_task_or_out_of_sight_is_never_passed_over_in_silence() {
    let folder = repository();
    let folder = folder.path();
    write(folder, "old.tasks.md", "Emptied.\n");
    write(folder, "notes.md", "No plan.\n");
    let output = run(folder, &["--changed"]);
    assert_eq!((status(&output), files(&output)), (1, vec!["old.tasks".to_owned()]));
    assert!(out(&output).contains("no-task") && err(&output).contains("; skipped 1 file"), "{}", err(&output));
    git(folder, &["checkout", "--quiet", "old.tasks.md"]);
    write(folder, ".agent/plans/a.tasks.md", BAD);
    write(folder, ".agent/notes.md", BAD);
    git(folder, &["add", "--all"]);
    let output = run(folder, &["--staged"]);
    assert_eq!((status(&output), out(&output)), (0, String::new()));
    assert!(err(&output).starts_with("left out `.agent/plans/a.tasks.md`, which is hidden"), "{}", err(&output));
    assert_eq!(err(&output).lines().count(), 2, "{}", err(&output));
    // In a folder, what merely has such a name is skipped, and named.
    write(folder, "old.tasks.md", "Emptied.\n");
    let output = run(folder, &["."]);
    assert_eq!(files(&output), ["x/kept.tasks"]);
    assert!(err(&output).contains("skipped `old.tasks.md`: nothing of"), "{}", err(&output));
}
