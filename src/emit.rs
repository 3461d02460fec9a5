//! Findings as people and programs read them: one file per output format.

mod agent;
mod checkstyle;
pub(crate) mod concise;
pub(crate) mod diff;
mod fingerprint;
mod github;
mod gitlab;
pub(crate) mod json;
mod jsonl;
mod junit;
mod mended;
mod part;
mod path;
pub(crate) mod pretty;
mod rdjson;
mod report;
mod sarif;
pub(crate) mod statistics;
pub(crate) mod text;
pub(crate) mod window;
mod xml;

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::source::{Position, Source, Span};

pub(crate) use part::Part;
pub(crate) use path::Base;
pub(crate) use report::{Report, Totals};

/// Every format that findings are printed in.
pub(crate) static EMITTERS: &[&Emitter] = &[
    &pretty::EMITTER,
    &concise::EMITTER,
    &json::EMITTER,
    &jsonl::EMITTER,
    &sarif::EMITTER,
    &github::EMITTER,
    &gitlab::EMITTER,
    &junit::EMITTER,
    &rdjson::EMITTER,
    &checkstyle::EMITTER,
    &agent::EMITTER,
];

/// A format of output: how one file is rendered, on any thread, and how the parts of all files become one text.
#[derive(Debug)]
pub(crate) struct Emitter {
    pub name: &'static str,
    /// What it prints, in one line.
    pub about: &'static str,
    pub limit: Limit,
    pub order: Order,
    /// Renders one file that was checked, with findings or without.
    pub render: fn(&Checked<'_>, &Style, &mut Part),
    /// Stands before everything.
    pub head: &'static str,
    /// Stands before the first piece, if there is one.
    pub first: &'static str,
    /// Stands between two pieces.
    pub between: &'static str,
    /// Stands behind everything.
    pub tail: fn(&Totals, &mut String),
}

impl Emitter {
    /// A text without a frame, whole, in the order of the files.
    pub(crate) const PLAIN: Self = Self {
        name: "",
        about: "",
        limit: Limit::Whole,
        order: Order::AsFound,
        render: |_, _, _| {},
        head: "",
        first: "",
        between: "",
        tail: |_, _| {},
    };
}

/// How many findings an output holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// All: whoever reads it would take what is left out for mended.
    Whole,
    /// No more than its readers take.
    AtMost(usize),
    /// As many as are asked for, or else these, or else all.
    Asked(Option<usize>),
}

/// In which order pieces come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// By file and place, each as soon as all before it are known.
    AsFound,
    /// Errors of all files, then warnings, then hints.
    WorstFirst,
}

/// One file with what was found in it, as every format of output gets it.
pub(crate) struct Checked<'a> {
    pub source: &'a Source,
    pub found: &'a [Diagnostic],
    /// The path by which a service finds the file in its repository; people read [`Source::name`].
    pub path: &'a str,
    places: Places,
}

impl<'a> Checked<'a> {
    pub(crate) fn new(source: &'a Source, found: &'a [Diagnostic], path: &'a str) -> Self {
        Self { source, found, path, places: Places::new(source, found) }
    }

    /// Where a span of a finding, label or edit starts and ends.
    fn ends(&self, span: Span) -> (Position, Position) {
        (self.places.at(span.start), self.places.at(span.end))
    }
}

/// What is wrong and what to do, on a line each.
fn said(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

/// What the place that a report is written to can show.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub(crate) struct Style {
    /// ANSI colours.
    pub color: bool,
    /// Hyperlinks (OSC 8).
    pub links: bool,
    /// Lines and signs outside ASCII; the text of the document is shown as it is either way.
    pub unicode: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether more than one thread may draw.
    pub parallel: bool,
}

/// The counts at the end of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Summary {
    /// Files checked.
    pub files: usize,
    /// Findings by severity.
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    /// Findings with a fix, safe or not.
    pub fixable: usize,
    /// Those of them whose fix is unsafe.
    #[serde(skip)]
    pub fixable_unsafely: usize,
    /// Findings that ignore comments hide.
    pub suppressed: usize,
    /// Files that were walked and are no plans.
    pub skipped: usize,
    /// Fixes that were applied, or would be.
    pub fixed: usize,
}

impl Summary {
    /// Counts a finding; files, suppressed and skipped are the caller's to count.
    pub(crate) fn count(&mut self, diagnostic: &Diagnostic) {
        match diagnostic.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
        self.fixable += usize::from(diagnostic.fix.is_some());
        self.fixable_unsafely += usize::from(diagnostic.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Unsafe));
    }

    /// Adds the counts of other files.
    pub(crate) fn add(&mut self, other: &Self) {
        self.files += other.files;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.fixable += other.fixable;
        self.fixable_unsafely += other.fixable_unsafely;
        self.fixed += other.fixed;
        self.suppressed += other.suppressed;
        self.skipped += other.skipped;
    }
}

/// Lines and columns of every offset that the findings of one file name.
///
/// They are counted in one rising pass, so that thousands of findings on one long line stay cheap.
struct Places(Vec<(u32, Position)>);

impl Places {
    fn new(source: &Source, diagnostics: &[Diagnostic]) -> Self {
        let mut offsets = Vec::with_capacity(diagnostics.len() * 2);
        for diagnostic in diagnostics {
            offsets.extend([diagnostic.span.start, diagnostic.span.end]);
            offsets.extend(diagnostic.labels.iter().flat_map(|label| [label.span.start, label.span.end]));
            let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits);
            offsets.extend(edits.flat_map(|edit| [edit.span.start, edit.span.end]));
        }
        offsets.sort_unstable();
        offsets.dedup();
        let mut positions = source.positions();
        Self(offsets.into_iter().map(|offset| (offset, positions.at(offset))).collect())
    }

    /// The place of an offset of these findings; past the end it is the end of the text.
    fn at(&self, offset: u32) -> Position {
        let found = self.0.binary_search_by_key(&offset, |(known, _)| *known).ok();
        let place = found.and_then(|index| self.0.get(index));
        place.map_or(Position { offset, line: 1, column: 1 }, |(_, position)| *position)
    }
}
