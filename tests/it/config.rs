//! Configuration as users meet it: found, named, ignored, wrong.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::program::{err, out, status};

/// A folder with files; every folder above the last `/` is made.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("to write");
    }
    folder
}

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
    command.current_dir(folder).args(args).env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE");
    command.output().expect("to start")
}

/// The paths that findings are reported for.
fn paths(output: &Output) -> Vec<String> {
    let mut all: Vec<String> =
        out(output).lines().map(|line| line.split(':').next().unwrap_or("").to_owned()).collect();
    all.dedup();
    all
}

const CHECK: [&str; 3] = ["check", "--output-format", "concise"];

fn check(folder: &Path, args: &[&str]) -> Output {
    run(folder, &[&CHECK, args].concat())
}

/// A task list that lacks one field.
const LIST: &str = "## Task: Build\n**Description**: The parser.\n";

#[test]
fn a_configuration_holds_for_its_folder_and_below() {
    let folder = folder(&[
        (".git/HEAD", ""),
        ("planvet.toml", "[rules]\nmissing-field = \"warning\"\n"),
        ("a.tasks.md", LIST),
        ("x/b.tasks.md", LIST),
        ("y/.planvet.toml", "fail-on = \"warning\"\n"),
        ("y/c.tasks.md", LIST),
        ("z/pyproject.toml", "[tool.planvet.rules]\nfields = \"off\"\n"),
        ("z/d.tasks.md", LIST),
    ]);
    let output = check(folder.path(), &[]);
    let severities: Vec<String> =
        out(&output).lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(severities, ["a.tasks.md:1:1: warning", "x/b.tasks.md:1:1: warning", "y/c.tasks.md:1:1: error"]);
    assert_eq!(status(&output), 1);
    assert_eq!(status(&check(folder.path(), &["a.tasks.md", "x"])), 0, "the failing level is that of each file");
    assert_eq!(status(&check(&folder.path().join("x"), &["../a.tasks.md", "--isolated"])), 1);
    assert_eq!(status(&check(&folder.path().join("z"), &["d.tasks.md"])), 0);
    assert_eq!(status(&check(&folder.path().join("z"), &["d.tasks.md", "--severity", "missing-field=error"])), 0);
    assert_eq!(status(&check(&folder.path().join("z"), &["d.tasks.md", "--select", "missing-field"])), 1);
}

#[test]
fn excluded_files_are_left_out_unless_they_are_named() {
    let folder = folder(&[
        ("planvet.toml", "exclude = [\"archive/\", \"*.draft.md\"]\n"),
        ("archive/planvet.toml", "broken"),
        ("archive/a.tasks.md", LIST),
        ("b.draft.md", LIST),
        ("c.tasks.md", LIST),
    ]);
    let folder = folder.path();
    let output = check(folder, &[]);
    assert_eq!((paths(&output), status(&output)), (vec!["c.tasks.md".to_owned()], 1));
    assert_eq!(paths(&check(folder, &["b.draft.md", "c.tasks.md"])), ["b.draft.md", "c.tasks.md"]);
    assert_eq!(
        paths(&check(folder, &["--force-exclude", "b.draft.md", "c.tasks.md", "archive/a.tasks.md"])),
        ["c.tasks.md"]
    );
    assert_eq!(status(&check(folder, &["archive"])), 2, "the configuration in it counts when it is named");
    assert_eq!(status(&check(folder, &["archive", "--force-exclude", "--allow-empty"])), 0);
    let output = check(folder, &["--force-exclude", "b.draft.md"]);
    assert_eq!(status(&output), 2);
    assert_eq!(err(&output), "error: found no plan to check; the configuration leaves out 1 file\n");
    assert_eq!(status(&check(folder, &["--force-exclude", "--allow-empty", "b.draft.md"])), 0);
    let piped = check(folder, &["--force-exclude", "-", "--stdin-filename", "b.draft.md"]);
    assert_eq!(status(&piped), 2);
}

#[test]
fn an_included_file_must_be_a_plan() {
    let folder = folder(&[
        ("planvet.toml", "include = [\"plans/\"]\n"),
        ("plans/a.md", "# Notes\n"),
        ("plans/b.tasks.md", LIST),
        ("c.tasks.md", LIST),
        ("README.md", "# Project\n"),
    ]);
    let output = check(folder.path(), &[]);
    assert_eq!(paths(&output), ["plans/a.md", "plans/b.tasks.md"]);
    assert!(out(&output).starts_with("plans/a.md:1:1: error no-task"), "{}", out(&output));
    assert_eq!(paths(&check(folder.path(), &["c.tasks.md"])), ["c.tasks.md"]);
}

