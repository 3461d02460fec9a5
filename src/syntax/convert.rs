//! From comrak's tree to our blocks and inlines.
//!
//! comrak's positions have known quirks; they are mended here, each with a test. Nothing in this file recurses over the
//! tree, whose depth the author of a document chooses.

use std::cell::Cell;
use std::ops::Range;

use comrak::nodes::{NodeValue, Sourcepos};
use comrak::{Arena, Options};

use crate::source::{Source, Span, offset};

use super::{Block, BlockKind, Fence, Inline, InlineKind, Limits, NONE, Tree, rescan};

/// The parser took more steps than the limits allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooComplex;

/// comrak asks whether to go on once in this many steps.
const STEPS_PER_CALL: u64 = 256;

/// Parses the part of a text from `range.start`, which is taken for the start of a line, and appends its blocks to `tree`.
pub(crate) fn parse(source: &Source, range: Span, limits: &Limits, tree: &mut Tree) -> Result<(), TooComplex> {
    parse_with(false, source, range, limits, tree)
}

/// Parses; `strict` is whether all inlines are held against the file, rather than those whose positions may be shifted.
pub(super) fn parse_with(
    strict: bool,
    source: &Source,
    range: Span,
    limits: &Limits,
    tree: &mut Tree,
) -> Result<(), TooComplex> {
    let text = source.slice(range);
    let steps = Cell::new(0_u64);
    let most = 1_000_000 + limits.steps_per_byte.saturating_mul(u64::from(range.len()));
    let stop = || {
        steps.set(steps.get() + STEPS_PER_CALL);
        steps.get() > most
    };
    // An arena with room for the usual tree saves a few per cent.
    let arena = Arena::with_capacity(text.len() / 24 + 16);
    let root = comrak::try_parse_document(&arena, text, &options(), &stop).map_err(|_| TooComplex)?;
    let lines = Lines {
        source,
        bytes: source.text().as_bytes().get(..range.end as usize).unwrap_or_default(),
        starts: source.line_starts_from(range.start),
        from: range.start as usize,
    };
    Convert { lines, tree, open: NONE, strict, care: Care::Trust }.run(root);
    Ok(())
}

/// Alerts, autolinks and inline footnotes take quadratic time on hostile text, footnotes are dear: all stay off.
fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    // Makes the slice of a text node equal its literal, which tells exact spans from wrong ones.
    options.parse.escaped_char_spans = true;
    options
}

/// Turns comrak's lines and columns to byte offsets.
#[derive(Clone, Copy)]
struct Lines<'a> {
    source: &'a Source,
    /// The text up to the end of the range that comrak was given.
    bytes: &'a [u8],
    /// Where comrak's lines start, and the range.
    starts: &'a [u32],
    from: usize,
}

impl Lines<'_> {
    /// The first byte of a line of comrak's, which count from 1, or the end past the last one.
    fn start(&self, line: usize) -> usize {
        self.starts.get(line.saturating_sub(1)).map_or(self.bytes.len(), |start| *start as usize).max(self.from)
    }

    /// Where a position says that something stands; it may say nonsense.
    fn told(&self, at: &Sourcepos) -> Range<usize> {
        let first = self.start(at.start.line);
        // Most spans lie on one line, whose start need not be looked up again.
        let last = if at.end.line == at.start.line { first } else { self.start(at.end.line) };
        first + at.start.column.saturating_sub(1)..last + at.end.column
    }

    /// The same within the text, on borders of characters.
    fn range(&self, at: &Sourcepos) -> Range<usize> {
        let told = self.told(at);
        let start = self.floor(told.start);
        start..self.floor(told.end).max(start)
    }

    /// The last offset up to `at` that is in the range and on a character's border, as nearly all are.
    fn floor(&self, at: usize) -> usize {
        match self.bytes.get(at) {
            Some(byte) if byte & 0xC0 != 0x80 => at,
            _ => self.source.floor(offset(at.min(self.bytes.len()))) as usize,
        }
    }

    /// The bytes at a range.
    fn at(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    /// comrak lets some blocks end in the blank lines after them, and a break in a quote reach into the next line.
    fn block(&self, at: &Sourcepos, one_line: bool) -> Range<usize> {
        let Range { start, mut end } = self.range(at);
        if one_line {
            end = end.min(self.start(at.start.line + 1));
        }
        start..start + self.at(start..end).trim_ascii_end().len()
    }
}

