//! Reads the text of a heading with forgiveness for style and for slips in its literal words.

use std::ops::Range;

use crate::format::CaptureName;
use crate::format::look::{HoleKind, Piece};
use crate::format::words::{is_word, near, normalise};

/// What a heading's text was read as.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matched {
    pub(super) styled: bool,
    pub(super) edits: u32,
    pub(super) unmarked: bool,
    /// What stands in brackets before a mark, as in `Word 2 (optional): Name`.
    pub(crate) remark: Option<Range<usize>>,
    /// Captures in the order of the holes: byte ranges of the text.
    pub(crate) captures: Vec<(CaptureName, Range<usize>)>,
}

/// Reads a text with forgiveness for style and slips in the literal words.
pub(super) fn read(pieces: &[Piece], text: &str) -> Option<Matched> {
    let mut reader = TextReader { text, at: 0, matched: Matched::default() };
    let undecorated = reader.decoration();
    for (index, piece) in pieces.iter().enumerate() {
        reader.piece(piece, &pieces[index + 1..])?;
    }
    let rest = reader.rest().trim_matches(|c: char| c.is_whitespace() || "*_:.#".contains(c) || c == '：');
    if !rest.is_empty() {
        return None;
    }
    reader.matched.styled |= !reader.rest().trim().is_empty() || undecorated;
    Some(reader.matched)
}

struct TextReader<'a> {
    text: &'a str,
    at: usize,
    matched: Matched,
}

