//! A fence around one or a few whole parts of the document, such as a task, while others stand outside.
//!
//! A fence with headings in it may also be a quotation. It is taken for a mistake only where such a part would stand, and
//! only when it begins with the main part of the format to the letter and holds several parts of that.

use std::sync::Arc;

use crate::format::{Kind, PartId, ROOT};
use crate::source::{Span, offset};
use crate::syntax::{self, Block, BlockKind, Fence, Limits, NONE, Tree};

use super::super::anchors::heading_text;
use super::super::{DeviationKind, Reading};
use super::{is_prose_language, lines, part_lines};

/// Parts inside the main one that show that it is no mere mention.
const FEWEST_PARTS: usize = 2;

/// Blocks before a fence that are looked at to see where it stands.
const MOST_BEFORE: usize = 64;

/// A fence around whole parts.
pub(super) struct Wrap {
    index: u32,
    opener: Span,
    /// The lines that are no code.
    inner: Span,
    /// The line of the fence that closes it; when it is missing, all that follows is inside.
    closer: Option<Span>,
}

impl Wrap {
    pub(super) fn index(&self) -> u32 {
        self.index
    }
}

/// Whether a fence is wrapped around whole parts.
pub(super) fn wrap(reading: &Reading<'_>, index: u32, block: &Block, fence: &Fence, limits: &Limits) -> Option<Wrap> {
    if block.parent != NONE || !begins_with_main(reading, fence.body) || !is_prose_language(reading, fence) {
        return None;
    }
    let parts = part_lines(reading, fence.body);
    if parts.take(FEWEST_PARTS + 1).count() <= FEWEST_PARTS || !stands_as_part(reading, index) {
        return None;
    }
    // With more marks than it needs, and behind a line that leads to it, it shows what a part looks like.
    let led = before(&reading.tree, index).and_then(|at| reading.tree.block(at)).is_some_and(|block| {
        block.kind == BlockKind::Paragraph && reading.text(block.span).trim_end_matches(['*', '_']).ends_with(':')
    });
    if led && fence.ticks > 3 {
        return None;
    }
    let source = reading.source;
    let inside = parsed(reading, fence.body, limits)?;
    let early = inside.fences.iter().any(|inner| !inner.closed);
    if !early {
        // A fence that is open at the end has no closing line of its own.
        let closer = source.line_around(block.span.end);
        let inner = Span::new(fence.body.start, closer.start.max(fence.body.start));
        let quoted = is_within(reading, Span::new(closer.end, reading.range.end));
        let found = Wrap { index, opener: fence.opener, inner, closer: Some(closer) };
        return (fence.closed && !quoted).then_some(found);
    }
    // The first fence inside closed it. Read without the opener, the true closer opens a fence that holds other parts.
    let rest = Span::new(fence.body.start, reading.range.end);
    let tree = parsed(reading, rest, limits)?;
    let closer = tree.blocks.iter().find_map(|block| {
        let inner = tree.fence(block)?;
        let alike = inner.info.is_empty() && inner.mark == fence.mark && block.parent == NONE;
        let ends = alike && inner.ticks >= fence.ticks && (!inner.closed || has_top_heading(reading, inner.body));
        ends.then_some(inner.opener)
    });
    let inner =
        Span::new(rest.start, closer.map_or(rest.end, |closer| source.line_start(source.line_of(closer.start))));
    Some(Wrap { index, opener: fence.opener, inner, closer })
}

/// Whether the document goes on behind the fence.
pub(super) fn goes_on(reading: &Reading<'_>, found: &Wrap) -> bool {
    found.closer.is_some_and(|closer| has_top_heading(reading, Span::new(closer.end, reading.range.end)))
}

/// Takes the fence away and parses what stands inside and behind it again.
pub(super) fn unwrap(reading: &mut Reading<'_>, found: &Wrap, limits: &Limits) {
    let source = reading.source;
    let tree = Arc::make_mut(&mut reading.tree);
    let kept = tree.block(found.index).map_or(0, |block| block.inlines.0);
    tree.inlines.truncate(kept as usize);
    tree.blocks.truncate(found.index as usize);
    let behind = found.closer.map(|closer| source.line_start(source.line_of(closer.start) + 1));
    let rest = behind.map(|behind| Span::new(behind, reading.range.end));
    let mut failed = false;
    for range in [Some(found.inner), rest].into_iter().flatten().filter(|range| !range.is_empty()) {
        failed |= syntax::parse(source, range, limits, tree).is_err();
    }
    if failed {
        reading.deviate(DeviationKind::TooComplex, 0, 0, Span::at(found.inner.start));
    }
    reading.deviate(DeviationKind::Wrapped { closer: found.closer, whole: false }, 0, 0, found.opener);
}

