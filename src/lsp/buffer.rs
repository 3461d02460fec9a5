//! The text of an open document, and places in it as editors count them.

use gen_lsp_types::{Position, PositionEncodingKind, Range, TextDocumentContentChangeEvent};

use crate::source::{Span, line_starts, offset};

/// How the characters of a line are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Encoding {
    /// The one that costs least among those that a client offers.
    pub(super) fn choose(offered: &[PositionEncodingKind]) -> Self {
        let offers = |kind: &PositionEncodingKind| offered.contains(kind);
        if offers(&PositionEncodingKind::UTF8) {
            Self::Utf8
        } else if offers(&PositionEncodingKind::UTF16) || !offers(&PositionEncodingKind::UTF32) {
            // Every client has to know it.
            Self::Utf16
        } else {
            Self::Utf32
        }
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> u32 {
        match self {
            Self::Utf8 => offset(c.len_utf8()),
            Self::Utf16 => offset(c.len_utf16()),
            Self::Utf32 => 1,
        }
    }

    fn length(self, text: &str) -> u32 {
        if self == Self::Utf8 || text.is_ascii() {
            return offset(text.len());
        }
        text.chars().map(|c| self.width(c)).sum()
    }
}

/// A text with the starts of its lines.
#[derive(Debug, Clone)]
pub(super) struct Buffer {
    text: String,
    lines: Vec<u32>,
    encoding: Encoding,
}

impl Buffer {
    pub(super) fn new(text: String, encoding: Encoding) -> Self {
        let lines = line_starts(text.as_bytes());
        Self { text, lines, encoding }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Makes the changes one after the other. Places outside the text mean its end, or the end of their line.
    pub(super) fn change(&mut self, changes: Vec<TextDocumentContentChangeEvent>) {
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    *self = Self::new(whole.text, self.encoding);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    self.replace(self.span(part.range), &part.text);
                }
            }
        }
    }

    fn replace(&mut self, span: Span, with: &str) {
        self.text.replace_range(span.range(), with);
        // A line end may be joined or torn at the border; lines before the one around it stay.
        let line = self.line_of(span.start).saturating_sub(1);
        let from = self.lines.get(line as usize).copied().unwrap_or(0);
        self.lines.truncate(line as usize);
        let rest = self.text.as_bytes().get(from as usize..).unwrap_or_default();
        self.lines.extend(line_starts(rest).into_iter().map(|start| start + from));
    }

    fn line_of(&self, at: u32) -> u32 {
        offset(self.lines.partition_point(|start| *start <= at).saturating_sub(1))
    }

    /// A line, from 0, without its line end.
    pub(super) fn line(&self, line: u32) -> Span {
        let start = self.lines.get(line as usize).copied().unwrap_or_else(|| offset(self.text.len()));
        let end = self.lines.get(line as usize + 1).map_or(offset(self.text.len()), |next| *next);
        let content = self.text.get(start as usize..end as usize).unwrap_or("");
        Span::new(start, start + offset(content.trim_end_matches(['\r', '\n']).len()))
    }

    /// The offset of a place; one past the end of its line is the end of the line.
    pub(super) fn offset(&self, place: Position) -> u32 {
        if place.line as usize >= self.lines.len() {
            return offset(self.text.len());
        }
        let line = self.line(place.line);
        let text = self.text.get(line.range()).unwrap_or("");
        if self.encoding == Encoding::Utf8 || text.is_ascii() {
            let mut at = (place.character as usize).min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            return line.start + offset(at);
        }
        let mut units = 0;
        for (at, c) in text.char_indices() {
            let next = units + self.encoding.width(c);
            // A place inside a character is before it.
            if next > place.character {
                return line.start + offset(at);
            }
            units = next;
        }
        line.end
    }

    pub(super) fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span::new(start.min(end), start.max(end))
    }

    /// Converts many spans, quickly when they rise.
    pub(super) fn places(&self) -> Places<'_> {
        Places { buffer: self, offset: 0, line: 0, character: 0 }
    }

    pub(super) fn range(&self, span: Span) -> Range {
        self.places().range(span)
    }
}

