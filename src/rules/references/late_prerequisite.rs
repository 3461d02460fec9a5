//! A task stands behind those that it waits for.

use crate::diagnostic::Severity;
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "late-prerequisite",
    summary: "a task waits for one that comes later",
    group: Group::References,
    severity: Severity::Warning,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/references/late-prerequisite.md"),
    check: Check::Document(check),
};

fn check(cx: &mut Cx<'_>) {
    let document = cx.document;
    let references = cx.references();
    for edge in references.late() {
        let target = document.view(edge.to);
        cx.report(edge.span, format!("this task waits for `{}`, which comes later", mend::short(target.name())))
            .label(target.part().head, "here")
            .help("move the tasks into the order in which they are done");
    }
}
