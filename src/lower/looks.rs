//! Holds the text of an item against the looks of declared items.

use crate::format::look::Key;
use crate::format::words::{near, normalise};
use crate::format::{CaptureName, Format, Look, PartId, Piece};
use crate::source::{Source, Span, offset};

use super::{Capture, Fit};

/// What an item was recognised as.
pub(super) struct Read {
    pub(super) spec: PartId,
    pub(super) fit: Fit,
}

/// Reads a text as the first declared item that it fits; a near miss of an item's first words counts before an item
/// that takes anything.
pub(super) fn read(source: &Source, format: &Format, part: PartId, span: Span, out: &mut Vec<Capture>) -> Option<Read> {
    let text = source.slice(span);
    let looks = || {
        let items = format.part(part).items.iter();
        items.filter_map(|(id, at)| Some((*id, format.part(*id).looks.get(*at)?)))
    };
    if !format.part(part).facts.keyed {
        let mut fits = looks().filter(|(_, look)| matches(text, span.start, &look.pieces, out));
        return fits.next().map(|(spec, _)| Read { spec, fit: Fit::Fits });
    }
    let (lead, rest) = lead(text);
    let mut name: Option<String> = None;
    // The usual case first: the words as the format writes them.
    let written =
        lead.and_then(|lead| looks().find(|(_, look)| look.key.as_ref().is_some_and(|key| key.words == lead)));
    if let Some((id, Look { key: Some(key), .. })) = written {
        return Some(valued(format, (text, span), rest, (id, key, Fit::Fits), out));
    }
    // Words that go on behind those of an item tell more of it, unless they are those of another.
    let mut longer: Option<(usize, usize, PartId, &Key)> = None;
    for (id, look) in looks() {
        let Some(key) = &look.key else {
            if let Some((_, rest, id, key)) = longer {
                return Some(valued(format, (text, span), rest, (id, key, Fit::Fits), out));
            }
            if matches(text, span.start, &look.pieces, out) {
                return Some(Read { spec: id, fit: Fit::Fits });
            }
            continue;
        };
        let Some(lead) = lead else {
            if let Some((rest, fit)) = coded(format, (text, span), (id, key)) {
                return Some(valued(format, (text, span), rest, (id, key, fit), out));
            }
            continue;
        };
        // A remark in brackets does not belong to the words.
        let name = name.get_or_insert_with(|| normalise(lead.split(['(', '[']).next().unwrap_or(lead)));
        if *name == key.normalised {
            return Some(valued(format, (text, span), rest, (id, key, Fit::Fits), out));
        }
        let also = &format.part(id).also_names;
        let goes_on = |known: &&str| name.strip_prefix(*known).is_some_and(|more| more.starts_with(' '));
        let slip = || !goes_on(&key.normalised.as_str()) && near(name, &key.normalised).is_some();
        if slip() || also.contains(name) {
            let words = Span::new(span.start, span.start + offset(lead.len()));
            return Some(valued(format, (text, span), rest, (id, key, Fit::Misnamed(words)), out));
        }
        let known = also.iter().map(String::as_str).chain([key.normalised.as_str()]);
        let length = known.filter(goes_on).map(str::len).max();
        if let Some(length) = length.filter(|length| longer.is_none_or(|(known, ..)| known < *length))
            && (!key.is_ticked() || text[rest..].contains('`'))
        {
            longer = Some((length, rest, id, key));
        }
    }
    longer.map(|(_, rest, id, key)| valued(format, (text, span), rest, (id, key, Fit::Fits), out))
}

