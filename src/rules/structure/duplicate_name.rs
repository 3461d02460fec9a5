//! Names that others refer to are unique.

use crate::diagnostic::{Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "duplicate-name",
    summary: "two parts have one name",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/duplicate-name.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Duplicate { first } = found.kind else { return };
    let document = cx.document;
    let name = mend::short(document.view(first).name());
    let title = document.format.part(found.spec).title.to_lowercase();
    let copy = mend::copy(document, first, found.part);
    let report = cx
        .report(found.span, format!("another {title} is called `{name}`"))
        .label(document.part(first).head, "the first one")
        .help("give each a name of its own; references cannot tell them apart");
    if let Some(edit) = copy {
        report.fix(Fix::safe("remove the copy", [edit]));
    }
}
