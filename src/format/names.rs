//! Which parts a heading or a label could name, wherever it stands.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::look::{HoleKind, Piece};
use super::words::{is_word, near, normalise};
use super::{PartId, PartSpec};

/// How well a text names a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// As the format writes it.
    Exact,
    /// The same words, in another style.
    Styled,
    /// A spelling that the format knows.
    Alias,
    /// That many edits away.
    Near(u32),
    /// The words, but not the mark after them: `Task build it`.
    Unmarked,
    /// A heading that captures all of its text.
    Anything,
}

impl Kind {
    /// What believing it costs, in half units.
    pub(crate) fn cost(self) -> u32 {
        match self {
            Self::Exact => 0,
            Self::Styled => 2,
            Self::Alias => 4,
            Self::Near(edits) => 4 + edits,
            Self::Unmarked => 8,
            Self::Anything => 5,
        }
    }
}

/// A part that a text could name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hypothesis {
    pub(crate) part: PartId,
    pub(crate) kind: Kind,
}

/// What a heading's text was read as.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matched {
    styled: bool,
    edits: u32,
    unmarked: bool,
    /// Captures in the order of the holes: byte ranges of the text.
    pub(crate) captures: Vec<(Arc<str>, Range<usize>)>,
}

/// The lookup of headings and labels by their words.
#[derive(Debug, Default)]
pub(crate) struct Names {
    headings: HashMap<String, Vec<(PartId, bool)>>,
    fields: HashMap<String, Vec<(PartId, bool)>>,
    /// Headings and labels to the letter, the usual case.
    exact_headings: HashMap<String, Vec<Hypothesis>>,
    exact_fields: HashMap<String, Vec<Hypothesis>>,
    /// Headings with captures.
    patterns: Vec<PartId>,
    longest: usize,
}

/// Longer texts are not names with a slip in them.
const MOST_NEAR: usize = 60;

impl Names {
    pub(crate) fn new(parts: &[PartSpec]) -> Self {
        let mut names = Self::default();
        for (id, part) in (0..).zip(parts).skip(1) {
            if part.is_heading() && part.looks.iter().any(|look| !look.captures().is_empty()) {
                names.patterns.push(id);
            } else if part.is_heading() || part.is_field() {
                let field = part.is_field();
                for look in &part.looks {
                    names.add(field, &look.title(), id, false);
                    let exact = if field { &mut names.exact_fields } else { &mut names.exact_headings };
                    exact.entry(look.title()).or_default().push(Hypothesis { part: id, kind: Kind::Exact });
                }
                for also in &part.also {
                    names.add(field, &super::look::words(also), id, true);
                }
            }
        }
        names
    }

    fn add(&mut self, field: bool, text: &str, id: PartId, alias: bool) {
        let name = normalise(text);
        self.longest = self.longest.max(name.len());
        let map = if field { &mut self.fields } else { &mut self.headings };
        let known = map.entry(name).or_default();
        if !known.iter().any(|(other, _)| *other == id) {
            known.push((id, alias));
        }
    }

    /// Parts that a heading of that text could be, best first for each part.
    pub(crate) fn of_heading(&self, parts: &[PartSpec], text: &str, out: &mut Vec<Hypothesis>) {
        if let Some(known) = self.exact_headings.get(text) {
            out.extend_from_slice(known);
            return;
        }
        let written = self
            .patterns
            .iter()
            .filter(|id| parts[usize::from(**id)].looks.iter().any(|look| exact(&look.pieces, text).is_some()));
        let before = out.len();
        out.extend(written.map(|part| Hypothesis { part: *part, kind: Kind::Exact }));
        if out.len() > before {
            return;
        }
        let name = normalise(text);
        let from = out.len();
        literal(&self.headings, parts, text, &name, out);
        for id in &self.patterns {
            if let Some((kind, _)) = read_heading(&parts[usize::from(*id)], text) {
                out.push(Hypothesis { part: *id, kind });
            }
        }
        // A label may be written as a heading.
        for (part, alias) in self.fields.get(&name).into_iter().flatten() {
            out.push(Hypothesis { part: *part, kind: if *alias { Kind::Alias } else { Kind::Styled } });
        }
        keep_best(out, from);
    }

