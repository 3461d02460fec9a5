//! A heading is at the level that the format gives it.

use crate::diagnostic::{Fix, Severity};
use crate::lower::{Deviation, DeviationKind, Standing};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "wrong-level",
    summary: "a heading is at another level than the format says",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/wrong-level.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::WrongLevel { others } = &found.kind else { return };
    let document = cx.document;
    let spec = document.format.part(found.spec);
    let part = document.part(found.part);
    let Some(wanted) = spec.level() else { return };
    let by = i32::from(wanted) - i32::from(part.level);
    let mut edits = Vec::new();
    let inside = (found.part..part.end).chain(others.iter().flat_map(|other| *other..document.part(*other).end));
    // A title that was shifted with the rest names nothing any more.
    let before = if others.is_empty() { 0..0 } else { 1..found.part };
    let inside = before.filter(|index| document.part(*index).standing == Standing::Unknown).chain(inside);
    let mut seen = std::collections::BTreeSet::new();
    for index in inside {
        let shifted = document.part(index);
        let level = i32::from(shifted.level) + by;
        // What stands inside and is at its level stays there.
        let declared = shifted.spec.and_then(|spec| document.format.part(spec).level());
        let right = declared == Some(shifted.level) || (declared.is_none() && others.is_empty());
        if !right && shifted.level > 0 && !shifted.head.is_empty() && (1..=6).contains(&level) && seen.insert(index) {
            edits.push(mend::level(document, index, usize::try_from(level).unwrap_or(1)));
        }
    }
    let message = if others.is_empty() {
        format!("{} is a heading of level {}, not {wanted}", document.view(found.part).called(), part.level)
    } else {
        let deeper = if by < 0 { "deeper" } else { "higher" };
        format!(
            "the headings are {} level{} {deeper} than the format has them",
            by.abs(),
            if by.abs() == 1 { "" } else { "s" }
        )
    };
    let mut report =
        cx.report(found.span, message).help(format!("write `{}`", mend::look(&document.format, found.spec)));
    for other in others.iter().take(20) {
        report = report.label(document.part(*other).head, "this one too");
    }
    report.fix(Fix::safe("give the headings their level", edits));
}
