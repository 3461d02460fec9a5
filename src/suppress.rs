//! Comments that hide findings: `<!-- planvet-ignore rule, group: reason -->`.
//!
//! Only texts that hold the word are looked at, after all rules have run.

mod comment;
mod cover;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::lower::Document;
use crate::source::{Span, offset};

pub(crate) use comment::{Comment, Kind, Name};

/// What the first word of every such comment begins with. A word that goes on otherwise is one that nobody knows.
const WORD: &str = "planvet-";

/// Where such words stand right behind the beginning of a comment, in order.
fn words(text: &str) -> impl Iterator<Item = usize> {
    // Few texts have many exclamation marks.
    memchr::memchr_iter(b'!', text.as_bytes()).filter_map(|at| {
        let inside = text.get(at..)?.strip_prefix("!--")?.trim_start();
        (text[..at].ends_with('<') && inside.starts_with(WORD)).then(|| text.len() - inside.len())
    })
}

/// The comments of a document with what each covers.
pub(crate) struct Suppressions {
    pub(crate) comments: Vec<Comment>,
}

/// A place that a name covers, with the indices of comment and name.
type Cover = (Span, usize, usize);

impl Suppressions {
    /// Finds the comments; nothing when there is none. A name is judged when all its rules run.
    pub(crate) fn new(document: &Document, runs: impl Fn(&'static str) -> bool) -> Option<Self> {
        let mut comments: Vec<Comment> = Vec::new();
        for at in words(document.source.text()).map(offset) {
            let behind = comments.last().is_none_or(|last| last.span.end <= at);
            if behind && let Some(mut comment) = comment::read(document, at) {
                for name in &mut comment.names {
                    name.judged = name.rules.iter().all(|rule| runs(rule));
                }
                comments.push(comment);
            }
        }
        if comments.is_empty() {
            return None;
        }
        cover::cover(document, &mut comments);
        Some(Self { comments })
    }

    /// Takes away the findings that are hidden; how many there were. They are sorted by start, and so are the places
    /// of each rule, so that one pass is enough.
    pub(crate) fn hide(&mut self, found: &mut Vec<Diagnostic>) -> usize {
        // Places that begin behind the present finding, the next one last; and those that began, the latest last.
        let mut ahead: BTreeMap<&'static str, Vec<Cover>> = BTreeMap::new();
        let mut open: BTreeMap<&'static str, Vec<Cover>> = BTreeMap::new();
        for (at, comment) in self.comments.iter().enumerate() {
            for (place, name) in comment.names.iter().enumerate() {
                for rule in &name.rules {
                    ahead.entry(rule).or_default().push((name.covers, at, place));
                }
            }
        }
        for covers in ahead.values_mut() {
            covers.sort_by_key(|(span, ..)| Reverse(span.start));
        }
        let before = found.len();
        found.retain(|diagnostic| {
            let Some(ahead) = ahead.get_mut(diagnostic.rule) else { return true };
            let open = open.entry(diagnostic.rule).or_default();
            let Span { start, end } = diagnostic.span;
            while let Some(next) = ahead.pop_if(|(span, ..)| span.start <= start) {
                open.push(next);
            }
            // What lies below the last one may have ended as well; it is dropped when it comes up.
            let ended = |(span, ..): &mut Cover| span.end < start || (span.end == start && start < end);
            while open.pop_if(ended).is_some() {}
            let Some((_, at, place)) = open.last() else { return true };
            if let Some(name) = self.comments.get_mut(*at).and_then(|comment| comment.names.get_mut(*place)) {
                name.used = true;
            }
            false
        });
        before - found.len()
    }
}