    /// Parts that a bold label of that text could be. `line` tells that nothing else stands on its line, so that it
    /// may be a heading in disguise.
    pub(crate) fn of_label(&self, parts: &[PartSpec], text: &str, line: bool, out: &mut Vec<Hypothesis>) {
        if let Some(known) = self.exact_fields.get(text) {
            out.extend_from_slice(known);
            return;
        }
        let name = normalise(text);
        let from = out.len();
        literal(&self.fields, parts, text, &name, out);
        if line {
            for (part, alias) in self.headings.get(&name).into_iter().flatten().filter(|(_, alias)| !alias) {
                out.push(Hypothesis { part: *part, kind: if *alias { Kind::Alias } else { Kind::Styled } });
            }
            for id in &self.patterns {
                if let Some((Kind::Exact | Kind::Styled, _)) = read_heading(&parts[usize::from(*id)], text) {
                    out.push(Hypothesis { part: *id, kind: Kind::Styled });
                }
            }
        }
        keep_best(out, from);
    }

    /// Whether a text is a label to the letter.
    pub(crate) fn is_label(&self, text: &str) -> bool {
        self.exact_fields.contains_key(text)
    }

    /// Whether a text spells a label exactly, but for case.
    pub(crate) fn spells_label(&self, text: &str) -> bool {
        self.exact_fields.contains_key(text)
            || text.len() <= self.longest + 8
                && self.fields.get(&normalise(text)).is_some_and(|known| known.iter().any(|(_, alias)| !alias))
    }
}

/// Parts whose words a text spells, nearly if not exactly.
fn literal(
    map: &HashMap<String, Vec<(PartId, bool)>>,
    parts: &[PartSpec],
    text: &str,
    name: &str,
    out: &mut Vec<Hypothesis>,
) {
    if let Some(known) = map.get(name) {
        for (part, alias) in known {
            let exact = || parts[usize::from(*part)].looks.iter().any(|look| look.title() == text);
            let kind = if *alias {
                Kind::Alias
            } else if exact() {
                Kind::Exact
            } else {
                Kind::Styled
            };
            out.push(Hypothesis { part: *part, kind });
        }
        return;
    }
    // The words may stand behind a number or be glued with `and`.
    let bare = without_number(name);
    if bare != name
        && let Some(known) = map.get(bare)
    {
        out.extend(
            known
                .iter()
                .map(|(part, alias)| Hypothesis { part: *part, kind: if *alias { Kind::Alias } else { Kind::Styled } }),
        );
        return;
    }
    if name.len() > MOST_NEAR {
        return;
    }
    let mut found: Vec<Hypothesis> = Vec::new();
    for (known, ids) in map {
        let Some(edits) = near(bare, known) else { continue };
        found.extend(ids.iter().map(|(part, alias)| {
            let edits = edits + u32::from(*alias);
            Hypothesis { part: *part, kind: Kind::Near(edits) }
        }));
    }
    found.sort_by_key(|hypothesis| (hypothesis.kind, hypothesis.part));
    out.extend(found.into_iter().take(6));
}

/// Reads a heading that is written as its look to the letter: literal text, then digits, then a name.
pub(crate) fn exact(pieces: &[Piece], text: &str) -> Option<Vec<(Arc<str>, Range<usize>)>> {
    let mut rest = text;
    let mut literal = false;
    let mut captures = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(wanted) => {
                rest = rest.strip_prefix(wanted.as_str())?;
                literal |= wanted.chars().any(is_word);
            }
            Piece::Hole { name, kind: HoleKind::Type(kind) }
                if !matches!(kind.as_str(), "count" | "number" | "serial") =>
            {
                let plain = !rest.is_empty() && !rest.starts_with(' ') && !rest.ends_with([' ', ':', '：', '*', '_']);
                captures.push((Arc::clone(name), text.len() - rest.len()..text.len()));
                return (literal && plain && index + 1 == pieces.len()).then_some(captures);
            }
            Piece::Hole { name, .. } => {
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                if digits == 0 {
                    return None;
                }
                let start = text.len() - rest.len();
                captures.push((Arc::clone(name), start..start + digits));
                rest = &rest[digits..];
            }
            Piece::Optional(_) => return None,
        }
    }
    (literal && rest.is_empty()).then_some(captures)
}

