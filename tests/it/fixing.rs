//! What `--fix` and its kin do to files, to standard input and to the exit status.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// One mistake with a safe fix, one warning with an unsafe one.
const SAFE: &str = "fixtures/invalid/several-labels-and-boxes/plan.md";
/// Errors without any fix.
const HOPELESS: &str = "fixtures/invalid/todo-left/plan.md";

fn fixture(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a fixture")
}

/// A folder with one plan in it.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new(text: impl AsRef<[u8]>) -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a folder") };
        std::fs::write(desk.path("a.plan.md"), text).expect("to write");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes()).expect("UTF-8")
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.path("a.plan.md")).expect("the plan")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
        command.current_dir(self.folder.path()).arg("check").args(args).args(["--output-format", "concise"]);
        command.env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE");
        command
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        told(&self.command(args).output().expect("to start"))
    }

    fn with_stdin(&self, args: &[&str], text: &[u8]) -> Output {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("to start");
        let _ = child.stdin.take().expect("a pipe").write_all(text);
        child.wait_with_output().expect("to end")
    }

    /// The names of all files in the folder.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// Status, standard output, standard error.
fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn mended() -> String {
    fixture(SAFE).replace("1. Test scenario", "- [ ] Test scenario").replace("Success criterias", "Success Criteria")
}

fn mended_all() -> String {
    mended().replacen("**Verification**", "**Validation**", 1)
}

#[test]
fn safe_fixes_are_written_and_the_rest_is_reported() {
    let desk = Desk::new(fixture(SAFE));
    let left = "a.plan.md:96:1: warning misnamed-field: the label `Verification` is understood as `Validation`\n";
    let line = "checked 1 plan: fixed 2; 1 warning left (1 fixable with `--unsafe-fixes`)\n";
    assert_eq!(desk.run(&["--fix"]), (0, left.to_owned(), line.to_owned()));
    assert_eq!(desk.text(), mended());
    assert_eq!(desk.names(), ["a.plan.md"], "nothing is left behind");
    // The second time there is nothing to do.
    let line = "checked 1 plan: nothing fixed; 1 warning left (1 fixable with `--unsafe-fixes`)\n";
    assert_eq!(desk.run(&["--fix", "--fail-on", "warning"]), (1, left.to_owned(), line.to_owned()));
    let line = "checked 1 plan: fixed 1; nothing left\n";
    assert_eq!(desk.run(&["--unsafe-fixes"]), (0, String::new(), line.to_owned()));
    assert_eq!(desk.text(), mended_all());
    assert_eq!(desk.run(&["--fix"]), (0, String::new(), String::new()));
}

#[test]
fn unsafe_fixes_are_applied_only_when_asked_for() {
    for args in [&["--fix", "--unsafe-fixes"][..], &["--unsafe-fixes"], &["--fix-only", "--unsafe-fixes"]] {
        let desk = Desk::new(fixture(SAFE));
        assert_eq!(desk.run(args).0, 0, "{args:?}");
        assert_eq!(desk.text(), mended_all(), "{args:?}");
    }
}

#[test]
fn fix_only_says_nothing_of_the_rest() {
    let desk = Desk::new(fixture(SAFE).replace("**Objective**: ", "**Objective**: TBD\n\n"));
    assert_eq!(desk.run(&["--fix-only"]), (0, String::new(), "checked 1 plan: fixed 2\n".to_owned()));
}

#[test]
fn only_selected_rules_are_fixed() {
    let desk = Desk::new(fixture(SAFE));
    let line = "checked 1 plan: fixed 1; nothing left\n";
    assert_eq!(desk.run(&["--fix", "--select", "missing-box"]), (0, String::new(), line.to_owned()));
    assert_eq!(desk.text(), fixture(SAFE).replace("1. Test scenario", "- [ ] Test scenario"));
}

#[test]
fn what_cannot_be_fixed_keeps_its_status() {
    let desk = Desk::new(fixture(HOPELESS));
    let (status, out, _) = desk.run(&["--fix"]);
    assert_eq!((status, desk.text()), (1, fixture(HOPELESS)));
    assert!(out.contains("unfinished-text"), "{out}");
}

#[test]
fn json_reports_what_remains() {
    let desk = Desk::new(fixture(SAFE));
    let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
    let args = ["check", "--fix", "--output-format", "json"];
    let output = command.current_dir(desk.folder.path()).args(args).output().expect("to start");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["diagnostics"].as_array().map(Vec::len), Some(1));
    assert_eq!((&report["summary"]["warnings"], &report["summary"]["fixed"]), (&1.into(), &2.into()));
}

