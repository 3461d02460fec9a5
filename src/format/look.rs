//! A look: one part as it is written in a document, read from a line of a format file.
//!
//! The reader is written by hand so that each mistake has a place, and no pattern is built from unread text.

use std::ops::Range;

use super::CaptureName;
use super::words::normalise;

/// What a part is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The document itself, which no look describes.
    Document,
    /// A heading of that level.
    Heading(u8),
    /// A bold label; `owns` when nothing follows its colon, so that the blocks below belong to it.
    Field { bulleted: bool, owns: bool },
    /// A list item; `depth` counts the lists around it.
    Item { depth: u8, ordered: bool, boxed: bool },
    /// A fenced code block.
    Fence,
    /// A paragraph.
    Paragraph,
}

/// A piece of a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text that must stand there.
    Text(String),
    /// Text that is captured.
    Hole { name: CaptureName, kind: HoleKind },
    /// May be absent.
    Optional(Vec<Piece>),
}

/// What a hole takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HoleKind {
    /// The type of that name; when it is not declared, and not written out, any text.
    Type(String),
    /// What the part around it captured: its name and the capture's.
    SameAs { part: String, capture: String },
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) form: Form,
    /// The words of a label, for fields.
    pub(crate) label: String,
    /// The text of a heading or item; what follows the colon of a label.
    pub(crate) pieces: Vec<Piece>,
    /// For an item such as `Run command: …`.
    pub(crate) key: Option<Key>,
}

/// The words before the first colon of an item's look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// As the format writes them.
    pub(crate) words: String,
    pub(crate) normalised: String,
    /// The pieces behind the colon.
    pub(crate) tail: Vec<Piece>,
}

impl Key {
    /// Whether the value behind the colon is written as code.
    pub(crate) fn is_ticked(&self) -> bool {
        matches!(self.tail.first(), Some(Piece::Text(text)) if text.starts_with('`'))
    }
}

/// A mistake in a look, with the bytes of the look that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LookError {
    pub(crate) at: Range<usize>,
    pub(crate) message: String,
}

/// Reads a look.
pub(crate) fn look(text: &str) -> Result<Look, LookError> {
    let depth = text.bytes().take_while(|byte| *byte == b' ').count() / 2;
    let body = text.trim_start_matches(' ');
    let base = text.len() - body.len();
    let hashes = body.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&hashes) && body[hashes..].starts_with(' ') {
        let level = u8::try_from(hashes).unwrap_or(6);
        return Ok(Look {
            form: Form::Heading(level),
            label: String::new(),
            pieces: pieces(text, base + hashes + 1)?,
            key: None,
        });
    }
    if body.starts_with("```") {
        return Ok(Look { form: Form::Fence, label: String::new(), pieces: pieces(text, base + 3)?, key: None });
    }
    if let Some((marker, ordered)) = marker(body) {
        let after = base + marker;
        if let Some(rest) = text[after..].strip_prefix("[ ] ") {
            let form = Form::Item { depth: small(depth), ordered, boxed: true };
            return item(form, pieces(text, text.len() - rest.len())?);
        }
        if let Some(field) = field(text, after, true)? {
            return Ok(field);
        }
        let form = Form::Item { depth: small(depth), ordered, boxed: false };
        return item(form, pieces(text, after)?);
    }
    if let Some(field) = field(text, base, false)? {
        return Ok(field);
    }
    Ok(Look { form: Form::Paragraph, label: String::new(), pieces: pieces(text, base)?, key: None })
}

#[allow(clippy::unnecessary_wraps, reason = "the last step of reading a look")]
fn item(form: Form, pieces: Vec<Piece>) -> Result<Look, LookError> {
    let key = key(&pieces);
    Ok(Look { form, label: String::new(), pieces, key })
}

fn key(pieces: &[Piece]) -> Option<Key> {
    let Some(Piece::Text(first)) = pieces.first() else { return None };
    let (words, rest) = first.split_once(':')?;
    if !words.chars().any(char::is_alphanumeric) || words.contains(['*', '`']) {
        return None;
    }
    let rest = rest.trim_start();
    let rest = (!rest.is_empty()).then(|| Piece::Text(rest.to_owned()));
    let tail = rest.into_iter().chain(pieces.iter().skip(1).cloned()).collect();
    Some(Key { words: words.to_owned(), normalised: normalise(words), tail })
}

