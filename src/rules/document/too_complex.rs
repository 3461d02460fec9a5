//! The file can be parsed in a bounded number of steps.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "too-complex",
    summary: "the file takes too much work to read",
    group: Group::Document,
    severity: Severity::Error,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/document/too-complex.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::TooComplex {
        let message = "the Markdown takes more parser steps than its size allows, so that it is not checked";
        cx.report(found.span, message).help("look for tables with many columns or deeply nested marks");
    }
}
