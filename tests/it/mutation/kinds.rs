//! What can go wrong in a plan, one mistake at a time, and what may be written without harm.
//!
//! The kinds follow the format and its reading, never the linter's rules.

use std::ops::Range;

use super::plan::{Plan, Rng};

mod code;
mod document;
mod edit;
mod fields;
mod files;
mod harmless;
mod headings;
mod hidden;
mod lists;
mod markup;
mod placeholders;
mod references;
mod steps;
mod structure;
mod values;

/// A plan with one mistake (or one harmless change).
pub(super) struct Mutant {
    pub text: String,
    /// Where a finding may point, in bytes of the changed text: the mistake itself or, for what is
    /// missing, the heading or label of the part that lacks it and the lines around the gap.
    pub at: Vec<Range<usize>>,
}

/// One kind of change.
pub(super) struct Kind {
    pub name: &'static str,
    pub group: &'static str,
    /// `None` when the plan has no suitable place for it.
    pub make: Make,
}

type Make = fn(&Plan, &mut Rng) -> Option<Mutant>;
type Table = &'static [(&'static str, Make)];

/// The single mistakes.
pub(super) fn kinds() -> Vec<Kind> {
    collect(&[
        ("structure", structure::KINDS),
        ("guidelines", structure::GUIDELINES),
        ("headings", headings::KINDS),
        ("fields", fields::KINDS),
        ("complexity", values::COMPLEXITY),
        ("steps", steps::KINDS),
        ("lists", lists::KINDS),
        ("code", code::KINDS),
        ("validation", code::VALIDATION),
        ("testing", code::TESTING),
        ("placeholders", placeholders::KINDS),
        ("dependencies", files::DEPENDENCIES),
        ("files", files::KINDS),
        ("references", references::KINDS),
        ("document", document::KINDS),
        ("characters", hidden::CHARACTERS),
        ("safety", hidden::SAFETY),
    ])
}

/// The changes that must not raise any finding.
pub(super) fn harmless() -> Vec<Kind> {
    collect(&[
        ("harmless-document", harmless::KINDS),
        ("harmless-markup", markup::KINDS),
        ("harmless-values", values::HARMLESS),
    ])
}

fn collect(tables: &[(&'static str, Table)]) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for &(group, table) in tables {
        kinds.extend(table.iter().map(|&(name, make)| Kind { name, group, make }));
    }
    kinds
}
