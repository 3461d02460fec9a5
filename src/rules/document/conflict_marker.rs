//! No conflict of version control is left in the document.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "conflict-marker",
    summary: "version control left two versions of the same lines",
    group: Group::Document,
    severity: Severity::Error,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/document/conflict-marker.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if let DeviationKind::Conflict { middle, end } = found.kind {
        cx.report(found.span, "two versions of the same lines stand here: a merge was not finished")
            .label(middle, "the other version begins here")
            .label(end, "and ends here")
            .help("keep one version and delete the lines with the marks; only the first one is checked");
    }
}
