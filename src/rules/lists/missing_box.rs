//! Every item of a check list has a box.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::BoxMark;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "missing-box",
    summary: "an item has no check box",
    group: Group::Lists,
    severity: Severity::Error,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/lists/missing-box.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let document = cx.document;
    let title = &document.format.part(found.spec).title;
    match found.kind {
        DeviationKind::NotBoxed { item } => {
            let Some(item) = document.item(item) else { return };
            let message = if item.ordered { "is numbered, not boxed" } else { "has no box" };
            cx.report(found.span, format!("this item of `{title}` {message}"))
                .help("write `- [ ] ` before it")
                .fix(Fix::safe("write a box", [mend::boxed(item)]));
        }
        DeviationKind::NoBoxes => {
            let items = mend::items(document, found.part);
            if items.iter().all(|item| matches!(item.mark, BoxMark::Malformed { .. })) {
                return;
            }
            let edits: Vec<Edit> = items.iter().map(|item| mend::boxed(item)).collect();
            cx.report(found.span, format!("no item of `{title}` has a box"))
                .help("write `- [ ] ` before each")
                .fix(Fix::safe("write the boxes", edits));
        }
        _ => {}
    }
}
