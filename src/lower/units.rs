//! Units: the blocks between the anchors, each with the part that owns it.

use crate::source::{Span, offset};
use crate::syntax::{Block, BlockKind};

use super::align::{Move, Script};
use super::anchors::{Anchor, Anchors, Shape, heading_text, text_lines};
use super::{Reading, Standing, Unit, UnitKind};

/// Fills the units of the reading and gives each part its range of them and its full span.
pub(super) fn units(reading: &mut Reading<'_>, anchors: &Anchors, script: &Script) {
    let units = Vec::with_capacity(reading.source.text().len() / 80);
    let mut maker = Maker { reading, anchors, script, next: 0, units };
    let mut at = 0;
    while let Some(block) = reading.tree.block(at) {
        at = maker.block(at, block);
    }
    let units = maker.units;
    own(reading, units);
    spans(reading);
}

struct Maker<'r, 's, 'a> {
    reading: &'r Reading<'s>,
    anchors: &'a Anchors,
    script: &'a Script,
    /// The first anchor that is not behind the present block.
    next: usize,
    units: Vec<Unit>,
}

impl Maker<'_, '_, '_> {
    /// Takes one block and returns the index of the next to look at.
    fn block(&mut self, index: u32, block: &Block) -> u32 {
        match block.kind {
            BlockKind::List => index + 1,
            BlockKind::Item => self.item(index, block),
            BlockKind::Heading { setext, .. } => {
                if !setext {
                    return block.end;
                }
                let text = heading_text(self.reading.source, block.span, true);
                if !self.is_heading_anchor(index) {
                    self.prose(index, text);
                }
                block.end
            }
            BlockKind::Paragraph => {
                self.prose(index, block.span);
                block.end
            }
            BlockKind::Fence(_) => self.push(UnitKind::Fence, index, block.span, block.end),
            BlockKind::Break => self.push(UnitKind::Nothing, index, block.span, block.end),
            BlockKind::Html if self.reading.text(block.span).starts_with("<!--") => {
                self.push(UnitKind::Nothing, index, block.span, block.end)
            }
            BlockKind::Html if self.is_heading_anchor(index) => block.end,
            _ => self.push(UnitKind::Other, index, block.span, block.end),
        }
    }

    fn push(&mut self, kind: UnitKind, block: u32, span: Span, next: u32) -> u32 {
        self.units.push(Unit { kind, block, span, owner: 0 });
        next
    }

    fn is_heading_anchor(&mut self, block: u32) -> bool {
        let offset = self.reading.tree.block(block).map_or(0, |block| block.span.start);
        self.skip(offset);
        self.anchors
            .list
            .get(self.next)
            .is_some_and(|anchor| anchor.block == block && matches!(anchor.shape, Shape::Heading { .. }))
    }

    /// Moves on to the first anchor at or behind `offset`. Labels that are only text are passed over.
    fn skip(&mut self, offset: u32) {
        let passed = |at: usize, anchor: &Anchor| {
            anchor.head.start < offset || self.script.moves.get(at) == Some(&Move::Content)
        };
        while self.anchors.list.get(self.next).is_some_and(|anchor| passed(self.next, anchor)) {
            self.next += 1;
        }
    }

    /// The next anchor, if it stands before `end`.
    fn upcoming(&mut self, end: u32) -> Option<&Anchor> {
        self.skip(0);
        self.anchors.list.get(self.next).filter(|anchor| anchor.head.start < end)
    }

    /// Prose before the first label in a paragraph; what follows a label is its value. Lines that are meant as items
    /// are items.
    fn prose(&mut self, index: u32, span: Span) {
        self.skip(span.start);
        let end = self.upcoming(span.end).map_or(span.end, |anchor| anchor.head.start);
        self.lines(index, Span::new(span.start, end), UnitKind::Prose);
        if self.reading.tree.block(index).is_some_and(|block| block.one_line) {
            // What follows a label on its line is no unit.
            return;
        }
        // Items that Markdown does not see may follow a label without a blank line.
        while let Some(anchor) = self.upcoming(span.end) {
            let (value, shape, head_end) = (anchor.value, anchor.shape, anchor.head.end);
            let line_end = self.reading.source.line_end(head_end);
            self.next += 1;
            if let Shape::Heading { .. } = shape {
                // To Markdown, what stands below a heading without its space is the rest of a paragraph.
                let end = self.upcoming(span.end).map_or(span.end, |anchor| anchor.head.start);
                self.lines(index, Span::new(line_end.min(end), end), UnitKind::Prose);
            } else if value.start > line_end {
                self.lines(index, value, UnitKind::Nothing);
            } else if value.end > line_end {
                self.lines(index, Span::new(line_end, value.end), UnitKind::Nothing);
            }
        }
    }

    /// Splits lines at those that begin like `-[ ]` or `[ ]`; what stands before the first becomes a unit of `kind`.
    fn lines(&mut self, index: u32, span: Span, kind: UnitKind) {
        let source = self.reading.source;
        let text = source.slice(span);
        // Most prose is one line that begins with a letter or a mark of emphasis.
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"*_`".contains(&byte);
        let plain = text.bytes().next().is_some_and(|first| letter(first) && text.as_bytes().get(1) != Some(&b'['));
        let one_line = || self.reading.tree.block(index).is_some_and(|block| block.one_line);
        if plain && one_line() {
            self.trimmed(kind, index, span);
            return;
        }
        let mut start = span.start;
        let mut present = kind;
        for (from, line) in text_lines(text, false) {
            let from = span.start + offset(from);
            if is_pseudo_item(line) {
                self.trimmed(present, index, Span::new(start, from));
                start = from + offset(line.len() - line.trim_ascii_start().len());
                present = UnitKind::PseudoItem;
            }
        }
        self.trimmed(present, index, Span::new(start, span.end));
    }

    fn trimmed(&mut self, kind: UnitKind, index: u32, span: Span) {
        if kind == UnitKind::Nothing || span.is_empty() {
            return;
        }
        let text = self.reading.source.slice(span);
        let behind = text.trim_start();
        let start = span.start + offset(text.len() - behind.len());
        let span = Span::new(start, start + offset(behind.trim_end().len()));
        if !span.is_empty() {
            self.units.push(Unit { kind, block: index, span, owner: 0 });
        }
    }

    /// An item of an outer list; a label in a bullet hands its inner list on.
    fn item(&mut self, index: u32, block: &Block) -> u32 {
        self.skip(block.span.start);
        let first = self.upcoming(block.span.end);
        if first.is_some_and(|anchor| anchor.head.start == block.span.start) {
            // Its paragraph is the label; what else stands in it belongs to the label.
            let label = index + 1;
            let after = self.reading.tree.block(label).map_or(block.end, |label| label.end);
            self.next += 1;
            return after;
        }
        let mut span = block.span;
        if let Some((start, inner)) = first.map(|anchor| (anchor.head.start, anchor.block)) {
            span = self.until(span, start);
            self.next += 1;
            // What stands below a heading in an item belongs to the heading.
            let heading = |inner: &Block| matches!(inner.kind, BlockKind::Heading { .. });
            if inner > index && self.reading.tree.block(inner).is_some_and(heading) {
                return self.push(UnitKind::Item, index, span, inner + 1);
            }
        }
        let source = self.reading.source;
        // A line such as `-[ ] x` under an item, or under what stands in it, is a lazy line to Markdown.
        if !block.one_line {
            let inside = |at: &u32| self.reading.tree.block(*at).filter(|inner| inner.kind == BlockKind::Paragraph);
            let ends = [index + 1, block.end.saturating_sub(1)];
            let lines = ends.iter().filter_map(inside).find_map(|inner| {
                let lazy = Span::new(inner.span.start, inner.span.end.min(span.end));
                let cut = text_lines(source.slice(lazy), false)
                    .skip(1)
                    .map(|(start, _)| source.line_around(lazy.start + offset(start)))
                    .find(|line| line.start < lazy.end && is_pseudo_item(source.slice(*line)))?;
                Some(Span::new(cut.start, lazy.end))
            });
            if let Some(lines) = lines {
                let item = self.until(span, lines.start);
                self.units.push(Unit { kind: UnitKind::Item, block: index, span: item, owner: 0 });
                self.lines(index, lines, UnitKind::Nothing);
                return block.end;
            }
        }
        self.push(UnitKind::Item, index, span, block.end)
    }

    fn until(&self, span: Span, end: u32) -> Span {
        let text = self.reading.source.slice(Span::new(span.start, end.min(span.end)));
        Span::new(span.start, span.start + offset(text.trim_end().len()))
    }
}

