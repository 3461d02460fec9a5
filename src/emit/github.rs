//! Workflow commands of GitHub Actions: each finding becomes a note at its line.

use std::fmt::Write;

use super::text::visible;
use super::{Checked, Emitter, Limit, Part, Style, Totals, said};
use crate::diagnostic::Severity;

pub(super) static EMITTER: Emitter = Emitter {
    name: "github",
    about: "Workflow commands of GitHub, which annotate lines",
    limit: Limit::Asked(None),
    render,
    tail,
    ..Emitter::PLAIN
};

fn render(checked: &Checked<'_>, _: &Style, part: &mut Part) {
    let path = property(checked.path);
    part.each(checked.found, |diagnostic, out| {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let (start, end) = checked.ends(diagnostic.span);
        // Writing to a string cannot fail.
        let _ = write!(out, "::{level} file={path},line={},endLine={}", start.line, end.line);
        // Columns are only taken where both are of one line.
        if start.line == end.line {
            let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
        }
        let _ = writeln!(out, ",title={}::{}", property(diagnostic.rule), data(&said(diagnostic)));
    });
}

fn tail(totals: &Totals, out: &mut String) {
    for problem in &totals.problems {
        let _ = writeln!(out, "::error title=planvet::{}", data(problem));
    }
    let mut more = String::new();
    totals.more(&mut more);
    if !more.is_empty() {
        let _ = write!(out, "::notice title=planvet::{more}");
    }
}

/// A text that cannot end its command, nor begin another one.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&text).into_owned()
}

/// The same for what stands before the message, between commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("50% of a:\r\n::error::b\u{1b}"), "50%25 of a:%0D%0A::error::b\u{241b}");
        assert_eq!(property("a,b:c\n::error::d%0A.md"), "a%2Cb%3Ac%0A%3A%3Aerror%3A%3Ad%250A.md");
    }
}
