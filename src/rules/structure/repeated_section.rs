//! A section is there once.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "repeated-section",
    summary: "a section is there twice",
    group: Group::Structure,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/repeated-section.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Repeated { first } = found.kind else { return };
    if cx.document.format.part(found.spec).is_heading() {
        mend::repeated(found, first, cx);
    }
}
