//! The JSON report; its keys, their order and their meaning are a promise to scripts and editors.

use serde::Serialize;

use super::{Checked, Emitter, Part, Places, Style, Totals};
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::source::{self, Position, Positions};

pub(super) static EMITTER: Emitter = Emitter {
    name: "json",
    about: "One JSON document",
    render,
    head: HEAD,
    first: "  \"diagnostics\": [\n",
    between: ",\n",
    tail,
    ..Emitter::PLAIN
};

/// The first keys of a document.
pub(super) const HEAD: &str = concat!(
    "{\n  \"schema\": 1,\n  \"tool\": {\n    \"name\": \"planvet\",\n    \"version\": \"",
    env!("CARGO_PKG_VERSION"),
    "\"\n  },\n"
);

fn render(checked: &Checked<'_>, _: &Style, part: &mut Part) {
    part.each(checked.found, |diagnostic, out| {
        push_indented(out, "    ", &Finding::new(checked, diagnostic));
    });
}

fn tail(totals: &Totals, out: &mut String) {
    out.push_str(if totals.shown == 0 { "  \"diagnostics\": [],\n" } else { "\n  ],\n" });
    push_summary(totals, out);
}

/// Appends the last key of a document.
pub(super) fn push_summary(totals: &Totals, out: &mut String) {
    let summary = serde_json::to_string_pretty(&totals.summary).unwrap_or_default();
    out.push_str("  \"summary\": ");
    out.push_str(&summary.replace('\n', "\n  "));
    out.push_str("\n}\n");
}

/// Appends a value on one line, which is half as long.
pub(super) fn push_line(out: &mut String, indent: &str, value: &impl Serialize) {
    out.push_str(indent);
    out.push_str(&serde_json::to_string(value).unwrap_or_default());
}

/// Appends a value on lines of its own, all moved to the right.
pub(super) fn push_indented(out: &mut String, indent: &str, value: &impl Serialize) {
    // Plain structs with string keys always have a JSON form.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    // No line end stands inside a JSON string, so every one is a place to indent.
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        out.push_str(indent);
        out.push_str(line);
    }
}

/// A finding as it stands in reports.
#[derive(Serialize)]
pub(super) struct Finding<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    path: &'a str,
    span: Span,
    task: Option<&'a str>,
    step: Option<u32>,
    labels: Vec<Label<'a>>,
    help: Option<&'a str>,
    url: Option<String>,
    fix: Option<Mend<'a>>,
}

impl<'a> Finding<'a> {
    pub(super) fn new(checked: &'a Checked<'_>, diagnostic: &'a Diagnostic) -> Self {
        let places = &checked.places;
        let label = |label: &'a crate::diagnostic::Label| Label {
            path: None,
            span: Span::new(label.span, places),
            message: &label.message,
        };
        Self {
            rule: diagnostic.rule,
            severity: diagnostic.severity.name(),
            message: &diagnostic.message,
            path: checked.source.name(),
            span: Span::new(diagnostic.span, places),
            task: diagnostic.task.as_deref(),
            step: diagnostic.step,
            labels: diagnostic.labels.iter().map(label).collect(),
            help: diagnostic.help.as_deref(),
            url: crate::rules::url(diagnostic.rule),
            fix: diagnostic.fix.as_ref().map(Mend::new),
        }
    }
}

#[derive(Serialize)]
struct Label<'a> {
    /// The file, when it is another one than the finding's.
    path: Option<&'a str>,
    span: Span,
    message: &'a str,
}

/// A range of the file, with the offset, line and column of both ends.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Span {
    start: Place,
    end: Place,
}

impl Span {
    /// The range with its lines and columns.
    pub(crate) fn at(span: source::Span, positions: &mut Positions<'_>) -> Self {
        Self { start: Place::new(positions.at(span.start)), end: Place::new(positions.at(span.end)) }
    }

    fn new(span: source::Span, places: &Places) -> Self {
        Self { start: Place::new(places.at(span.start)), end: Place::new(places.at(span.end)) }
    }
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Place {
    offset: u32,
    line: u32,
    column: u32,
}

impl Place {
    fn new(position: Position) -> Self {
        Self { offset: position.offset, line: position.line, column: position.column }
    }
}

#[derive(Serialize)]
struct Mend<'a> {
    title: &'a str,
    safety: &'a str,
    edits: Vec<Change<'a>>,
}

impl<'a> Mend<'a> {
    fn new(fix: &'a Fix) -> Self {
        Self { title: &fix.title, safety: fix.safety.name(), edits: fix.edits.iter().map(Change::new).collect() }
    }
}

#[derive(Serialize)]
struct Change<'a> {
    start: u32,
    end: u32,
    content: &'a str,
}

impl<'a> Change<'a> {
    fn new(edit: &'a Edit) -> Self {
        Self { start: edit.span.start, end: edit.span.end, content: &edit.content }
    }
}
