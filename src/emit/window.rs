//! A clean, clipped copy of the lines around some spans, with a map from the document to the copy.
//!
//! What it costs depends on what is shown, never on the size of the document or the length of a line.

use std::ops::Range;

use super::text::{columns, shown};
use crate::source::{Source, Span, offset};

/// Lines of a document, made safe to print and no wider than asked for.
///
/// Every line of the copy ends with LF, the last one too, so that a place at its end is inside the copy.
pub(crate) struct Window {
    text: String,
    lines: Vec<Line>,
    marks: Vec<Range<usize>>,
}

impl Window {
    /// Copies the lines of the spans and one line before and after each; lines next to the first span come first.
    ///
    /// A line of more than `width` columns is cut to the parts around its spans. A span of many lines becomes its first
    /// line.
    pub(crate) fn new(source: &Source, spans: &[Span], width: usize) -> Self {
        let spans: Vec<Span> = spans.iter().map(|span| tame(source, *span)).collect();
        let mut window = Self { text: String::new(), lines: Vec::new(), marks: Vec::new() };
        for number in numbers(source, &spans) {
            window.copy(source, number, &spans, width);
        }
        window.marks = spans.iter().map(|span| window.at(source, span.start)..window.at(source, span.end)).collect();
        window
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where the spans lie in the copy, in the order in which they were given.
    pub(crate) fn marks(&self) -> &[Range<usize>] {
        &self.marks
    }

    /// The lines that `range` touches and up to `context` lines before and after, while they follow one another.
    pub(crate) fn excerpt(&self, range: &Range<usize>, context: usize) -> Option<Excerpt<'_>> {
        let mut first = self.index(range.start)?;
        let mut last = self.index(range.end.max(range.start))?;
        let follows = |index: usize| match (self.lines.get(index), self.lines.get(index + 1)) {
            (Some(line), Some(next)) => line.number + 1 == next.number,
            _ => false,
        };
        if (first..last).any(|index| !follows(index)) {
            return None;
        }
        for _ in 0..context {
            first -= usize::from(first > 0 && follows(first - 1));
            last += usize::from(follows(last));
        }
        let (top, bottom) = (self.lines.get(first)?, self.lines.get(last)?);
        let range = top.copy.start..bottom.copy.end + 1;
        let text = self.text.get(range.clone())?;
        Some(Excerpt { text, start: range.start, line: top.number, count: last + 1 - first })
    }

    fn index(&self, at: usize) -> Option<usize> {
        let after = self.lines.partition_point(|line| line.copy.start <= at);
        after.checked_sub(1)
    }

    fn copy(&mut self, source: &Source, number: u32, spans: &[Span], width: usize) {
        let line = source.line_span(number);
        let start = self.text.len();
        let mut map = vec![(line.start, start)];
        let mut end = line.start;
        for piece in pieces(source, line, &places(line, spans), width) {
            if piece.start > end {
                map.push((end, self.text.len()));
                self.text.push(CUT);
            }
            self.copy_piece(source, piece, &mut map);
            end = piece.end;
        }
        if end < line.end {
            self.text.push(CUT);
        }
        self.lines.push(Line { number, copy: start..self.text.len(), map });
        self.text.push('\n');
    }

    fn copy_piece(&mut self, source: &Source, piece: Span, map: &mut Vec<(u32, usize)>) {
        map.push((piece.start, self.text.len()));
        let mut before = None;
        let mut chars = source.slice(piece).char_indices().peekable();
        while let Some((index, c)) = chars.next() {
            let at = piece.start + offset(index);
            let after = chars.peek().map(|(_, c)| *c);
            let sign = match c {
                // The printer knows tab stops.
                '\t' => c,
                // A byte-order mark is no text.
                '\u{FEFF}' if at == 0 => {
                    map.push((source.bom(), self.text.len()));
                    continue;
                }
                _ => shown(before, c, after),
            };
            let from = self.text.len();
            self.text.push(sign);
            if sign.len_utf8() != c.len_utf8() {
                map.extend([(at, from), (at + offset(c.len_utf8()), self.text.len())]);
            }
            before = Some(c);
        }
        map.push((piece.end, self.text.len()));
    }

