//! Headings in disguise: bold lines, items and plain lines that stand for the heading of a part.
//!
//! Such lines group lists as well, and say `Word 2: name` about other things. They are headings only where what belongs
//! to the part follows them.

use crate::format::names::read_heading;
use crate::format::{Format, Hypothesis, Kind, PartId};
use crate::source::{Span, offset};
use crate::syntax::{Block, BlockKind, NONE};

use super::super::Reading;
use super::headings::is_outside;
use super::{Anchor, Anchors, Shape, allow};

/// So many anchors lie between a heading and the part that it divides.
const FAR: usize = 32;

/// What stands right behind an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// A heading or label of the part that it would name.
    Own,
    /// A list or code.
    Content,
    Other,
}

/// Finds lines that spell the heading of a part right before the first label of it.
pub(super) fn unmask(reading: &Reading<'_>, found: &mut Anchors) {
    // What is made, with the place of the label below it.
    let mut made: Vec<(usize, Anchor)> = Vec::new();
    for at in 0..found.list.len() {
        let Some((head, name, block)) = masked(reading, found, at) else { continue };
        let from = offset(found.hypotheses.len());
        let parent = |known: &Hypothesis| reading.format.part(known.part).parent;
        let parents: Vec<PartId> = found.of(&found.list[at]).iter().map(parent).collect();
        reading.format.names.of_heading(&reading.format.parts, reading.text(name), &mut found.hypotheses);
        allow(reading.format, found, from, |format, known| {
            let named = format.part(known.part).facts.named;
            parents.contains(&known.part) && (known.kind <= Kind::Styled || named && known.kind == Kind::Alias)
        });
        let mut anchor = line(found, from, head, name, block);
        let counted = counted(reading.format, &parents, reading.text(name));
        if let Some(level) = counted.filter(|_| found.of(&anchor).is_empty()) {
            // Which part it is, its place tells.
            anchor.shape = Shape::Heading { level, styled: true };
        }
        if !found.of(&anchor).is_empty() || counted.is_some() {
            made.push((at, anchor));
        }
    }
    if made.is_empty() {
        return;
    }
    let mut made = made.into_iter().peekable();
    let list = std::mem::take(&mut found.list);
    for (at, anchor) in list.into_iter().enumerate() {
        if let Some((_, above)) = made.next_if(|(label, _)| *label == at) {
            // The line may have been taken for a label that names nothing.
            found.list.pop_if(|text| text.head.start >= above.head.start);
            found.list.push(above);
        }
        found.list.push(anchor);
    }
}

/// The level of the part among some that is counted, where a text is a number and a bold name.
fn counted(format: &Format, parts: &[PartId], text: &str) -> Option<u8> {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let name = behind.strip_prefix(['.', ')']).filter(|_| behind.len() < text.len())?.trim_start();
    name.strip_prefix("**")?.strip_suffix("**")?;
    let counts = |id: &&PartId| format.part(**id).is_heading() && format.part(**id).look().captures().contains(&"n");
    format.part(*parts.iter().find(counts)?).level()
}

/// The anchor of a line that is no heading to Markdown, whose hypotheses are those from `from` on.
fn line(found: &mut Anchors, from: u32, head: Span, name: Span, block: u32) -> Anchor {
    for known in found.hypotheses.iter_mut().skip(from as usize) {
        known.kind = known.kind.max(Kind::Styled);
    }
    let bulleted = head.start < name.start;
    Anchor {
        head,
        name,
        value: Span::at(head.end),
        shape: Shape::Label { bulleted, styled: true, bare: true, alone: true },
        block,
        hypotheses: (from, offset(found.hypotheses.len())),
    }
}

