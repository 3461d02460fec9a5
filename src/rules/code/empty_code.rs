//! Fenced code has something in it.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::skeleton::CODE;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "empty-code",
    summary: "fenced code has nothing in it",
    group: Group::Code,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/code/empty-code.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::EmptyFence {
        let document = cx.document;
        let fence = mend::fence(document, found.span);
        let report = cx
            .report(found.span, "there is nothing in this fence")
            .help("write the code, or `None` in place of the fence");
        if let Some(fence) = fence {
            let text = mend::lines(document, &format!("[{CODE}]\n"));
            report.fix(Fix::unsafe_("insert a blank", [Edit::insert(fence.body.start, text)]));
        }
    }
}
