//! Parts that stand in the wrong place, or twice.

use crate::diagnostic::{Edit, Fix};
use crate::lower::{Deviation, Document, children};
use crate::rule::Cx;
use crate::source::{Span, offset};

use super::{block, lines, short, whole_line};

/// Reports a part out of order, with a fix that moves it when its place is known.
pub(in crate::rules) fn misplaced(found: &Deviation, before: Option<u32>, cx: &mut Cx<'_>) {
    let document = cx.document;
    let title = document.format.part(found.spec).title.clone();
    let Some(before) = before else {
        let report = cx.report(found.span, format!("`{title}` stands out of order"));
        let report = report.help("move it to where the format has it");
        if let Some(edits) = to_the_end(document, found) {
            let around = document.view(document.part(found.part).parent).called();
            report.fix(Fix::unsafe_(format!("move it to the end of {around}"), edits));
        }
        return;
    };
    let target = document.part(before);
    let called = document.view(before).called();
    let report = cx
        .report(found.span, format!("`{title}` stands out of order"))
        .label(target.head, "it belongs before this")
        .help(format!("move it before {called}"));
    let body = body(document, found.part);
    if target.head.start >= body.start && target.head.start < body.end {
        return;
    }
    let text = document.source.slice(body).trim_end();
    let moved = Edit::insert(target.head.start, format!("{text}{}", lines(document, "\n\n")));
    report.fix(Fix::unsafe_(format!("move it before {called}"), [moved, Edit::delete(body)]));
}

/// A part up to the next one.
fn body(document: &Document, index: u32) -> Span {
    let part = document.part(index);
    let next = document.parts.get(part.end as usize).map_or(document.part(0).span.end, |next| next.head.start);
    Span::new(part.head.start, next)
}

/// Moves a part behind all others of its parent, where the format has it last.
fn to_the_end(document: &Document, found: &Deviation) -> Option<Vec<Edit>> {
    let part = document.part(found.part);
    let parent = document.part(part.parent);
    let declared = &document.format.part(parent.spec?).children;
    let body = body(document, found.part);
    let around = document.source.slice(parent.span);
    let end = parent.span.start + offset(around.trim_end().len());
    // Behind another of its kind it would be there twice.
    let again = |index: u32| index != found.part && document.part(index).spec == Some(found.spec);
    if declared.last() != Some(&found.spec) || body.end > end || children(&document.parts, part.parent).any(again) {
        return None;
    }
    let text = document.source.slice(body).trim_end();
    Some(vec![Edit::delete(body), Edit::insert(end, format!("{}{text}", lines(document, "\n\n")))])
}

/// Reports a part that is there twice, or where none belongs. One that says the same again can go.
pub(in crate::rules) fn repeated(found: &Deviation, first: u32, cx: &mut Cx<'_>) {
    let document = cx.document;
    let title = &document.format.part(found.spec).title;
    // The same line twice: the later one is the part.
    if document.part(found.part).spec.is_none() {
        let written = short(document.source.slice(found.span));
        cx.report(found.span, format!("`{written}` is written twice in a row"))
            .label(document.part(first).head, "the other one")
            .help("remove one of the two")
            .fix(Fix::safe("remove the first", [Edit::delete(whole_line(document, found.span))]));
        return;
    }
    if first == found.part {
        let place = document.view(document.part(found.part).parent).called();
        cx.report(found.span, format!("`{title}` does not belong into {place}"));
        return;
    }
    let report =
        cx.report(found.span, format!("`{title}` is there twice")).label(document.part(first).head, "the other one");
    match copy(document, first, found.part) {
        Some(edit) => report.help("it says the same again").fix(Fix::safe("remove the copy", [edit])),
        None => report.help("merge the two"),
    };
}

/// Removes a part that says, to the letter, what another says.
pub(in crate::rules) fn copy(document: &Document, first: u32, second: u32) -> Option<Edit> {
    let (one, other) = (own(document, first), own(document, second));
    let apart = one.end <= other.start || other.end <= one.start;
    // Of two that say nothing none is the copy.
    let says = other.end > document.part(second).head.end;
    (apart && says && document.source.slice(one) == document.source.slice(other))
        .then(|| Edit::delete(block(document, other)))
}

/// What a part says, without the breaks behind it that part it from the next.
fn own(document: &Document, index: u32) -> Span {
    let span = document.part(index).span;
    let mut text = document.source.slice(span).trim_end();
    while let Some(rest) = text.strip_suffix("---").map(str::trim_end).filter(|rest| rest.len() + 3 < text.len()) {
        text = rest;
    }
    Span::new(span.start, span.start + offset(text.len()))
}
