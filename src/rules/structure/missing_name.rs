//! A heading that takes a name has one.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "missing-name",
    summary: "a heading has no name",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/missing-name.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::Nameless {
        let written = mend::look(&cx.document.format, found.spec);
        let title = &cx.document.format.part(found.spec).title;
        cx.report(found.span, format!("this `{title}` has no name")).help(format!("write `{written}`"));
    }
}
