//! Which parts a heading or a label could name, wherever it stands.

mod text;

use std::collections::HashMap;
use std::ops::Range;

pub(crate) use text::Matched;
use text::read;

use super::look::{HoleKind, Piece};
use super::words::{is_spelled, is_word, near, normalise};
use super::{CaptureName, PartId, PartSpec, byte_bit, first_bit};

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

/// The lookup of headings and labels by their words.
#[derive(Debug, Default)]
pub(crate) struct Names {
    headings: HashMap<String, Vec<(PartId, bool)>>,
    fields: HashMap<String, Vec<(PartId, bool)>>,
    /// Headings and labels to the letter, the usual case.
    exact_headings: Letters,
    exact_fields: Letters,
    /// Headings with captures.
    patterns: Vec<PartId>,
    /// The first letters of the others, as bits.
    begin: u64,
    longest: usize,
    /// The words of labels by their first byte.
    labels: Vec<Vec<String>>,
    /// For each first byte of a label the bits of the second and of the third bytes.
    begins: Vec<[u64; 2]>,
}

/// Texts to the letter, by their length: only few names have the same.
#[derive(Debug, Default)]
struct Letters(Vec<Vec<(String, Vec<Hypothesis>)>>);

impl Letters {
    fn add(&mut self, text: String, known: Hypothesis) {
        if self.0.len() <= text.len() {
            self.0.resize_with(text.len() + 1, Vec::new);
        }
        let alike = &mut self.0[text.len()];
        match alike.iter_mut().find(|(other, _)| *other == text) {
            Some((_, all)) => all.push(known),
            None => alike.push((text, vec![known])),
        }
    }

    fn get(&self, text: &str) -> Option<&[Hypothesis]> {
        let alike = self.0.get(text.len())?;
        alike.iter().find(|(known, _)| known == text).map(|(_, all)| all.as_slice())
    }
}

/// Longer texts are not names with a slip in them.
const MOST_NEAR: usize = 60;

impl Names {
    pub(crate) fn new(parts: &[PartSpec]) -> Self {
        let mut names = Self {
            headings: HashMap::with_capacity(parts.len()),
            fields: HashMap::with_capacity(parts.len()),
            ..Self::default()
        };
        for (id, part) in (0..).zip(parts).skip(1) {
            if part.is_heading() && part.looks.iter().any(|look| !look.captures().is_empty()) {
                names.patterns.push(id);
            } else if part.is_heading() || part.is_field() {
                let field = part.is_field();
                for look in &part.looks {
                    let title = look.title();
                    let name = normalise(&title);
                    if field {
                        names.add_label(&name);
                    } else {
                        names.begin |= first_bit(&name);
                    }
                    names.add(field, name, id, false);
                    let exact = if field { &mut names.exact_fields } else { &mut names.exact_headings };
                    exact.add(title, Hypothesis { part: id, kind: Kind::Exact });
                }
                for also in &part.also_names {
                    names.add(field, also.clone(), id, true);
                }
            }
        }
        names
    }

    fn add(&mut self, field: bool, name: String, id: PartId, alias: bool) {
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
            .filter(|id| parts[usize::from(**id)].looks.iter().any(|look| exact(&look.pieces, text, |_, _| ())));
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

    /// The parts whose label a text is to the letter, if any.
    pub(crate) fn label(&self, text: &str) -> Option<&[Hypothesis]> {
        self.exact_fields.get(text)
    }

    fn add_label(&mut self, name: &str) {
        let first = name.bytes().next().map_or(0, usize::from);
        if self.labels.len() <= first {
            self.labels.resize_with(first + 1, Vec::new);
            self.begins.resize(first + 1, [0; 2]);
        }
        for (bits, at) in self.begins[first].iter_mut().zip(1..) {
            *bits |= byte_bit(name.as_bytes().get(at).copied().unwrap_or(b' '));
        }
        self.labels[first].push(name.to_owned());
    }

    /// Whether a text spells a heading without captures, in whatever style.
    pub(crate) fn spells_heading(&self, text: &str) -> bool {
        self.begin & first_bit(text) != 0 && text.len() <= self.longest + 8 && {
            let name = normalise(text);
            self.headings.contains_key(&name) || self.headings.contains_key(without_number(&name))
        }
    }

    /// Whether a text begins with a letter or digit as a label may begin, in either case; looks at three bytes.
    pub(crate) fn begins_label(&self, text: &str) -> bool {
        match text.as_bytes() {
            [first, rest @ ..] if first.is_ascii_alphanumeric() => {
                let known = self.begins.get(usize::from(first.to_ascii_lowercase())).copied().unwrap_or_default();
                // Another sign may be left out where words are compared, and moves what stands behind it.
                let mut plain = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric());
                known.iter().all(|bits| bits & plain.next().map_or(u64::MAX, |byte| byte_bit(*byte)) != 0)
            }
            [first, ..] => !first.is_ascii() && text.starts_with(char::is_alphanumeric),
            [] => false,
        }
    }

