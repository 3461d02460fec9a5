//! Markdown to a flat list of blocks with exact byte spans. The only room that knows comrak.

mod convert;
mod front_matter;
mod rescan;
#[cfg(test)]
mod tests;

use crate::source::{Source, Span, offset};

pub(crate) use convert::parse;
pub(crate) use front_matter::{FrontMatter, front_matter};

/// No block: the parent of a block at the top.
pub(crate) const NONE: u32 = u32::MAX;

/// One block. Blocks stand in document order, a parent before its children.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    /// From the first byte of its mark or text to the last byte that is not blank.
    pub(crate) span: Span,
    /// Whether it lies on one line for certain.
    pub(crate) one_line: bool,
    /// Index of the block around it, or [`NONE`].
    pub(crate) parent: u32,
    /// Index after the last block inside it.
    pub(crate) end: u32,
    /// Indices of its inlines.
    pub(crate) inlines: (u32, u32),
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Heading {
        level: u8,
        setext: bool,
    },
    Paragraph,
    List,
    Item,
    /// Its place among the fences of the tree.
    Fence(u32),
    Indented,
    Html,
    Quote,
    Break,
    Table,
    Row,
    Cell,
}

/// A fenced code block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fence {
    /// The opening line from its first back-tick or tilde on.
    pub(crate) opener: Span,
    /// The info string, trimmed.
    pub(crate) info: Span,
    /// The lines between the fences; for one inside a list or quote with the prefix of its lines.
    pub(crate) body: Span,
    /// Back-ticks or tildes of the opener.
    pub(crate) ticks: u32,
    /// The mark: a back-tick or a tilde.
    pub(crate) mark: u8,
    pub(crate) closed: bool,
}

/// One inline that somebody reads. Inlines stand in document order, outer before inner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Inline {
    pub(crate) kind: InlineKind,
    /// With its marks.
    pub(crate) span: Span,
}

/// What an inline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InlineKind {
    Code,
    Strong,
    Emph,
    Link,
    Html,
}

/// How much work a document may cause.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Parser steps for each byte, on top of one million.
    pub steps_per_byte: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps_per_byte: 16 }
    }
}

/// A document's blocks and inlines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    pub(crate) blocks: Vec<Block>,
    pub(crate) inlines: Vec<Inline>,
    /// What fences say, apart from the blocks, which are many and looked at often.
    pub(crate) fences: Vec<Fence>,
}

impl Tree {
    /// The block at an index.
    pub(crate) fn block(&self, index: u32) -> Option<&Block> {
        self.blocks.get(index as usize)
    }

    /// The inlines of a block, not of the blocks inside it.
    pub(crate) fn inlines_of(&self, block: &Block) -> &[Inline] {
        self.inlines.get(block.inlines.0 as usize..block.inlines.1 as usize).unwrap_or_default()
    }

    /// What a block says as a fence, if it is one.
    pub(crate) fn fence(&self, block: &Block) -> Option<&Fence> {
        let BlockKind::Fence(at) = block.kind else { return None };
        self.fences.get(at as usize)
    }

    /// The innermost block around `offset`.
    pub(crate) fn block_at(&self, offset: u32) -> Option<&Block> {
        let after = self.blocks.partition_point(|block| block.span.start <= offset);
        let mut index = self::offset(after.checked_sub(1)?);
        loop {
            let block = self.block(index)?;
            if block.span.contains(offset) {
                return Some(block);
            }
            index = block.parent;
        }
    }
}

impl Fence {
    /// The language: the first word of the info string.
    pub(crate) fn language(&self, source: &Source) -> Span {
        let info = source.slice(self.info);
        let word = info.split([' ', '\t', ',', '{']).next().unwrap_or("");
        Span::new(self.info.start, self.info.start + offset(word.len()))
    }
}
