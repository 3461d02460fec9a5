//! An item has the form that the format gives the list.

use crate::diagnostic::{Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "malformed-item",
    summary: "an item does not have the form of its list",
    group: Group::Lists,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/lists/malformed-item.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Unfit { item } = found.kind else { return };
    let document = cx.document;
    let Some(item) = document.item(item) else { return };
    let forms: Vec<String> = mend::item_looks(&document.format, found.spec);
    let title = &document.format.part(found.spec).title;
    let report = cx.report(found.span, format!("this item of `{title}` does not have the form of the list"));
    let report = report.help(format!("write `{}`", forms.join("` or `")));
    if let Some(edit) = mend::ticks(document, item.text) {
        report.fix(Fix::safe("put the name in back-ticks", [edit]));
    }
}
