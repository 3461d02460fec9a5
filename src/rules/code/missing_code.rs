//! Where the format wants code there is a fence.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "missing-code",
    summary: "a part for code has no fenced code",
    group: Group::Code,
    severity: Severity::Warning,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/code/missing-code.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::NoFence {
        let title = &cx.document.format.part(found.spec).title;
        cx.report(found.span, format!("`{title}` has no fenced code"))
            .help("add a fence with a language, or write `None`");
    }
}
