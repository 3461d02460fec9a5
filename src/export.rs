//! A plan as data: what its parts say, by the roles that the format gives them.
//!
//! What no role claims is kept too, in lists of sections, so that no text of the plan is lost.

mod build;
mod model;

use crate::engine::{self, Settings};
use crate::format::draft::{Planned, Waits};
use crate::format::words::normalise;
use crate::lower::{DeviationKind, Document};

/// A plan as one JSON document with a line end behind it.
pub(crate) fn json(document: &Document, settings: &Settings) -> String {
    let findings = engine::report(document, settings).found.len();
    // Plain structs with string keys always have a JSON form.
    let mut out = serde_json::to_string_pretty(&build::plan(document, findings)).unwrap_or_default();
    out.push('\n');
    out
}

/// Whether the text could be read to its end, whatever is wrong with it as a plan.
pub(crate) fn is_readable(document: &Document) -> bool {
    let failed = |kind: &DeviationKind| matches!(kind, DeviationKind::Unreadable(_) | DeviationKind::TooComplex);
    !document.deviations.iter().any(|deviation| failed(&deviation.kind))
}

/// The tasks of a document, as a new one may take them over.
pub(crate) fn planned(document: &Document) -> Vec<Planned> {
    let tasks = build::plan(document, 0).tasks;
    let called = |place: &usize| tasks.get(*place).and_then(|task| one_line(task.name));
    let planned = tasks.iter().map(|task| Planned {
        name: one_line(task.name).unwrap_or_default(),
        objective: task.body.objective.as_ref().and_then(|said| one_line(said.text)),
        complexity: task.body.complexity.as_ref().and_then(|said| one_line(said.text)),
        // A mention that leads nowhere is for the author to settle.
        waits_for: task.body.prerequisites.as_ref().filter(|relation| relation.unresolved.is_empty()).and_then(
            |relation| {
                let names: Vec<String> = relation.tasks.iter().map(called).collect::<Option<_>>()?;
                match names.as_slice() {
                    [] if relation.none => Some(Waits::Nothing),
                    [] => None,
                    _ if is_only(relation.text, &names) => Some(Waits::Tasks(names)),
                    _ => one_line(relation.text).map(Waits::Words),
                }
            },
        ),
    });
    planned.collect()
}

/// A text of one paragraph on one line. A list and what a terminal would obey are left for the author to write.
fn one_line(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim);
    let is_list = |line: &str| line.starts_with(['-', '*', '+', '>', '#', '|', '`']) || line.is_empty();
    let whole = lines.clone().count() < 2 || !lines.any(is_list);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (whole && !text.is_empty() && !text.contains(char::is_control)).then_some(text)
}

/// Whether a text names tasks and says nothing else.
fn is_only(text: &str, names: &[String]) -> bool {
    let mut rest = format!(" {} ", normalise(text));
    let mut longest: Vec<String> = names.iter().map(|name| normalise(name)).collect();
    longest.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in longest {
        rest = rest.replace(&format!(" {name} "), "  ");
    }
    let counted = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    rest.split_whitespace().all(|word| counted(word) || matches!(word, "task" | "tasks" | "and" | "to"))
}
