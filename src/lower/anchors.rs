//! Anchors: the headings and labels of a document, with the parts that each could name.

mod disguise;
mod headings;
mod recognise;

use crate::format::{Form, Format, Hypothesis, Kind, ROOT};
use crate::source::{Source, Span, offset};
use crate::syntax::{Block, BlockKind, InlineKind, NONE};

use super::Reading;
use super::align::{Move, Script};
use super::labels::{LONGEST_LABEL, Label, before_bold, label, open_marks};

pub(super) use headings::{element_heading, heading_text};
use headings::{heading, tight_heading};

/// A heading or a label.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    /// The heading, or the label with its marks, bullet and colon.
    pub(super) head: Span,
    /// The words.
    pub(super) name: Span,
    /// What follows the colon of a label, up to the end of its paragraph or the next label; empty for a heading.
    pub(super) value: Span,
    pub(super) shape: Shape,
    pub(super) block: u32,
    /// Indices of its hypotheses.
    pub(super) hypotheses: (u32, u32),
}

/// How an anchor is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `styled` when no space stands behind the hashes, so that it is no heading to Markdown, or when it lies in a list
    /// by its bullet or indent.
    Heading { level: u8, styled: bool },
    /// `styled` when it is not `**Label**:` to the letter; `bare` when it could as well be the beginning of a sentence;
    /// `alone` when nothing stands behind it on its line.
    Label { bulleted: bool, styled: bool, bare: bool, alone: bool },
}

#[derive(Debug, Default)]
pub(super) struct Anchors {
    pub(super) list: Vec<Anchor>,
    pub(super) hypotheses: Vec<Hypothesis>,
    /// Whether the main part is there.
    pub(super) recognised: bool,
}

impl Anchors {
    pub(super) fn of(&self, anchor: &Anchor) -> &[Hypothesis] {
        self.hypotheses.get(anchor.hypotheses.0 as usize..anchor.hypotheses.1 as usize).unwrap_or_default()
    }

    /// Lines with labels that turned out to be text are what the label above them says, when it says nothing else.
    pub(super) fn adopt(&mut self, format: &Format, script: &Script) {
        let mut owner: Option<usize> = None;
        for (at, step) in script.moves.iter().enumerate() {
            let Some(anchor) = self.list.get(at) else { break };
            let part = match step {
                Move::Content => {
                    let (block, start, end) = (anchor.block, anchor.head.start, anchor.head.end.max(anchor.value.end));
                    if let Some(above) = owner.and_then(|owner| self.list.get_mut(owner))
                        && above.block == block
                    {
                        let start = if above.value.is_empty() { start } else { above.value.start };
                        above.value = Span::new(start, end);
                    }
                    continue;
                }
                Move::Place { part, .. } | Move::InStray { part, .. } | Move::Stray(part) => *part,
                Move::Unknown => ROOT,
            };
            // Where only some words are right, other text is not the value.
            owner = (part != ROOT && anchor.value.is_empty() && !format.part(part).facts.typed).then_some(at);
        }
    }
}

/// Collects the anchors in document order. Fences, quotes and tables hold none, nor does HTML but for its headings.
pub(super) fn anchors(reading: &Reading<'_>) -> Anchors {
    let room = reading.range.len() as usize / 128;
    let mut found = Anchors { list: Vec::with_capacity(room), hypotheses: Vec::with_capacity(room), recognised: false };
    let mut at = 0;
    while let Some(block) = reading.tree.block(at) {
        at = match block.kind {
            BlockKind::Heading { level, setext } => {
                heading(reading, &mut found, at, block, level, setext);
                block.end
            }
            BlockKind::Paragraph => {
                labels(reading, &mut found, at, block);
                block.end
            }
            BlockKind::List | BlockKind::Item => at + 1,
            BlockKind::Quote => {
                lazy(reading, &mut found, at, block);
                block.end
            }
            BlockKind::Html if block.parent == NONE => {
                headings::element(reading, &mut found, at, block);
                block.end
            }
            _ => block.end,
        };
    }
    disguise::unmask(reading, &mut found);
    disguise::settle(reading, &mut found);
    values(reading, &mut found.list);
    found.recognised = recognise::is_recognised(reading.format, &found);
    found
}

