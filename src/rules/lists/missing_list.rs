//! A check list is a list.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::Document;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::{Span, offset};
use crate::syntax::BlockKind;

pub(crate) static RULE: Rule = Rule {
    name: "missing-list",
    summary: "prose stands where a check list belongs",
    group: Group::Lists,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/lists/missing-list.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind != DeviationKind::NoList {
        return;
    }
    let document = cx.document;
    let title = &document.format.part(found.spec).title;
    let part = document.part(found.part);
    if let Some(edits) = unindented(document, found.span, part.value) {
        cx.report(found.span, format!("the list of `{title}` is indented so far that Markdown sees none"))
            .help("begin its items at the start of the line")
            .fix(Fix::safe("un-indent the list", edits));
        return;
    }
    let same_line =
        document.source.line_of(found.span.start) == document.source.line_of(part.head.end.saturating_sub(1));
    let lead = if same_line { "\n- [ ] " } else { "- [ ] " };
    let from = if same_line { part.head.end } else { found.span.start };
    let edit = Edit::replace(Span::new(from, found.span.start), mend::lines(document, lead));
    cx.report(found.span, format!("`{title}` is not a check list"))
        .help("write one `- [ ] ` item for each thing to do")
        .fix(Fix::unsafe_("make it one item", [edit]));
}

/// Takes four and more blanks away before items that are code or go on with the label because of them.
fn unindented(document: &Document, span: Span, value: Span) -> Option<Vec<Edit>> {
    let source = &document.source;
    let block = document.tree.block_at(span.start).filter(|block| block.kind == BlockKind::Indented);
    let end = block.map_or(value.end, |block| block.span.end).max(span.end);
    let indent = |start: u32| source.slice(Span::new(source.line_around(start).start, start)).to_owned();
    let first = indent(span.start);
    let is_item = ["- [ ] ", "- [x] ", "* [ ] ", "* [x] "].iter().any(|item| source.slice(span).starts_with(item));
    if !is_item || first.len() < 4 || !first.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let lines = source.line_of(span.start)..=source.line_of(end.saturating_sub(1).max(span.start));
    let mut edits = Vec::new();
    for line in lines.map(|line| source.line_span(line)) {
        let text = source.slice(line);
        if text.trim().is_empty() {
            continue;
        }
        // What stands further out is not of the list.
        text.strip_prefix(first.as_str())?;
        edits.push(Edit::delete(Span::new(line.start, line.start + offset(first.len()))));
    }
    Some(edits)
}
