//! Every heading is one that the format knows.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "unknown-section",
    summary: "a heading is not one of the format",
    group: Group::Structure,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/unknown-section.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Unknown { near } = found.kind else { return };
    let document = cx.document;
    let part = document.part(found.part);
    let severity = document.format.part(found.spec).others.unwrap_or(Severity::Warning);
    let place = if found.spec == 0 { "the document".to_owned() } else { document.view(part.parent).called() };
    let report = cx
        .report(found.span, format!("`{}` is not a section of {place}", document.source.slice(part.name)))
        .severity(severity);
    match near {
        Some(near) => report.help(format!("did you mean `{}`?", document.format.part(near).written())),
        None if part.level == 1 => report.help("a document has one title; make this text of a section, or remove it"),
        None => report.help("move what it says into a section of the format, or one level deeper"),
    };
}