/// Lines right below a quote belong to it only to Markdown.
fn lazy(reading: &Reading<'_>, found: &mut Anchors, at: u32, quote: &Block) {
    let last = quote.end.saturating_sub(1);
    if let Some(block) = reading.tree.block(last).filter(|block| block.parent == at && quote.parent == NONE)
        && block.kind == BlockKind::Paragraph
        && !block.one_line
    {
        labels(reading, found, last, block);
    }
}

/// Finds the labels at the starts of a paragraph's lines.
fn labels(reading: &Reading<'_>, found: &mut Anchors, index: u32, block: &Block) {
    let source = reading.source;
    // Most paragraphs are the one line of an item.
    let text = source.slice(block.span);
    if block.parent != NONE
        && block.one_line
        && !(text.starts_with(['*', '_']) || text.ends_with("**:") || may_be_bare(reading.format, text))
    {
        return;
    }
    let inlines = reading.tree.inlines_of(block);
    let item = reading.tree.block(block.parent).filter(|around| around.kind == BlockKind::Item);
    // Only items of outer lists can be labels in disguise, only lazy lines of inner ones.
    let outer = item.is_some_and(|item| {
        reading.tree.block(item.parent).is_some_and(|list| list.parent == NONE) && item.span.start < block.span.start
    });
    let quoted = reading.tree.block(block.parent).is_some_and(|around| around.kind == BlockKind::Quote);
    let mut next = 0;
    for (at, (begin, text)) in text_lines(text, block.one_line).enumerate() {
        let begin = block.span.start + offset(begin);
        let end = begin + offset(text.len());
        let text = text.trim_ascii_start();
        if quoted && (at == 0 || text.starts_with('>')) {
            continue;
        }
        let line = Span::new(end - offset(text.len()), end);
        let start = line.start;
        // Only the first block of an item follows its bullet.
        let bulleted = at == 0 && item.is_some() && block.parent + 1 == index;
        if bulleted && !(outer && is_plain_item(source, item, block)) {
            let boxed = || super::items::box_length(text).is_some();
            if let Some(item) = item.filter(|_| outer)
                && !disguised(reading, found, index, item.span.start, line)
                && !boxed()
            {
                disguise::over_list(reading, found, index, line);
            }
            continue;
        }
        let indent = || start - if at == 0 { source.line_around(start).start } else { begin };
        if !bulleted && item.is_some() && indent() > 1 {
            continue;
        }
        if text.starts_with('#') {
            tight_heading(reading, found, index, line);
            continue;
        }
        // Only a list that begins with one may begin right below a line of text, to Markdown.
        let behind = numbered(text).filter(|_| !bulleted);
        let behind = behind.map(|behind| Span::new(end - offset(behind.len()), end));
        if behind.is_some_and(|behind| disguised(reading, found, index, start, behind)) {
            continue;
        }
        // An emoji may stand before a label.
        let lead = if text.starts_with(|c: char| c.is_ascii()) { 0 } else { before_bold(text) };
        while inlines.get(next).is_some_and(|inline| inline.span.start < start + lead) {
            next += 1;
        }
        let emphasised = inlines
            .get(next)
            .filter(|inline| {
                inline.span.start == start + lead && matches!(inline.kind, InlineKind::Strong | InlineKind::Emph)
            })
            .map(|inline| inline.span);
        let bullet = item.filter(|_| bulleted).map_or(start, |item| item.span.start);
        let bare = Span::new(start + lead, end);
        if let Some(mut label) = label(reading.format, bare, &text[lead as usize..], emphasised, bulleted) {
            label.head.start = start;
            label.styled |= lead > 0;
            let behind = text.get((label.head.end - start) as usize..).unwrap_or_default();
            push(reading, found, index, &label, bullet, behind, bulleted);
        } else if item.is_none() && end == block.span.end {
            disguise::over_list(reading, found, index, line);
        }
    }
}