#[test]
fn a_diff_writes_nothing_and_can_be_applied() {
    let desk = Desk::new(fixture(SAFE));
    for (args, expected, line) in [
        (&["--diff"][..], mended(), "checked 1 plan: would fix 2 (1 more with `--unsafe-fixes`)\n"),
        (&["--diff", "--fix"], mended(), "checked 1 plan: would fix 2 (1 more with `--unsafe-fixes`)\n"),
        (&["--diff", "--unsafe-fixes"], mended_all(), "checked 1 plan: would fix 3\n"),
    ] {
        let (status, diff, told) = desk.run(args);
        assert_eq!((status, told.as_str()), (1, line), "{args:?}");
        assert_eq!(desk.text(), fixture(SAFE), "{args:?}");
        assert_eq!(patched(&fixture(SAFE), &diff), expected, "{args:?}");
    }
    let desk = Desk::new(mended());
    let line = "checked 1 plan: nothing to fix (1 with `--unsafe-fixes`)\n";
    assert_eq!(desk.run(&["--diff"]), (0, String::new(), line.to_owned()));
}

/// A text after a unified diff, read as plainly as can be.
fn patched(text: &str, diff: &str) -> String {
    let old: Vec<&str> = text.split_inclusive('\n').collect();
    let (mut new, mut at) = (String::new(), 0);
    let mut lines = diff.split_inclusive('\n');
    assert_eq!((lines.next(), lines.next()), (Some("--- a.plan.md\n"), Some("+++ a.plan.md\n")));
    for line in lines {
        let (mark, rest) = line.split_at(1);
        match mark {
            "@" => {
                let start: usize = rest.split(['-', ',', ' ']).nth(2).expect("a place").parse().expect("a number");
                new.extend(old[at..start - 1].iter().copied());
                at = start - 1;
            }
            "+" => new.push_str(rest),
            "-" | " " => {
                assert_eq!(old[at], rest);
                at += 1;
                if mark == " " {
                    new.push_str(rest);
                }
            }
            _ => panic!("{line}"),
        }
    }
    new.extend(old[at..].iter().copied());
    new
}

#[test]
fn standard_input_comes_back_mended_and_the_report_goes_aside() {
    let desk = Desk::new("");
    let output = desk.with_stdin(&["--fix", "-", "--stdin-filename", "x.plan.md"], fixture(SAFE).as_bytes());
    let (status, out, err) = told(&output);
    assert_eq!((status, out), (0, mended()));
    assert_eq!(
        err,
        "x.plan.md:96:1: warning misnamed-field: the label `Verification` is understood as `Validation`\n\
         checked 1 plan: fixed 2; 1 warning left (1 fixable with `--unsafe-fixes`)\n"
    );
    // Whatever cannot be mended, or read, comes back as it is.
    for (text, args, wanted) in [
        (fixture(HOPELESS).into_bytes(), &["--fix", "-"][..], 1),
        (b"## Task: a\n\xFF\n".to_vec(), &["--fix", "-"], 1),
        (b"\xFF\xFE#\0".to_vec(), &["--fix", "-"], 1),
        (b"# Notes\n".to_vec(), &["--fix", "-"], 1),
        (fixture(SAFE).into_bytes(), &["--fix", "-", "--max-file-size", "10"], 1),
        (Vec::new(), &["--fix", "-"], 1),
    ] {
        let output = desk.with_stdin(args, &text);
        assert_eq!((output.status.code(), &output.stdout), (Some(wanted), &text));
    }
    let output = desk.with_stdin(&["--diff", "-", "--stdin-filename", "a.plan.md"], fixture(SAFE).as_bytes());
    assert_eq!(patched(&fixture(SAFE), &told(&output).1), mended());
}

#[test]
fn line_ends_and_byte_order_mark_are_kept() {
    for (bom, newline) in [("", "\r\n"), ("\u{FEFF}", "\n"), ("\u{FEFF}", "\r\n"), ("", "\r")] {
        let written = |text: String| format!("{bom}{}", text.replace('\n', newline));
        let desk = Desk::new(written(fixture(SAFE)));
        desk.run(&["--unsafe-fixes"]);
        assert_eq!(desk.text(), written(mended_all()), "{bom:?} {newline:?}");
    }
}

#[test]
fn what_is_not_utf_8_is_never_rewritten() {
    for bytes in [&b"## Task: a\n**objective**: \xFF\n"[..], b"\xFF\xFE#\0", b"## Task: a\n**objective**: \0\n"] {
        let desk = Desk::new(bytes);
        let (status, out, _) = desk.run(&["--unsafe-fixes", "a.plan.md"]);
        assert_eq!((status, desk.bytes()), (1, bytes.to_vec()));
        assert!(out.contains("invalid-text"), "{out}");
    }
}