/// Turns offsets into places and remembers the last one, so that rising offsets on one long line are cheap.
#[derive(Debug)]
pub(super) struct Places<'a> {
    buffer: &'a Buffer,
    offset: u32,
    line: u32,
    character: u32,
}

impl Places<'_> {
    pub(super) fn range(&mut self, span: Span) -> Range {
        let start = self.position(span.start);
        let (offset, line, character) = (self.offset, self.line, self.character);
        let end = self.position(span.end);
        // The next span begins nearer to the start of this one.
        (self.offset, self.line, self.character) = (offset, line, character);
        Range { start, end }
    }

    fn position(&mut self, at: u32) -> Position {
        let mut at = (at as usize).min(self.buffer.text.len());
        while !self.buffer.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.buffer.line_of(offset(at));
        let start = self.buffer.lines.get(line as usize).copied().unwrap_or(0);
        let (from, known) = if line == self.line && self.offset as usize <= at && self.offset >= start {
            (self.offset, self.character)
        } else {
            (start, 0)
        };
        let between = self.buffer.text.get(from as usize..at).unwrap_or("");
        // A place inside a line end is the end of its line.
        let character = known + self.buffer.encoding.length(between.trim_end_matches(['\r', '\n']));
        (self.offset, self.line, self.character) = (offset(at), line, character);
        Position { line, character }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    fn buffer(text: &str, encoding: Encoding) -> Buffer {
        Buffer::new(text.to_owned(), encoding)
    }

    fn partial(start: Position, end: Position, text: &str) -> TextDocumentContentChangeEvent {
        let change = serde_json::json!({ "range": Range { start, end }, "text": text });
        serde_json::from_value(change).expect("a change")
    }

    #[test]
    fn places_count_as_each_encoding_does() {
        let text = "é 好😀x\r\ny";
        for (encoding, x) in [(Encoding::Utf8, 10), (Encoding::Utf16, 5), (Encoding::Utf32, 4)] {
            let buffer = buffer(text, encoding);
            assert_eq!(buffer.range(Span::new(10, 11)).start, at(0, x), "{encoding:?}");
            assert_eq!(buffer.offset(at(0, x)), 10);
            assert_eq!(buffer.offset(at(0, 99)), 11);
            assert_eq!(buffer.offset(at(1, 1)), 14);
            assert_eq!(buffer.offset(at(7, 0)), 14);
            let mut places = buffer.places();
            assert_eq!(places.range(Span::new(10, 11)).start, at(0, x));
            assert_eq!(places.range(Span::new(12, 13)).start.line, 0);
            assert_eq!(places.range(Span::new(13, 14)).start, at(1, 0));
            assert_eq!(places.range(Span::new(0, 2)).start, at(0, 0));
        }
        // Inside the smile.
        assert_eq!(buffer(text, Encoding::Utf16).offset(at(0, 4)), 6);
    }

    #[test]
    fn changes_give_the_same_lines_as_the_whole_text() {
        let edits = [
            ("a\r\nb\nc", at(0, 1), at(0, 9), "x"),
            ("a\rb", at(0, 1), at(1, 0), "\r\n"),
            ("a\nb", at(0, 0), at(0, 0), "\r"),
            ("a\n\nb", at(1, 0), at(2, 0), ""),
            ("", at(5, 5), at(9, 9), "é\n😀"),
            ("one\ntwo\nthree\n", at(1, 1), at(2, 3), "\n\n好\r"),
            ("abc", at(0, 3), at(0, 1), "?"),
        ];
        for (text, start, end, with) in edits {
            let mut changed = buffer(text, Encoding::Utf16);
            changed.change(vec![partial(start, end, with)]);
            assert_eq!(changed.lines, line_starts(changed.text.as_bytes()), "{text:?} {with:?}");
        }
    }

    #[test]
    fn clients_choose_and_the_cheapest_wins() {
        use PositionEncodingKind as Kind;
        assert_eq!(Encoding::choose(&[]), Encoding::Utf16);
        assert_eq!(Encoding::choose(&[Kind::UTF16, Kind::UTF8]), Encoding::Utf8);
        assert_eq!(Encoding::choose(&[Kind::UTF32]), Encoding::Utf32);
        assert_eq!(Encoding::choose(&[Kind::UTF32, Kind::UTF16]), Encoding::Utf16);
    }
}
