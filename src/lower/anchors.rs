//! Anchors: the headings and labels of a document, with the parts that each could name.

use crate::format::{Form, Format, Hypothesis, Kind, PartSpec, Piece, ROOT};
use crate::source::{Source, Span, offset};
use crate::syntax::{Block, BlockKind, InlineKind, NONE};

use super::Reading;
use super::align::{Move, Script};
use super::labels::{LONGEST_LABEL, Label, label, open_marks};

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
    /// `styled` when no space stands behind the hashes, so that it is no heading to Markdown, or when it lies in a list by its bullet or indent.
    Heading { level: u8, styled: bool },
    /// `styled` when it is not `**Label**:` to the letter; `bare` when it could as well be the beginning of a sentence;
    /// `alone` when nothing stands behind it on its line.
    Label { bulleted: bool, styled: bool, bare: bool, alone: bool },
}

#[derive(Debug, Default)]
pub(super) struct Anchors {
    pub(super) list: Vec<Anchor>,
    pub(super) hypotheses: Vec<Hypothesis>,
    /// Whether a heading names the main part, exactly or nearly.
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

/// Collects the anchors in document order. Fences, HTML, quotes and tables hold none.
pub(super) fn anchors(reading: &Reading<'_>) -> Anchors {
    let room = reading.text(reading.range).len() / 200;
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
            _ => block.end,
        };
    }
    values(reading, &mut found.list);
    found.recognised = found.list.iter().any(|anchor| {
        matches!(anchor.shape, Shape::Heading { .. })
            && found.of(anchor).iter().any(|known| known.part == reading.format.anchor && known.kind < Kind::Unmarked)
    });
    found
}

fn heading(reading: &Reading<'_>, found: &mut Anchors, index: u32, block: &Block, level: u8, setext: bool) {
    if !is_outside(reading, block) {
        return;
    }
    let name = heading_text(reading.source, block.span, setext);
    let text = reading.text(name);
    let from = offset(found.hypotheses.len());
    reading.format.names.of_heading(&reading.format.parts, text, &mut found.hypotheses);
    allow(reading.format, found, from, |format, known| {
        let part = format.part(known.part);
        // A label stands below the heading around it; one no deeper than that which nearly spells it is a heading.
        let around = format.part(part.parent).level();
        let deep = !part.is_field() || known.kind <= Kind::Styled || around.is_none_or(|around| level > around);
        // A heading that captures everything is known by its level alone.
        deep && (known.kind != Kind::Anything || part.level() == Some(level))
    });
    if level == 1 {
        title(reading.format, found, from);
    }
    if !setext
        && found.hypotheses[from as usize..].iter().all(|known| known.kind == Kind::Unmarked)
        && let Some(anchor) = label_heading(reading, found, index, (block, level), name)
    {
        found.list.push(anchor);
        return;
    }
    if !setext
        && found.hypotheses[from as usize..].iter().all(|known| known.kind == Kind::Anything)
        && let Some(anchor) = named_with_text(reading, found, index, (block, level), name)
    {
        found.list.push(anchor);
        return;
    }
    let to = offset(found.hypotheses.len());
    // Inside an item, a heading that names nothing is text of the item.
    if block.parent != NONE && found.hypotheses[from as usize..].iter().all(|known| known.kind > Kind::Alias) {
        found.hypotheses.truncate(from as usize);
        return;
    }
    // Two dashes under a paragraph were meant as a break far more often than as a heading.
    let heading_like =
        |known: &Hypothesis| known.kind != Kind::Anything && reading.format.part(known.part).is_heading();
    if setext && level == 2 && !found.hypotheses[from as usize..].iter().any(heading_like) {
        found.hypotheses.truncate(from as usize);
        labels(reading, found, index, block);
        return;
    }
    let head = if setext { block.span } else { reading.source.line_around(block.span.start) };
    let head = Span::new(block.span.start, block.span.end.min(head.end.max(block.span.start)).max(name.end));
    // What is written in its place must not take the comment away.
    let head = Span::new(head.start, head.start + offset(without_comment(reading.text(head)).len()).max(1));
    // A bullet right before it is part of it; behind fewer blanks than make code it is a heading to everybody.
    let item = reading.tree.block(block.parent).filter(|_| block.parent != NONE && block.parent + 1 == index);
    let before = reading.text(Span::new(reading.source.line_around(head.start).start, head.start));
    let listed = item.is_some() || before.len() > 3 || before.starts_with('\t');
    found.list.push(Anchor {
        head: Span::new(item.map_or(head.start, |item| item.span.start), head.end),
        name,
        value: Span::at(head.end),
        shape: Shape::Heading { level, styled: listed },
        block: index,
        hypotheses: (from, to),
    });
}