/// Reads the text of a heading, for other spellings of one.
pub(crate) fn text(text: &str) -> Result<Vec<Piece>, LookError> {
    pieces(text, 0)
}

fn small(depth: usize) -> u8 {
    u8::try_from(depth).unwrap_or(u8::MAX)
}

/// The length of a list marker with its space, and whether it is a number.
fn marker(text: &str) -> Option<(usize, bool)> {
    if text.starts_with(['-', '*', '+']) && text[1..].starts_with(' ') {
        return Some((2, false));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0 && text[digits..].starts_with(". ")).then_some((digits + 2, true))
}

/// A label: bold words without holes, with the colon inside or after the bold.
fn field(text: &str, from: usize, bulleted: bool) -> Result<Option<Look>, LookError> {
    let Some(rest) = text[from..].strip_prefix("**") else { return Ok(None) };
    let Some(close) = rest.find("**") else { return Ok(None) };
    let inside = &rest[..close];
    let after = &rest[close + 2..];
    let (label, value) = match (inside.strip_suffix(':'), after.strip_prefix(':')) {
        (None, Some(value)) => (inside, value),
        (Some(label), _) => (label, after),
        (None, None) => return Ok(None),
    };
    // A look such as `**User Story:** As a {actor}` starts with a label too; one with a hole in it is an item's text.
    if label.contains(['{', '}']) || label.is_empty() {
        return Ok(None);
    }
    let start = text.len() - value.len() + (value.len() - value.trim_start().len());
    let pieces = pieces(text, start)?;
    let form = Form::Field { bulleted, owns: pieces.is_empty() };
    Ok(Some(Look { form, label: label.to_owned(), pieces, key: None }))
}

/// Reads text with holes from byte `from` of a look on.
fn pieces(look: &str, from: usize) -> Result<Vec<Piece>, LookError> {
    let mut reader = Reader { look, at: from };
    let pieces = reader.pieces(None)?;
    Ok(pieces)
}

struct Reader<'a> {
    look: &'a str,
    at: usize,
}

impl Reader<'_> {
    /// Reads up to the end, or up to the brace that closes the optional text opened at `open`.
    fn pieces(&mut self, open: Option<usize>) -> Result<Vec<Piece>, LookError> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        while let Some(first) = self.look.as_bytes().get(self.at) {
            let rest = &self.look[self.at..];
            let plain = rest.bytes().take_while(|byte| !matches!(byte, b'{' | b'}')).count();
            if plain > 0 {
                literal.push_str(&rest[..plain]);
                self.at += plain;
            } else if rest.starts_with("{{") || rest.starts_with("}}") {
                literal.push(char::from(*first));
                self.at += 2;
            } else if *first == b'}' {
                let Some(_) = open else {
                    return Err(self.error(self.at, self.at + 1, "a `}` that closes nothing; write `}}` for a brace"));
                };
                self.at += 1;
                flush(&mut pieces, &mut literal);
                return Ok(pieces);
            } else if let Some(inner) = rest.strip_prefix("{?") {
                if open.is_some() {
                    return Err(self.error(self.at, self.at + 2, "optional text inside optional text"));
                }
                flush(&mut pieces, &mut literal);
                let start = self.at;
                self.at = self.look.len() - inner.len();
                let inner = self.pieces(Some(start))?;
                pieces.push(Piece::Optional(inner));
            } else {
                flush(&mut pieces, &mut literal);
                pieces.push(self.hole()?);
            }
        }
        if let Some(start) = open {
            return Err(self.error(start, self.look.len(), "optional text that is never closed with `}`"));
        }
        flush(&mut pieces, &mut literal);
        Ok(pieces)
    }

    fn hole(&mut self) -> Result<Piece, LookError> {
        let start = self.at;
        let Some(length) = self.look[start..].find('}') else {
            return Err(self.error(start, self.look.len(), "a capture that is never closed with `}`"));
        };
        let end = start + length + 1;
        let inside = &self.look[start + 1..end - 1];
        self.at = end;
        let word =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if let Some((part, capture)) = inside.split_once('.') {
            if word(part) && word(capture) {
                let kind = HoleKind::SameAs { part: part.to_owned(), capture: capture.to_owned() };
                return Ok(Piece::Hole { name: CaptureName::new(inside), kind });
            }
        } else {
            let (name, kind) = inside.split_once(':').unwrap_or((inside, inside));
            if word(name) && word(kind) {
                return Ok(Piece::Hole { name: CaptureName::new(name), kind: HoleKind::Type(kind.to_owned()) });
            }
        }
        Err(self.error(start, end, "not a capture; write `{name}`, `{name:type}` or `{part.name}`"))
    }

    fn error(&self, start: usize, end: usize, message: &str) -> LookError {
        LookError { at: start..end.min(self.look.len()), message: message.to_owned() }
    }
}

