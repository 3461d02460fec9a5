//! Items: bullet, box and text of each entry of a list, and which declared item it is.

mod boxes;

use crate::format::{PartId, Wants};
use crate::source::{Source, Span, offset};
use crate::syntax::BlockKind;

use super::looks::{self, Read};
use super::{BoxMark, Fit, Item, Part, Reading, UnitKind};
use boxes::{box_mark, odd_box};

pub(super) use boxes::box_length;

/// Reads the items of all parts.
pub(super) fn items(reading: &mut Reading<'_>) {
    for index in 0..offset(reading.parts.len()) {
        let from = offset(reading.items.len());
        let Part { units: (first, last), spec, .. } = *reading.part(index);
        let boxed = spec.is_some_and(|spec| reading.format.part(spec).facts.wants == Wants::Boxes);
        for at in first..last {
            let Some(unit) = reading.units.get(at as usize).copied() else { break };
            if matches!(unit.kind, UnitKind::Item | UnitKind::PseudoItem) {
                let item = item(reading, unit.block, unit.span, boxed);
                if let Some(above) = reading.items.get_mut(from as usize..).and_then(<[Item]>::last_mut)
                    && is_remark(reading.source, above, &item)
                {
                    above.span.end = item.span.end;
                    continue;
                }
                reading.items.push(item);
            }
        }
        let to = offset(reading.items.len());
        if from < to {
            if let Some(part) = reading.parts.get_mut(index as usize) {
                part.items = (from, to);
            }
            recognise(reading, index, (from, to));
        }
    }
}

/// Whether an item is meant as a remark of the numbered one above it: indented, but not as far as Markdown asks.
fn is_remark(source: &Source, above: &Item, item: &Item) -> bool {
    let column = |item: &Item| item.span.start - source.line_around(item.span.start).start;
    above.ordered && !item.ordered && item.mark == BoxMark::None && column(item) >= column(above) + 2
}

/// Reads one item; `boxed` is whether its list is a check list.
fn item(reading: &Reading<'_>, block: u32, span: Span, boxed: bool) -> Item {
    let text = reading.text(span);
    if let Some(item) = usual(reading, block, span, text.as_bytes()) {
        return item;
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let ordered = digits > 0 && text[digits..].starts_with(['.', ')']);
    let bullet = text.chars().next().filter(|c| "-*+•–·".contains(*c));
    let marker_length = if ordered { digits + 1 } else { bullet.map_or(0, char::len_utf8) };
    let is_bullet = ordered || bullet.is_some_and(|c| c.is_ascii());
    let rest = &text[marker_length..];
    let blank = |c: char| matches!(c, ' ' | '\t') || is_hidden(c);
    // What cannot be seen between a bullet and a box belongs to neither.
    let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let behind = rest.trim_start_matches(blank);
    let spoilt = rest.len() - behind.len() > gap && boxed && box_length(behind).is_some();
    let gap = if spoilt { rest.len() - behind.len() } else { gap };
    let inner = &rest[gap..];
    let marker = Span::of(span.start as usize, span.start as usize + marker_length);
    let inner_start = span.start as usize + marker_length + gap;
    let odd = if boxed && gap > 0 { odd_box(inner) } else { None };
    let (mark, box_length) = match odd {
        Some((length, ticked, certain)) => {
            let span = Span::of(span.start as usize, inner_start + length);
            (BoxMark::Malformed { span, ticked, certain }, length)
        }
        None => box_mark(inner, span, inner_start, is_bullet && marker_length > 0 && gap > 0 && !spoilt),
    };
    let after = &inner[box_length..];
    let text_start = inner_start + box_length + after.len() - after.trim_start().len();
    // Text ends with the first paragraph; items that Markdown does not see are one paragraph anyway.
    let paragraph = reading
        .tree
        .block(block + 1)
        .filter(|child| child.parent == block && child.kind == BlockKind::Paragraph)
        .map_or(span.end, |child| child.span.end.min(span.end));
    let is_item =
        reading.tree.block(block).is_some_and(|block| block.kind == BlockKind::Item && block.span.start == span.start);
    let has_paragraph = !is_item
        || reading
            .tree
            .block(block + 1)
            .is_some_and(|child| child.parent == block && child.kind == BlockKind::Paragraph);
    let end = if is_item { paragraph } else { span.end };
    let text = if has_paragraph {
        Span::of(text_start, (end as usize).max(text_start))
    } else {
        Span::of(text_start, text_start)
    };
    let trimmed = super::empty::without_comments(reading.text(text)).len();
    let text = Span::new(text.start, text.start + offset(trimmed));
    Item { block, span, marker, ordered, mark, text, spec: None, fit: Fit::Fits, captures: (0, 0) }
}

/// An item as most are written: a bullet, a well-formed box, if any, and text.
fn usual(reading: &Reading<'_>, block: u32, span: Span, text: &[u8]) -> Option<Item> {
    let (mark, length) = match text {
        [b'-' | b'*' | b'+', b' ', b'[', tick @ (b' ' | b'x' | b'X'), b']', b' ', ..] => {
            (BoxMark::Good { ticked: *tick != b' ' }, 6)
        }
        [b'-' | b'*' | b'+', b' ', ..] => (BoxMark::None, 2),
        _ => return None,
    };
    // What begins with another sign may be a second box, or something that was meant as one.
    let first = text
        .get(length)
        .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'`' | b'*' | b'_'))
        .filter(|byte| **byte != b'`' || text.get(length + 1) != Some(&b'['))
        .filter(|byte| **byte != b'*' || !text[length..].starts_with(b"**["));
    let is_item =
        reading.tree.block(block).is_some_and(|known| known.kind == BlockKind::Item && known.span.start == span.start);
    let paragraph =
        reading.tree.block(block + 1).filter(|child| child.parent == block && child.kind == BlockKind::Paragraph);
    let end = paragraph.filter(|_| is_item && first.is_some())?.span.end.min(span.end);
    let start = span.start + offset(length);
    let trimmed = reading.text(Span::new(start, end)).trim_end().len();
    Some(Item {
        block,
        span,
        marker: Span::new(span.start, span.start + 1),
        ordered: false,
        mark,
        text: Span::new(start, start + offset(trimmed)),
        spec: None,
        fit: Fit::Fits,
        captures: (0, 0),
    })
}

