//! Every field that the format demands is there.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
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
    let gap = if part.owns() { "\n\n" } else { "\n" };
    let skeleton = document.format.skeleton(found.spec, 1);
    let edit = Edit::insert(at, mend::lines(document, &format!("{gap}{skeleton}")));
    cx.report(found.span, message)
        .severity(mend::severity(part.presence))
        .help(format!("add `{}` {}", part.written(), mend::after(document, found.part, at)))
        .fix(Fix::unsafe_("insert the field with its blanks", [edit]));
}
