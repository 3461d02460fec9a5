//! A field is there once.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "repeated-field",
    summary: "a field is there twice",
    group: Group::Fields,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/fields/repeated-field.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Repeated { first } = found.kind else { return };
    if cx.document.format.part(found.spec).is_field() {
        mend::repeated(found, first, cx);
    }
}
