//! What fixes change, as a unified diff that `patch` and `git apply` take; the only file that names similar.

use std::borrow::Cow;
use std::fmt::Write;
use std::time::Duration;

use similar::TextDiff;

use super::text::visible;
#[cfg(feature = "lsp")]
use crate::diagnostic::Edit;
#[cfg(feature = "lsp")]
use crate::source::Span;

/// Where many lines are equal and many are new, the smallest change takes minutes to find. What is not told apart by then
/// is told as a whole.
const LONGEST: Duration = Duration::from_secs(1);

/// The diff of one file; empty when nothing differs.
///
/// `people` asks for one to look at instead: nothing in it that a terminal would obey, and with `color` it is coloured.
pub(crate) fn file(name: &str, old: &str, new: &str, people: bool, color: bool) -> String {
    if old == new {
        return String::new();
    }
    // Lines end at LF for those who read the diff; a lone CR is part of one.
    let (from, to): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let diff = TextDiff::configure().newline_terminated(true).timeout(LONGEST).diff_slices(&from, &to);
    let name = if people { visible(name) } else { quoted(name) };
    let mut text = format!("--- {name}\n+++ {name}\n");
    for hunk in diff.unified_diff().iter_hunks() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", hunk.header());
        for change in hunk.iter_changes() {
            let line = change.value();
            let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
            let _ = write!(text, "{}{line}{end}", change.tag());
        }
    }
    if !people {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let (on, off) = match line.as_bytes().first() {
            _ if !color => ("", ""),
            Some(b'+') => ("\u{1b}[32m", "\u{1b}[0m"),
            Some(b'-') => ("\u{1b}[31m", "\u{1b}[0m"),
            Some(b'@') => ("\u{1b}[36m", "\u{1b}[0m"),
            _ => ("", ""),
        };
        let _ = writeln!(out, "{on}{}{off}", visible(line));
    }
    out
}

/// The edits that make one text of another, whole lines each, in order.
#[cfg(feature = "lsp")]
pub(crate) fn edits(old: &str, new: &str) -> Vec<Edit> {
    let (from, to): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    // Bytes before each line, and before the end.
    let starts = |lines: &[&str]| {
        let before = lines.iter().scan(0, |at, line| Some(std::mem::replace(at, *at + line.len())));
        before.chain([lines.iter().map(|line| line.len()).sum()]).collect::<Vec<usize>>()
    };
    let starts = starts(&from);
    let diff = TextDiff::configure().timeout(LONGEST).diff_slices(&from, &to);
    let changed = diff.ops().iter().filter(|op| op.tag() != similar::DiffTag::Equal);
    changed
        .filter_map(|op| {
            let (old, new) = (op.old_range(), op.new_range());
            let span = Span::of(*starts.get(old.start)?, *starts.get(old.end)?);
            Some(Edit::replace(span, to.get(new)?.concat()))
        })
        .collect()
}

/// A name as `patch` and `git` read it: between quotes and escaped, where they would take it for another.
fn quoted(name: &str) -> Cow<'_, str> {
    let plain = |c: char| !c.is_control() && !matches!(c, '"' | '\\');
    if !name.starts_with(' ') && !name.ends_with(' ') && name.chars().all(plain) {
        return Cow::Borrowed(name);
    }
    let mut out = String::from('"');
    for c in name.chars() {
        // Writing to a string cannot fail.
        let _ = match c {
            '\n' => write!(out, "\\n"),
            '\t' => write!(out, "\\t"),
            '"' | '\\' => write!(out, "\\{c}"),
            c if c.is_ascii_control() => write!(out, "\\{:03o}", u32::from(c)),
            c => write!(out, "{c}"),
        };
    }
    out.push('"');
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_a_last_line_without_one_are_kept() {
        let diff = file("a.md", "one\r\ntwo", "one\r\n2", false, false);
        assert_eq!(
            diff,
            "--- a.md\n+++ a.md\n@@ -1,2 +1,2 @@\n one\r\n-two\n\\ No newline at end of file\n+2\n\\ No newline at end of file\n"
        );
        let lone = file("a.md", "one\rtwo\r", "one\r2\r", false, false);
        let none = "\n\\ No newline at end of file\n";
        assert_eq!(lone, format!("--- a.md\n+++ a.md\n@@ -1 +1 @@\n-one\rtwo\r{none}+one\r2\r{none}"));
        assert_eq!(file("a.md", "same\n", "same\n", false, false), "");
    }

    #[cfg(feature = "lsp")]
    #[test]
    fn edits_make_the_new_text() {
        let texts = ["", "a\n", "a\nb\nc", "a\nx\nc", "x\r\na\nb", "b\nc\n\n"];
        for old in texts {
            for new in texts {
                let fix = crate::diagnostic::Fix::safe("", edits(old, new));
                assert_eq!(fix.apply(old), new, "{old:?}");
            }
        }
    }

    #[test]
    fn odd_names_are_quoted_for_programs() {
        assert_eq!(quoted("plän/a b.md"), "plän/a b.md");
        assert_eq!(quoted(" a\nb\u{1b}\"\\.md"), "\" a\\nb\\033\\\"\\\\.md\"");
    }

    #[test]
    fn a_terminal_is_not_told_what_to_do() {
        let diff = file("\u{1b}a.md", "one\n", "\u{1b}[2J\n", true, true);
        assert_eq!(
            diff,
            "\u{1b}[31m--- ␛a.md\u{1b}[0m\n\u{1b}[32m+++ ␛a.md\u{1b}[0m\n\u{1b}[36m@@ -1 +1 @@\u{1b}[0m\n\
             \u{1b}[31m-one\u{1b}[0m\n\u{1b}[32m+␛[2J\u{1b}[0m\n"
        );
    }
}
