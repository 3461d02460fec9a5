//! The file is small enough to be read.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::source::Unreadable;

pub(crate) static RULE: Rule = Rule {
    name: "too-large",
    summary: "the file is larger than the limit",
    group: Group::Document,
    severity: Severity::Error,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/document/too-large.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Unreadable(Unreadable::TooLarge(bytes, limit)) = found.kind else { return };
    let message = format!("the file has {bytes} bytes, more than the limit of {limit}");
    cx.report(found.span, message).help("split the plan, or raise the limit with `--max-file-size`");
}
