//! One line per finding: `path:line:column: severity rule: message`.

use std::fmt::Write;

use super::text::visible;
use super::{Checked, Emitter, Limit, Part, Style, Totals};
use crate::diagnostic::Severity;

pub(super) static EMITTER: Emitter = Emitter {
    name: "concise",
    about: "One line a finding: `path:line:column: severity rule: message`",
    limit: Limit::Asked(None),
    render,
    tail: Totals::more,
    ..Emitter::PLAIN
};

fn render(checked: &Checked<'_>, style: &Style, part: &mut Part) {
    let path = visible(checked.source.name());
    part.each(checked.found, |diagnostic, out| {
        let place = checked.places.at(diagnostic.span.start);
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
    });
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