struct Convert<'a, 't> {
    lines: Lines<'a>,
    tree: &'t mut Tree,
    /// The block around the next one, or [`NONE`].
    open: u32,
    strict: bool,
    care: Care,
}

/// How the inlines of the present container are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Care {
    /// As the parser gives them.
    Trust,
    /// Held against the file.
    Check,
    /// One has a wrong span: all are looked for anew.
    Rescan,
}

impl Convert<'_, '_> {
    fn run(&mut self, root: comrak::Node<'_>) {
        let mut next = root.first_child();
        while let Some(block) = next {
            let holds_inlines = {
                let data = block.data();
                self.block(&data.value, &data.sourcepos)
            };
            if holds_inlines {
                self.inlines(block);
            } else if let Some(child) = block.first_child() {
                self.open = offset(self.tree.blocks.len() - 1);
                next = Some(child);
                continue;
            }
            let mut done = block;
            next = loop {
                if let Some(sibling) = done.next_sibling() {
                    break Some(sibling);
                }
                match done.parent() {
                    Some(parent) if !parent.same_node(root) => done = parent,
                    _ => break None,
                }
                self.close_block();
            };
        }
    }

    /// Appends the inlines of the last block that somebody reads.
    fn inlines(&mut self, container: comrak::Node<'_>) {
        let mut next = container.first_child();
        while let Some(inline) = next {
            let holds_inlines = {
                let data = inline.data();
                self.inline(&data.value, &data.sourcepos)
            };
            if self.care == Care::Rescan {
                break;
            }
            if holds_inlines && let Some(child) = inline.first_child() {
                next = Some(child);
                continue;
            }
            let mut done = inline;
            next = loop {
                if let Some(sibling) = done.next_sibling() {
                    break Some(sibling);
                }
                match done.parent() {
                    Some(parent) if !parent.same_node(container) => done = parent,
                    _ => break None,
                }
            };
        }
        let Some(block) = self.tree.blocks.last_mut() else { return };
        if self.care == Care::Rescan {
            self.tree.inlines.truncate(block.inlines.0 as usize);
            rescan::inlines(self.lines.source, block.span, &mut self.tree.inlines);
        }
        block.inlines.1 = offset(self.tree.inlines.len());
    }

    /// Appends a block; whether it may hold inlines, which are then taken with care.
    fn block(&mut self, value: &NodeValue, at: &Sourcepos) -> bool {
        let kind = match value {
            NodeValue::Heading(heading) => BlockKind::Heading { level: heading.level, setext: heading.setext },
            NodeValue::List(_) => BlockKind::List,
            NodeValue::Item(_) | NodeValue::TaskItem(_) => BlockKind::Item,
            // A fence becomes one below: the others need not be copied for its size.
            NodeValue::CodeBlock(_) => BlockKind::Indented,
            NodeValue::HtmlBlock(_) => BlockKind::Html,
            NodeValue::BlockQuote => BlockKind::Quote,
            NodeValue::ThematicBreak => BlockKind::Break,
            NodeValue::Table(_) => BlockKind::Table,
            NodeValue::TableRow(_) => BlockKind::Row,
            NodeValue::TableCell => BlockKind::Cell,
            // Everything else needs an extension that is off.
            _ => BlockKind::Paragraph,
        };
        let range = self.lines.block(at, matches!(kind, BlockKind::Break | BlockKind::Heading { setext: false, .. }));
        let span = Span::of(range.start, range.end);
        let index = offset(self.tree.blocks.len());
        let inlines = offset(self.tree.inlines.len());
        let one_line = at.start.line == at.end.line;
        let block = Block { kind, span, one_line, parent: self.open, end: index + 1, inlines: (inlines, inlines) };
        self.tree.blocks.push(block);
        if let NodeValue::CodeBlock(code) = value
            && code.fenced
        {
            self.tree.blocks[index as usize].kind = BlockKind::Fence(offset(self.tree.fences.len()));
            self.tree.fences.push(self.fence(at, code.closed));
        }
        let holds_inlines = matches!(kind, BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::Cell);
        if holds_inlines {
            // Only links, their definitions and tabs before other lines, and escaped pipes in tables, shift the spans of
            // what stands behind them; the tests show each.
            let shifting = || match kind {
                BlockKind::Cell => true,
                _ => !one_line && memchr::memchr2(b'\t', b']', self.lines.at(range)).is_some(),
            };
            self.care = if self.strict || shifting() { Care::Check } else { Care::Trust };
        }
        holds_inlines
    }

