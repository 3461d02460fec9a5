//! Numbers count from 1 without gap or repetition.

use crate::diagnostic::{Fix, Safety, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "wrong-number",
    summary: "a number does not count on",
    group: Group::Steps,
    severity: Severity::Error,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/steps/wrong-number.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Number { expected } = &found.kind else { return };
    let document = cx.document;
    let part = document.part(found.part);
    let title = document.format.part(found.spec).title.to_lowercase();
    let written = document.source.slice(found.span);
    let numbered = found.span != part.head && !found.span.is_empty();
    let message = if numbered {
        format!("this {title} has the number {}, not {expected}", mend::short(written))
    } else {
        format!("{title} {expected} has no number")
    };
    let mend::Renumbered { edits, safety } = mend::renumber(document, found, expected);
    let fix = format!("number the {title}s in order");
    cx.report(found.span, message)
        .help(format!("number each {title} from 1 on without a gap"))
        .fix(if safety == Safety::Safe { Fix::safe(fix, edits) } else { Fix::unsafe_(fix, edits) });
}
