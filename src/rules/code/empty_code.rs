//! Fenced code has something in it.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "empty-code",
    summary: "fenced code has nothing in it",
    group: Group::Code,
    severity: Severity::Warning,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/code/empty-code.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::EmptyFence {
        cx.report(found.span, "there is nothing in this fence").help("write the code, or `None` in place of the fence");
    }
}