/// A heading of the first level that names a part of another level may as well be the title.
fn title(format: &Format, found: &mut Anchors, from: u32) {
    let is_title = |part: &PartSpec| {
        part.level() == Some(1) && !part.repeats() && matches!(part.look().pieces[..], [Piece::Hole { .. }])
    };
    let known = found.hypotheses.get(from as usize..).unwrap_or_default();
    if known.is_empty() || known.iter().any(|known| format.part(known.part).level() == Some(1)) {
        return;
    }
    let title = (0..).zip(&format.parts).find(|(_, part)| is_title(part)).map(|(id, _)| id);
    found.hypotheses.extend(title.map(|part| Hypothesis { part, kind: Kind::Anything }));
}

/// A heading such as `##### Label: text`: a label and what it says.
fn label_heading(
    reading: &Reading<'_>,
    found: &mut Anchors,
    index: u32,
    (block, level): (&Block, u8),
    text: Span,
) -> Option<Anchor> {
    let all = reading.text(text);
    let colon = all.find([':', '：'])?;
    let words = all[..colon].trim_matches(['*', '_', ' ']);
    if !reading.format.names.spells_label(words) {
        return None;
    }
    let behind = &all[colon..];
    let marks = behind.len() - behind.trim_start_matches([':', '：', '*', '_']).len();
    let said = &behind[marks..];
    let start = text.start + offset(all.len() - said.trim_start().len());
    let value = Span::new(start, start + offset(said.trim().len()));
    if value.is_empty() {
        return None;
    }
    let from = offset(found.hypotheses.len());
    reading.format.names.of_label(&reading.format.parts, words, false, &mut found.hypotheses);
    // A section of the author's own may begin with the same words.
    for known in found.hypotheses.iter_mut().skip(from as usize) {
        known.kind = Kind::Unmarked;
    }
    let name = all[..colon].len() - all[..colon].trim_start_matches(['*', '_', ' ']).len();
    let name = Span::of(text.start as usize + name, text.start as usize + name + words.len());
    Some(Anchor {
        head: Span::new(block.span.start, text.start + offset(colon + marks)),
        name,
        value,
        shape: Shape::Heading { level, styled: false },
        block: index,
        hypotheses: (from, offset(found.hypotheses.len())),
    })
}

/// A heading such as `### Name: text` or `### Name (text)`: a section and what it says.
fn named_with_text(
    reading: &Reading<'_>,
    found: &mut Anchors,
    index: u32,
    (block, level): (&Block, u8),
    text: Span,
) -> Option<Anchor> {
    let all = reading.text(text);
    let (words, said) = split_name(all)?;
    let from = offset(found.hypotheses.len());
    reading.format.names.of_heading(&reading.format.parts, words, &mut found.hypotheses);
    allow(reading.format, found, from, |format, known| {
        let part = format.part(known.part);
        part.level() == Some(level) && known.kind <= Kind::Alias && part.look().captures().is_empty()
    });
    let to = offset(found.hypotheses.len());
    if from == to {
        return None;
    }
    // A section of the author's own may begin with the same words.
    for known in found.hypotheses.iter_mut().skip(from as usize) {
        known.kind = Kind::Unmarked;
    }
    let start = text.end - offset(said.len());
    Some(Anchor {
        head: Span::new(block.span.start, text.start + offset(all[..all.len() - said.len()].trim_end().len())),
        name: Span::new(text.start, text.start + offset(words.len())),
        value: Span::new(start, text.end),
        shape: Shape::Heading { level, styled: false },
        block: index,
        hypotheses: (from, to),
    })
}

/// The name at the start of a heading and the text behind it, which begins with the first bracket or behind the first
/// colon or dash.
fn split_name(text: &str) -> Option<(&str, &str)> {
    let dash = |at: usize| text[..at].ends_with(' ') && text[at..].chars().nth(1) == Some(' ');
    let (at, mark) = text.char_indices().find(|(at, c)| match c {
        ':' | '：' => true,
        '(' => text[..*at].ends_with(' '),
        '-' | '–' | '—' => dash(*at),
        _ => false,
    })?;
    let behind = if mark == '(' { at } else { at + mark.len_utf8() };
    let (name, said) = (text[..at].trim_end(), text[behind..].trim_start());
    (!name.is_empty() && said.contains(char::is_alphanumeric)).then_some((name, said))
}