/// Reads the words of an item before a code span: where its value begins, and how well they fit.
fn coded(format: &Format, (text, span): (&str, Span), (id, key): (PartId, &Key)) -> Option<(usize, Fit)> {
    let length = key.words.len();
    let misnamed = |length: usize| Fit::Misnamed(Span::new(span.start, span.start + offset(length)));
    if !text.get(..length).is_some_and(|head| head.eq_ignore_ascii_case(&key.words)) {
        // Other words, and nothing but code behind them.
        let (lead, code) = text.split_at(text.find('`').filter(|_| key.is_ticked())?);
        let only = code_span(code).is_some_and(|inner| code[inner.end..].trim_matches(['`', ' ', '.']).is_empty());
        let known = only && format.part(id).also_names.contains(&normalise(lead));
        return known.then(|| (lead.len(), misnamed(lead.trim_end().len())));
    }
    if let Some(rest) = behind_words(text, length, key.is_ticked()) {
        return Some((rest, Fit::Fits));
    }
    // A dash in place of the colon, or nothing.
    if let Some(dash) = dash(&text[length..]) {
        return Some((length + dash, misnamed(length)));
    }
    (text[length..].starts_with([' ', '`']) && (!key.is_ticked() || text.contains('`')))
        .then(|| (length, misnamed(length)))
}

/// The length of a dash with blanks around it at the start of a text.
pub(crate) fn dash(text: &str) -> Option<usize> {
    let rest = text.strip_prefix([' ', '\t'])?.trim_start();
    let value = rest.strip_prefix(['-', '–', '—'])?.strip_prefix([' ', '\t'])?;
    Some(text.len() - value.trim_start().len())
}

/// Where the value begins in ``words in `folder`: value``: behind the first colon outside of code. Where the value is
/// code, some must follow, unless the words between are a remark in brackets.
fn behind_words(text: &str, words: usize, ticked: bool) -> Option<usize> {
    let more = text.get(words..)?.lines().next()?.strip_prefix([' ', '('])?;
    let mut at = words + 1;
    for (piece, code) in more.split('`').zip([false, true].into_iter().cycle()) {
        if let Some(colon) = piece.find([':', '：']).filter(|_| !code) {
            at += colon;
            break;
        }
        at += piece.len() + 1;
    }
    let value = text.get(at..)?.strip_prefix([':', '：'])?;
    let remark = text[words..at].trim_start().starts_with('(') && text[words..at].trim_end().ends_with(')');
    (remark || !ticked || value.contains('`')).then(|| text.len() - value.trim_start().len())
}

/// Reads what stands behind the words of an item.
fn valued(
    format: &Format,
    (text, span): (&str, Span),
    rest: usize,
    (spec, key, fit): (PartId, &Key, Fit),
    out: &mut Vec<Capture>,
) -> Read {
    let value = span.start + offset(rest);
    let tail = text.get(rest..).unwrap_or("");
    if matches(tail, value, &key.tail, out) {
        return Read { spec, fit };
    }
    let hole = key.tail.iter().find_map(|piece| if let Piece::Hole { name, .. } = piece { Some(name) } else { None });
    // Words may stand before the code span.
    if let Some(code) = code_span(tail).filter(|_| key.is_ticked()) {
        let span = Span::new(value + offset(code.start), value + offset(code.end));
        out.extend(hole.map(|name| Capture { name: *name, span }));
        return Read { spec, fit };
    }
    // The words are there but the value is not in back-ticks: it is captured as it stands.
    out.extend(hole.map(|name| Capture { name: *name, span: Span::new(value, span.end) }));
    let missed = if tail.trim().is_empty() {
        Fit::Empty
    } else if key.is_ticked() && !super::is_none(format, tail) {
        Fit::Bare
    } else {
        Fit::Fits
    };
    Read { spec, fit: if fit == Fit::Fits { missed } else { fit } }
}

/// The inside of the first code span.
fn code_span(text: &str) -> Option<std::ops::Range<usize>> {
    let open = text.find('`')?;
    let ticks = text[open..].bytes().take_while(|byte| *byte == b'`').count();
    let start = open + ticks;
    let length = closing(&text[start..], ticks)?;
    let inner = text[start..start + length].trim();
    let lead = text[start..].len() - text[start..].trim_start().len();
    (!inner.is_empty()).then(|| start + lead..start + lead + inner.len())
}

