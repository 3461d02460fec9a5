//! Fenced code names its language.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "untagged-code",
    summary: "fenced code does not name its language",
    group: Group::Code,
    severity: Severity::Warning,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/code/untagged-code.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::UntaggedFence {
        cx.report(found.span, "this fence does not name its language")
            .help("write the language behind the back-ticks, `text` if there is none");
    }
}