    /// Whether a text spells a label exactly, but for case.
    pub(crate) fn spells_label(&self, text: &str) -> bool {
        let short = || text.len() <= self.longest + 8;
        match text.as_bytes() {
            [first, ..] if first.is_ascii_alphanumeric() => {
                let labels = self.labels.get(usize::from(first.to_ascii_lowercase())).map_or(&[][..], Vec::as_slice);
                labels.iter().any(|label| is_spelled(label, text)) && (short() || self.label(text).is_some())
            }
            _ => {
                let named = |known: &Vec<(PartId, bool)>| known.iter().any(|(_, alias)| !alias);
                self.label(text).is_some() || short() && self.fields.get(&normalise(text)).is_some_and(named)
            }
        }
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

/// Whether a heading is written as its look to the letter: literal text, then digits, then a name. `found` is told what
/// is captured on the way.
pub(crate) fn exact(pieces: &[Piece], text: &str, mut found: impl FnMut(&CaptureName, Range<usize>)) -> bool {
    let mut rest = text;
    let mut literal = false;
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(wanted) => {
                let Some(behind) = rest.strip_prefix(wanted.as_str()) else { return false };
                rest = behind;
                literal = literal || wanted.chars().any(is_word);
            }
            Piece::Hole { name, kind: HoleKind::Type(kind) }
                if !matches!(kind.as_str(), "count" | "number" | "serial") =>
            {
                let plain = !rest.is_empty() && !rest.starts_with(' ') && !rest.ends_with([' ', ':', '：']);
                found(name, text.len() - rest.len()..text.len());
                return literal && plain && index + 1 == pieces.len();
            }
            Piece::Hole { name, .. } => {
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                if digits == 0 || is_padded(&rest[..digits]) {
                    return false;
                }
                let start = text.len() - rest.len();
                found(name, start..start + digits);
                rest = &rest[digits..];
            }
            Piece::Optional(_) => return false,
        }
    }
    literal && rest.is_empty()
}

/// Whether a number has zeros before it.
fn is_padded(digits: &str) -> bool {
    digits.len() > 1 && digits.starts_with('0')
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

/// Where a name begins and ends that stands behind another copy of the words before it, as in `Task: Task: Name`.
pub(crate) fn behind_copy(part: &PartSpec, name: &str) -> Option<Range<usize>> {
    let pieces = &part.look().pieces;
    let (Some(Piece::Text(first)), [.., Piece::Text(mark), Piece::Hole { name: hole, .. }]) =
        (pieces.first(), &pieces[..])
    else {
        return None;
    };
    let mark = mark.trim_end().chars().next_back().filter(|mark| !is_word(*mark))?;
    let mut found = 0..name.len();
    loop {
        let text = &name[found.clone()];
        let begins = text.trim_start_matches(['*', '_', '`']);
        // Most names begin with another letter.
        if first_bit(begins) != first_bit(first) {
            break;
        }
        let Some((kind, matched)) = read_heading(part, text) else { break };
        let Some((_, inner)) = matched.captures.iter().find(|(known, _)| known == hole) else { break };
        let lead = text[..inner.start].trim_end_matches([' ', '*', '_']);
        // Nothing but the words and a number: `Task Runner: Name` has a name of its own.
        let words = normalise(lead);
        let same = words.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ') == normalise(first);
        if kind > Kind::Alias || !same || !lead.ends_with(mark) || inner.is_empty() {
            break;
        }
        found = found.start + inner.start..found.start + inner.end;
    }
    (found.start > 0).then_some(found)
}

/// The copy of a heading's words that stands before its name.
pub(crate) fn copy(part: &PartSpec, text: &str) -> Option<Range<usize>> {
    let (_, matched) = read_heading(part, text)?;
    let (_, name) = matched.captures.last()?;
    let inner = behind_copy(part, &text[name.clone()])?;
    Some(name.start..name.start + inner.start)
}

/// Reads a heading with captures; the best of its looks and other spellings.
pub(crate) fn read_heading(part: &PartSpec, text: &str) -> Option<(Kind, Matched)> {
    let looks = part.looks.iter().map(|look| (&look.pieces, false));
    let also = part.also.iter().map(|pieces| (pieces, true));
    let mut best: Option<(Kind, Matched)> = None;
    let mut captures = Vec::new();
    for look in &part.looks {
        if exact(&look.pieces, text, |name, range| captures.push((*name, range))) {
            return Some((Kind::Exact, Matched { captures, ..Matched::default() }));
        }
        captures.clear();
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
