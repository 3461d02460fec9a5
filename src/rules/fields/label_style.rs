//! A label is written as the format writes it.

use crate::diagnostic::{Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "label-style",
    summary: "a label is written in another style",
    group: Group::Fields,
    severity: Severity::Warning,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/fields/label-style.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind != DeviationKind::LabelStyle {
        return;
    }
    let document = cx.document;
    let label = document.format.part(found.spec).written();
    let mut edits = vec![mend::label(document, found.part, &label)];
    edits.extend(mend::closing_marks(document, found.part));
    let written = document.source.slice(found.span);
    cx.report(found.span, format!("the label `{written}` is not written `{label}`"))
        .fix(Fix::safe(format!("write `{label}`"), edits));
}
