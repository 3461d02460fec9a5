//! A command or path after its label is in back-ticks.

use crate::diagnostic::{Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "bare-value",
    summary: "a command or path is not in back-ticks",
    group: Group::Validation,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/validation/bare-value.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Bare { item } = found.kind else { return };
    let document = cx.document;
    let Some(item) = document.item(item) else { return };
    // A word for later is a finding of its own.
    if mend::is_unfinished(document, item) {
        return;
    }
    let title = &document.format.part(found.spec).title;
    let report = cx
        .report(found.span, format!("what follows `{title}` is not in back-ticks"))
        .help(format!("write `{}`", mend::look(&document.format, found.spec)));
    if let Some((edit, safety)) = mend::value_ticks(document, item.text) {
        report.fix(Fix { title: "put it in back-ticks".to_owned(), safety, edits: vec![edit] });
    }
}
