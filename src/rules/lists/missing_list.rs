//! What must be a list is one.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::Wants;
use crate::lower::{Deviation, DeviationKind, Document, Unit, UnitKind, lead_item};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::{Span, offset};
use crate::syntax::BlockKind;

pub(crate) static RULE: Rule = Rule {
    name: "missing-list",
    summary: "something else stands where a list belongs",
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
    let boxed = document.format.part(found.spec).facts.wants == Wants::Boxes;
    let same_line =
        document.source.line_of(found.span.start) == document.source.line_of(part.head.end.saturating_sub(1));
    if let Some(length) = lead_item(document.source.slice(found.span)).filter(|_| same_line) {
        let written = document.source.slice(found.span);
        let bullet = if written.starts_with('[') { "\n- " } else { "\n" };
        let box_length = if boxed && !written[..length].contains('[') { "- ".len() } else { 0 };
        let lead = if box_length > 0 { "\n- [ ] " } else { bullet };
        let from = Span::new(part.head.end, found.span.start + offset(box_length));
        cx.report(found.span, format!("the first item of `{title}` stands on the line of its label"))
            .severity(if boxed { Severity::Error } else { Severity::Warning })
            .help("begin it on a line of its own")
            .fix(Fix::safe("write it on a line of its own", [Edit::replace(from, mend::lines(document, lead))]));
        return;
    }
    if !boxed {
        let forms = mend::item_looks(&document.format, found.spec).join("` or `");
        cx.report(found.span, format!("`{title}` is not a list"))
            .severity(Severity::Warning)
            .help(format!("write `{forms}` for each"));
        return;
    }
    if let Some(edits) = unindented(document, found.span, part.value) {
        cx.report(found.span, format!("the list of `{title}` is indented too far to be one"))
            .help("begin its items at the start of the line")
            .fix(Fix::safe("un-indent the list", edits));
        return;
    }
    // With four blanks before it, what is written as a list is none.
    let is_list = document.source.slice(found.span).starts_with(['-', '*', '+']);
    let line = document.source.line_around(found.span.start);
    let indent = document.source.slice(Span::new(line.start, found.span.start));
    let indented = (indent.len() > 3 || indent.contains('\t')) && indent.trim().is_empty();
    let (message, help) = if indented && is_list {
        (format!("the list of `{title}` is indented too far to be one"), "indent it by three spaces at most")
    } else {
        (format!("`{title}` is not a check list"), "write one `- [ ] ` item for each thing to do")
    };
    let report = cx.report(found.span, message).help(help);
    if indented && is_list {
        return;
    }
    let begins = things(document, found);
    // The opening line of a fence that was recovered is no thing to do.
    let is_fence = |start: &u32| {
        let text = document.source.slice(Span::new(*start, document.source.len()));
        text.starts_with("```") || text.starts_with("~~~")
    };
    if begins.iter().any(is_fence) {
        return;
    }
    let edit = |start: u32| {
        let first = same_line && start == found.span.start;
        let (from, lead) = if first { (part.head.end, "\n- [ ] ") } else { (start, "- [ ] ") };
        Edit::replace(Span::new(from, start), mend::lines(document, lead))
    };
    let title = if begins.len() > 1 { "write a box before each" } else { "make it one item" };
    report.fix(Fix::unsafe_(title, begins.into_iter().map(edit).collect::<Vec<_>>()));
}

/// Where things begin that stand in place of a list: each paragraph, or each line of one in which none goes on with the
/// sentence above it. Where anything else stands there too, it is the first paragraph.
fn things(document: &Document, found: &Deviation) -> Vec<u32> {
    let units = document.units_of(document.part(found.part));
    let text = |unit: &Unit| matches!(unit.kind, UnitKind::Prose | UnitKind::Nothing);
    let prose = units.iter().filter(|unit| unit.kind == UnitKind::Prose && unit.span.start >= found.span.end);
    let further = prose.map(|unit| unit.span).filter(|_| units.iter().all(text));
    let begins = |line: &str| line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '`');
    let mut starts = Vec::new();
    for span in std::iter::once(found.span).chain(further) {
        let mut at = span.start;
        let lines: Vec<(u32, &str)> = document
            .source
            .slice(span)
            .split_inclusive('\n')
            .map(|line| {
                let text = line.trim_start();
                let start = at + offset(line.len() - text.len());
                at += offset(line.len());
                (start, text)
            })
            .collect();
        let each = lines.iter().all(|(_, line)| begins(line));
        starts.extend(lines.iter().take(if each { lines.len() } else { 1 }).map(|(start, _)| *start));
    }
    starts
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
