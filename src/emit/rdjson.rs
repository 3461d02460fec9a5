//! The diagnostic format of reviewdog.

use serde::Serialize;

use super::{Checked, Emitter, Part, Style, json, mended, said};
use crate::diagnostic::Severity;
use crate::source::{self, Source};

pub(super) static EMITTER: Emitter = Emitter {
    name: "rdjson",
    about: "The diagnostic format of reviewdog",
    render,
    head: concat!(
        "{\n  \"source\": {\n    \"name\": \"planvet\",\n    \"url\": \"",
        env!("CARGO_PKG_REPOSITORY"),
        "\"\n  },\n  \"diagnostics\": ["
    ),
    first: "\n",
    between: ",\n",
    tail: |totals, out| out.push_str(if totals.shown == 0 { "]\n}\n" } else { "\n  ]\n}\n" }),
    ..Emitter::PLAIN
};

/// Edits of one fix that lie further apart, in bytes, are no suggestion: it would be a page of text that stays as it is.
const SUGGESTED: u32 = 4000;

/// More places help nobody.
const RELATED: usize = 50;

fn render(checked: &Checked<'_>, _: &Style, part: &mut Part) {
    let range = |span: source::Span| {
        let place = |offset: u32| Position::new(checked.source, offset);
        let (start, end) = checked.ends(span);
        Range { start: place(start.offset), end: place(end.offset) }
    };
    part.each(checked.found, |diagnostic, out| {
        // A suggestion is taken or left by itself, so that all edits of a fix have to be one.
        let fix = diagnostic.fix.as_ref().and_then(|fix| mended::at_once(checked.source, fix, SUGGESTED));
        let finding = Finding {
            message: said(diagnostic),
            location: Location { path: checked.path, range: range(diagnostic.span) },
            severity: match diagnostic.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Info => "INFO",
            },
            code: Code { value: diagnostic.rule, url: crate::rules::url(diagnostic.rule) },
            suggestions: fix.map(|(span, text)| Suggestion { range: range(span), text }).into_iter().collect(),
            related_locations: diagnostic
                .labels
                .iter()
                .take(RELATED)
                .map(|label| Related {
                    message: &label.message,
                    location: Location { path: checked.path, range: range(label.span) },
                })
                .collect(),
        };
        json::push_line(out, "    ", &finding);
    });
}

#[derive(Serialize)]
struct Finding<'a> {
    message: String,
    location: Location<'a>,
    severity: &'a str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

/// A line, and a column in bytes, both from 1.
#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

impl Position {
    fn new(source: &Source, offset: u32) -> Self {
        let line = source.line_of(offset);
        Self { line: line + 1, column: offset.saturating_sub(source.line_start(line)) + 1 }
    }
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Location<'a>,
}