/// Whether a character has no width of its own.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}')
}

/// The length of bullet and box, where a text begins with one or both of them as an item does.
pub(crate) fn lead_item(text: &str) -> Option<usize> {
    let bare = ["- ", "* ", "+ "].iter().find_map(|bullet| text.strip_prefix(bullet)).unwrap_or(text);
    let boxed = ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| bare.strip_prefix(mark)).unwrap_or(bare);
    (boxed.len() < text.len() && !boxed.trim().is_empty()).then(|| text.len() - boxed.len())
}

/// Whether a list or a fence stands inside an item.
fn has_inner(reading: &Reading<'_>, index: u32) -> bool {
    let Some(item) = reading.items.get(index as usize) else { return false };
    let Some(block) = reading.tree.block(item.block).filter(|block| block.kind == BlockKind::Item) else {
        return false;
    };
    let inside = reading.tree.blocks.get(item.block as usize + 1..block.end as usize).unwrap_or_default();
    inside.iter().any(|block| block.kind != BlockKind::Paragraph)
}

/// Whether a fence follows an item at once, at the start of the line.
fn is_before_fence(reading: &Reading<'_>, owner: u32, index: u32) -> bool {
    let Some(item) = reading.items.get(index as usize) else { return false };
    let (from, to) = reading.part(owner).units;
    let units = reading.units.get(from as usize..to as usize).unwrap_or_default();
    let next = units.partition_point(|unit| unit.span.start < item.span.end);
    units.get(next).is_some_and(|unit| unit.kind == UnitKind::Fence)
}

/// The declared items that stand inside another item of a part.
pub(super) fn nested(reading: &Reading<'_>, spec: PartId, block: u32) -> Vec<PartId> {
    let Some(end) = reading.tree.block(block).map(|block| block.end) else { return Vec::new() };
    let inner = (block + 1..end).filter_map(|at| reading.tree.block(at).map(|inner| (at, inner)));
    inner
        .filter(|(_, inner)| inner.kind == BlockKind::Item)
        .filter_map(|(at, inner)| {
            let text = item(reading, at, inner.span, true).text;
            looks::read(reading.source, reading.format, spec, text, &mut Vec::new()).map(|read| read.spec)
        })
        .collect()
}

/// Finds the declared item for each item of a part: most literal text first, then in the order of the format.
pub(super) fn recognise(reading: &mut Reading<'_>, owner: u32, (from, to): (u32, u32)) {
    let part = reading.part(owner);
    let Some(spec) = part.spec else { return };
    if reading.format.part(spec).items.is_empty() {
        return;
    }
    for index in from..to {
        let Some(text) = reading.items.get(index as usize).map(|item| item.text) else { continue };
        let first = offset(reading.captures.len());
        let read = looks::read(reading.source, reading.format, spec, text, &mut reading.captures);
        let (spec, fit) = read.map_or((None, Fit::Unfit), |Read { spec, fit }| (Some(spec), fit));
        let last = offset(reading.captures.len());
        // What is nested below the first words is the value; other words may introduce it.
        let introduces = matches!(fit, Fit::Misnamed(_)) && reading.text(text).ends_with(':');
        let open = introduces || matches!(fit, Fit::Bare | Fit::Empty);
        let nested = open && (has_inner(reading, index) || fit != Fit::Bare && is_before_fence(reading, owner, index));
        let fit = if nested { Fit::Fits } else { fit };
        if let Some(item) = reading.items.get_mut(index as usize) {
            item.spec = spec;
            item.fit = fit;
            item.captures = (first, last);
        }
    }
}