/// The text of a heading without its marks.
pub(super) fn heading_text(source: &Source, span: Span, setext: bool) -> Span {
    let text = source.slice(span);
    if setext {
        let end = text.trim_ascii_end().trim_end_matches(['=', '-']).trim_ascii_end().len();
        return Span::new(span.start, span.start + offset(end));
    }
    let start = text.len() - text.trim_start_matches('#').trim_ascii_start().len();
    let inner = without_comment(text[start..].trim_ascii_end());
    let open = inner.trim_end_matches('#');
    // A closing run of `#` counts only behind a space.
    let end = if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_ascii_end().len() } else { inner.len() };
    Span::of(span.start as usize + start, span.start as usize + start + end)
}

/// A line without the comment at its end.
fn without_comment(text: &str) -> &str {
    let comment = text.ends_with("-->").then(|| text.rfind("<!--")).flatten();
    comment.map_or(text, |at| text[..at].trim_ascii_end())
}

/// Whether no quote stands around the block; a list may.
fn is_outside(reading: &Reading<'_>, block: &Block) -> bool {
    let mut parent = block.parent;
    while let Some(around) = reading.tree.block(parent) {
        if !matches!(around.kind, BlockKind::List | BlockKind::Item) {
            return false;
        }
        parent = around.parent;
    }
    true
}

/// Finds the labels at the starts of a paragraph's lines.
fn labels(reading: &Reading<'_>, found: &mut Anchors, index: u32, block: &Block) {
    let source = reading.source;
    // Most paragraphs are the one line of an item.
    let text = source.slice(block.span);
    if block.parent != NONE
        && block.one_line
        && !(text.starts_with(['*', '_']) || text.ends_with("**:") || may_be_bare(text))
    {
        return;
    }
    let inlines = reading.tree.inlines_of(block);
    let item = reading.tree.block(block.parent).filter(|around| around.kind == BlockKind::Item);
    // Only items of outer lists can be labels in disguise, only lazy lines of inner ones.
    let outer = item.is_some_and(|item| {
        reading.tree.block(item.parent).is_some_and(|list| list.parent == NONE) && item.span.start < block.span.start
    });
    let mut next = 0;
    for (at, line) in text_lines(text, block.one_line).enumerate() {
        let begin = block.span.start + offset(line.start);
        let end = block.span.start + offset(line.end);
        let text = source.slice(Span::new(begin, end));
        let start = begin + offset(text.len() - text.trim_ascii_start().len());
        // Only the first block of an item follows its bullet.
        let bulleted = at == 0 && item.is_some() && block.parent + 1 == index;
        if bulleted && !(outer && is_plain_item(source, item, block)) {
            if let Some(item) = item.filter(|_| outer) {
                disguised(reading, found, index, item, Span::new(start, end));
            }
            continue;
        }
        let indent = || start - if at == 0 { source.line_around(start).start } else { begin };
        if !bulleted && item.is_some() && indent() > 1 {
            continue;
        }
        if source.slice(Span::new(start, end)).starts_with('#') {
            tight_heading(reading, found, index, Span::new(start, end));
            continue;
        }
        while inlines.get(next).is_some_and(|inline| inline.span.start < start) {
            next += 1;
        }
        let emphasised = inlines
            .get(next)
            .filter(|inline| inline.span.start == start && matches!(inline.kind, InlineKind::Strong | InlineKind::Emph))
            .map(|inline| inline.span);
        let bullet = item.filter(|_| bulleted).map_or(start, |item| item.span.start);
        if let Some(label) = label(source, reading.format, Span::new(start, end), emphasised, bulleted) {
            push(reading, found, index, &label, bullet, end, bulleted);
        }
    }
}

