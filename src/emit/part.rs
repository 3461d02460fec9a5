//! What one file gives to one output: a text in pieces, most often one for each finding.

use crate::diagnostic::{Diagnostic, Severity};

/// The rendered findings of one file.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
}

/// A stretch of the text that is kept, left out or moved as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// Where it ends in the text of the part.
    pub(super) end: usize,
    /// The finding that it shows, when it shows one.
    pub(super) of: Option<Tally>,
}

/// What is counted of a finding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) fixable: bool,
}

impl Part {
    /// Whether nothing is printed of it.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// A text that is one piece, or none when it is empty.
    pub(crate) fn plain(text: String) -> Self {
        let pieces = if text.is_empty() { Vec::new() } else { vec![Piece { end: text.len(), of: None }] };
        Self { text, pieces }
    }

    /// Adds a piece for each finding.
    pub(super) fn each<'d>(&mut self, found: &'d [Diagnostic], mut write: impl FnMut(&'d Diagnostic, &mut String)) {
        self.pieces.reserve(found.len());
        for diagnostic in found {
            write(diagnostic, &mut self.text);
            let tally =
                Tally { rule: diagnostic.rule, severity: diagnostic.severity, fixable: diagnostic.fix.is_some() };
            self.pieces.push(Piece { end: self.text.len(), of: Some(tally) });
        }
    }

    /// Adds a piece that stands for the file as a whole.
    pub(super) fn whole(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.pieces.push(Piece { end: self.text.len(), of: None });
    }
}
