//! The Code Quality report of GitLab.

use serde::Serialize;

use super::{Checked, Emitter, Part, Style, fingerprint, json};
use crate::diagnostic::{Diagnostic, Severity};

pub(super) static EMITTER: Emitter = Emitter {
    name: "gitlab",
    about: "A Code Quality report of GitLab",
    render,
    head: "[",
    first: "\n",
    between: ",\n",
    tail: |totals, out| out.push_str(if totals.shown == 0 { "]\n" } else { "\n]\n" }),
    ..Emitter::PLAIN
};

fn render(checked: &Checked<'_>, _: &Style, part: &mut Part) {
    let mut fingerprints = fingerprint::all(checked, Some(checked.path)).into_iter();
    part.each(checked.found, |diagnostic, out| {
        let (start, end) = checked.ends(diagnostic.span);
        let issue = Issue {
            description: description(diagnostic),
            check_name: diagnostic.rule,
            fingerprint: fingerprints.next().unwrap_or_default(),
            severity: match diagnostic.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Location { path: checked.path, lines: Lines { begin: start.line, end: end.line } },
        };
        json::push_indented(out, "  ", &issue);
    });
}

/// One line is shown, so that the cure stands behind the cause.
fn description(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => format!("{} ({help})", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}
