//! One line per finding: `path:line:column: severity rule: message`.

use std::fmt::Write;

use super::text::visible;
use super::{Places, Style};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;

/// Appends the lines of one file.
pub(crate) fn file(source: &Source, diagnostics: &[Diagnostic], style: &Style, out: &mut String) {
    let places = Places::new(source, diagnostics);
    let path = visible(source.name());
    for diagnostic in diagnostics {
        let place = places.at(diagnostic.span.start);
        let (on, off) = color(diagnostic.severity, style);
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{path}:{}:{}: {on}{}{off} {}: {}",
            place.line,
            place.column,
            diagnostic.severity.name(),
            diagnostic.rule,
            visible(&diagnostic.message),
        );
    }
}

fn color(severity: Severity, style: &Style) -> (&'static str, &'static str) {
    let on = match severity {
        _ if !style.color => return ("", ""),
        Severity::Error => "\u{1b}[31m",
        Severity::Warning => "\u{1b}[33m",
        Severity::Info => "\u{1b}[36m",
    };
    (on, "\u{1b}[0m")
}
