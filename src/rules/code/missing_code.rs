//! Where the format wants code there is a fence.

use crate::diagnostic::{Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "missing-code",
    summary: "a part for code has no fenced code",
    group: Group::Code,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/code/missing-code.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::NoFence {
        let edit = mend::fenced(cx.document, found.part, found.spec);
        let title = &cx.document.format.part(found.spec).title;
        let report = cx
            .report(found.span, format!("`{title}` has no fenced code"))
            .help("add a fence with a language, or write `None`");
        if let Some(edit) = edit {
            report.fix(Fix::unsafe_("insert a fence with a blank", [edit]));
        }
    }
}