/// A label in an item with a number or a box, or behind a number in a paragraph, which may as well be the lead of a group
/// of items or of a sentence; whether there is one.
fn disguised(reading: &Reading<'_>, found: &mut Anchors, index: u32, start: u32, line: Span) -> bool {
    let format = reading.format;
    let text = reading.text(line);
    let boxed = super::items::box_length(text).map_or(0, |(length, ..)| length);
    let bold = text[boxed..].trim_start();
    let label = bold.strip_prefix("**").and_then(|rest| rest.split_once("**:"));
    let spells = |words: &str| !format.bulleted_fields && format.names.spells_label(words);
    let Some((words, behind)) = label.filter(|(words, _)| spells(words)) else { return false };
    let alone = behind.trim().is_empty();
    let from = offset(found.hypotheses.len());
    format.names.of_label(&format.parts, words, false, &mut found.hypotheses);
    allow(format, found, from, |format, known| match format.part(known.part).form {
        Form::Field { owns, .. } => owns == alone && known.kind <= Kind::Styled,
        _ => false,
    });
    // Labels that are numbered one after the other are no leads.
    let number = |start: u32| reading.text(Span::new(start, line.end)).split(['.', ')']).next()?.parse::<u32>().ok();
    let last = found.list.last().filter(|last| matches!(last.shape, Shape::Label { bulleted: true, .. }));
    let counted = number(start)
        .filter(|n| *n > 1)
        .is_some_and(|n| last.and_then(|last| number(last.head.start)) == n.checked_sub(1));
    for known in found.hypotheses.iter_mut().skip(from as usize) {
        known.kind = if counted { Kind::Styled } else { Kind::Unmarked };
    }
    let to = offset(found.hypotheses.len());
    if from < to {
        let name = line.end - offset(bold.len()) + 2;
        let end = line.end - offset(behind.len());
        found.list.push(Anchor {
            head: Span::new(start, end),
            name: Span::new(name, name + offset(words.len())),
            value: Span::at(end),
            shape: Shape::Label { bulleted: true, styled: true, bare: false, alone },
            block: index,
            hypotheses: (from, to),
        });
    }
    from < to
}

/// What stands behind a number at the start of a line, where it is bold.
fn numbered(line: &str) -> Option<&str> {
    let behind = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let text = behind.strip_prefix(['.', ')']).filter(|_| behind.len() < line.len())?.trim_start();
    text.starts_with("**").then_some(text)
}

/// Whether a line can begin with a label that is not emphasised, as in `- Label: text`: few words and a colon.
fn may_be_bare(format: &Format, line: &str) -> bool {
    let head = &line.as_bytes()[..line.len().min(LONGEST_LABEL as usize)];
    format.names.begins_label(line)
        && memchr::memchr2(b':', 0xEF, head).is_some_and(|colon| memchr::memchr2(b'`', b'[', &head[..colon]).is_none())
}

/// The lines of a text, without their ends, and where they begin; `one` when there is only one for certain.
pub(super) fn text_lines(text: &str, one: bool) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let found = if one { None } else { memchr::memchr2(b'\n', b'\r', bytes.get(start..)?) };
        let end = found.map_or(bytes.len(), |at| start + at);
        let crlf = || bytes[end..].starts_with(b"\r\n");
        next = (end < bytes.len()).then(|| end + 1 + usize::from(crlf()));
        Some((start, text.get(start..end)?))
    })
}

