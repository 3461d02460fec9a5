//! A plan as data: what its parts say, by the roles that the format gives them.
//!
//! What no role claims is kept too, in lists of sections, so that no text of the plan is lost.

mod build;
mod model;

use crate::engine::{self, Settings};
use crate::format::draft::Planned;
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
    // What does not fit on a line, or would be obeyed by a terminal, is left for the author to write.
    let plain = |text: &str| (!text.is_empty() && !text.contains(char::is_control)).then(|| text.to_owned());
    let called = |place: &usize| tasks.get(*place).and_then(|task| plain(task.name));
    let planned = tasks.iter().map(|task| Planned {
        name: plain(task.name).unwrap_or_default(),
        objective: task.body.objective.as_ref().and_then(|said| plain(said.text)),
        complexity: task.body.complexity.as_ref().and_then(|said| plain(said.text)),
        // A mention that leads nowhere is for the author to settle.
        waits_for: task.body.prerequisites.as_ref().and_then(|relation| {
            let names: Option<Vec<String>> = relation.tasks.iter().map(called).collect();
            let settled = relation.unresolved.is_empty() && (relation.none || !relation.tasks.is_empty());
            names.filter(|_| settled)
        }),
    });
    planned.collect()
}
