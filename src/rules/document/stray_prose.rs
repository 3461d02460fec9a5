//! Text belongs to a part of the document.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind, Document, UnitKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    name: "stray-prose",
    summary: "text belongs to no part of the plan",
    group: Group::Document,
    severity: Severity::Info,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/document/stray-prose.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::StrayProse {
        let edits = quoted(cx.document, found.span.start);
        cx.report(found.span, "this text belongs to no part of the document")
            .help("put it under a title, or into the part that it is about")
            .fix(Fix::unsafe_("set it apart as a quotation", edits));
    }
}

/// Makes a quotation of a paragraph and of those that go on with it.
fn quoted(document: &Document, start: u32) -> Vec<Edit> {
    let source = &document.source;
    let head = document.parts.iter().skip(1).map(|part| part.head.start).find(|head| *head > start);
    let behind =
        document.units.iter().filter(|unit| unit.span.end > start && head.is_none_or(|head| unit.span.end <= head));
    let prose: Vec<Span> = behind.take_while(|unit| unit.kind == UnitKind::Prose).map(|unit| unit.span).collect();
    let last = prose.last().map_or(start, |span| span.end.max(span.start + 1) - 1);
    (source.line_of(start)..=source.line_of(last))
        .map(|line| source.line_span(line))
        .map(|line| {
            let blank = source.slice(line).trim().is_empty();
            Edit::insert(line.start.max(source.bom()), if blank { ">" } else { "> " })
        })
        .collect()
}
