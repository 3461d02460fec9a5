//! Sections stand in the order of the format.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "misplaced-section",
    summary: "a section stands out of order",
    group: Group::Structure,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/misplaced-section.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Misplaced { before } = found.kind else { return };
    if cx.document.format.part(found.spec).is_heading() {
        mend::misplaced(found, before, cx);
    }
}
