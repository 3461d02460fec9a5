//! Puts the parts of all files together to one output, in order, as they come.

use std::collections::BTreeMap;

use super::part::{Part, Tally};
use super::{Emitter, Limit, Order, Summary};
use crate::diagnostic::Severity;

/// An output on its way.
#[derive(Debug)]
pub(crate) struct Report {
    emitter: &'static Emitter,
    limit: usize,
    begun: bool,
    /// Pieces that wait for worse ones: errors, warnings, hints; never more than the limit of each.
    waiting: [Vec<String>; 3],
    totals: Totals,
}

/// What is known at the end of a run.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(super) summary: Summary,
    /// What kept some of what was asked for from being checked.
    pub(super) problems: Vec<String>,
    /// Pieces that were printed.
    pub(super) shown: usize,
    /// Findings that the limit left out.
    pub(super) left_out: usize,
    /// The findings of each rule, those that were left out too.
    pub(super) rules: BTreeMap<&'static str, Count>,
}

/// Findings of one rule.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
    pub(super) fixable: usize,
}

impl Report {
    /// An output that is not begun. `most` is how many findings are asked for.
    pub(crate) fn new(emitter: &'static Emitter, most: Option<usize>) -> Self {
        let limit = match emitter.limit {
            Limit::Whole => None,
            Limit::AtMost(limit) => Some(limit),
            Limit::Asked(usual) => most.or(usual),
        };
        Self {
            emitter,
            limit: limit.unwrap_or(usize::MAX),
            begun: false,
            waiting: Default::default(),
            totals: Totals::default(),
        }
    }

    /// Takes the part of the next file and appends what can be printed now.
    pub(crate) fn add(&mut self, part: &Part, out: &mut String) {
        self.begin(out);
        let mut start = 0;
        for piece in &part.pieces {
            let text = part.text.get(start..piece.end).unwrap_or_default();
            start = piece.end;
            if let Some(tally) = piece.of {
                self.totals.count(tally);
            }
            match (self.emitter.order, piece.of) {
                (Order::WorstFirst, Some(tally)) => self.keep(tally.severity, text),
                _ => self.print(text, out),
            }
        }
    }

    /// Appends the rest.
    pub(crate) fn end(&mut self, summary: &Summary, problems: &[String], out: &mut String) {
        self.begin(out);
        for pieces in std::mem::take(&mut self.waiting) {
            for piece in pieces {
                self.print(&piece, out);
            }
        }
        (self.totals.summary, self.totals.problems) = (*summary, problems.to_vec());
        (self.emitter.tail)(&self.totals, out);
    }

    fn begin(&mut self, out: &mut String) {
        if !self.begun {
            out.push_str(self.emitter.head);
            self.begun = true;
        }
    }

    fn print(&mut self, text: &str, out: &mut String) {
        if self.totals.shown == self.limit {
            self.totals.left_out += 1;
            return;
        }
        out.push_str(if self.totals.shown == 0 { self.emitter.first } else { self.emitter.between });
        out.push_str(text);
        self.totals.shown += 1;
    }

    fn keep(&mut self, severity: Severity, text: &str) {
        let [errors, warnings, infos] = &mut self.waiting;
        let waiting = match severity {
            Severity::Error => errors,
            Severity::Warning => warnings,
            Severity::Info => infos,
        };
        if waiting.len() < self.limit {
            waiting.push(text.to_owned());
        } else {
            self.totals.left_out += 1;
        }
    }
}

impl Totals {
    fn count(&mut self, tally: Tally) {
        let count = self.rules.entry(tally.rule).or_default();
        match tally.severity {
            Severity::Error => count.errors += 1,
            Severity::Warning => count.warnings += 1,
            Severity::Info => count.infos += 1,
        }
        count.fixable += usize::from(tally.fixable);
    }

    /// Says how many findings are left out, if any.
    pub(super) fn more(&self, out: &mut String) {
        match self.left_out {
            0 => {}
            1 => out.push_str("and 1 more finding\n"),
            count => out.extend(["and ", &count.to_string(), " more findings\n"]),
        }
    }
}

impl Count {
    pub(super) fn all(&self) -> usize {
        self.errors + self.warnings + self.infos
    }
}