fn parsed(reading: &Reading<'_>, range: Span, limits: &Limits) -> Option<Tree> {
    let mut tree = Tree::default();
    syntax::parse(reading.source, range, limits, &mut tree).ok()?;
    Some(tree)
}

/// Whether the first line that is not blank is the heading of a main part, and not that of the template.
fn begins_with_main(reading: &Reading<'_>, body: Span) -> bool {
    let text = reading.text(body);
    let blank = text.len() - text.trim_ascii_start().len();
    if !text[blank..].starts_with('#') {
        return false;
    }
    let start = body.start + offset(blank);
    let line = reading.source.line_around(start);
    let line = Span::new(start, line.end.min(body.end));
    let format = reading.format;
    let placeholders = &format.part(format.anchor).placeholders;
    heading(reading, line) == Some(format.anchor)
        && !placeholders.iter().any(|(_, placeholder)| reading.text(line).contains(placeholder.as_str()))
}

/// The part that a line names as its heading, to the letter and at its level.
fn heading(reading: &Reading<'_>, line: Span) -> Option<PartId> {
    let text = reading.text(line);
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    if !(1..=6).contains(&level) || !text[level..].starts_with([' ', '\t']) {
        return None;
    }
    let format = reading.format;
    let mut known = Vec::new();
    format.names.of_heading(&format.parts, reading.text(heading_text(reading.source, line, false)), &mut known);
    let fits = |part: PartId| format.part(part).level().is_some_and(|wanted| usize::from(wanted) == level);
    known.iter().find(|known| fits(known.part) && known.kind == Kind::Exact).map(|known| known.part)
}

/// Whether a body holds a heading of a main part or of one around or beside it.
fn has_top_heading(reading: &Reading<'_>, body: Span) -> bool {
    let anchor = reading.format.anchor;
    let top = |part: PartId| part == anchor || !reading.format.ancestors(part).any(|around| around == anchor);
    lines(reading, body).any(|line| heading(reading, line).is_some_and(top))
}

/// Whether the next heading of the format is that of a part inside a main one.
fn is_within(reading: &Reading<'_>, rest: Span) -> bool {
    let anchor = reading.format.anchor;
    let next = lines(reading, rest).find_map(|line| heading(reading, line));
    next.is_some_and(|part| part != anchor && reading.format.ancestors(part).any(|around| around == anchor))
}

/// Whether a main part could stand in the place of a block: at the start of the document, behind a break, behind the
/// last section of another one.
fn stands_as_part(reading: &Reading<'_>, index: u32) -> bool {
    let (tree, format) = (&reading.tree, reading.format);
    let nearest = before(tree, index).and_then(|at| tree.block(at));
    let mut at = index;
    for _ in 0..MOST_BEFORE {
        let Some(place) = before(tree, at) else {
            return nearest.is_none() || has_main_outside(reading);
        };
        at = place;
        let Some(block) = tree.block(place) else { return false };
        let BlockKind::Heading { level, setext: false } = block.kind else { continue };
        let Some(part) = heading(reading, block.span) else {
            let title = level == 1 && before(tree, place).is_none();
            return title && has_main_outside(reading);
        };
        if !format.ancestors(part).any(|around| around == format.anchor) {
            // A part around the main one, such as a phase, or one before it.
            let around = format.ancestors(format.anchor).any(|around| around == part);
            let earlier = format.part(format.anchor).parent == ROOT && part < format.anchor;
            return (around || earlier) && has_main_outside(reading);
        }
        let mut sections = format.part(format.anchor).children.iter().filter(|child| format.part(**child).is_heading());
        let is_last = sections.next_back().map_or(part == format.anchor, |last| part == *last);
        // A line with a colon at its end introduces an example.
        let introduced = nearest.is_some_and(|nearest| reading.text(nearest.span).ends_with(':'));
        let broken = nearest.is_some_and(|nearest| nearest.kind == BlockKind::Break);
        return broken || is_last && !introduced;
    }
    false
}

/// The block at the top before another one.
fn before(tree: &Tree, index: u32) -> Option<u32> {
    let mut at = index.checked_sub(1)?;
    while let Some(around) = tree.block(at).map(|block| block.parent).filter(|parent| *parent != NONE) {
        at = around;
    }
    Some(at)
}

/// Whether a main part stands outside of every fence: else a text with headings of its own may only show one.
fn has_main_outside(reading: &Reading<'_>) -> bool {
    reading.tree.blocks.iter().any(|block| {
        block.parent == NONE
            && matches!(block.kind, BlockKind::Heading { setext: false, .. })
            && heading(reading, block.span) == Some(reading.format.anchor)
    })
}
