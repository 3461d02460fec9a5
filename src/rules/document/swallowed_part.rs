//! A heading or label is no part of the HTML above it.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "swallowed-part",
    summary: "a heading or label belongs to the HTML above it",
    group: Group::Document,
    severity: Severity::Error,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/document/swallowed-part.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Swallowed { resume } = found.kind else { return };
    let newline = cx.document.source.newline();
    cx.report(found.span, "to Markdown this line is part of the HTML above it")
        .help("HTML goes on to the next blank line: leave one before this line")
        .fix(Fix::safe("insert a blank line", [Edit::insert(resume, newline)]));
}
