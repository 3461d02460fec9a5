//! Fences whose opening line is lost or stands behind text, so that to Markdown their closing line opens another one.

use std::sync::Arc;

use crate::format::{Form, Look};
use crate::source::{Span, offset};
use crate::syntax::{self, Block, BlockKind, Fence, Limits, NONE};

use super::super::anchors::text_lines;
use super::super::items::box_length;
use super::super::{DeviationKind, Reading};
use super::{in_quote, opener_after, part_lines};

/// A fence that only its closing line shows to Markdown.
pub(super) struct Lost {
    /// The first block that is read again, and where its line begins.
    first: u32,
    start: u32,
    /// The opening marks with what is behind them; empty where the code begins when they are lost.
    opener: Span,
    /// The blanks before them on their line.
    gap: Span,
    ticks: u32,
    closer: Span,
}

/// Reads a fence without an info string as the closing line of code above it.
pub(super) fn lost(reading: &Reading<'_>, index: u32, block: &Block, fence: &Fence) -> Option<Lost> {
    if !fence.info.is_empty() || in_quote(reading, block) {
        return None;
    }
    let tree = &reading.tree;
    let mut before = (0..index).rev().filter_map(|at| tree.block(at));
    let from = before
        .find(|block| matches!(block.kind, BlockKind::Fence(_)))
        .map_or(reading.range.start, |fence| fence.span.end);
    let closer = fence.opener;
    let above = Span::new(from, reading.source.line_around(closer.start).start.max(from));
    let opener = glued(reading, above, fence).or_else(|| {
        let apart = block.parent == NONE && (!fence.closed || opener_after(reading, fence, fence.body.start));
        let start = if apart { code(reading, above, fence) } else { None };
        start.map(Span::at)
    })?;
    let line = reading.source.line_around(opener.start);
    let lead = reading.text(Span::new(line.start, opener.start));
    let gap = Span::new(line.start + offset(lead.trim_end().len()), opener.start);
    let ticks = reading.text(opener).bytes().take_while(|byte| *byte == fence.mark).count();
    // What is read again begins with a block at the top.
    let (mut first, mut start, mut at) = (index, opener.start, 0);
    while let Some(block) = tree.block(at).filter(|block| block.span.start < opener.start) {
        (first, start) = (at, block.span.start);
        at = block.end;
    }
    if tree.block(first).is_some_and(|block| block.span.end <= opener.start) {
        (first, start) = (at, opener.start);
    }
    let start = reading.source.line_around(start).start.max(from);
    Some(Lost { first, start, opener, gap, ticks: offset(ticks), closer })
}

/// The last opening marks above a closing line, where they stand behind text or too far in.
fn glued(reading: &Reading<'_>, above: Span, fence: &Fence) -> Option<Span> {
    let text = reading.text(above);
    let (mark, marks) = if fence.mark == b'`' { ('`', "```") } else { ('~', "~~~") };
    let last = text.rfind(marks)?;
    let start = above.start + offset(text[..last].trim_end_matches(mark).len());
    let line = reading.source.line_around(start);
    let (before, behind) = (reading.text(Span::new(line.start, start)), reading.text(Span::new(start, line.end)));
    let info = behind.trim_start_matches(mark).trim();
    let run = behind.len() - behind.trim_start_matches(mark).len();
    let is_language = !info.contains([' ', '\t', '`']) && (!info.is_empty() || before.trim_end().ends_with(':'));
    let opens = is_language && !before.contains(marks) && offset(run) <= fence.ticks;
    let in_text = || reading.tree.block_at(start).is_some_and(|block| block.kind == BlockKind::Paragraph);
    let opener = Span::new(start, start + offset(behind.trim_end().len()));
    let holds = || part_lines(reading, Span::new(opener.end, above.end)).next().is_some();
    (opens && in_text() && !holds()).then_some(opener)
}

/// Where code begins whose opening line is lost: below the nearest label and its items. The label must be one that may
/// have code, or a comment with a hash must show that there is some. What follows the closing line must not go on like
/// code.
fn code(reading: &Reading<'_>, above: Span, fence: &Fence) -> Option<u32> {
    let (source, format) = (reading.source, reading.format);
    let closing = source.line_of(fence.opener.start);
    let boxed = |line: &str| box_length(line.trim_start_matches(['-', '*', '+', ' '])).is_some();
    let next = source.slice(source.line_span(closing + 1));
    let last = source.line_span(closing.checked_sub(1)?);
    if !next.trim().is_empty() && !boxed(next) || source.slice(last).trim().is_empty() {
        return None;
    }
    let label = part_lines(reading, above).last()?;
    let (words, _) = reading.text(label).strip_prefix("**")?.split_once("**:")?;
    let is_code = |look: &Look| look.form == Form::Fence;
    let mut content = format.names.label(words)?.iter().flat_map(|known| &format.part(known.part).content);
    let wanted = content.any(|id| format.part(*id).looks.iter().any(is_code));
    // Lines of code may begin like items without a box.
    let bulleted =
        |line: &str| !wanted && ["- ", "* ", "+ "].iter().any(|bullet| line.trim_start().starts_with(bullet));
    let below = source.line_start(source.line_of(label.start) + 1);
    let text = reading.text(Span::new(below.min(above.end), above.end));
    let items = text_lines(text, false).filter(|(_, line)| boxed(line) || bulleted(line)).last();
    let code = items.map_or(text, |(start, line)| &text[start + line.len()..]).trim_start();
    let is_meant = wanted || text_lines(code, false).any(|(_, line)| line.starts_with("# "));
    (is_meant && !code.is_empty()).then(|| source.line_around(above.end - offset(code.len())).start)
}

/// Makes a fence of the code and parses again what stands before and behind it; its index is the answer.
pub(super) fn open(reading: &mut Reading<'_>, found: &Lost, limits: &Limits) -> u32 {
    let source = reading.source;
    let Lost { first, start, opener, gap, ticks, closer } = *found;
    let below = source.line_start(source.line_of(opener.end) + u32::from(!opener.is_empty()));
    let closing = source.line_around(closer.start).start;
    let tree = Arc::make_mut(&mut reading.tree);
    let kept = tree.block(first).map_or(tree.inlines.len(), |block| block.inlines.0 as usize);
    tree.inlines.truncate(kept);
    tree.blocks.truncate(first as usize);
    let mut failed = syntax::parse(source, Span::new(start, gap.start.max(start)), limits, tree).is_err();
    let (index, inlines) = (offset(tree.blocks.len()), offset(tree.inlines.len()));
    let marks = reading.source.slice(opener).trim_start_matches(['`', '~']);
    let info = Span::new(opener.end - offset(marks.trim_start().len()), opener.end);
    let mark = source.slice(closer).bytes().next().unwrap_or(b'`');
    let kind = BlockKind::Fence(offset(tree.fences.len()));
    tree.fences.push(Fence { opener, info, body: Span::new(below, closing.max(below)), ticks, mark, closed: true });
    let span = Span::new(opener.start, closer.end);
    tree.blocks.push(Block { kind, span, one_line: false, parent: NONE, end: index + 1, inlines: (inlines, inlines) });
    let rest = Span::new(source.line_start(source.line_of(closer.start) + 1), reading.range.end);
    failed |= !rest.is_empty() && syntax::parse(source, rest, limits, tree).is_err();
    if failed {
        reading.deviate(DeviationKind::TooComplex, 0, 0, Span::at(rest.start));
    }
    let span = if opener.is_empty() { closer } else { opener };
    reading.deviate(DeviationKind::Unopened { gap }, 0, 0, span);
    index
}
