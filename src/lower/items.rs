//! Items: bullet, box and text of each entry of a list, and which declared item it is.

use crate::format::{PartId, Wants};
use crate::source::{Source, Span, offset};
use crate::syntax::BlockKind;

use super::looks::{self, Read};
use super::{BoxMark, Fit, Item, Part, Reading, UnitKind};

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

/// The box at the start of an item's text and its length in bytes.
fn box_mark(inner: &str, span: Span, start: usize, spaced: bool) -> (BoxMark, usize) {
    let Some((length, ticked, good)) = box_length(inner) else { return (BoxMark::None, 0) };
    let after = &inner[length..];
    if let Some((again, same)) = doubled(after, ticked) {
        let length = length + again;
        return (
            BoxMark::Malformed {
                span: Span::of(span.start as usize, start + length),
                ticked,
                certain: same && is_plain(&inner[..length]),
            },
            length,
        );
    }
    let hidden = after.len() - after.trim_start_matches(is_hidden).len();
    let length = length + hidden;
    let separate = after.is_empty() || after.starts_with([' ', '\t', '\r', '\n']);
    if good && separate && spaced {
        return (BoxMark::Good { ticked }, length);
    }
    (
        BoxMark::Malformed {
            span: Span::of(span.start as usize, start + length),
            ticked,
            certain: is_plain(&inner[..length]),
        },
        length,
    )
}

/// What is a box only where boxes are wanted: its length, whether it is ticked, and whether that is certain. A word or a
/// sign in it may be meant otherwise.
fn odd_box(inner: &str) -> Option<(usize, bool, bool)> {
    let separate = |rest: &str| rest.starts_with([' ', '\t']);
    // A sign in place of a box.
    if let Some(ticked) = inner.chars().next().and_then(|sign| match sign {
        '✅' | '✔' | '✓' => Some(true),
        '❌' | '✗' | '✘' | '⬜' | '□' | '◻' => Some(false),
        _ => None,
    }) {
        let rest = inner.trim_start_matches(|c: char| !c.is_ascii());
        return separate(rest).then(|| (inner.len() - rest.len(), ticked, false));
    }
    // A box in bold.
    if let Some((length, ticked, _)) = inner.strip_prefix("**").and_then(box_length) {
        let rest = inner[2 + length..].strip_prefix("**").filter(|rest| separate(rest))?;
        return Some((inner.len() - rest.len(), ticked, is_plain(&inner[2..2 + length])));
    }
    let bare = inner.strip_prefix(['[', '［', '{', '('])?;
    let close = bare.find([']', '］', '}', ')']).filter(|close| *close <= 6)?;
    let rest = bare[close..].trim_start_matches([']', '］', '}', ')']);
    if !separate(rest) {
        return None;
    }
    let length = inner.len() - rest.len();
    let words = inner.starts_with('[') && bare[close..].starts_with(']');
    match bare[..close].trim().to_lowercase().as_str() {
        // These two are boxes everywhere between square brackets.
        "" | "x" if !words => Some((length, !bare[..close].trim().is_empty(), true)),
        "y" | "yes" | "o" | "ok" | "xx" | "done" if words => Some((length, true, false)),
        "n" | "no" | "todo" | "open" | "wip" if words => Some((length, false, false)),
        _ => None,
    }
}

/// Whether the mark in a box has one meaning. A cross may say that something is not done, a star or a dash anything.
fn is_plain(written: &str) -> bool {
    !written.contains(['✗', '✘', '☒', '*', 'v', '~'])
}

/// Further boxes, with or without a bullet, behind one: their length, and whether all are ticked like the first. What
/// stands there must be a box to the letter, since the text of an item may begin with brackets.
fn doubled(after: &str, ticked: bool) -> Option<(usize, bool)> {
    let (mut rest, mut same) = (after, true);
    while let Some(next) = rest.strip_prefix([' ', '\t']).or(Some(rest).filter(|rest| rest.starts_with('['))) {
        let next = next.trim_start_matches([' ', '\t']);
        let next = ["- ", "* ", "+ "].iter().find_map(|bullet| next.strip_prefix(bullet)).unwrap_or(next);
        let Some(behind) = next.strip_prefix("[ ]").or_else(|| next.strip_prefix("[x]")) else { break };
        if !behind.is_empty() && !behind.starts_with([' ', '\t', '\r', '\n']) {
            break;
        }
        same &= next.starts_with("[x]") == ticked;
        rest = behind;
    }
    (rest.len() < after.len()).then(|| (after.len() - rest.len(), same))
}

/// Reads what looks like a box at the start of `text`: its length, whether it is ticked, whether it is well formed.
pub(super) fn box_length(text: &str) -> Option<(usize, bool, bool)> {
    if let Some(sign) = text.chars().next().filter(|c| "☐☑☒".contains(*c)) {
        return Some((sign.len_utf8(), sign != '☐', false));
    }
    // Round brackets with nothing in them.
    if text.starts_with("( ) ") {
        return Some(("( )".len(), false, false));
    }
    // A box shown as code.
    if let Some(sign) = ["`[ ]` ", "`[x]` ", "`[X]` "].iter().find(|sign| text.starts_with(**sign)) {
        return Some((sign.len() - 1, !sign.contains("[ ]"), false));
    }
    let bare = text.strip_prefix('\\').unwrap_or(text);
    let escaped = text.len() - bare.len();
    let inner = bare.strip_prefix('[')?;
    let close = inner.find(']').filter(|at| *at <= 6)?;
    let inside = inner[..close].strip_suffix('\\').filter(|_| escaped > 0).unwrap_or(&inner[..close]);
    let after = &inner[close + 1..];
    // A link, a footnote or a definition; two boxes are none of them.
    let twice = ["[ ] ", "[x] "].iter().any(|second| after.starts_with(second));
    if after.starts_with(['(', '[', ':']) && !twice {
        return None;
    }
    let word = inside.trim_matches(|c: char| c.is_whitespace() || is_hidden(c));
    let ticked = match word {
        "" | "_" | "-" | "~" | "." | "☐" | "□" | "✗" | "✘" => false,
        "x" | "X" | "✓" | "✔" | "✅" | "☑" | "*" | "v" | "√" => true,
        _ => return None,
    };
    let good = escaped == 0 && matches!(inside, " " | "x" | "X");
    Some((escaped + close + 2, ticked, good))
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