impl<'a> TextReader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn skip(&mut self, skip: impl Fn(char) -> bool) -> usize {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(skip).len();
        self.at += length;
        length
    }

    /// Skips a box, emphasis, emoji and a leading number.
    fn decoration(&mut self) -> bool {
        self.skip(char::is_whitespace);
        let start = self.at;
        if let [b'[', b' ' | b'x' | b'X', b']', b' ', ..] = self.rest().as_bytes() {
            self.at += "[x] ".len();
        }
        self.skip(|c| !is_word(c) && !c.is_ascii_punctuation() || "*_~`#".contains(c));
        let digits = self.rest().bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let after = self.rest()[digits..].trim_start_matches([')', ':']);
        if digits > 0 && after.starts_with(' ') {
            self.at = self.text.len() - after.len();
            self.skip(|c| !is_word(c));
        }
        self.at > start
    }

    fn piece(&mut self, piece: &Piece, next: &[Piece]) -> Option<()> {
        match piece {
            Piece::Text(literal) => self.literal(literal),
            Piece::Optional(inner) => {
                let (at, matched) = (self.at, self.matched.clone());
                for (index, piece) in inner.iter().enumerate() {
                    if self.piece(piece, &inner[index + 1..]).is_none() || self.matched.unmarked {
                        self.at = at;
                        self.matched = matched;
                        break;
                    }
                }
                Some(())
            }
            Piece::Hole { name, kind } => {
                let counts = match kind {
                    HoleKind::Type(kind) => matches!(kind.as_str(), "count" | "number" | "serial"),
                    HoleKind::SameAs { .. } => true,
                };
                let range = if counts { self.number(next) } else { self.words(next) };
                self.matched.captures.push((*name, range));
                Some(())
            }
        }
    }

    fn literal(&mut self, literal: &str) -> Option<()> {
        let mut rest = literal;
        while let Some(c) = rest.chars().next() {
            if c.is_whitespace() {
                rest = &rest[c.len_utf8()..];
            } else if is_word(c) {
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                self.word(&rest[..end])?;
                rest = &rest[end..];
            } else {
                self.mark(c)?;
                rest = &rest[c.len_utf8()..];
            }
        }
        Some(())
    }

    fn word(&mut self, wanted: &str) -> Option<()> {
        self.skip(char::is_whitespace);
        if self.skip(|c| "*_`".contains(c)) > 0 {
            self.matched.styled = true;
        }
        let rest = self.rest();
        let word = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
        if word != wanted {
            if normalise(word) == normalise(wanted) {
                self.matched.styled = true;
            } else {
                self.matched.edits += near(&normalise(word), &normalise(wanted))?;
            }
        }
        self.at += word.len();
        Some(())
    }

    /// A mark such as a colon; other marks that part words stand in for it.
    fn mark(&mut self, wanted: char) -> Option<()> {
        let before = self.at;
        let parts = |c: char| ":-–—.)|：;".contains(c);
        let mut spaces = self.skip(|c| c.is_whitespace() || "*_`".contains(c));
        if let Some(inside) = self.rest().strip_prefix('(')
            && let Some((inside, behind)) = inside.split_once(')')
            && behind.trim_start_matches(['*', '_', ' ']).starts_with(|c| c == wanted || (parts(c) && parts(wanted)))
        {
            self.matched.remark = Some(self.at..self.at + inside.len() + 2);
            self.at += inside.len() + 2;
            spaces += self.skip(|c| "*_ ".contains(c)) + 1;
        }
        let Some(found) = self.rest().chars().next() else {
            // A heading that ends with its number lacks a name, no more.
            let numbered = self.matched.captures.iter().any(|(_, range)| !range.is_empty());
            self.matched.unmarked |= !numbered;
            self.matched.styled = true;
            return Some(());
        };
        // `Step-by-step` is one word.
        let joins = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        if found == '-' && joins(self.text[..self.at].chars().next_back()) && joins(self.rest().chars().nth(1)) {
            return None;
        }
        if found == wanted || (parts(found) && parts(wanted)) {
            self.at += found.len_utf8();
            self.matched.styled |= found != wanted || spaces > 0;
        } else if parts(wanted) {
            self.at = before;
            self.matched.unmarked = true;
        } else {
            return None;
        }
        Some(())
    }

    /// Digits, or the word that stands in their place before a mark; empty when there is neither.
    fn number(&mut self, next: &[Piece]) -> Range<usize> {
        let before = self.at;
        self.skip(|c| c.is_whitespace() || "*_`#".contains(c));
        self.matched.styled |= self.text[before..self.at].contains('#');
        let inside = self.rest().strip_prefix(['[', '(']);
        let bracketed = inside.is_some_and(|inside| inside.starts_with(|c: char| c.is_ascii_digit()));
        self.at += usize::from(bracketed);
        let start = self.at;
        let digits = self.skip(|c| c.is_ascii_digit());
        self.matched.styled |= super::is_padded(&self.text[start..self.at]);
        // `1.2` is one number, unless the look has a dot there itself.
        let dotted = matches!(next.first(), Some(Piece::Text(text)) if text.starts_with('.'));
        if digits > 0 && !dotted {
            let more =
                self.rest().strip_prefix('.').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
            self.at += if more > 0 { more + 1 } else { 0 };
        }
        if digits == 0 {
            let rest = self.rest();
            let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            if end > 0
                && rest[end..].trim_start_matches(['*', '_', ' ']).starts_with([':', '.', '-', '–', '—', ')', '：'])
            {
                self.at += end;
            }
        }
        let end = self.at;
        if digits > 0 {
            self.total(bracketed);
        }
        start..end
    }

    /// Skips what is behind a number and counts nothing: the bracket around it, and of how many it is one.
    fn total(&mut self, bracketed: bool) {
        let rest = self.rest();
        let behind = rest.strip_prefix([']', ')']).filter(|_| bracketed).unwrap_or(rest);
        let of = behind.trim_start_matches(' ');
        let total = of.strip_prefix('/').or_else(|| of.strip_prefix("of ").filter(|_| of.len() < behind.len()));
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let after = total.map(str::trim_start).filter(|text| digits(text) > 0).map(|text| &text[digits(text)..]);
        let after = after.unwrap_or(behind);
        self.matched.styled |= after.len() < rest.len();
        self.at = self.text.len() - after.len();
    }

    /// Text up to the next literal, or all that is left but trailing marks of style.
    fn words(&mut self, next: &[Piece]) -> Range<usize> {
        self.skip(char::is_whitespace);
        let start = self.at;
        let rest = self.rest();
        let length = match next.first() {
            Some(Piece::Text(literal)) => rest.find(literal.trim()).unwrap_or(rest.len()),
            Some(Piece::Optional(inner)) => match inner.first() {
                Some(Piece::Text(literal)) => rest.find(literal.as_str()).unwrap_or(rest.len()),
                _ => rest.len(),
            },
            _ => rest.len(),
        };
        let text = rest[..length].trim_end();
        let mut name = text;
        if next.is_empty() {
            name = name.trim_end_matches([':', '：']).trim_end();
            // Emphasis that opened before the literal words closes behind the name; other marks are of the name.
            for mark in ["***", "**", "__", "*", "_"] {
                let opened = self.text[..start].matches(mark).count() % 2 == 1;
                if opened && name.ends_with(mark) {
                    name = name[..name.len() - mark.len()].trim_end();
                    break;
                }
            }
            name = name.trim_end_matches([':', '：']).trim_end();
        }
        self.matched.styled |= name.len() < text.len();
        let end = start + name.len();
        self.at = start + length;
        start..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::look;

    fn read_as(look: &str, text: &str) -> Option<(bool, u32, bool, Vec<String>)> {
        let look = look::look(look).expect("a look");
        let matched = read(&look.pieces, text)?;
        let captures = matched.captures.iter().map(|(_, range)| text[range.clone()].to_owned()).collect();
        Some((matched.styled, matched.edits, matched.unmarked, captures))
    }

    fn captured(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn captures_are_read_with_forgiveness() {
        let step = "#### Step {n:count}: {name}";
        assert_eq!(read_as(step, "Step 1: Go"), Some((false, 0, false, captured(&["1", "Go"]))));
        assert_eq!(read_as(step, "**step 2 - Go**"), Some((true, 0, false, captured(&["2", "Go"]))));
        assert_eq!(read_as(step, "Step #2: Go"), Some((true, 0, false, captured(&["2", "Go"]))));
        assert_eq!(read_as(step, "Step 02: Go"), Some((true, 0, false, captured(&["02", "Go"]))));
        assert_eq!(read_as(step, "Step: Go"), Some((false, 0, false, captured(&["", "Go"]))));
        assert_eq!(read_as(step, "Step Two: Go"), Some((false, 0, false, captured(&["Two", "Go"]))));
        assert_eq!(read_as(step, "Stepp 3: Go:"), Some((true, 1, false, captured(&["3", "Go"]))));
        assert_eq!(read_as(step, "Go on"), None);
        assert_eq!(
            read_as("## Task: {name}", "✅ Task: **Bold** one"),
            Some((true, 0, false, captured(&["**Bold** one"])))
        );
        assert_eq!(read_as("## Task: {name}", "**Task: __init__**"), Some((true, 0, false, captured(&["__init__"]))));
        assert_eq!(
            read_as("## Task: {name}", "Task: a_b and _c_"),
            Some((false, 0, false, captured(&["a_b and _c_"])))
        );
        assert_eq!(read_as("## Task: {name}", "Task build"), Some((false, 0, true, captured(&["build"]))));
        assert_eq!(
            read_as("#### Task {phase.n}.{n:count}: {name}", "Task 2.3: X"),
            Some((false, 0, false, captured(&["2", "3", "X"])))
        );
    }
}
