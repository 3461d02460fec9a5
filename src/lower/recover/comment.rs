//! A comment whose end is missing, so that it hides what follows.

use memchr::memmem;

use crate::source::{Span, offset};
use crate::syntax::{Block, Limits, NONE};

use super::super::{DeviationKind, Reading};
use super::part_lines;

/// A comment that is never closed.
pub(super) struct Open {
    index: u32,
    /// From its mark to the end of the line.
    opener: Span,
    /// Where it ends, as it is read.
    end: u32,
    /// The start of the first line that is no comment any more.
    resume: u32,
}

/// Whether a block of HTML is a comment that is never closed, or only by the end of another one behind what it hides.
pub(super) fn open(reading: &Reading<'_>, index: u32, block: &Block) -> Option<Open> {
    let source = reading.source;
    let text = source.slice(block.span);
    if block.parent != NONE || !text.starts_with("<!--") {
        return None;
    }
    let line = source.line_around(block.span.start);
    let next = source.line_start(source.line_of(block.span.start) + 1);
    // `<!-->` is a whole comment.
    if let Some(close) = memmem::find(&text.as_bytes()[2..], b"-->") {
        let close = block.span.start + offset(close);
        let hidden = Span::new(next, close.max(next));
        let other = hidden.start + offset(memmem::find(source.slice(hidden).as_bytes(), b"<!--")?);
        part_lines(reading, Span::new(next, other)).next()?;
    }
    let after = source.line_of(block.span.start) + 1..=source.line_of(block.span.end);
    let resume = after
        .map(|line| source.line_span(line))
        .find(|line| line.start < block.span.end && is_block(source.slice(*line)))
        .map_or(block.span.end, |line| line.start);
    let kept = source.slice(Span::new(block.span.start, resume)).trim_ascii_end();
    let end = block.span.start + offset(kept.len());
    let first = source.slice(Span::new(block.span.start, line.end)).trim_ascii_end();
    let opener = Span::new(block.span.start, block.span.start + offset(first.len()));
    Some(Open { index, opener, end, resume })
}

/// Whether a line begins a heading, a label, an item, a fence, a quote, a table, a break or another comment: a comment
/// of many lines holds prose.
fn is_block(line: &str) -> bool {
    let text = line.trim_ascii_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && text[digits..].starts_with(['.', ')']);
    let marks = ["#", "**", "- ", "* ", "+ ", "-[", "```", "~~~", ">", "|", "---", "<!--"];
    numbered || marks.iter().any(|mark| text.starts_with(mark))
}

/// Closes the comment before what it hides and parses the rest again.
pub(super) fn close(reading: &mut Reading<'_>, found: &Open, limits: &Limits) {
    super::cut(reading, found.index, found.end, found.resume, limits);
    reading.deviate(DeviationKind::UnclosedComment { close_at: found.end }, 0, 0, found.opener);
}

impl Open {
    pub(super) fn index(&self) -> u32 {
        self.index
    }
}
