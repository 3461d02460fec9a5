//! Every field that the format demands is there.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::{Form, PartId};
use crate::lower::{BoxMark, Deviation, DeviationKind, Document, children};
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
    let DeviationKind::Missing { at } = found.kind else { return };
    let document = cx.document;
    let part = document.format.part(found.spec);
    if !part.is_field() {
        return;
    }
    let message = format!("{} has no `{}` field", document.view(found.part).called(), part.title);
    // Behind a heading or another label of its kind a label goes on; prose would take it in.
    let parent = document.part(found.part);
    let goes_on = !part.owns() && (at == parent.head.end || follows_label(document, found.part, at));
    let gap = if goes_on { "\n" } else { "\n\n" };
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
    let content = |id: PartId| format.part(id).content.iter().map(|id| format.part(*id).form());
    let plain = |form: &Form| matches!(form, Form::Item { boxed: false, .. });
    let boxed = |form: &Form| matches!(form, Form::Item { boxed: true, .. });
    let before = children(&document.parts, found.part).find(|child| document.part(*child).span.end == at)?;
    let part = document.part(before);
    if !content(part.spec?).any(|form| boxed(&form)) || !content(found.spec).any(|form| plain(&form)) {
        return None;
    }
    let items = document.items.get(part.items.0 as usize..part.items.1 as usize)?;
    let left = items.iter().rev().take_while(|item| item.mark == BoxMark::None).count();
    // Where no item has a box, the boxes are missing.
    let first = items.len().checked_sub(left).filter(|first| *first > 0)?;
    items.get(first).map(|item| item.span.start)
}