fn flush(pieces: &mut Vec<Piece>, literal: &mut String) {
    if !literal.is_empty() {
        pieces.push(Piece::Text(std::mem::take(literal)));
    }
}

impl Look {
    /// The look without holes and marks: how people call the part.
    pub(crate) fn title(&self) -> String {
        if self.label.is_empty() { words(&self.pieces) } else { self.label.clone() }
    }

    /// Bytes of literal text.
    pub(crate) fn literal(&self) -> usize {
        self.pieces.iter().map(|piece| if let Piece::Text(text) = piece { text.trim().len() } else { 0 }).sum()
    }

    /// Appends the types of all captures.
    pub(crate) fn types<'a>(&'a self, kinds: &mut Vec<&'a str>) {
        fn each<'a>(pieces: &'a [Piece], kinds: &mut Vec<&'a str>) {
            for piece in pieces {
                match piece {
                    Piece::Hole { kind: HoleKind::Type(kind), .. } => kinds.push(kind),
                    Piece::Optional(inner) => each(inner, kinds),
                    Piece::Text(_) | Piece::Hole { .. } => {}
                }
            }
        }
        each(&self.pieces, kinds);
    }

    /// Names of all captures.
    pub(crate) fn captures(&self) -> Vec<&str> {
        let mut names = Vec::new();
        collect(&self.pieces, &mut names);
        names
    }
}

fn collect<'a>(pieces: &'a [Piece], names: &mut Vec<&'a str>) {
    for piece in pieces {
        match piece {
            Piece::Text(_) => {}
            Piece::Hole { name, .. } => names.push(name),
            Piece::Optional(inner) => collect(inner, names),
        }
    }
}

/// The literal words of the pieces, without the punctuation around them.
pub(crate) fn words(pieces: &[Piece]) -> String {
    let mut literal = String::new();
    for piece in pieces {
        if let Piece::Text(text) = piece {
            literal.push_str(text);
        }
    }
    let bare = literal.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.len() < literal.len() { bare.to_owned() } else { literal }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_follows_from_the_look() {
        let form = |text| look(text).expect("a look").form;
        assert_eq!(form("## Task: {name}"), Form::Heading(2));
        assert_eq!(form("**Objective**: {text}"), Form::Field { bulleted: false, owns: false });
        assert_eq!(form("**Actions:**"), Form::Field { bulleted: false, owns: true });
        assert_eq!(form("- **Scope**: {text}"), Form::Field { bulleted: true, owns: false });
        assert_eq!(form("1. **{topic}**: {text}"), Form::Item { depth: 0, ordered: true, boxed: false });
        assert_eq!(form("  - [ ] {text}"), Form::Item { depth: 1, ordered: false, boxed: true });
        assert_eq!(form("```{language}"), Form::Fence);
        assert_eq!(form("{text}"), Form::Paragraph);
    }

    #[test]
    fn mistakes_have_a_place() {
        assert_eq!(look("## {").expect_err("open").at, 3..4);
        assert_eq!(look("## a }").expect_err("stray").at, 5..6);
        assert_eq!(look("- x{? {y}").expect_err("optional").at, 3..9);
        assert_eq!(look("- {a b}").expect_err("word").at, 2..7);
        assert_eq!(look("- {{a}}").expect("braces").pieces, [Piece::Text("{a}".to_owned())]);
    }
}