/// The words before the first colon without emphasis, and where the text after the colon begins.
fn lead(text: &str) -> (Option<&str>, usize) {
    let head = text.as_bytes().get(..text.len().min(64)).unwrap_or_default();
    // The first byte of a full-width colon, or code, in which a colon means nothing.
    let Some(colon) = memchr::memchr3(b':', 0xEF, b'`', head) else { return (None, 0) };
    let Some(mark) = text[colon..].chars().next().filter(|mark| matches!(mark, ':' | '：')) else { return (None, 0) };
    let before = &text[..colon];
    if memchr::memchr(b'\n', before.as_bytes()).is_some() {
        return (None, 0);
    }
    let mut rest = colon + mark.len_utf8();
    // `**Label**: x`, `**Label:** x`.
    rest += text[rest..].len() - text[rest..].trim_start_matches(['*', '_']).len();
    rest += text[rest..].len() - text[rest..].trim_start().len();
    (Some(before), rest)
}

/// Matches all pieces against a text that must end with them; appends what they capture.
fn matches(text: &str, base: u32, pieces: &[Piece], out: &mut Vec<Capture>) -> bool {
    // An item that may say anything.
    if let [Piece::Hole { name, .. }] = pieces {
        let span = Span::new(base, base + offset(text.len()));
        out.extend((!text.is_empty()).then_some(Capture { name: *name, span }));
        return !text.is_empty();
    }
    if usual(text, base, pieces, out) {
        return true;
    }
    if matches_exactly(text, base, pieces, out) {
        return true;
    }
    // A name in back-ticks, a remark, a dash, a description.
    let [Piece::Text(open), Piece::Hole { name, .. }, Piece::Text(dash), Piece::Hole { name: rest, .. }] = pieces
    else {
        return false;
    };
    let Some(code) = code_span(text).filter(|_| open == "`" && dash.starts_with('`')) else { return false };
    let Some(behind) = text.get(code.end..) else { return false };
    let leads = text[..code.start].chars().all(|c| "`*_[(\"“".contains(c));
    let part = [" - ", " – ", " — ", ": "].iter().filter_map(|dash| Some((behind.find(dash)?, dash.len()))).min();
    let Some((at, length)) = part.filter(|_| leads) else { return false };
    let start = code.end + at + length;
    let said = !text[start..].trim().is_empty();
    let span = |start: usize, end: usize| Span::new(base + offset(start), base + offset(end));
    if said {
        out.push(Capture { name: *name, span: span(code.start, code.end) });
        out.push(Capture { name: *rest, span: span(start, text.len()) });
    }
    said
}

/// The usual values: a code span in single back-ticks alone, or with a description parted to the letter.
fn usual(text: &str, base: u32, pieces: &[Piece], out: &mut Vec<Capture>) -> bool {
    let [Piece::Text(open), Piece::Hole { name, .. }, Piece::Text(close), rest @ ..] = pieces else { return false };
    let Some(inner) = text.strip_prefix('`').filter(|inner| open == "`" && !inner.starts_with(['`', ' '])) else {
        return false;
    };
    let Some(length) = memchr::memchr(b'`', inner.as_bytes()).filter(|at| !inner[..*at].ends_with(' ')) else {
        return false;
    };
    let Some(behind) = inner[length..].strip_prefix(close.as_str()) else { return false };
    let description = match rest {
        [] | [Piece::Optional(_)] if behind.is_empty() => None,
        [Piece::Hole { name, .. }] if behind.starts_with(|c: char| !c.is_whitespace()) => Some(name),
        _ => return false,
    };
    let start = base + 1;
    out.push(Capture { name: *name, span: Span::new(start, start + offset(length)) });
    let end = base + offset(text.trim_end().len());
    let span = Span::new(base + offset(text.len() - behind.len()), end);
    out.extend(description.map(|name| Capture { name: *name, span }));
    true
}

