//! The text of one document: bytes to text, byte spans, lines and columns.
//!
//! The only place that knows where lines end.

use std::fmt;
use std::sync::LazyLock;

use memchr_n::MemchrN;

/// A half-open range of bytes, counted from the start of the file as it is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// A span from `start` to `end`; an end before the start gives an empty span at `start`.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end: end.max(start) }
    }

    /// An empty span.
    #[must_use]
    pub fn at(offset: u32) -> Self {
        Self { start: offset, end: offset }
    }

    /// A span of `usize` offsets, as string functions give them; documents are smaller than 4 GiB.
    pub(crate) fn of(start: usize, end: usize) -> Self {
        Self::new(offset(start), offset(end))
    }

    /// Bytes covered.
    #[must_use]
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `offset` lies inside; the end does not.
    #[must_use]
    pub fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// The span from the start of `self` to the end of `other`.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start, other.end)
    }

    /// The span of a range of its text.
    pub(crate) fn within(self, range: &std::ops::Range<usize>) -> Self {
        Self::of(self.start as usize + range.start, self.start as usize + range.end)
    }

    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A byte offset as `u32`; larger offsets cannot occur because larger files are refused.
pub(crate) fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// A place for people: line and column from 1, the column in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Bytes from the start of the file.
    pub offset: u32,
    /// Line, from 1; a line ends at LF, CRLF or a lone CR.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// Why bytes are not a text that can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// These bytes, as many as cannot begin a character, are not UTF-8.
    NotUtf8(Span),
    /// The file starts with a byte-order mark of UTF-16.
    Utf16,
    /// There is a NUL byte at this offset.
    Nul(u32),
    /// The file has more bytes than the limit, both given, and was not read.
    TooLarge(u64, u64),
}

impl Unreadable {
    /// The bytes at fault, in the file as it is on disk.
    #[must_use]
    pub fn span(self) -> Span {
        match self {
            Self::NotUtf8(span) => span,
            Self::Nul(at) => Span::new(at, at.saturating_add(1)),
            Self::Utf16 => Span::new(0, 2),
            Self::TooLarge(..) => Span::at(0),
        }
    }
}

/// A document's text with the starts of its lines.
///
/// When the bytes are not a text, everything from the first bad byte on is cut off, so that what stands before it can
/// still be shown.
#[derive(Clone)]
pub struct Source {
    name: String,
    text: String,
    lines: Vec<u32>,
    unreadable: Option<Unreadable>,
}

impl Source {
    /// Takes a text; `name` is what reports call the file.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::from_bytes(name, text.into().into_bytes())
    }

    /// Takes the bytes of a file.
    #[must_use]
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
        let nul = memchr::memchr(0, &bytes);
        let (mut text, bad) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let length = error.utf8_error().error_len();
                let mut bytes = error.into_bytes();
                // Without a length the file ends inside a character.
                let bad = Span::of(good, length.map_or(bytes.len(), |length| good + length));
                bytes.truncate(good);
                (String::from_utf8(bytes).unwrap_or_default(), Some(bad))
            }
        };
        let mut unreadable = bad.map(Unreadable::NotUtf8);
        if let Some(at) = nul
            && bad.is_none_or(|bad| at < bad.start as usize)
        {
            text.truncate(at);
            unreadable = Some(Unreadable::Nul(offset(at)));
        }
        if utf16 {
            unreadable = Some(Unreadable::Utf16);
        }
        let lines = line_starts(text.as_bytes());
        Self { name: name.into(), text, lines, unreadable }
    }

    /// Stands for a file of `bytes` bytes, more than the limit allows, that was not read.
    #[must_use]
    pub fn too_large(name: impl Into<String>, bytes: u64, limit: u64) -> Self {
        Self { unreadable: Some(Unreadable::TooLarge(bytes, limit)), ..Self::new(name, "") }
    }

    /// What reports call the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, a byte-order mark included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text at a span; empty when the span does not lie on character borders of the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Why the file is not a text, if it is not.
    #[must_use]
    pub fn unreadable(&self) -> Option<Unreadable> {
        self.unreadable
    }

    /// Bytes in the text.
    #[must_use]
    pub fn len(&self) -> u32 {
        offset(self.text.len())
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Bytes of a byte-order mark at the start: 0 or 3.
    #[must_use]
    pub fn bom(&self) -> u32 {
        if self.text.starts_with('\u{FEFF}') { 3 } else { 0 }
    }

    /// The line end that the first line uses: `"\n"`, `"\r\n"` or `"\r"`.
    #[must_use]
    pub fn newline(&self) -> &'static str {
        let end = self.line_span(0).end as usize;
        match self.text.as_bytes().get(end..).unwrap_or_default() {
            [b'\r', b'\n', ..] => "\r\n",
            [b'\r', ..] => "\r",
            _ => "\n",
        }
    }

    /// How many lines there are; a text that ends with a line end has an empty last line.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        offset(self.lines.len())
    }

    /// The line, from 0, that `offset` lies in.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> u32 {
        let after = self.lines.partition_point(|start| *start <= offset);
        self::offset(after.saturating_sub(1))
    }

    /// The first bytes of the line that `offset` lies in and of all behind it.
    pub(crate) fn line_starts_from(&self, offset: u32) -> &[u32] {
        self.lines.get(self.line_of(offset) as usize..).unwrap_or_default()
    }

    /// The first byte of a line counted from 0, or the end of the text past the last line.
    #[must_use]
    pub fn line_start(&self, line: u32) -> u32 {
        self.lines.get(line as usize).copied().unwrap_or_else(|| self.len())
    }

    /// A line counted from 0 without its line end.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        let start = self.line_start(line);
        let next = self.line_start(line.saturating_add(1));
        let mut end = next;
        if line.saturating_add(1) < self.line_count() {
            let bytes = self.text.as_bytes();
            end -= 1;
            let crlf = end > start && bytes.get(end as usize - 1..=end as usize) == Some(b"\r\n");
            end -= u32::from(crlf);
        }
        Span::new(start, end)
    }

    /// The end of the line around `offset`, without its line end, where it is near: it is looked for byte by byte.
    pub(crate) fn line_end(&self, offset: u32) -> u32 {
        let rest = self.text.as_bytes().get(offset as usize..).unwrap_or_default();
        memchr::memchr2(b'\n', b'\r', rest).map_or_else(|| self.len(), |at| offset + self::offset(at))
    }

    /// The span of the whole line around `offset`, without its line end.
    #[must_use]
    pub fn line_around(&self, offset: u32) -> Span {
        self.line_span(self.line_of(offset))
    }

    /// Line and column of an offset; counts the characters of the line before it.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        self.positions().at(offset)
    }

    /// Converts many offsets, quickly when they rise.
    #[must_use]
    pub fn positions(&self) -> Positions<'_> {
        Positions { source: self, line: 0, offset: 0, column: 1 }
    }

    /// The nearest offset that is in the text on a character border or at the end of the bytes at fault, which are not
    /// in it.
    pub(crate) fn clamp(&self, offset: u32) -> u32 {
        let end = self.unreadable.map_or(0, |bad| bad.span().end);
        if offset > self.len() && end > self.len() { offset.min(end) } else { self.floor(offset) }
    }

    /// The largest offset at or below `offset` that lies on a character border.
    pub(crate) fn floor(&self, offset: u32) -> u32 {
        // Most bytes begin a character.
        if self.text.as_bytes().get(offset as usize).is_some_and(|byte| byte & 0xC0 != 0x80) {
            return offset;
        }
        let mut at = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        self::offset(at)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

/// Turns offsets to lines and columns and remembers the last one, so that rising offsets on one long line are cheap.
#[derive(Debug, Clone)]
pub struct Positions<'a> {
    source: &'a Source,
    line: u32,
    offset: u32,
    column: u32,
}

