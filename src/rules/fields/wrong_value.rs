//! A value is one that the format allows.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::words::normalise;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "wrong-value",
    summary: "a value is not one that the format allows",
    group: Group::Fields,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/fields/wrong-value.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::BadValue { about, allowed, .. } = &found.kind else { return };
    let document = cx.document;
    let value = document.source.slice(found.span);
    if mend::is_placeholder(document, found.spec, value) {
        return;
    }
    let title = &document.format.part(found.spec).title;
    let about = if about.is_empty() { "what the format allows" } else { about };
    // A bare number up to 100 can only be meant as a percentage.
    if about.starts_with("a percentage") && is_bare_percentage(value) {
        cx.report(found.span, format!("`{value}` is a number without a unit"))
            .severity(Severity::Warning)
            .fix(Fix::safe(format!("write `{value}%`"), [Edit::replace(found.span, format!("{value}%"))]));
        return;
    }
    let report = cx.report(found.span, format!("`{}` is not {about}", mend::short(value)));
    let words: Vec<String> = allowed.iter().map(|word| format!("`{word}`")).collect();
    let report = if words.is_empty() {
        report
    } else {
        report.help(format!("write one of {} after `{title}`", words.join(", ")))
    };
    if let Some(word) = allowed.iter().find(|word| normalise(word) == normalise(value)) {
        report.fix(Fix::safe(format!("write `{word}`"), [Edit::replace(found.span, word.as_str())]));
    } else if let Some(word) = last_of_range(allowed, value) {
        let fix = format!("write `{word}`, which covers the range");
        report.fix(Fix::unsafe_(fix, [Edit::replace(found.span, word)]));
    }
}

/// Whether a value is a number up to 100, with or without a sign of comparison: `80`, `>= 80`.
fn is_bare_percentage(value: &str) -> bool {
    value
        .trim_start_matches(['>', '<', '=', '≥', '≤', ' ', '~'])
        .parse::<f32>()
        .is_ok_and(|number| (0.0..=100.0).contains(&number))
}

/// The last of the allowed words that a value names, when it names several and says nothing else.
fn last_of_range<'a>(allowed: &'a [String], value: &str) -> Option<&'a str> {
    let value = normalise(value);
    let named = |word: &&String| value.split(' ').any(|part| part == normalise(word));
    let rest = value.split(' ').filter(|part| !allowed.iter().any(|word| normalise(word) == *part));
    let joined = rest.into_iter().all(|part| matches!(part, "to" | "or" | "and"));
    let all: Vec<&String> = allowed.iter().filter(named).collect();
    all.last().filter(|_| joined && all.len() > 1).map(|word| word.as_str())
}
