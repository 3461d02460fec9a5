//! A heading is written as the format writes it.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::words::{near, normalise};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "misnamed-section",
    summary: "a heading is a near miss of one of the format",
    group: Group::Structure,
    severity: Severity::Warning,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/misnamed-section.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Misnamed { words } = found.kind else { return };
    let document = cx.document;
    let spec = document.format.part(found.spec);
    if !spec.is_heading() {
        return;
    }
    let part = document.part(found.part);
    let heading = mend::heading(document, found.part, found.spec);
    let written = document.source.slice(part.name);
    let message = if words {
        format!("`{written}` is understood as `{}`", spec.title)
    } else {
        format!("the heading of `{}` is not in the style of the format", spec.title)
    };
    let slip = near(&normalise(written), &normalise(&spec.title)).is_some();
    let edit = Edit::replace(part.head, heading.as_str());
    let title = format!("write `{heading}`");
    let fix = if words && !slip { Fix::unsafe_(title, [edit]) } else { Fix::safe(title, [edit]) };
    cx.report(found.span, message).help(format!("write `{}`", mend::look(&document.format, found.spec))).fix(fix);
}
