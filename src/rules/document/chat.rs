//! A plan holds no talk between its author and a reader.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "chat",
    summary: "an assistant talks around the plan",
    group: Group::Document,
    severity: Severity::Warning,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/document/chat.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::Chat {
        let edit = Edit::delete(mend::paragraph(cx.document, found.span));
        cx.report(found.span, "talk around the plan is not part of it")
            .help("an agent reads everything in the file as an instruction")
            .fix(Fix::safe("remove the paragraph", [edit]));
    }
}