#[test]
fn what_was_found_and_is_no_plan_is_left_alone() {
    let desk = Desk::new(fixture(SAFE));
    let notes = "Sure! Here is the plan.\n\n# Notes\n\n### Next Steps\n";
    std::fs::write(desk.path("README.md"), notes).expect("to write");
    let (status, _, line) = desk.run(&["--unsafe-fixes"]);
    assert_eq!(
        (status, line.as_str()),
        (0, "checked 1 plan: fixed 3; nothing left; skipped 1 file that is not a plan\n")
    );
    assert_eq!(std::fs::read_to_string(desk.path("README.md")).expect("notes"), notes);
}

#[test]
fn two_names_of_one_file_are_fixed_once() {
    let desk = Desk::new(fixture(SAFE));
    let line = "checked 1 plan: fixed 3; nothing left\n";
    assert_eq!(desk.run(&["--unsafe-fixes", "a.plan.md", "./a.plan.md", "."]), (0, String::new(), line.to_owned()));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::time::Duration;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).expect("the file").permissions().mode() & 0o7777
    }

    #[test]
    fn permissions_are_kept_and_read_only_files_are_not_written() {
        let desk = Desk::new(fixture(SAFE));
        let path = desk.path("a.plan.md");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).expect("to set the mode");
        desk.run(&["--fix"]);
        assert_eq!((mode(&path), desk.text()), (0o640, mended()));

        let desk = Desk::new(fixture(SAFE));
        let path = desk.path("a.plan.md");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o444)).expect("to set the mode");
        let (status, out, err) = desk.run(&["--fix"]);
        assert_eq!((status, desk.text(), mode(&path)), (2, fixture(SAFE), 0o444));
        assert!(err.contains("error: a.plan.md: is read-only, it is left as it was\n"), "{err}");
        // What is in the file is still reported.
        assert!(out.contains("missing-box") && err.contains("nothing fixed; 1 error, 2 warnings left"), "{out}{err}");
    }

    #[test]
    fn a_named_link_stays_and_a_walked_one_is_not_followed() {
        let desk = Desk::new(fixture(SAFE));
        let elsewhere = Desk::new(fixture(SAFE));
        symlink(elsewhere.path("a.plan.md"), desk.path("link.plan.md")).expect("a link");
        desk.run(&["--fix"]);
        assert_eq!((desk.text(), elsewhere.text()), (mended(), fixture(SAFE)));
        desk.run(&["--fix", "link.plan.md"]);
        assert_eq!(elsewhere.text(), mended());
        assert!(std::fs::symlink_metadata(desk.path("link.plan.md")).expect("the link").is_symlink());
    }

    /// Killed at any moment, the file holds the old text or the new one.
    #[test]
    fn a_kill_leaves_the_old_text_or_the_new_one() {
        let desk = Desk::new(fixture(SAFE));
        for round in 0..60 {
            std::fs::write(desk.path("a.plan.md"), fixture(SAFE)).expect("to write");
            let mut child =
                desk.command(&["--fix"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("to start");
            std::thread::sleep(Duration::from_micros(150 * round));
            // It may have ended already.
            let _ = child.kill();
            child.wait().expect("to end");
            let text = desk.text();
            assert!(text == fixture(SAFE) || text == mended(), "round {round}: neither old nor new\n{text}");
        }
        desk.run(&["--fix"]);
        assert_eq!(desk.text(), mended());
    }

    /// Where the disk takes no more, the old text stays: here a limit on the size of files stands in for it.
    #[test]
    fn a_full_disk_leaves_the_old_text() {
        for (trap, wanted) in [("trap '' XFSZ; ", Some(2)), ("", None)] {
            let desk = Desk::new(fixture(SAFE));
            let script = format!("{trap}ulimit -f 1; exec \"$0\" check --fix");
            let mut command = Command::new("sh");
            command.current_dir(desk.folder.path()).args(["-c", &script, env!("CARGO_BIN_EXE_planvet")]);
            let output = command.output().expect("a shell");
            assert_eq!((output.status.code(), desk.text()), (wanted, fixture(SAFE)));
            if wanted.is_some() {
                assert!(told(&output).2.contains("cannot be written, it is left as it was"), "{}", told(&output).2);
                assert_eq!(desk.names(), ["a.plan.md"]);
            }
        }
    }
}

/// A filter that leaves a text alone gives it back, whatever the reason.
#[test]
fn excluded_standard_input_passes_through() {
    let desk = Desk::new("");
    std::fs::write(desk.path("planvet.toml"), "exclude = [\"left/\"]\n").expect("to write");
    let args = ["--fix", "--force-exclude", "--allow-empty", "--stdin-filename", "left/a.plan.md", "-"];
    let mut child = desk.command(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("to run");
    child.stdin.take().expect("a pipe").write_all(b"# Any text\r\n").expect("to write");
    let output = child.wait_with_output().expect("to end");
    assert_eq!((output.stdout.as_slice(), output.status.code()), (&b"# Any text\r\n"[..], Some(0)));
}
