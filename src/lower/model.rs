//! What lowering yields: parts, items, units, and how they differ from the format. Plain data with spans.

use crate::format::{CaptureName, PartId};
use crate::source::{Span, Unreadable};

/// One part of a document.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// The declared part, or `None` for a heading that the format does not know.
    pub(crate) spec: Option<PartId>,
    /// Index of the part around it; the document is its own parent.
    pub(crate) parent: u32,
    pub(crate) standing: Standing,
    /// The heading without its line end, or the label with its marks; empty at the first child when implied.
    pub(crate) head: Span,
    /// The words of the heading or label.
    pub(crate) name: Span,
    /// What follows a label on its line and the lines that go on with it.
    pub(crate) value: Span,
    /// From the head to the last byte that belongs to it or a part inside it.
    pub(crate) span: Span,
    /// Index after the last part inside it.
    pub(crate) end: u32,
    /// Level of a heading, 0 for a label.
    pub(crate) level: u8,
    pub(crate) captures: (u32, u32),
    /// Items of its list, in order.
    pub(crate) items: (u32, u32),
    /// Blocks that it owns itself, in order.
    pub(crate) units: (u32, u32),
    /// How many parts of the same kind stand before it in its parent, plus one.
    pub(crate) ordinal: u32,
    /// Written in another style than the format's: a label as a bullet, a heading as bold text.
    pub(crate) styled: bool,
    /// Its heading or label is to the letter as the format writes it.
    pub(crate) exact: bool,
    /// Filled by a word for nothing.
    pub(crate) none: bool,
}

/// How a part was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Found,
    /// Recognised by what stands in it; its own heading is missing.
    Implied,
    /// Where the order does not allow it.
    Stray,
    /// A heading that names nothing.
    Unknown,
}

/// A captured piece of text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Capture {
    pub(crate) name: CaptureName,
    pub(crate) span: Span,
}

/// A block or an item of an outer list, with the part that it belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit {
    pub(crate) kind: UnitKind,
    pub(crate) block: u32,
    pub(crate) span: Span,
    pub(crate) owner: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnitKind {
    Prose,
    Item,
    /// A line that was meant as an item but is none to Markdown.
    PseudoItem,
    Fence,
    /// HTML that is not a comment, a table, a quote, indented code.
    Other,
    /// A comment or a thematic break.
    Nothing,
}

/// One item of a list.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) block: u32,
    pub(crate) span: Span,
    /// The bullet or number.
    pub(crate) marker: Span,
    pub(crate) ordered: bool,
    pub(crate) mark: BoxMark,
    /// The text behind bullet and box, up to the end of its first paragraph.
    pub(crate) text: Span,
    /// The declared item that it is.
    pub(crate) spec: Option<PartId>,
    pub(crate) fit: Fit,
    pub(crate) captures: (u32, u32),
}

/// The box of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BoxMark {
    None,
    Good {
        ticked: bool,
    },
    /// Bullet and box as written, to be replaced; `ticked` is what was meant, which is not `certain` when there are two
    /// boxes that differ.
    Malformed {
        span: Span,
        ticked: bool,
        certain: bool,
    },
}

/// How well an item fits the declared one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    Fits,
    /// Its first words are a near miss; they stand there.
    Misnamed(Span),
    /// A value that must stand in back-ticks does not.
    Bare,
    /// Its first words are there and nothing behind them.
    Empty,
    /// It fits no declared item.
    Unfit,
}

/// How a document differs from its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deviation {
    pub(crate) kind: DeviationKind,
    /// The part it concerns; for something missing the part that lacks it.
    pub(crate) part: u32,
    /// The declared part that is meant, if any.
    pub(crate) spec: PartId,
    /// The text at fault.
    pub(crate) span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DeviationKind {
    Unreadable(Unreadable),
    TooComplex,
    NoAnchor,
    FrontMatterUnclosed,
    /// The lines where the second version of something begins and ends.
    Conflict {
        middle: Span,
        end: Span,
    },
    Chat,
    StrayProse,
    /// The line of the closing fence, if there is one; around the document as a whole, or around some parts of it.
    Wrapped {
        closer: Option<Span>,
        whole: bool,
    },
    /// A comment whose end is missing; it belongs at this offset.
    UnclosedComment {
        close_at: u32,
    },
    /// A part that is HTML to Markdown, because no blank line stands before this offset.
    Swallowed {
        resume: u32,
    },
    /// A fence whose closing line is missing; it belongs before this offset.
    Unclosed {
        close_at: u32,
    },
    /// A fence whose opening line is lost or stands behind text: the blanks before the marks, or the place where they
    /// belong.
    Unopened {
        gap: Span,
    },
    Truncated,
    /// Where the part belongs: after this offset. Text stands there in place of it and of `more`.
    Missing {
        at: u32,
        more: Vec<PartId>,
    },
    Empty,
    Unknown {
        near: Option<PartId>,
    },
    /// The name as the format writes it differs in words (`words`) or only in style.
    Misnamed {
        words: bool,
    },
    WrongLevel {
        others: Vec<u32>,
    },
    /// The part before which it belongs, if it is there.
    Misplaced {
        before: Option<u32>,
    },
    Repeated {
        first: u32,
    },
    LabelStyle,
    Nameless,
    Number {
        expected: String,
    },
    BadValue {
        capture: String,
        about: String,
        allowed: Vec<String>,
    },
    Duplicate {
        first: u32,
    },
    NoList,
    NoBoxes,
    NotBoxed {
        item: u32,
    },
    BadBox {
        item: u32,
    },
    EmptyItem {
        item: u32,
    },
    MisnamedItem {
        item: u32,
    },
    Bare {
        item: u32,
    },
    Unfit {
        item: u32,
    },
    MissingItems {
        specs: Vec<PartId>,
    },
    NoFence,
    UntaggedFence,
    EmptyFence,
}

/// How the document ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tail {
    /// Cut off before its end.
    pub(crate) truncated: bool,
    /// Parts that are open at the end, the document first.
    pub(crate) open: Vec<u32>,
    /// The last line that is not blank.
    pub(crate) last_line: Span,
}
