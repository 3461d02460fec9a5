//! Tasks can be done in some order.

use crate::diagnostic::Severity;
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "dependency-cycle",
    summary: "tasks wait for each other",
    group: Group::References,
    severity: Severity::Error,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/references/dependency-cycle.md"),
    check: Check::Document(check),
};

fn check(cx: &mut Cx<'_>) {
    let document = cx.document;
    let references = cx.references();
    for cycle in references.cycles() {
        let Some(first) = cycle.first() else { continue };
        let name = |index: u32| mend::short(document.view(index).name()).into_owned();
        let message = if cycle.len() == 1 {
            format!("task `{}` waits for itself", name(first.from))
        } else {
            format!("{} tasks wait for each other, beginning with `{}`", cycle.len(), name(first.from))
        };
        let mut report = cx.report(first.span, message);
        if cycle.len() > 1 {
            for edge in cycle.iter().take(20) {
                report = report.label(edge.span, format!("`{}` waits for `{}`", name(edge.from), name(edge.to)));
            }
        }
        report.help("take one of the prerequisites away");
    }
}
