//! From comrak's tree to our blocks and inlines.
//!
//! comrak's positions have known quirks; they are mended here, each with a test. Nothing in this file recurses over the
//! tree, whose depth the author of a document chooses.

use std::cell::Cell;
use std::sync::LazyLock;

use comrak::nodes::{NodeValue, Sourcepos};
use comrak::{Arena, Options};
use memchr::memmem::Finder;

use crate::source::{Source, Span, offset};

use super::{Block, BlockKind, Fence, Inline, InlineKind, Limits, NONE, Tree, rescan};

/// The parser took more steps than the limits allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooComplex;

/// comrak asks whether to go on once in this many steps.
const STEPS_PER_CALL: u64 = 256;

/// Parses the part of a text from `range.start`, which is the start of a line, and appends its blocks to `tree`.
pub(crate) fn parse(source: &Source, range: Span, limits: &Limits, tree: &mut Tree) -> Result<(), TooComplex> {
    parse_suspecting(Suspect::of(source.slice(range).as_bytes()), source, range, limits, tree)
}

/// Parses; `suspect` tells which inlines are held against the file.
pub(super) fn parse_suspecting(
    suspect: Suspect,
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
    let lines = Lines { source, first: source.line_of(range.start), range };
    let mut convert =
        Convert { lines, tree, open: Vec::with_capacity(16), suspect, care: Care::Trust, container: None };
    convert.run(root);
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
    first: u32,
    range: Span,
}

impl Lines<'_> {
    fn offset(&self, line: usize, column: usize) -> u32 {
        let line = self.first + offset(line).saturating_sub(1);
        let start = self.source.line_start(line).max(self.range.start);
        start.saturating_add(offset(column)).min(self.range.end)
    }

    fn span(&self, at: Sourcepos) -> Span {
        let start = self.offset(at.start.line, at.start.column.saturating_sub(1));
        let end = if at.end.line == at.start.line {
            // Most spans lie on one line, whose start need not be looked up again.
            let width = (at.end.column + 1).saturating_sub(at.start.column.max(1));
            start.saturating_add(offset(width)).min(self.range.end)
        } else {
            self.offset(at.end.line, at.end.column)
        };
        Span::new(self.source.floor(start), self.source.floor(end))
    }

    /// A break in a quote may reach into the next line.
    fn one_line(&self, span: Span) -> Span {
        let end = self.source.line_around(span.start).end.min(span.end);
        let text = self.source.slice(Span::new(span.start, end)).trim_ascii_end();
        Span::new(span.start, span.start + offset(text.len()))
    }

    /// comrak lets some blocks end in the blank lines after them.
    fn block(&self, at: Sourcepos) -> Span {
        let span = self.span(at);
        let text = self.source.text().as_bytes().get(span.range()).unwrap_or_default().trim_ascii_end();
        Span::new(span.start, span.start + offset(text.len()))
    }
}

struct Convert<'a, 't> {
    lines: Lines<'a>,
    tree: &'t mut Tree,
    /// Blocks around the present one.
    open: Vec<u32>,
    suspect: Suspect,
    care: Care,
    /// The paragraph, heading or cell whose inlines are read: its index and the node's depth.
    container: Option<u32>,
}

/// What in a text may shift the parser's positions of inlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suspect {
    /// Links and tabs in paragraphs of more than one line.
    Lines,
    /// Escaped pipes too.
    Escapes,
    /// Link reference definitions, which shift whatever paragraph stands behind them.
    All,
}

