//! A comment is closed.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-comment",
    summary: "a comment is never closed",
    group: Group::Document,
    severity: Severity::Error,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/document/unclosed-comment.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::UnclosedComment { close_at } = found.kind else { return };
    cx.report(found.span, "this comment is never closed and hides what follows")
        .help("write `-->` behind the comment")
        .fix(Fix::unsafe_("close the comment", [Edit::insert(close_at, " -->".to_owned())]));
}