impl Positions<'_> {
    /// Line and column of `offset`; one past the end is clamped to the end. Bytes that are no text, at which it was cut
    /// off, count as one character.
    pub fn at(&mut self, offset: u32) -> Position {
        let behind = self.source.clamp(offset);
        if behind > self.source.len() {
            let end = self.at(self.source.len());
            return Position { offset: behind, column: end.column + 1, ..end };
        }
        let offset = self.source.floor(offset);
        let known = offset >= self.offset && offset < self.source.line_start(self.line.saturating_add(1));
        if !known {
            self.line = self.source.line_of(offset);
            self.offset = self.source.line_start(self.line);
            self.column = 1;
        }
        let between = self.source.slice(Span::new(self.offset, offset));
        self.column += self::offset(between.chars().count());
        self.offset = offset;
        Position { offset, line: self.line + 1, column: self.column }
    }
}

/// The first byte of each line.
pub(crate) fn line_starts(bytes: &[u8]) -> Vec<u32> {
    static ENDS: LazyLock<MemchrN> = LazyLock::new(|| MemchrN::new(b"\n\r"));
    let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
    starts.push(0);
    for at in ENDS.iter(bytes) {
        // The CR of a CRLF does not end the line, its LF does.
        if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
            continue;
        }
        starts.push(offset(at + 1));
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_lf_crlf_and_cr() {
        let source = Source::new("x", "a\nbb\r\nc\rd");
        let lines: Vec<&str> = (0..source.line_count()).map(|line| source.slice(source.line_span(line))).collect();
        assert_eq!(lines, ["a", "bb", "c", "d"]);
        assert_eq!(source.position(6), Position { offset: 6, line: 3, column: 1 });
    }

    #[test]
    fn columns_count_characters() {
        let source = Source::new("x", "é好x\n");
        assert_eq!(source.position(5).column, 3);
        let mut positions = source.positions();
        assert_eq!(positions.at(2).column, 2);
        assert_eq!(positions.at(5).column, 3);
        assert_eq!(positions.at(0).column, 1);
        assert_eq!(positions.at(99), Position { offset: 7, line: 2, column: 1 });
    }

    #[test]
    fn bad_bytes_cut_the_text() {
        let source = Source::from_bytes("x", b"ab\xFFcd".to_vec());
        assert_eq!((source.text(), source.unreadable()), ("ab", Some(Unreadable::NotUtf8(Span::new(2, 3)))));
        let source = Source::from_bytes("x", b"a\0b\xFF".to_vec());
        assert_eq!((source.text(), source.unreadable()), ("a", Some(Unreadable::Nul(1))));
    }

    #[test]
    fn bytes_at_fault_have_their_whole_span() {
        let span = |bytes: &[u8]| {
            let source = Source::from_bytes("x", bytes.to_vec());
            let span = source.unreadable().expect("no text").span();
            (span.start, span.end, source.position(span.start), source.position(span.end))
        };
        let place = |offset, line, column| Position { offset, line, column };
        // Two bytes that could have begun a character of three, then a letter.
        assert_eq!(span(b"a\nb\xE2\x82cd"), (3, 5, place(3, 2, 2), place(5, 2, 3)));
        // The file ends inside a character.
        assert_eq!(span(b"a\xF0\x9F\x98"), (1, 4, place(1, 1, 2), place(4, 1, 3)));
        assert_eq!(span(b"a\n\0b"), (2, 3, place(2, 2, 1), place(3, 2, 2)));
        assert_eq!(span(b"\xFF\xFEa\0"), (0, 2, place(0, 1, 1), place(2, 1, 2)));
    }
}
