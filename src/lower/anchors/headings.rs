//! Headings as anchors: also those that are written as labels, hold their text, or lack the blank behind their marks.

use crate::format::{Format, Hypothesis, Kind, PartSpec, Piece};
use crate::source::{Source, Span, offset};
use crate::syntax::{Block, BlockKind, NONE};

use super::super::Reading;
use super::{Anchor, Anchors, Shape, allow, labels};

pub(super) fn heading(reading: &Reading<'_>, found: &mut Anchors, index: u32, block: &Block, level: u8, setext: bool) {
    if !is_outside(reading, block) {
        return;
    }
    let name = heading_text(reading.source, block.span, setext);
    let text = reading.text(name);
    let from = offset(found.hypotheses.len());
    reading.format.names.of_heading(&reading.format.parts, text, &mut found.hypotheses);
    let exact = found.hypotheses[from as usize..].iter().all(|known| known.kind == Kind::Exact);
    let possible = |format: &Format, known: &Hypothesis| {
        let part = format.part(known.part);
        // A label stands below the heading around it; one no deeper than that which nearly spells it is a heading.
        let around = format.part(part.parent).level();
        let deep = !part.is_field() || known.kind <= Kind::Styled || around.is_none_or(|around| level > around);
        // A heading that captures everything is known by its level alone.
        deep && (known.kind != Kind::Anything || part.level() == Some(level))
    };
    if !exact {
        allow(reading.format, found, from, possible);
    }
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
    let whole = setext || block.one_line;
    let line = if whole { block.span } else { reading.first_line(block.span) };
    let head = Span::new(line.start, line.end.max(name.end));
    // What is written in its place must not take that away.
    let head = Span::new(head.start, head.start + offset(shown(reading.text(head)).len()).max(1));
    // A bullet right before it is part of it.
    let item = reading.tree.block(block.parent).filter(|_| block.parent != NONE && block.parent + 1 == index);
    let listed = item.is_some() || is_far_in(reading.source, head.start);
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
pub(in super::super) fn heading_text(source: &Source, span: Span, setext: bool) -> Span {
    let text = source.slice(span);
    if setext {
        let end = text.trim_ascii_end().trim_end_matches(['=', '-']).trim_ascii_end().len();
        return Span::new(span.start, span.start + offset(end));
    }
    let start = text.len() - text.trim_start_matches('#').trim_ascii_start().len();
    let inner = shown(text[start..].trim_ascii_end());
    let open = inner.trim_end_matches('#');
    // A closing run of `#` counts only behind a space.
    let end = if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_ascii_end().len() } else { inner.len() };
    Span::of(span.start as usize + start, span.start as usize + start + end)
}

/// A heading without what is not shown of it at its end: a comment, and the attributes of which many readers of Markdown
/// make its anchor, as in `Name {#id}`.
fn shown(text: &str) -> &str {
    let open = match text.as_bytes() {
        [.., b'-', b'-', b'>'] => text.rfind("<!--"),
        [.., b'}'] => text.rfind(" {").filter(|at| text[at + 2..].starts_with(['#', ':'])),
        _ => None,
    };
    open.map_or(text, |at| text[..at].trim_ascii_end())
}

/// Whether what begins there stands further in than a heading may; behind fewer blanks it is one to everybody.
fn is_far_in(source: &Source, start: u32) -> bool {
    // Nearly all begin their line.
    if (start as usize).checked_sub(1).is_none_or(|before| source.text().as_bytes().get(before) == Some(&b'\n')) {
        return false;
    }
    let before = source.slice(Span::new(source.line_around(start).start, start));
    before.trim_ascii().is_empty() && (before.len() > 3 || before.starts_with('\t'))
}

/// Whether no quote stands around the block; a list may.
pub(super) fn is_outside(reading: &Reading<'_>, block: &Block) -> bool {
    let mut parent = block.parent;
    while let Some(around) = reading.tree.block(parent) {
        if !matches!(around.kind, BlockKind::List | BlockKind::Item) {
            return false;
        }
        parent = around.parent;
    }
    true
}

/// A heading of the format that is written as an element, `<h2>Name</h2>`, in the first line of a block of HTML.
pub(super) fn element(reading: &Reading<'_>, found: &mut Anchors, index: u32, block: &Block) {
    let Some((level, line, name)) = element_heading(reading.source, block.span) else { return };
    let from = offset(found.hypotheses.len());
    reading.format.names.of_heading(&reading.format.parts, reading.text(name), &mut found.hypotheses);
    allow(reading.format, found, from, |format, known| {
        known.kind <= Kind::Alias && format.part(known.part).level() == Some(level)
    });
    let to = offset(found.hypotheses.len());
    if from < to {
        let shape = Shape::Heading { level, styled: true };
        let value = Span::at(line.end);
        found.list.push(Anchor { head: line, name, value, shape, block: index, hypotheses: (from, to) });
    }
}

/// The level, the line and the words of an element that is a heading, where a block of HTML begins with one.
pub(in super::super) fn element_heading(source: &Source, block: Span) -> Option<(u8, Span, Span)> {
    let text = source.slice(block);
    let level = text.strip_prefix("<h").or_else(|| text.strip_prefix("<H"))?.bytes().next()?;
    let level = level.checked_sub(b'0').filter(|level| (1..=6).contains(level))?;
    let line = text.lines().next()?.trim_ascii_end();
    let open = line.find('>')? + 1;
    let close = line.rfind("</").filter(|close| *close >= open)?;
    let ends = line[close + 2..].strip_suffix('>')?.eq_ignore_ascii_case(&text[1..3]);
    let words = line[open..close].trim();
    let start = open + line[open..close].len() - line[open..close].trim_start().len();
    (ends && !words.is_empty()).then(|| {
        let line = Span::new(block.start, block.start + offset(line.len()));
        (level, line, line.within(&(start..start + words.len())))
    })
}

/// A line such as `###Name`: a heading of the format whose space was forgotten.
pub(super) fn tight_heading(reading: &Reading<'_>, found: &mut Anchors, index: u32, line: Span) {
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
