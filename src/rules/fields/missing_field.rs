//! Every field that the format demands is there.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::{Form, PartId};
use crate::lower::{BoxMark, Deviation, DeviationKind, Document, Item, children};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "missing-field",
    summary: "a field that the format demands is not there",
    group: Group::Fields,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/fields/missing-field.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Missing { at, ref more } = found.kind else { return };
    let document = cx.document;
    let part = document.format.part(found.spec);
    // Fields that went with a heading are reported with it.
    if !part.is_field() || mend::is_lost_with_heading(document, found) {
        return;
    }
    if !more.is_empty() {
        none_of_several(found, more, at, cx);
        return;
    }
    // Behind a heading or another label of its kind a label goes on; prose would take it in.
    let parent = document.part(found.part);
    let goes_on = !part.owns() && (at == parent.head.end || follows_label(document, found.part, at));
    let gap = if goes_on { "\n" } else { "\n\n" };
    let message = format!("{} has no `{}` field", document.view(found.part).called(), part.title);
    let skeleton = document.format.skeleton(found.spec, 1);
    let edit = Edit::insert(at, mend::lines(document, &format!("{gap}{skeleton}")));
    let fix = match leftover(document, found, at) {
        Some(start) => {
            let edit = Edit::insert(start, mend::lines(document, &format!("\n{}\n", part.written())));
            Fix::unsafe_("insert the label before its items", [edit])
        }
        None => Fix::unsafe_("insert the field with its blanks", [edit]),
    };
    cx.report(found.span, message)
        .severity(mend::severity(part.presence))
        .help(format!("add `{}` {}", part.written(), mend::after(document, found.part, at)))
        .fix(fix);
}

/// Reports text that stands where several fields belong, and none of their labels.
fn none_of_several(found: &Deviation, more: &[PartId], at: u32, cx: &mut Cx<'_>) {
    let document = cx.document;
    let format = &document.format;
    let all: Vec<PartId> = std::iter::once(found.spec).chain(more.iter().copied()).collect();
    let labels: Vec<String> = all.iter().map(|id| format!("`{}`", format.part(*id).written())).collect();
    let worst = all.iter().map(|id| mend::severity(format.part(*id).presence)).max();
    let mut skeleton = String::from("\n");
    for (place, id) in all.iter().enumerate() {
        skeleton += if place == 0 || format.part(*id).owns() { "\n" } else { "" };
        skeleton += &format.skeleton(*id, 1);
        skeleton += if place + 1 < all.len() { "\n" } else { "" };
    }
    let called = document.view(found.part).called();
    cx.report(found.span, format!("{called} has text but none of its {} fields", labels.len()))
        .severity(worst.unwrap_or(Severity::Error))
        .help(format!("give the text its labels: {}", labels.join(", ")))
        .fix(Fix::unsafe_("insert the fields with their blanks", [Edit::insert(at, mend::lines(document, &skeleton))]));
}

/// Whether a label with its value, which owns no blocks, ends at an offset.
fn follows_label(document: &Document, parent: u32, at: u32) -> bool {
    let before = children(&document.parts, parent).map(|child| document.part(child)).find(|part| part.span.end == at);
    // A quote or another block below the value would take the label in.
    before.is_some_and(|part| {
        part.level == 0
            && part.units.0 == part.units.1
            && part.spec.is_some_and(|spec| !document.format.part(spec).owns())
    })
}

/// Where the plain items begin that end the check list before a missing plain list: its label alone is missing.
fn leftover(document: &Document, found: &Deviation, at: u32) -> Option<u32> {
    let format = &document.format;
    let content = |id: PartId| format.part(id).content.iter().map(|id| format.part(*id).form);
    let plain = |form: &Form| matches!(form, Form::Item { boxed: false, .. });
    let boxed = |form: &Form| matches!(form, Form::Item { boxed: true, .. });
    let before = children(&document.parts, found.part).find(|child| document.part(*child).span.end == at)?;
    let part = document.part(before);
    let items = document.items_of(part);
    // Before and behind a word for nothing no list goes on.
    let nothing = |item: &Item, id: PartId| {
        format.part(id).none_allowed && crate::lower::is_none(format, document.source.slice(item.text))
    };
    match items {
        [first, next, ..] if nothing(first, part.spec?) => return Some(next.span.start),
        [_, .., last] if nothing(last, found.spec) => return Some(last.span.start),
        _ => {}
    }
    if !content(part.spec?).any(|form| boxed(&form)) || !content(found.spec).any(|form| plain(&form)) {
        return None;
    }
    let left = items.iter().rev().take_while(|item| item.mark == BoxMark::None).count();
    // Where no item has a box, the boxes are missing.
    let first = items.len().checked_sub(left).filter(|first| *first > 0)?;
    items.get(first).map(|item| item.span.start)
}
