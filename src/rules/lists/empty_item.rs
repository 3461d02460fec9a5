//! An item says something.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "empty-item",
    summary: "an item says nothing",
    group: Group::Lists,
    severity: Severity::Warning,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/lists/empty-item.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::EmptyItem { item } = found.kind else { return };
    let document = cx.document;
    let title = &document.format.part(found.spec).title;
    let own = document.part(found.part).spec == Some(found.spec);
    let message =
        if own { format!("an item of `{title}` is empty") } else { format!("the item `{title}` says nothing") };
    let blank = document.item(item).and_then(|item| mend::value(document, item.text, item.spec?));
    let fix = match blank {
        Some(edit) => Fix::unsafe_("insert a blank for what it says", [edit]),
        None => Fix::unsafe_("remove the item", [Edit::delete(mend::whole_line(document, found.span))]),
    };
    cx.report(found.span, message).fix(fix);
}
