//! The document has the main part of its format.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "no-task",
    summary: "nothing in the file is of the format",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/no-task.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::NoAnchor {
        let format = &cx.document.format;
        let written = mend::look(format, found.spec);
        let message = format!("nothing here is a `{}` of the format `{}`", format.part(found.spec).title, format.name);
        cx.report(found.span, message).help(format!("begin each with a heading `{written}`"));
    }
}