/// One hypothesis a part; when one is exact, no part without exact words stays.
fn keep_best(out: &mut Vec<Hypothesis>, from: usize) {
    let mut tail = out.split_off(from);
    tail.sort_by_key(|hypothesis| (hypothesis.kind, hypothesis.part));
    let has_exact = tail.first().is_some_and(|best| best.kind == Kind::Exact);
    for hypothesis in tail {
        let known = out[from..].iter().any(|other| other.part == hypothesis.part);
        if !known && out.len() - from < 6 && (!has_exact || hypothesis.kind <= Kind::Styled) {
            out.push(hypothesis);
        }
    }
}

/// The words behind a leading number.
fn without_number(name: &str) -> &str {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    if rest.is_empty() { name } else { rest }
}

/// Reads a heading with captures; the best of its looks and other spellings.
pub(crate) fn read_heading(part: &PartSpec, text: &str) -> Option<(Kind, Matched)> {
    let looks = part.looks.iter().map(|look| (&look.pieces, false));
    let also = part.also.iter().map(|pieces| (pieces, true));
    let mut best: Option<(Kind, Matched)> = None;
    if let Some(captures) = part.looks.iter().find_map(|look| exact(&look.pieces, text)) {
        return Some((Kind::Exact, Matched { captures, ..Matched::default() }));
    }
    for (pieces, alias) in looks.chain(also) {
        let Some(matched) = read(pieces, text) else { continue };
        let bare = !pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if text.chars().any(is_word)));
        let kind = match &matched {
            _ if bare => {
                if alias {
                    continue;
                }
                Kind::Anything
            }
            Matched { unmarked: true, .. } => Kind::Unmarked,
            Matched { edits: 1.., .. } => Kind::Near(matched.edits + u32::from(alias)),
            _ if alias => Kind::Alias,
            Matched { styled: true, .. } => Kind::Styled,
            _ => Kind::Exact,
        };
        if best.as_ref().is_none_or(|(known, _)| kind < *known) {
            best = Some((kind, matched));
        }
    }
    best
}

/// Reads a text with forgiveness for style and slips in the literal words.
fn read(pieces: &[Piece], text: &str) -> Option<Matched> {
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

    /// Skips emphasis, emoji and a leading number.
    fn decoration(&mut self) -> bool {
        self.skip(char::is_whitespace);
        let start = self.at;
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
                let range = if counts { self.number() } else { self.words(next) };
                self.matched.captures.push((Arc::clone(name), range));
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
        let spaces = self.skip(|c| c.is_whitespace() || "*_`".contains(c));
        let Some(found) = self.rest().chars().next() else {
            // A heading that ends with its number lacks a name, no more.
            let numbered = self.matched.captures.iter().any(|(_, range)| !range.is_empty());
            self.matched.unmarked |= !numbered;
            self.matched.styled = true;
            return Some(());
        };
        let parts = |c: char| ":-–—.)|：;".contains(c);
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
    fn number(&mut self) -> Range<usize> {
        self.skip(|c| c.is_whitespace() || "*_`#".contains(c));
        let start = self.at;
        let digits = self.skip(|c| c.is_ascii_digit());
        if digits == 0 {
            let rest = self.rest();
            let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            if end > 0
                && rest[end..].trim_start_matches(['*', '_', ' ']).starts_with([':', '.', '-', '–', '—', ')', '：'])
            {
                self.at += end;
            }
        }
        start..self.at
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
            // Emphasis that opened before the literal words closes behind the name.
            for mark in ["***", "**", "__", "*", "_"] {
                let odd = name.matches(mark).count() % 2 == 1;
                if odd && name.ends_with(mark) {
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
        assert_eq!(read_as(step, "Step: Go"), Some((false, 0, false, captured(&["", "Go"]))));
        assert_eq!(read_as(step, "Step Two: Go"), Some((false, 0, false, captured(&["Two", "Go"]))));
        assert_eq!(read_as(step, "Stepp 3: Go:"), Some((true, 1, false, captured(&["3", "Go"]))));
        assert_eq!(read_as(step, "Go on"), None);
        assert_eq!(
            read_as("## Task: {name}", "✅ Task: **Bold** one"),
            Some((true, 0, false, captured(&["**Bold** one"])))
        );
        assert_eq!(read_as("## Task: {name}", "Task build"), Some((false, 0, true, captured(&["build"]))));
        assert_eq!(
            read_as("#### Task {phase.n}.{n:count}: {name}", "Task 2.3: X"),
            Some((false, 0, false, captured(&["2", "3", "X"])))
        );
    }
}
