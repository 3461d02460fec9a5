//! The document is there to its end.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "truncated",
    summary: "the document ends before it is complete",
    group: Group::Document,
    severity: Severity::Error,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/document/truncated.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::Truncated {
        cx.report(found.span, "the document ends here, before it is complete")
            .help("write the rest; what is missing behind this line is not reported one by one");
    }
}