    /// Where an offset of the document is in the copy; what was cut away is at the cut.
    fn at(&self, source: &Source, offset: u32) -> usize {
        let number = source.line_of(offset);
        let Some(line) = self.lines.iter().find(|line| line.number == number) else { return 0 };
        let after = line.map.partition_point(|(from, _)| *from <= offset);
        let (from, copy) = after.checked_sub(1).and_then(|index| line.map.get(index)).copied().unwrap_or_default();
        let limit = line.map.get(after).map_or(line.copy.end, |(_, copy)| *copy);
        let mut at = limit.min(copy + (offset - from) as usize);
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// Some lines of a [`Window`] that follow one another.
pub(crate) struct Excerpt<'a> {
    pub text: &'a str,
    /// Where they start in the copy.
    pub start: usize,
    /// The number of the first one, from 0.
    pub line: u32,
    pub count: usize,
}

struct Line {
    number: u32,
    /// Without the LF.
    copy: Range<usize>,
    /// Rising pairs of an offset in the document and in the copy; between two of them bytes are copied as they are.
    map: Vec<(u32, usize)>,
}

const CUT: char = '…';

/// Spans of more lines than this are shown by their first line.
const LINES: u32 = 6;

/// A span on character borders that does not end with line ends and is not too high.
fn tame(source: &Source, span: Span) -> Span {
    let start = source.floor(span.start);
    let mut end = source.floor(span.end).max(start);
    let first = source.line_of(start);
    let mut last = source.line_of(end);
    while last > first && end == source.line_start(last) && last - first <= LINES {
        last -= 1;
        end = source.line_span(last).end;
    }
    let line = source.line_span(if last - first >= LINES { first } else { last });
    Span::new(start.min(source.line_span(first).end), end.min(line.end))
}

/// The lines to copy: those around the first span, then the others; no empty line above or below them.
fn numbers(source: &Source, spans: &[Span]) -> Vec<u32> {
    let (mut marked, mut numbers) = (Vec::new(), Vec::new());
    for span in spans {
        let (first, last) = (source.line_of(span.start), source.line_of(span.end));
        marked.extend([first, last]);
        numbers.extend(first.saturating_sub(1)..=last + 1);
    }
    numbers.sort_unstable();
    numbers.dedup();
    // The line after the last one is empty too.
    let empty = |number: &u32| source.line_span(*number).is_empty() && !marked.contains(number);
    let mut groups: Vec<&[u32]> = Vec::new();
    for mut group in numbers.chunk_by(|left, right| left + 1 == *right) {
        while let Some((_, rest)) = group.split_first().filter(|(number, _)| empty(number)) {
            group = rest;
        }
        while let Some((_, rest)) = group.split_last().filter(|(number, _)| empty(number)) {
            group = rest;
        }
        groups.push(group);
    }
    let main = marked.first().copied().unwrap_or_default();
    groups.sort_by_key(|group| !group.contains(&main));
    groups.concat()
}

/// The parts of spans that lie on a line, in order.
fn places(line: Span, spans: &[Span]) -> Vec<Span> {
    let on_line = |span: &&Span| span.start <= line.end && span.end >= line.start;
    let clip = |span: &Span| Span::new(span.start.max(line.start), span.end.min(line.end));
    let mut places: Vec<Span> = spans.iter().filter(on_line).map(clip).collect();
    places.sort_unstable();
    places
}

/// What is shown of a line: all of it, or the parts around the places.
fn pieces(source: &Source, line: Span, places: &[Span], width: usize) -> Vec<Span> {
    if ahead(source, line, width).end == line.end {
        return vec![line];
    }
    // Room for a sign at both cuts.
    let width = width.saturating_sub(2);
    let hull = |places: &[Span]| {
        let end = places.iter().map(|place| place.end).max().unwrap_or(line.start);
        Span::new(places.first().map_or(line.start, |place| place.start), end)
    };
    // All of the places, or else as much of the start of each as leaves them all in one piece.
    let heads = |width: usize| -> Vec<Span> { places.iter().map(|place| ahead(source, *place, width)).collect() };
    for span in [hull(places), hull(&heads(width / 4 * 3)), hull(&heads(width / 4))] {
        // An empty span at the end points at the next character, which must fit too.
        if ahead(source, span, width.saturating_sub(4)).end == span.end {
            return vec![around(source, line, span, width)];
        }
    }
    let share = (width / places.len().max(1)).max(16);
    let mut pieces: Vec<Span> = Vec::new();
    for head in heads(share) {
        let piece = around(source, line, head, share);
        match pieces.last_mut() {
            Some(last) if piece.start <= last.end + 3 => last.end = last.end.max(piece.end),
            _ => pieces.push(piece),
        }
    }
    pieces
}

/// `span`, which fits, with the text before and after it that still fits.
fn around(source: &Source, line: Span, span: Span, width: usize) -> Span {
    let spare = |span: Span| width.saturating_sub(source.slice(span).chars().map(columns).sum());
    let some = behind(source, Span::new(line.start, span.start), spare(span) / 3).to(span);
    let more = some.to(ahead(source, Span::new(some.end, line.end), spare(some)));
    behind(source, Span::new(line.start, more.start), spare(more)).to(more)
}

/// The longest part from the start of `span` that fits.
fn ahead(source: &Source, span: Span, width: usize) -> Span {
    let fits = fitting(source.slice(span).chars(), width);
    Span::new(span.start, span.start + fits)
}

/// The longest part up to the end of `span` that fits.
fn behind(source: &Source, span: Span, width: usize) -> Span {
    let fits = fitting(source.slice(span).chars().rev(), width);
    Span::new(span.end - fits, span.end)
}

fn fitting(chars: impl Iterator<Item = char>, width: usize) -> u32 {
    let (mut used, mut bytes) = (0, 0);
    for c in chars {
        used += columns(c);
        if used > width {
            break;
        }
        bytes += c.len_utf8();
    }
    offset(bytes)
}