/// The line of text above a label that may be the first one of its part: what is to be written anew, what it says, and
/// its block.
fn masked(reading: &Reading<'_>, found: &Anchors, at: usize) -> Option<(Span, Span, u32)> {
    let (source, format) = (reading.source, reading.format);
    let label = found.list.get(at).filter(|label| matches!(label.shape, Shape::Label { .. }))?;
    let first = |known: &Hypothesis| {
        let part = format.part(known.part);
        part.is_field() && part.facts.place == 0 && format.part(part.parent).is_heading()
    };
    if !found.of(label).iter().any(first) {
        return None;
    }
    // The usual case: right below a heading.
    if let Some(above) = at.checked_sub(1).and_then(|above| found.list.get(above))
        && matches!(above.shape, Shape::Heading { .. })
        && source.slice(Span::new(above.head.end, label.head.start)).trim_ascii().is_empty()
    {
        return None;
    }
    let line = source.line_of(label.head.start);
    let mut lines = (line.saturating_sub(2)..line).rev().map(|line| source.line_span(line));
    let above = lines.find(|above| !source.slice(*above).trim().is_empty())?;
    let text = source.slice(above);
    let start = above.start + offset(text.len() - text.trim_start().len());
    let span = Span::new(start, start + offset(text.trim().len()));
    // What names something by itself is no text.
    let before = found.list[..at].last().filter(|before| before.head.start >= span.start);
    if before.is_some_and(|before| !found.of(before).is_empty()) {
        return None;
    }
    let index = offset(reading.tree.blocks.partition_point(|block| block.span.start < span.end)).checked_sub(1)?;
    let block = reading.tree.block(index).filter(|block| block.kind == BlockKind::Paragraph)?;
    if !is_outside(reading, block) || block.span.end < span.end {
        return None;
    }
    // A bullet goes, a number may be that of the part.
    let name =
        if text.trim_start().starts_with(['-', '*', '+']) { span.start.max(block.span.start) } else { span.start };
    Some((span, Span::new(name, span.end), index))
}

/// A line that spells a heading of the format and has a list right below it.
pub(super) fn over_list(reading: &Reading<'_>, found: &mut Anchors, index: u32, line: Span) {
    let (format, tree) = (reading.format, &reading.tree);
    let text = reading.text(line);
    let words = text.trim_matches(['*', '_', ' ', ':', '：']);
    let Some(block) = tree.block(index) else { return };
    let item = tree.block(block.parent).filter(|_| block.parent != NONE);
    let alone = item.is_none_or(|item| item.end == block.end);
    let list = |behind: &Block| match behind.kind {
        BlockKind::List => behind.parent == NONE,
        BlockKind::Item => item.is_some_and(|item| item.parent == behind.parent),
        _ => false,
    };
    if !alone || !tree.block(block.end).is_some_and(list) || !format.names.spells_heading(words) {
        return;
    }
    let from = offset(found.hypotheses.len());
    format.names.of_heading(&format.parts, words, &mut found.hypotheses);
    allow(format, found, from, |format, known| {
        let part = format.part(known.part);
        part.is_heading() && !part.facts.named && part.children.is_empty() && known.kind <= Kind::Styled
    });
    if from < offset(found.hypotheses.len()) {
        let start = item.map_or(line.start, |item| item.span.start);
        let anchor = self::line(found, from, Span::new(start, line.end), line, index);
        found.list.push(anchor);
    }
}

/// Takes the hypothesis of a heading from bold lines and deeper headings that only group what they stand in.
pub(super) fn settle(reading: &Reading<'_>, found: &mut Anchors) {
    let mut text = Vec::new();
    for at in 0..found.list.len() {
        let anchor = &found.list[at];
        let (from, to) = (anchor.hypotheses.0 as usize, anchor.hypotheses.1 as usize);
        let mut kept = from;
        for index in from..to {
            let known = found.hypotheses[index];
            if !is_doubtful(reading.format, anchor, known.part) || heads(reading, found, at, known.part) {
                found.hypotheses[kept] = known;
                kept += 1;
            }
        }
        let anchor = &mut found.list[at];
        anchor.hypotheses.1 = offset(kept);
        // Without a colon, bold words that name nothing are text.
        let marked = || reading.text(anchor.head).trim_end_matches(['*', '_', ' ']).ends_with([':', '：']);
        if from < to && kept == from && matches!(anchor.shape, Shape::Label { .. }) && !marked() {
            text.push(at);
        }
    }
    if !text.is_empty() {
        let mut text = text.into_iter().peekable();
        let mut places = 0..;
        found.list.retain(|_| text.next_if_eq(&places.next().unwrap_or_default()).is_none());
    }
}