/// A label alone in an item with a number or a box, which may as well be the lead of a group of items.
fn disguised(reading: &Reading<'_>, found: &mut Anchors, index: u32, item: &Block, line: Span) {
    let format = reading.format;
    let text = reading.text(line);
    let boxed = super::items::box_length(text).map_or(0, |(length, ..)| length);
    let bold = text[boxed..].trim_start();
    let Some(words) = bold.strip_prefix("**").and_then(|rest| rest.strip_suffix("**:")) else { return };
    if format.bulleted_fields || !format.names.spells_label(words) {
        return;
    }
    let from = offset(found.hypotheses.len());
    format.names.of_label(&format.parts, words, false, &mut found.hypotheses);
    allow(format, found, from, |format, known| {
        known.kind <= Kind::Styled && matches!(format.part(known.part).form(), Form::Field { owns: true, .. })
    });
    for known in found.hypotheses.iter_mut().skip(from as usize) {
        known.kind = Kind::Unmarked;
    }
    let to = offset(found.hypotheses.len());
    if from < to {
        let start = line.end - offset(bold.len()) + 2;
        found.list.push(Anchor {
            head: Span::new(item.span.start, line.end),
            name: Span::new(start, start + offset(words.len())),
            value: Span::at(line.end),
            shape: Shape::Label { bulleted: true, styled: true, bare: false, alone: true },
            block: index,
            hypotheses: (from, to),
        });
    }
}

/// Whether a line can begin with a label that is not emphasised, as in `- Label: text`: few words and a colon.
fn may_be_bare(line: &str) -> bool {
    let head = &line.as_bytes()[..line.len().min(LONGEST_LABEL as usize)];
    line.starts_with(char::is_alphanumeric)
        && memchr::memchr2(b':', 0xEF, head).is_some_and(|colon| memchr::memchr2(b'`', b'[', &head[..colon]).is_none())
}

/// The byte ranges of the lines of a text, without their ends; `one` when there is only one for certain.
fn text_lines(text: &str, one: bool) -> impl Iterator<Item = std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let found = if one { None } else { memchr::memchr2(b'\n', b'\r', bytes.get(start..)?) };
        let end = found.map_or(bytes.len(), |at| start + at);
        let crlf = bytes.get(end..end + 2) == Some(b"\r\n");
        next = (end < bytes.len()).then(|| end + 1 + usize::from(crlf));
        Some(start..end)
    })
}

/// A line such as `###Name`: a heading of the format whose space was forgotten.
fn tight_heading(reading: &Reading<'_>, found: &mut Anchors, index: u32, line: Span) {
    let text = reading.text(line);
    let hashes = text.bytes().take_while(|byte| *byte == b'#').count();
    let name = heading_text(reading.source, line, false);
    let from = offset(found.hypotheses.len());
    reading.format.names.of_heading(&reading.format.parts, reading.text(name), &mut found.hypotheses);
    allow(reading.format, found, from, |format, known| {
        known.kind <= Kind::Styled && format.part(known.part).is_heading()
    });
    let to = offset(found.hypotheses.len());
    if let (true, Ok(level @ 1..=6)) = (from < to, u8::try_from(hashes)) {
        let shape = Shape::Heading { level, styled: true };
        found.list.push(Anchor {
            head: line,
            name,
            value: Span::at(line.end),
            shape,
            block: index,
            hypotheses: (from, to),
        });
    } else {
        found.hypotheses.truncate(from as usize);
    }
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
    label: &Label,
    bullet: u32,
    line_end: u32,
    bulleted: bool,
) {
    let format = reading.format;
    let from = offset(found.hypotheses.len());
    // In a list, bold words are common; only names to the letter count where labels stand elsewhere.
    if bulleted && !format.bulleted_fields && !format.names.spells_label(reading.text(label.name)) {
        return;
    }
    let alone = reading.text(Span::new(label.head.end, line_end)).trim().is_empty();
    format.names.of_label(&format.parts, reading.text(label.name), alone && !bulleted, &mut found.hypotheses);
    let none = || super::is_none(format, reading.text(Span::new(label.head.end, line_end)));
    allow(format, found, from, |format, known| match format.part(known.part).form() {
        // Bold words before the rest of a sentence are a label only where its value stands on the line.
        Form::Field { owns: true, .. } if label.unmarked && !none() => false,
        // In a list, a word and a colon are common: with text behind them they are no label of a list.
        Form::Field { owns: true, .. } if label.bare && bulleted && !alone => false,
        Form::Field { bulleted: false, .. } if bulleted || label.bare => known.kind <= Kind::Styled,
        _ => true,
    });
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
