//! What the blocks of a part are, and how they are shown.

use crate::source::{Span, offset};
use crate::syntax::{BlockKind, Fence, NONE};

use super::super::nothing::is_spared;
use super::super::{BoxMark, Item, Reading, Unit, UnitKind};
use super::Content;

/// The fence that a block is.
pub(super) fn fence(reading: &Reading<'_>, unit: &Unit) -> Option<Fence> {
    let block = reading.tree.block(unit.block).filter(|_| unit.kind == UnitKind::Fence)?;
    reading.tree.fence(block).copied()
}

/// Whether a few words of their own stand right before a list: a heading, bold text, or text that ends with a colon.
pub(super) fn is_led(reading: &Reading<'_>, list: u32) -> bool {
    let before = (0..list).rev().map_while(|at| reading.tree.block(at)).find(|block| block.parent == NONE);
    let Some(before) = before.filter(|block| block.end == list) else { return false };
    let text = reading.text(before.span).trim();
    let bold = text.starts_with("**") && text.ends_with("**");
    match before.kind {
        BlockKind::Heading { .. } => true,
        BlockKind::Paragraph => text.split_whitespace().count() <= 3 && (bold || text.ends_with([':', '：'])),
        _ => false,
    }
}

/// A bullet, with or without a box, and nothing behind it.
pub(super) fn is_bare_bullet(reading: &Reading<'_>, item: &Item) -> bool {
    let inside = reading.tree.block(item.block).map_or(0, |block| block.end - item.block - 1);
    let paragraph = u32::from(
        reading
            .tree
            .block(item.block + 1)
            .is_some_and(|block| block.parent == item.block && block.kind == BlockKind::Paragraph),
    );
    item.text.is_empty() && inside <= paragraph
}

/// A span without more than the first paragraph's worth of text: prose in place of a list is shown by its beginning.
pub(super) fn first_lines(reading: &Reading<'_>, span: Span) -> Span {
    let text = reading.text(span);
    let end = text.find("\n\n").or_else(|| text.find("\r\n\r\n")).unwrap_or(text.len());
    Span::new(span.start, span.start + offset(text[..end].trim_end().len()))
}

impl Content<'_> {
    /// Whether the only item says that there is nothing; a list of names has its own word for that.
    pub(super) fn is_spared(&self, reading: &Reading<'_>) -> bool {
        let [only] = self.items(reading) else { return false };
        let alone = only.mark == BoxMark::None && self.units(reading).count() == 1;
        alone && !reading.format.is_named_list(self.spec) && is_spared(reading.text(only.text))
    }
}
