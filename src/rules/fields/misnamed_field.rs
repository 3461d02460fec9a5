//! A label has the name that the format gives it.

use crate::diagnostic::{Fix, Severity};
use crate::format::words::{near, normalise};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "misnamed-field",
    summary: "a label is a near miss of one of the format",
    group: Group::Fields,
    severity: Severity::Warning,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/fields/misnamed-field.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Misnamed { .. } = found.kind else { return };
    let document = cx.document;
    let spec = document.format.part(found.spec);
    if !spec.is_field() {
        return;
    }
    let part = document.part(found.part);
    let name = document.source.slice(part.name);
    let edit = mend::label(document, found.part, &spec.written());
    let message = format!("the label `{name}` is understood as `{}`", spec.title);
    let title = format!("write `{}`", spec.written());
    // A slip of letters is certain, another name is not.
    let slip = near(&normalise(name), &normalise(&spec.title)).is_some();
    let fix = if slip { Fix::safe(title, [edit]) } else { Fix::unsafe_(title, [edit]) };
    cx.report(found.span, message).help(format!("write `{}`", spec.written())).fix(fix);
}