/// Whether an item has neither a box nor a number.
fn is_plain_item(source: &Source, item: Option<&Block>, paragraph: &Block) -> bool {
    let Some(item) = item else { return false };
    let marker = source.slice(Span::new(item.span.start, paragraph.span.start));
    marker.starts_with(['-', '*', '+']) && !marker.contains('[') && !source.slice(paragraph.span).starts_with('[')
}

fn push(
    reading: &Reading<'_>,
    found: &mut Anchors,
    index: u32,
    label: &Label<'_>,
    bullet: u32,
    behind: &str,
    bulleted: bool,
) {
    let format = reading.format;
    let from = offset(found.hypotheses.len());
    let alone = behind.trim_start().is_empty();
    if label.known.is_empty() {
        let name = reading.text(label.name);
        // In a list, bold words are common; only names to the letter count where labels stand elsewhere.
        if bulleted && !format.bulleted_fields && !format.names.spells_label(name) {
            disguise::over_list(reading, found, index, Span::new(label.head.start, label.head.end));
            return;
        }
        format.names.of_label(&format.parts, name, alone && !bulleted, &mut found.hypotheses);
    } else {
        found.hypotheses.extend_from_slice(label.known);
    }
    if bulleted || label.bare {
        allow(format, found, from, |format, known| match format.part(known.part).form {
            // Bold words before the rest of a sentence are a label only where its value stands on the line.
            Form::Field { owns: true, .. } if label.unmarked && !super::is_none(format, behind) => false,
            // In a list, a word and a colon are common: with text behind them they are no label of a list, unless that
            // says that there is none.
            Form::Field { owns: true, .. } if label.bare && bulleted && !alone => {
                format.part(known.part).none_allowed && known.kind <= Kind::Styled && super::is_none(format, behind)
            }
            Form::Field { bulleted: false, .. } => known.kind <= Kind::Styled,
            _ => true,
        });
    }
    let to = offset(found.hypotheses.len());
    if from == to && label.bare {
        return;
    }
    found.list.push(Anchor {
        head: Span::new(bullet, label.head.end),
        name: label.name,
        value: Span::at(label.head.end),
        shape: Shape::Label { bulleted, styled: label.styled, bare: label.bare, alone },
        block: index,
        hypotheses: (from, to),
    });
}

/// Drops the hypotheses from `from` on that do not hold.
fn allow(format: &Format, found: &mut Anchors, from: u32, holds: impl Fn(&Format, &Hypothesis) -> bool) {
    let (mut at, mut kept) = (from as usize, from as usize);
    while let Some(known) = found.hypotheses.get(at).copied() {
        if holds(format, &known) {
            found.hypotheses[kept] = known;
            kept += 1;
        }
        at += 1;
    }
    found.hypotheses.truncate(kept);
}

/// The value of a label goes on to the end of its paragraph or to the next label in it.
fn values(reading: &Reading<'_>, list: &mut [Anchor]) {
    for at in 0..list.len() {
        if matches!(list[at].shape, Shape::Heading { .. }) {
            continue;
        }
        let Some(block) = reading.tree.block(list[at].block) else { continue };
        let mut end = block.span.end;
        if let BlockKind::Heading { .. } = block.kind {
            // A paragraph with dashes under it; they are a break.
            end = heading_text(reading.source, block.span, true).end;
        }
        if let Some(next) = list.get(at + 1) {
            end = end.min(next.head.start);
        }
        let start = list[at].head.end;
        let text = reading.source.slice(Span::new(start, end.max(start)));
        // The end of `**Label: text**` does not belong to the value.
        let styled = matches!(list[at].shape, Shape::Label { styled: true, .. });
        let marks = if styled { open_marks(reading.text(list[at].head)) } else { None };
        let text = marks.and_then(|marks| text.trim_end().strip_suffix(marks)).unwrap_or(text);
        let behind = super::empty::behind_comments(text);
        let start = start + offset(text.len() - behind.len());
        let value = super::empty::without_comments(behind);
        list[at].value = Span::new(start, start + offset(value.len()));
    }
}
