//! A plan as data: what its parts say, by the roles that the format gives them.
//!
//! What no role claims is kept too, in lists of sections, so that no text of the plan is lost.

mod build;
mod model;

use crate::engine::{self, Settings};
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
