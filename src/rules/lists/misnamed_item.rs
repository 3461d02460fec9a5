//! The first words of an item are those of the format.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "misnamed-item",
    summary: "the first words of an item are a near miss",
    group: Group::Lists,
    severity: Severity::Info,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/lists/misnamed-item.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::MisnamedItem { .. } = found.kind else { return };
    let document = cx.document;
    let title = &document.format.part(found.spec).title;
    let message = format!("`{}` is understood as `{title}`", document.source.slice(found.span));
    // The words are right; what is missing is the mark behind them.
    if document.source.slice(found.span) == title {
        cx.report(found.span, format!("`{title}` has no colon behind it"))
            .fix(Fix::unsafe_(format!("write `{title}:`"), [Edit::insert(found.span.end, ":")]));
        return;
    }
    cx.report(found.span, message)
        .fix(Fix::unsafe_(format!("write `{title}`"), [Edit::replace(found.span, title.as_str())]));
}