impl Suspect {
    fn of(text: &[u8]) -> Self {
        static DEFINITION: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("]:"));
        static PIPE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\\|"));
        if DEFINITION.find(text).is_some() {
            Self::All
        } else if PIPE.find(text).is_some() {
            Self::Escapes
        } else {
            Self::Lines
        }
    }
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
            {
                let data = block.data();
                self.open_block(&data.value, data.sourcepos);
            }
            if self.container.is_some() {
                self.inlines(block);
            } else if let Some(child) = block.first_child() {
                next = Some(child);
                continue;
            }
            let mut done = block;
            next = loop {
                self.close_block();
                if let Some(sibling) = done.next_sibling() {
                    break Some(sibling);
                }
                match done.parent() {
                    Some(parent) if !parent.same_node(root) => done = parent,
                    _ => break None,
                }
            };
        }
    }

    /// Appends the inlines of a container that somebody reads.
    fn inlines(&mut self, container: comrak::Node<'_>) {
        let mut next = container.first_child();
        while let Some(inline) = next {
            {
                let data = inline.data();
                self.inline(&data.value, data.sourcepos);
            }
            if self.care == Care::Rescan {
                return;
            }
            if let Some(child) = inline.first_child() {
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
    }

    /// Appends a block.
    fn open_block(&mut self, value: &NodeValue, at: Sourcepos) {
        let span = self.lines.block(at);
        let kind = match value {
            NodeValue::Heading(heading) => BlockKind::Heading { level: heading.level, setext: heading.setext },
            NodeValue::List(_) => BlockKind::List,
            NodeValue::Item(_) | NodeValue::TaskItem(_) => BlockKind::Item,
            NodeValue::CodeBlock(code) if code.fenced => BlockKind::Fence(self.fence(span, code.closed)),
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
        let span = if matches!(kind, BlockKind::Break | BlockKind::Heading { setext: false, .. }) {
            self.lines.one_line(span)
        } else {
            span
        };
        let index = offset(self.tree.blocks.len());
        let inlines = offset(self.tree.inlines.len());
        let parent = self.open.last().copied().unwrap_or(NONE);
        let one_line = at.start.line == at.end.line;
        let block = Block { kind, span, one_line, parent, end: index + 1, inlines: (inlines, inlines) };
        self.tree.blocks.push(block);
        self.open.push(index);
        let holds_inlines = matches!(kind, BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::Cell);
        self.container = holds_inlines.then_some(index);
        if holds_inlines {
            let text = || self.lines.source.slice(span).as_bytes();
            // Only these shift the spans of what stands behind them; the tests show each.
            let shifting = match self.suspect {
                Suspect::All => true,
                Suspect::Escapes => memchr::memchr3(b'\\', b'\t', b']', text()).is_some(),
                Suspect::Lines => !one_line && memchr::memchr2(b'\t', b']', text()).is_some(),
            };
            self.care = if shifting { Care::Check } else { Care::Trust };
        }
    }

    fn close_block(&mut self) {
        let Some(index) = self.open.pop() else { return };
        let end = offset(self.tree.blocks.len());
        let inlines_end = offset(self.tree.inlines.len());
        let Some(block) = self.tree.blocks.get_mut(index as usize) else { return };
        block.end = end;
        if self.container == Some(index) {
            if self.care == Care::Rescan {
                self.tree.inlines.truncate(block.inlines.0 as usize);
                rescan::inlines(self.lines.source, block.span, &mut self.tree.inlines);
                block.inlines.1 = offset(self.tree.inlines.len());
            } else {
                block.inlines.1 = inlines_end;
            }
            self.container = None;
        }
    }

    fn inline(&mut self, value: &NodeValue, at: Sourcepos) {
        let kind = match value {
            NodeValue::Text(literal) => {
                if self.care == Care::Check && !self.is_at(literal, at) {
                    self.care = Care::Rescan;
                }
                return;
            }
            NodeValue::Code(_) => InlineKind::Code,
            NodeValue::Strong => InlineKind::Strong,
            NodeValue::Emph => InlineKind::Emph,
            NodeValue::Link(_) | NodeValue::Image(_) => InlineKind::Link,
            NodeValue::HtmlInline(_) => InlineKind::Html,
            _ => return,
        };
        let span = self.lines.span(at);
        let text = self.lines.source.text().as_bytes().get(span.range()).unwrap_or_default();
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
        if !exact {
            self.care = Care::Rescan;
        }
        self.tree.inlines.push(Inline { kind, span });
    }

    /// Whether a text node stands where it says. An entity is longer in the file than in the tree.
    fn is_at(&self, literal: &str, at: Sourcepos) -> bool {
        let start = self.lines.offset(at.start.line, at.start.column.saturating_sub(1)) as usize;
        let bytes = self.lines.source.text().as_bytes();
        if bytes.get(start..start + literal.len()) == Some(literal.as_bytes()) {
            return true;
        }
        let slice = self.lines.source.slice(self.lines.span(at));
        slice == literal || slice.contains('&') || slice.trim_ascii_end() == literal.trim_ascii_end()
    }

    fn fence(&self, span: Span, closed: bool) -> Fence {
        let source = self.lines.source;
        let line = source.line_of(span.start);
        let opener = Span::new(span.start, source.line_span(line).end.min(self.lines.range.end));
        let text = source.slice(opener);
        let opener = Span::new(opener.start, opener.start + offset(text.trim_ascii_end().len()));
        let mark = text.bytes().next().unwrap_or(b'`');
        let ticks = text.bytes().take_while(|byte| *byte == mark).count();
        let rest = text.get(ticks..).unwrap_or("");
        let info_start = opener.start + offset(ticks + rest.len() - rest.trim_ascii_start().len());
        let info = Span::new(info_start, info_start + offset(rest.trim_ascii().len()));
        let body_start = source.line_start(line + 1).min(span.end.max(opener.end));
        let last = source.line_of(span.end);
        let body_end = if closed && last > line { source.line_start(last) } else { span.end };
        Fence {
            opener,
            info,
            body: Span::new(body_start, body_end.max(body_start)),
            ticks: offset(ticks),
            mark,
            closed,
        }
    }
}
