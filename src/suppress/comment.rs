//! Reads one comment.

use crate::engine::named;
use crate::lower::Document;
use crate::source::{Span, offset};
use crate::syntax::{BlockKind, InlineKind};

/// A comment that hides findings, or is meant to.
#[derive(Debug)]
pub(crate) struct Comment {
    /// From `<!--` to `-->`.
    pub(crate) span: Span,
    /// The first word.
    pub(crate) word: Span,
    /// `None` when the word is none that is known.
    pub(crate) kind: Option<Kind>,
    pub(crate) names: Vec<Name>,
    pub(crate) has_reason: bool,
    /// Of an end: whether something was open that it ends.
    pub(crate) ends: bool,
}

/// What a comment is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The line that it stands on, or what follows it.
    Next,
    Start,
    End,
    File,
}

impl Kind {
    /// Every kind with its word.
    pub(crate) const ALL: [(Self, &'static str); 4] = [
        (Self::Next, "planvet-ignore"),
        (Self::Start, "planvet-ignore-start"),
        (Self::End, "planvet-ignore-end"),
        (Self::File, "planvet-ignore-file"),
    ];
}

/// A name in a comment.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) span: Span,
    /// Its rules; none when nothing has that name.
    pub(crate) rules: Vec<&'static str>,
    /// Where findings of these rules are hidden.
    pub(crate) covers: Span,
    /// Whether all its rules run, so that hiding nothing means something.
    pub(crate) judged: bool,
    /// Whether it hides a finding.
    pub(crate) used: bool,
}

/// The comment whose first word begins at `at`; nothing when that is other text.
pub(super) fn read(document: &Document, at: u32) -> Option<Comment> {
    let source = &document.source;
    let before = source.text().get(..at as usize)?;
    let start = offset(before.trim_end().strip_suffix("<!--")?.len());
    if !is_comment(document, start) {
        return None;
    }
    let rest = source.text().get(at as usize..)?;
    let length = rest.find("-->")?;
    let inner = rest.get(..length)?;
    let word_end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inner.len());
    // The dashes of the end may follow at once.
    let word = inner.get(..word_end)?.trim_end_matches('-');
    let kind = Kind::ALL.into_iter().find(|(_, name)| *name == word).map(|(kind, _)| kind);
    let list = inner.get(word.len()..)?;
    let (list, reason) = list.split_once(':').unwrap_or((list, ""));
    let mut names = Vec::new();
    let mut from = at + offset(word.len());
    for part in list.split(',') {
        let name = part.trim();
        let begin = from + offset(part.len() - part.trim_start().len());
        from += offset(part.len() + 1);
        if name.is_empty() {
            continue;
        }
        // Everything is too much to hide: a file that is not to be checked is excluded.
        let rules = if name == "all" { Vec::new() } else { named(name).unwrap_or_default() };
        names.push(Name {
            span: Span::new(begin, begin + offset(name.len())),
            rules: rules.iter().map(|rule| rule.name).collect(),
            covers: Span::at(start),
            judged: false,
            used: false,
        });
    }
    Some(Comment {
        span: Span::new(start, at + offset(length + "-->".len())),
        word: Span::new(at, at + offset(word.len())),
        kind,
        names,
        has_reason: !reason.trim().is_empty(),
        ends: false,
    })
}

/// Whether a comment begins there to Markdown: not in code.
fn is_comment(document: &Document, at: u32) -> bool {
    let Some(block) = document.tree.block_at(at) else { return false };
    match block.kind {
        BlockKind::Fence(_) | BlockKind::Indented => false,
        _ => {
            let inlines = document.tree.inlines_of(block);
            !inlines.iter().any(|inline| inline.kind == InlineKind::Code && inline.span.contains(at))
        }
    }
}
