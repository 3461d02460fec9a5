//! Every field that the format demands is there.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "missing-field",
    summary: "a field that the format demands is not there",
    group: Group::Fields,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/fields/missing-field.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Missing { at, ref more } = found.kind else { return };
    let document = cx.document;
    let part = document.format.part(found.spec);
    if !part.is_field() {
        return;
    }
    let called = document.view(found.part).called();
    let gap = |owns: bool| if owns { "\n\n" } else { "\n" };
    let mut skeleton = format!("{}{}", gap(part.owns()), document.format.skeleton(found.spec, 1));
    if !more.is_empty() {
        let all = || std::iter::once(found.spec).chain(more.iter().copied());
        for id in more {
            skeleton += gap(document.format.part(*id).owns());
            skeleton += &document.format.skeleton(*id, 1);
        }
        let labels: Vec<String> = all().map(|id| format!("`{}`", document.format.part(id).written())).collect();
        let worst = all().map(|id| mend::severity(document.format.part(id).presence)).max();
        cx.report(found.span, format!("{called} has text but none of its {} fields", labels.len()))
            .severity(worst.unwrap_or(Severity::Error))
            .help(format!("give the text its labels: {}", labels.join(", ")))
            .fix(Fix::unsafe_(
                "insert the fields with their blanks",
                [Edit::insert(at, mend::lines(document, &format!("\n{skeleton}")))],
            ));
        return;
    }
    let message = format!("{called} has no `{}` field", part.title);
    let edit = Edit::insert(at, mend::lines(document, &skeleton));
    cx.report(found.span, message)
        .severity(mend::severity(part.presence))
        .help(format!("add `{}` {}", part.written(), mend::after(document, found.part, at)))
        .fix(Fix::unsafe_("insert the field with its blanks", [edit]));
}