/// Whether an anchor would be the heading of a part without being written as one: as a label, or deeper than it where it
/// has a name of its own.
fn is_doubtful(format: &Format, anchor: &Anchor, id: PartId) -> bool {
    let part = format.part(id);
    match (anchor.shape, part.level()) {
        (Shape::Label { .. }, Some(_)) => true,
        (Shape::Heading { level, .. }, Some(wanted)) => level > wanted && part.facts.named,
        (_, None) => false,
    }
}

/// Whether what follows an anchor lets it be the heading of a part: parts of it behind a label with a name of the
/// author's, anything but other content behind the words of the format and behind headings.
fn heads(reading: &Reading<'_>, found: &Anchors, at: usize, id: PartId) -> bool {
    let part = reading.format.part(id);
    let label = |anchor: &Anchor| matches!(anchor.shape, Shape::Label { .. });
    part.children.is_empty()
        || match behind(reading, found, at, id) {
            Behind::Own => true,
            Behind::Content => !part.content.is_empty() && !part.facts.named,
            Behind::Other => {
                !part.facts.named || !(found.list.get(at).is_some_and(label) || is_within(reading, found, at, id))
            }
        }
}

/// Whether a heading has a number within that of the part that it stands in, such as `2.1` below the second one, where
/// the format writes none.
fn is_within(reading: &Reading<'_>, found: &Anchors, at: usize, id: PartId) -> bool {
    let part = reading.format.part(id);
    let number = |anchor: &Anchor| {
        let text = reading.text(anchor.name);
        let captures = read_heading(part, text)?.1.captures;
        let (_, range) = captures.first().filter(|_| captures.len() > 1)?;
        Some(text[range.clone()].to_owned())
    };
    let Some(anchor) = found.list.get(at) else { return false };
    let Some(own) = number(anchor).filter(|own| own.contains('.')) else { return false };
    let above = found.list[..at].iter().rev().take(FAR).find(|above| {
        let named = found.of(above).iter().any(|known| known.part == id && known.kind <= Kind::Styled);
        let level = |anchor: &Anchor| if let Shape::Heading { level, .. } = anchor.shape { level } else { 0 };
        named && level(above) > 0 && level(above) < level(anchor)
    });
    let within = |above: String| own.strip_prefix(&above).is_some_and(|rest| rest.starts_with('.'));
    above.and_then(number).is_some_and(within)
}

/// What follows an anchor, but for comments and text.
fn behind(reading: &Reading<'_>, found: &Anchors, at: usize, id: PartId) -> Behind {
    let format = reading.format;
    let (Some(anchor), next) = (found.list.get(at), found.list.get(at + 1)) else { return Behind::Other };
    let inside = |known: PartId, first: bool| {
        format.ancestors(known).skip(1).any(|around| around == id)
            && (!first || format.part(known).parent == id && format.part(known).facts.place == 0)
    };
    let own = |first| next.is_some_and(|next| found.of(next).iter().any(|known| inside(known.part, first)));
    let target = next.map_or(u32::MAX, |next| next.block);
    let mut index = anchor.block;
    let mut text = false;
    while let Some(block) = reading.tree.block(index).filter(|_| index < target) {
        index = match block.kind {
            BlockKind::List | BlockKind::Item => index + 1,
            BlockKind::Paragraph | BlockKind::Heading { .. } if index == anchor.block => block.end,
            BlockKind::Paragraph if block.parent == NONE => {
                text = true;
                block.end
            }
            BlockKind::Html | BlockKind::Break => block.end,
            _ => return Behind::Content,
        };
    }
    if index == target && own(text) { Behind::Own } else { Behind::Other }
}
