//! What is written as the name of a task is one.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::Role;
use crate::format::words::normalise;
use crate::lower::{Deviation, DeviationKind, Document};
use crate::plan::{Unresolved, View};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::{Span, offset};

pub(crate) static RULE: Rule = Rule {
    name: "unresolved-reference",
    summary: "a reference names no task",
    group: Group::References,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/references/unresolved-reference.md"),
    check: Check::Document(check),
};

fn check(cx: &mut Cx<'_>) {
    let document = cx.document;
    // Tasks that were cut off may be the ones that are named.
    if document.tail.truncated {
        return;
    }
    let references = cx.references();
    let tasks = || references.tasks().iter().map(|index| document.view(*index));
    // A task whose heading lost its name, or has none yet, may be the one that is named.
    let is_nameless = |task: View<'_>| {
        let blank = task.part().spec.is_some_and(|spec| mend::is_placeholder(document, spec, task.name()));
        task.name().is_empty() || blank
    };
    // So may one that has taken the name of another.
    let is_duplicate = |found: &Deviation| {
        let DeviationKind::Duplicate { first } = found.kind else { return false };
        document.role(Some(found.spec)) == Some(Role::Task) && mend::copy(document, first, found.part).is_none()
    };
    let nameless =
        !references.unresolved.is_empty() && (tasks().any(is_nameless) || document.deviations.iter().any(is_duplicate));
    // Names that no task has, each with the places where it stands.
    let mut unknown: Vec<(String, Vec<&Unresolved>)> = Vec::new();
    for found in &references.unresolved {
        let text = mend::short(cx.text(found.span));
        if found.undotted {
            cx.report(found.span, format!("`{text}` is a number, but tasks here carry none"))
                .severity(Severity::Warning)
                .help("write the name of the task");
            continue;
        }
        if nameless {
            continue;
        }
        // The same name again follows from the same slip.
        let name = normalise(&text);
        match unknown.iter_mut().find(|(other, _)| *other == name) {
            Some((_, places)) => places.push(found),
            None => unknown.push((name, vec![found])),
        }
    }
    for (_, places) in unknown {
        let Some(first) = places.first() else { continue };
        let said = mend::short(document.source.slice(first.span));
        // A number that goes on with another: `Tasks 1 and 9`.
        let title = tasks().next().filter(|_| said.starts_with(|c: char| c.is_ascii_digit())).map(View::title);
        let text = title.map_or_else(|| said.to_string(), |title| format!("{title} {said}"));
        let mut report = cx.report(first.span, format!("`{text}` names no task of this document"));
        for place in places.iter().skip(1) {
            report = report.label(place.span, "named here too");
        }
        let Some(near) = &first.nearest else {
            report.help(format!("the tasks are {}", names(tasks())));
            continue;
        };
        report = report.help(format!("did you mean `{near}`?"));
        let edits: Option<Vec<Edit>> = places.iter().map(|place| renamed(document, place.span, near)).collect();
        if let Some(edits) = edits {
            report.fix(Fix::unsafe_(format!("write `{near}`"), edits));
        }
    }
}

/// Names of tasks for a help, not all of many.
fn names<'d>(tasks: impl Iterator<Item = View<'d>>) -> String {
    let names: Vec<&str> = tasks.map(View::name).collect();
    let shown: Vec<String> = names.iter().take(4).map(|name| format!("`{}`", mend::short(name))).collect();
    let more = names.len() - shown.len();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}

/// Writes a name behind the colon of a reference, inside the marks that stand there.
fn renamed(document: &Document, span: Span, name: &str) -> Option<Edit> {
    let text = document.source.slice(span);
    let marks: &[char] = &[' ', '`', '"', '“', '”', '\'', '*', '_'];
    let (_, behind) = text.split_once(':')?;
    let start = text.len() - behind.trim_start_matches(marks).len();
    let end = text.trim_end_matches(marks).len();
    (start < end).then(|| Edit::replace(Span::new(span.start + offset(start), span.start + offset(end)), name))
}
