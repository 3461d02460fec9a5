//! Front matter that begins also ends.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-front-matter",
    summary: "front matter is never closed",
    group: Group::Document,
    severity: Severity::Warning,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/document/unclosed-front-matter.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::FrontMatterUnclosed {
        cx.report(found.span, "the front matter that begins here is never closed").help("end it with a line `---`");
    }
}