#[test]
fn the_configuration_chooses_formats_also_for_standard_input() {
    let memo = "language = 1\nname = \"memo\"\nanchor = \"memo\"\n[[part]]\nis = \"# Memo: {name}\"\nid = \"memo\"\n[[part]]\nis = \"**From**: {who}\"\n";
    let folder = folder(&[
        ("planvet.toml", "format-folder = \"formats\"\nformats = [{ files = \"memos\", format = \"memo\" }]\n"),
        ("formats/memo.toml", memo),
        ("memos/a.md", "# Memo: Lunch\n\nAt noon.\n"),
        ("b.md", "# Memo: Lunch\n\nAt noon.\n"),
    ]);
    let folder = folder.path();
    // Formats of the folder also take part where nothing is said.
    let output = check(folder, &[]);
    assert_eq!(
        out(&output),
        "b.md:1:1: error missing-field: `Memo` has no `From` field\nmemos/a.md:1:1: error missing-field: `Memo` has no `From` field\n"
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
    let plan = std::fs::File::open(folder.join("b.md")).expect("a file");
    let piped =
        command.current_dir(folder).args(CHECK).args(["-", "--stdin-filename", "memos/x.md"]).stdin(plan).output();
    assert!(out(&piped.expect("to start")).starts_with("memos/x.md:1:1: error missing-field"));
    let output = check(folder, &["--format", "memo", "b.md"]);
    assert!(out(&output).contains("no `From` field"), "a name is looked up in the configuration");
    assert!(out(&run(folder, &["formats"])).starts_with("memo "));
    let output = check(folder, &["--format", "task-list", "memos/a.md"]);
    assert!(out(&output).contains("no-task"), "the command line wins");
}

#[test]
fn a_configuration_with_mistakes_is_not_used_and_the_rest_is_checked() {
    let folder = folder(&[
        ("x/planvet.toml", "exlude = [\"a\"]\n[rules]\nchats = \"of\"\n"),
        ("x/a.tasks.md", LIST),
        ("x/b.tasks.md", LIST),
        ("c.tasks.md", LIST),
    ]);
    let folder = folder.path();
    let output = check(folder, &[]);
    assert_eq!((status(&output), paths(&output)), (2, vec!["c.tasks.md".to_owned()]));
    let text = err(&output);
    for said in [
        "x/planvet.toml:1:1",
        "did you mean `exclude`?",
        "did you mean `chat`?",
        "did you mean `off`?",
        "error: the configuration has 3 mistakes, shown above; 2 files are not checked",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    for args in [&["check", "c.tasks.md", "--config", "x/planvet.toml"][..], &["config", "show", "x/a.tasks.md"]] {
        let output = run(folder, args);
        assert_eq!((status(&output), out(&output)), (2, String::new()), "{args:?}");
        assert!(err(&output).ends_with("error: the configuration has 3 mistakes, shown above\n"), "{}", err(&output));
    }
    let output = run(folder, &["check", "c.tasks.md", "--config", "none.toml"]);
    assert_eq!((status(&output), err(&output)), (2, "error: none.toml: there is no such file\n".to_owned()));
    assert_eq!(status(&run(folder, &["check", "x", "--isolated"])), 1);
}

#[test]
fn a_named_configuration_is_seen_from_the_present_folder() {
    let folder = folder(&[
        ("shared/strict.toml", "exclude = [\"old/*\"]\n[rules]\nmissing-field = \"info\"\n"),
        ("work/planvet.toml", "[rules]\nall = \"off\"\n"),
        ("work/old/a.tasks.md", LIST),
        ("work/b.tasks.md", LIST),
    ]);
    let output = check(&folder.path().join("work"), &["--config", "../shared/strict.toml"]);
    assert_eq!((status(&output), paths(&output)), (0, vec!["b.tasks.md".to_owned()]));
    assert!(out(&output).contains(" info missing-field"), "{}", out(&output));
}

#[test]
fn config_show_says_what_holds_and_where_it_is_said() {
    let folder = folder(&[
        ("base.toml", "fail-on = \"warning\"\n[rules]\nchat = \"off\"\n"),
        ("planvet.toml", "extends = \"base.toml\"\n\n[rules]\nchat = \"error\"\n"),
    ]);
    let output = run(folder.path(), &["config", "show", "x.tasks.md", "--output-format", "json"]);
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(shown["files"], serde_json::json!(["planvet.toml", "base.toml"]));
    assert_eq!(shown["values"]["fail-on"]["origin"], serde_json::json!({ "file": "base.toml", "line": 1 }));
    assert_eq!(shown["values"]["format"]["value"], "task-list");
    assert_eq!(
        shown["rules"]["chat"],
        serde_json::json!({ "value": "error", "origin": { "file": "planvet.toml", "line": 4 } })
    );
    assert_eq!(shown["rules"]["truncated"]["origin"], serde_json::Value::Null);
    let text = out(&run(folder.path(), &["config", "show"]));
    assert!(text.contains("\nrules.chat") && text.contains("planvet.toml:4\n"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_no_configuration_and_is_told() {
    let folder = folder(&[("a.tasks.md", LIST)]);
    std::os::unix::fs::symlink("nowhere.toml", folder.path().join("planvet.toml")).expect("a link");
    let output = check(folder.path(), &[]);
    assert_eq!((status(&output), out(&output)), (2, String::new()));
    assert!(err(&output).contains("planvet.toml: is a link that leads nowhere"), "{}", err(&output));
}

#[test]
fn init_writes_once() {
    let folder = folder(&[("a.tasks.md", LIST)]);
    let folder = folder.path();
    let output = run(folder, &["init"]);
    assert_eq!((status(&output), out(&output)), (0, String::new()));
    let written = std::fs::read_to_string(folder.join("planvet.toml")).expect("a file");
    assert_eq!(status(&check(folder, &[])), 1, "what was written changes nothing");
    std::fs::write(folder.join("planvet.toml"), "# mine\n").expect("to write");
    let output = run(folder, &["init"]);
    assert_eq!(
        (status(&output), err(&output)),
        (2, "error: `planvet.toml` is there already; nothing was written\n".to_owned())
    );
    assert_eq!(std::fs::read_to_string(folder.join("planvet.toml")).expect("a file"), "# mine\n");
    assert!(written.contains("# exclude = "));
}

#[test]
fn the_schema_is_printed() {
    let output = run(Path::new(env!("CARGO_MANIFEST_DIR")), &["schema", "config"]);
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["overrides"]["items"]["required"], serde_json::json!(["files"]));
}