    /// Ends the innermost open block behind the last one.
    fn close_block(&mut self) {
        let end = offset(self.tree.blocks.len());
        let Some(block) = self.tree.blocks.get_mut(self.open as usize) else { return };
        block.end = end;
        self.open = block.parent;
    }

    /// Appends an inline that somebody reads; whether it may hold others.
    fn inline(&mut self, value: &NodeValue, at: &Sourcepos) -> bool {
        let kind = match value {
            NodeValue::Text(literal) => {
                if self.care == Care::Check && !self.is_at(literal, at) {
                    self.care = Care::Rescan;
                }
                return false;
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => return false,
            NodeValue::Code(_) => InlineKind::Code,
            NodeValue::Strong => InlineKind::Strong,
            NodeValue::Emph => InlineKind::Emph,
            NodeValue::Link(_) | NodeValue::Image(_) => InlineKind::Link,
            NodeValue::HtmlInline(_) => InlineKind::Html,
            _ => return true,
        };
        let range = self.lines.told(at);
        let text = self.lines.at(range.clone());
        let delimited = |open: &[u8], close: &[u8]| {
            text.first().is_some_and(|byte| open.contains(byte)) && text.last().is_some_and(|byte| close.contains(byte))
        };
        let exact = text.len() > 1
            && match kind {
                InlineKind::Code => delimited(b"`", b"`"),
                InlineKind::Strong | InlineKind::Emph => delimited(b"*_", b"*_"),
                InlineKind::Link => delimited(b"[!<", b")]>"),
                InlineKind::Html => delimited(b"<", b">"),
            };
        // Between its marks it ends on borders of characters.
        if exact {
            self.tree.inlines.push(Inline { kind, span: Span::of(range.start, range.end) });
        } else {
            self.care = Care::Rescan;
        }
        kind != InlineKind::Code
    }

    /// Whether a text node stands where it says. An entity is longer in the file than in the tree.
    fn is_at(&self, literal: &str, at: &Sourcepos) -> bool {
        let start = self.lines.start(at.start.line) + at.start.column.saturating_sub(1);
        if self.lines.bytes.get(start..start + literal.len()) == Some(literal.as_bytes()) {
            return true;
        }
        let slice = self.lines.at(self.lines.range(at));
        slice == literal.as_bytes()
            || slice.contains(&b'&')
            || slice.trim_ascii_end() == literal.as_bytes().trim_ascii_end()
    }

    fn fence(&self, at: &Sourcepos, closed: bool) -> Fence {
        let Range { start, end } = self.lines.block(at, false);
        let next = self.lines.start(at.start.line + 1).min(self.lines.bytes.len());
        let line = self.lines.at(start..next);
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let opener = Span::of(start, start + text.trim_ascii_end().len());
        let mark = text.first().copied().unwrap_or(b'`');
        let ticks = text.iter().take_while(|byte| **byte == mark).count();
        let rest = text.get(ticks..).unwrap_or_default().trim_ascii_start();
        let info = start + text.len() - rest.len();
        let last = memchr::memrchr2(b'\n', b'\r', self.lines.at(start..end)).filter(|_| closed);
        Fence {
            opener,
            info: Span::of(info, info + rest.trim_ascii_end().len()),
            body: Span::of(next.min(end.max(opener.end as usize)), last.map_or(end, |at| start + at + 1)),
            ticks: offset(ticks),
            mark,
            closed,
        }
    }
}
