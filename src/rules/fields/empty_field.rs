//! A field says something.

use crate::diagnostic::{Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "empty-field",
    summary: "a field says nothing",
    group: Group::Fields,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/fields/empty-field.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let part = cx.document.format.part(found.spec);
    if found.kind == DeviationKind::Empty && part.is_field() {
        let around = cx.document.view(cx.document.part(found.part).parent).called();
        let edit = mend::filled(cx.document, found.part, found.spec);
        let help = if part.none_allowed { "write what belongs here, or `None`" } else { "write what belongs here" };
        let report = cx
            .report(found.span, format!("`{}` of {around} is empty", part.title))
            .severity(mend::severity(part.presence))
            .help(help);
        if let Some(edit) = edit {
            report.fix(Fix::unsafe_("insert its blanks", [edit]));
        }
    }
}
