//! Findings as people and programs read them: one file per output format.

pub(crate) mod concise;
pub(crate) mod diff;
pub(crate) mod json;
pub(crate) mod pretty;
pub(crate) mod text;
pub(crate) mod window;

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::source::{Position, Source};

/// What the place that a report is written to can show.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// ANSI colours.
    pub color: bool,
    /// Hyperlinks (OSC 8).
    pub links: bool,
    /// Lines and signs outside ASCII; the text of the document is shown as it is either way.
    pub unicode: bool,
    /// Columns of the terminal.
    pub width: usize,
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