/// Whether a line is meant as an item with a box but is none: `-[ ] x`, `[x] y`.
fn is_pseudo_item(line: &str) -> bool {
    let trimmed = line.trim_start_matches([' ', '\t']);
    if line.len() - trimmed.len() > 3 {
        return false;
    }
    // Signs that Markdown does not take for bullets.
    let foreign = trimmed.strip_prefix(['•', '–', '·']).map(str::trim_start);
    let after = foreign.or_else(|| trimmed.strip_prefix(['-', '*', '+'])).unwrap_or(trimmed);
    super::items::box_length(after).is_some()
}

/// Gives each unit to the last part that starts before it.
fn own(reading: &mut Reading<'_>, mut units: Vec<Unit>) {
    let mut parts = (0..).zip(&reading.parts).filter(|(_, part)| part.standing != Standing::Implied).peekable();
    let mut owner = parts.next().map_or(0, |(index, _)| index);
    for unit in &mut units {
        while let Some((index, _)) = parts.next_if(|(_, part)| part.head.start <= unit.span.start) {
            owner = index;
        }
        unit.owner = owner;
    }
    let mut from = 0;
    while let Some(unit) = units.get(from) {
        let owner = unit.owner;
        let count = units[from..].iter().take_while(|unit| unit.owner == owner).count();
        if let Some(part) = reading.parts.get_mut(owner as usize) {
            part.units = (offset(from), offset(from + count));
        }
        from += count;
    }
    reading.units = units;
}

/// Extends every part over its units and the parts inside it.
fn spans(reading: &mut Reading<'_>) {
    for index in (1..reading.parts.len()).rev() {
        let part = &reading.parts[index];
        let last = part.units.1.checked_sub(1).filter(|last| *last >= part.units.0);
        let own = last.and_then(|last| reading.units.get(last as usize)).map_or(0, |unit| unit.span.end);
        let end = own.max(part.span.end);
        let parent = part.parent as usize;
        reading.parts[index].span.end = end;
        if let Some(above) = reading.parts.get_mut(parent)
            && above.span.end < end
            && parent != 0
        {
            above.span.end = end;
        }
    }
}
