//! Text belongs to a part of the document.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "stray-prose",
    summary: "text belongs to no part of the plan",
    group: Group::Document,
    severity: Severity::Info,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/document/stray-prose.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::StrayProse {
        cx.report(found.span, "this text belongs to no part of the document")
            .help("put it under a title, or into the part that it is about");
    }
}
