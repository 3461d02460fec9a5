//! The JSON report; its keys, their order and their meaning are a promise to scripts and editors.

use serde::Serialize;

use super::{Places, Summary};
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::source::{self, Position, Positions, Source};

/// The findings of one file as a part of the list in [`report`]: indented, parted by commas, empty for none.
pub(crate) fn diagnostics(source: &Source, diagnostics: &[Diagnostic]) -> String {
    let places = Places::new(source, diagnostics);
    let mut out = String::new();
    for diagnostic in diagnostics {
        // Plain structs with string keys always have a JSON form.
        let Ok(object) = serde_json::to_string_pretty(&Finding::new(source, diagnostic, &places)) else { continue };
        if !out.is_empty() {
            out.push_str(",\n");
        }
        // No line end stands inside a JSON string, so every one is a place to indent.
        for (number, line) in object.split('\n').enumerate() {
            out.push_str(if number == 0 { "    " } else { "\n    " });
            out.push_str(line);
        }
    }
    out
}

/// The whole report from the parts of its files, in the order in which they come.
pub(crate) fn report<C: AsRef<str>>(chunks: &[C], summary: &Summary) -> String {
    let room: usize = chunks.iter().map(|chunk| chunk.as_ref().len() + 2).sum();
    let mut out = String::with_capacity(room + 512);
    out.push_str("{\n  \"schema\": 1,\n  \"tool\": {\n    \"name\": \"planvet\",\n    \"version\": \"");
    out.push_str(env!("CARGO_PKG_VERSION"));
    out.push_str("\"\n  },\n  \"diagnostics\": [");
    let mut empty = true;
    for chunk in chunks.iter().map(AsRef::as_ref).filter(|chunk| !chunk.is_empty()) {
        out.push_str(if empty { "\n" } else { ",\n" });
        out.push_str(chunk);
        empty = false;
    }
    out.push_str(if empty { "],\n" } else { "\n  ],\n" });
    let summary = serde_json::to_string_pretty(summary).unwrap_or_default();
    out.push_str("  \"summary\": ");
    out.push_str(&summary.replace('\n', "\n  "));
    out.push_str("\n}\n");
    out
}

#[derive(Serialize)]
struct Finding<'a> {
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
    fn new(source: &'a Source, diagnostic: &'a Diagnostic, places: &Places) -> Self {
        let label = |label: &'a crate::diagnostic::Label| Label {
            path: None,
            span: Span::new(label.span, places),
            message: &label.message,
        };
        Self {
            rule: diagnostic.rule,
            severity: diagnostic.severity.name(),
            message: &diagnostic.message,
            path: source.name(),
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
