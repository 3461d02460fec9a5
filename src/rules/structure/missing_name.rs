//! A heading that takes a name has one.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "missing-name",
    summary: "a heading has no name",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/missing-name.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::Nameless {
        let document = cx.document;
        let part = document.part(found.part);
        let at_level = document.format.part(found.spec).level() == Some(part.level);
        let edit = at_level.then(|| Edit::replace(part.head, document.format.heading(found.spec, part.ordinal)));
        let written = mend::look(&cx.document.format, found.spec);
        let title = &cx.document.format.part(found.spec).title;
        let report = cx.report(found.span, format!("this `{title}` has no name")).help(format!("write `{written}`"));
        if let Some(edit) = edit {
            report.fix(Fix::unsafe_("insert a blank for the name", [edit]));
        }
    }
}
