//! A section says something.

use crate::diagnostic::{Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "empty-section",
    summary: "a section has nothing in it",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/empty-section.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind != DeviationKind::Empty || !cx.document.format.part(found.spec).is_heading() {
        return;
    }
    let part = cx.document.format.part(found.spec);
    let edit = mend::filled(cx.document, found.part, found.spec);
    let report = cx
        .report(found.span, format!("{} is empty", cx.document.view(found.part).called()))
        .severity(mend::severity(part.presence));
    if let Some(edit) = edit {
        report.fix(Fix::unsafe_("insert its blanks", [edit]));
    }
}