fn matches_exactly(text: &str, base: u32, pieces: &[Piece], out: &mut Vec<Capture>) -> bool {
    let before = out.len();
    let mut matcher = Matcher { text, base, at: 0, ticks: 0, captures: out };
    let fits = matcher.pieces(pieces).is_some() && matcher.rest().trim().is_empty();
    if !fits {
        out.truncate(before);
    }
    fits
}

/// Matches pieces against a text from left to right.
struct Matcher<'a, 'o> {
    text: &'a str,
    base: u32,
    at: usize,
    /// Back-ticks of the code span that is open.
    ticks: usize,
    captures: &'o mut Vec<Capture>,
}

impl<'a> Matcher<'a, '_> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn pieces(&mut self, pieces: &[Piece]) -> Option<()> {
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(literal) => self.literal(literal)?,
                Piece::Hole { name, .. } => self.hole(name, &pieces[index + 1..])?,
                Piece::Optional(inner) => {
                    let (at, ticks, count) = (self.at, self.ticks, self.captures.len());
                    if self.rest().trim().is_empty() || self.pieces(inner).is_none() {
                        self.at = at;
                        self.ticks = ticks;
                        self.captures.truncate(count);
                    }
                }
            }
        }
        Some(())
    }

    fn literal(&mut self, literal: &str) -> Option<()> {
        for c in literal.chars() {
            if c.is_whitespace() {
                self.at += self.rest().len() - self.rest().trim_start().len();
                continue;
            }
            if c == '`' {
                self.tick()?;
                continue;
            }
            if self.text.get(self.at.wrapping_sub(1)..self.at).is_none_or(|before| before != " ") {
                self.at += self.rest().len() - self.rest().trim_start().len();
            }
            let found = self.rest().chars().next()?;
            // Any dash or a colon parts a name from its description.
            let dash = |c: char| "-–—:".contains(c);
            if found != c && !(dash(c) && dash(found)) && !found.to_lowercase().eq(c.to_lowercase()) {
                return None;
            }
            self.at += found.len_utf8();
            if dash(c) && found != c {
                self.at += self.rest().len() - self.rest().trim_start_matches(dash).len();
            }
        }
        Some(())
    }

    /// Opens a code span with a run of back-ticks, or closes it with as many.
    fn tick(&mut self) -> Option<()> {
        let run = self.rest().bytes().take_while(|byte| *byte == b'`').count();
        if run == 0 || (self.ticks > 0 && run != self.ticks) {
            return None;
        }
        self.ticks = if self.ticks > 0 { 0 } else { run };
        self.at += run;
        Some(())
    }

    fn hole(&mut self, name: &CaptureName, next: &[Piece]) -> Option<()> {
        let rest = self.rest();
        let length = if self.ticks > 0 {
            closing(rest, self.ticks)?
        } else {
            match next.first() {
                Some(Piece::Text(literal)) => {
                    let mark = literal.trim();
                    if mark.is_empty() { rest.len() } else { memchr::memmem::find(rest.as_bytes(), mark.as_bytes())? }
                }
                _ => rest.len(),
            }
        };
        let inner = rest[..length].trim();
        if inner.is_empty() {
            return None;
        }
        let start = self.at + length - rest[..length].trim_start().len();
        let span = Span::new(self.base + offset(start), self.base + offset(start + inner.len()));
        self.captures.push(Capture { name: *name, span });
        self.at += length;
        Some(())
    }
}

/// Where a run of exactly `ticks` back-ticks begins.
fn closing(text: &str, ticks: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'`', &bytes[at..]) {
        let start = at + found;
        let run = bytes[start..].iter().take_while(|byte| **byte == b'`').count();
        if run == ticks {
            return Some(start);
        }
        at = start + run;
    }
    None
}
