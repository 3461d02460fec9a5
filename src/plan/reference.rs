//! The one reference resolver: which tasks a text such as `Task 2, "Build it" and Task: Ship (soon)` names.

mod foreign;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::format::types::TypeRule;
use crate::format::words::normalise;
use crate::format::{Role, first_bit};
use crate::lower::{Document, Part, UnitKind};
use crate::source::{Span, offset};

use super::{View, role_in};

/// A mention of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) span: Span,
    pub(crate) target: Target,
}

/// What a mention leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// The part with this index.
    Task(u32),
    /// Nothing, though it is written as the name or number of a task.
    Nothing,
    /// A dotted number where tasks carry no numbers.
    Undotted,
}

/// A mention as it is read.
#[derive(Debug, Clone, Copy)]
struct Mention {
    /// In bytes.
    length: usize,
    first: Target,
    /// The other end of a range.
    last: Option<Target>,
    /// Whether bare numbers may go on with it.
    numbered: bool,
}

impl Mention {
    fn one(length: usize, first: Target) -> Self {
        Self { length, first, last: None, numbered: false }
    }
}

/// The names and numbers of all tasks of a document.
pub(crate) struct TaskNames<'a> {
    document: &'a Document,
    /// Normalised name to part; the first of two equal ones.
    names: BTreeMap<String, u32>,
    /// Bytes of the longest normalised name, and the first bytes of all as bits.
    longest: usize,
    begin: u64,
    /// Tasks in document order.
    order: Vec<u32>,
    /// The number that a heading carries, such as `3` or `1.2`.
    numbers: BTreeMap<String, u32>,
}

/// Tasks that the ranges of one value name at most, so that many ranges of many tasks stay cheap.
const MOST_IN_RANGES: usize = 64;

impl<'a> TaskNames<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        let (mut names, mut numbers, mut order) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for task in document.with_role(Role::Task) {
            order.push(task.index);
            let name = normalise(task.name());
            if !name.is_empty() {
                names.entry(name).or_insert(task.index);
            }
            let number = task.number();
            if !number.is_empty() {
                numbers.entry(number).or_insert(task.index);
            }
        }
        let longest = names.keys().map(String::len).max().unwrap_or(0);
        let begin = names.keys().fold(0, |all, name| all | first_bit(name));
        Self { document, names, longest, begin, order, numbers }
    }

    pub(crate) fn tasks(&self) -> &[u32] {
        &self.order
    }

    /// Every mention in a part with a role that names tasks, in document order.
    pub(crate) fn everywhere(&self) -> impl Iterator<Item = (View<'a>, Role, Reference)> + use<'a, '_> {
        let document = self.document;
        let roles = document.format.roles.as_slice();
        let naming = document.parts.iter().zip(0..).skip(1).filter_map(move |(part, index)| {
            let role = role_in(roles, part.spec)?;
            matches!(role, Role::Prerequisite | Role::NextTask | Role::Unlocks).then(|| (document.view(index), role))
        });
        naming.flat_map(|(view, role)| self.of(view.part()).into_iter().map(move |reference| (view, role, reference)))
    }

    /// The mentions in a part: behind its label, and in a list below it.
    pub(crate) fn of(&self, part: &Part) -> Vec<Reference> {
        let units = self.document.units_of(part);
        let below = units.iter().filter(|unit| matches!(unit.kind, UnitKind::Item | UnitKind::PseudoItem));
        let values = std::iter::once(part.value).chain(below.map(|unit| unit.span));
        let mut all = Vec::new();
        for value in values.filter(|value| !value.is_empty()) {
            self.read(value, &mut all);
        }
        all
    }

    /// Appends the mentions in a value. Remarks in brackets and behind a full stop are not read; a word for nothing ends
    /// it.
    fn read(&self, value: Span, found: &mut Vec<Reference>) {
        let text = self.document.source.slice(value);
        if crate::lower::is_none(&self.document.format, text) {
            return;
        }
        let own = found.len();
        let mut behind = 0;
        // Where the numbers that go on with one another begin: `Tasks 1, 2 and 3`.
        let mut run = None;
        for (start, end, stop) in (Segments { text, at: 0 }) {
            // A name may hold a comma, `and` or brackets itself.
            if start < behind {
                continue;
            }
            let (lead, entry) = opening(&text[start..end]);
            let from = start + lead;
            let rest = &text[from..];
            let mention = self.explicit(entry, rest, run.is_some()).or_else(|| {
                let (length, index) = self.name(rest)?;
                Some(Mention { length, first: Target::Task(index), last: None, numbered: false })
            });
            let Some(mention) = mention else {
                run = None;
                continue;
            };
            let first = run.filter(|_| mention.numbered).unwrap_or(found.len());
            run = mention.numbered.then_some(first);
            behind = from + mention.length;
            let foreign = foreign::is_foreign(text.get(behind..stop).unwrap_or(""))
                || (mention.first == Target::Nothing && foreign::ends_foreign(entry));
            if foreign {
                // What stands behind the last of several numbers is about all of them.
                found.truncate(first);
                continue;
            }
            let span = Span::new(value.start + offset(from), value.start + offset(behind));
            self.push(&mention, span, own, found);
        }
    }

    /// Appends what a mention leads to: every task of a range, when there are both ends of it. Those of the same value
    /// begin at `own`.
    fn push(&self, mention: &Mention, span: Span, own: usize, found: &mut Vec<Reference>) {
        match (mention.first, mention.last) {
            (Target::Task(first), Some(Target::Task(last))) => {
                let from = self.order.partition_point(|task| *task < first);
                let between = self.order.iter().skip(from).take_while(|task| **task <= last);
                let between = between.take(MOST_IN_RANGES.saturating_sub(found.len() - own));
                found.extend(between.map(|task| Reference { span, target: Target::Task(*task) }));
            }
            (Target::Task(_), Some(target)) | (target, _) => found.push(Reference { span, target }),
        }
    }

    /// `Task: NAME`, `Task 3`, `Tasks 1-3`, `Task 1.2`, `1.2`: `rest` goes on behind the entry, since a name may; a bare
    /// number may go on with the entry before.
    fn explicit(&self, text: &str, rest: &str, goes_on: bool) -> Option<Mention> {
        let bytes = text.as_bytes();
        let word = bytes.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"task"));
        if !word {
            // Else a bare number names a task only where headings carry numbers.
            let mention = self.number(text, text, true)?;
            let after = &text[mention.length..];
            let known =
                goes_on || matches!((mention.first, mention.last), (Target::Task(_), None)) && self.has_numbers();
            return (known && (after.trim().is_empty() || foreign::is_foreign(after))).then_some(mention);
        }
        let plural = bytes.get(4).is_some_and(|byte| byte.eq_ignore_ascii_case(&b's'));
        let mut at = 4 + usize::from(plural);
        let after = &text[at..];
        let marks = after.len() - after.trim_start_matches([' ', '\u{A0}', '#', '*', '_', '`', '"', '“']).len();
        at += marks;
        if let Some(name) = text[at..].strip_prefix(':') {
            if crate::lower::is_none(&self.document.format, name) {
                return None;
            }
            let gap = name.len() - name.trim_start().len();
            let digits = number_length(name.trim_start());
            if digits > 0 && name.trim_start()[digits..].trim().is_empty() {
                let at = text.len() - name.len() + gap;
                return Some(Mention::one(at + digits, self.numbered(&text[at..at + digits])));
            }
            let name_at = text.len() - name.trim_start_matches([' ', '`', '"', '“', '\'', '*', '_']).len();
            if let Some((length, index)) = self.name(&rest[name_at..]) {
                return Some(Mention::one(name_at + length, Target::Task(index)));
            }
            let end = text.trim_end_matches(['.', ' ']).len();
            return (end > name_at).then_some(Mention::one(end, Target::Nothing));
        }
        if marks == 0 {
            return None;
        }
        let mention = self.number(&text[at..], &rest[at..], plural)?;
        Some(Mention { length: at + mention.length, ..mention })
    }

    /// `3`, `1-3`, `1 to 3`, and `3: NAME` where only the name says which task is meant.
    fn number(&self, text: &str, rest: &str, plural: bool) -> Option<Mention> {
        let digits = number_length(text);
        if digits == 0 {
            return None;
        }
        let first = self.numbered(&text[..digits]);
        if let Some((from, length)) = range_end(&text[digits..], plural) {
            let (from, to) = (digits + from, digits + from + length);
            return Some(Mention { length: to, first, last: Some(self.numbered(&text[from..to])), numbered: true });
        }
        if !self.has_numbers() {
            let after = rest[digits..].trim_start_matches([' ', ':', '-', '–', '—', '(', '"', '“', '`']);
            let from = rest.len() - after.len();
            if from > digits
                && let Some((length, index)) = self.name(after)
            {
                return Some(Mention::one(from + length, Target::Task(index)));
            }
        }
        Some(Mention { length: digits, first, last: None, numbered: true })
    }

    /// Whether headings of tasks carry numbers.
    fn has_numbers(&self) -> bool {
        !self.numbers.is_empty()
    }

    /// The task of a number: as headings carry them, else by place.
    fn numbered(&self, number: &str) -> Target {
        match self.numbers.get(number) {
            Some(index) => Target::Task(*index),
            None if number.contains('.') && self.numbers.is_empty() => Target::Undotted,
            None => {
                let place = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                let there = place.and_then(|place| self.order.get(place));
                // One that carries a number is named by that.
                let unnumbered = there.filter(|index| !self.numbers.values().any(|numbered| numbered == *index));
                unnumbered.map_or(Target::Nothing, |index| Target::Task(*index))
            }
        }
    }

    /// The longest known name at the start of a text, and its length in bytes.
    fn name(&self, text: &str) -> Option<(usize, u32)> {
        let quote = text.len() - text.trim_start_matches(['`', '"', '“', '\'', '*', '_']).len();
        // Most texts begin with a word that no name begins with.
        let bare = &text[quote..];
        if bare.starts_with(|c: char| c.is_ascii_alphanumeric()) && first_bit(bare) & self.begin == 0 {
            return None;
        }
        let word = bare.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if word > 0 && bare[word..].starts_with([' ', '.', ':']) && !self.begins(&bare[..word].to_ascii_lowercase()) {
            return None;
        }
        let mut best = None;
        let mut words = String::new();
        let mut at = 0;
        // Grows the text word by word and looks each prefix up; no name is longer than this many words.
        for word in text.split_inclusive([' ', '\t', '\n', '/', '-', '`', '"', '”', '*', '_', '.', ':']).take(40) {
            at += word.len();
            let more = normalise(word);
            if more.is_empty() {
                continue;
            }
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&more);
            let known = words.len() > more.len() || more.contains(' ') || self.begins(&words);
            if words.len() > self.longest || !known {
                break;
            }
            if let Some(index) = self.names.get(&words) {
                best = Some((
                    text[..at].trim_end_matches(|c: char| !c.is_alphanumeric() && !")]".contains(c)).len().max(quote),
                    *index,
                ));
            }
        }
        best
    }

    /// Whether a name begins with a word, given as normalised.
    fn begins(&self, word: &str) -> bool {
        // A blank sorts before every letter, so that the names with the word come next.
        let next = self.names.range::<str, _>((Bound::Included(word), Bound::Unbounded)).next();
        next.and_then(|(name, _)| name.strip_prefix(word)).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }

    /// The name of the task that a text nearly names.
    pub(crate) fn nearest(&self, text: &str) -> Option<&'a str> {
        let name = text.split_once(':').map_or(text, |(_, name)| name);
        crate::format::words::nearest(name, self.order.iter().map(|index| self.document.view(*index).name()))
    }

    /// Whether a text names another part that the format lets it name by its number, such as a phase.
    pub(crate) fn is_other(&self, text: &str) -> bool {
        let document = self.document;
        let words = normalise(text);
        let others = document.format.types.iter().filter_map(|kind| match &kind.rule {
            TypeRule::RefersTo(parts) => Some(parts),
            _ => None,
        });
        others.flatten().any(|spec| {
            let word = normalise(&document.format.part(*spec).title);
            let Some(number) = words.strip_prefix(&word).and_then(|rest| rest.strip_prefix(' ')) else { return false };
            document.parts.iter().filter(|part| part.spec == Some(*spec)).any(|part| {
                document.captured(part.captures, "n").is_some_and(|span| document.source.slice(span) == number)
            })
        })
    }
}

/// Byte ranges of the entries of a list: parted by commas, semicolons, `and`, `&`, line ends. Brackets are left out, and
/// everything behind a full stop. The third number is the end with the brackets.
struct Segments<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Segments<'_> {
    type Item = (usize, usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.text.len() {
            let start = self.at;
            let (end, stop, next) = segment(self.text, start);
            self.at = next;
            if !self.text[start..end].trim_start().is_empty() {
                return Some((start, end, stop));
            }
        }
        None
    }
}

/// Where the entry that begins at `start` ends, without and with its brackets, and where the next one begins.
fn segment(text: &str, start: usize) -> (usize, usize, usize) {
    let bytes = text.as_bytes();
    // The byte that ends a quotation; of curly marks the last one of three.
    let (mut depth, mut quoted) = (0_u32, None);
    let mut end = None;
    for (at, byte) in (start..).zip(bytes[start..].iter().copied()) {
        match byte {
            // Most of a text.
            b'b'..=b'z' | b' ' => {}
            b'`' | b'"' if quoted == Some(byte) => quoted = None,
            b'`' | b'"' if quoted.is_none() => quoted = Some(byte),
            OPENS if is_curly(bytes, at) => quoted = Some(CLOSES),
            CLOSES if is_curly(bytes, at) => quoted = None,
            _ if quoted.is_some() => {}
            b'(' | b'[' | b'{' => {
                if depth == 0 {
                    end = end.or(Some(at));
                }
                depth += 1;
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            b',' | b';' | b'\n' | b'\r' | b'&' | b'+' => return (end.unwrap_or(at), at, at + 1),
            b'.' if bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) => {
                return (end.unwrap_or(at), at, text.len());
            }
            b'a' | b'A'
                if at > 0
                    && bytes[at - 1].is_ascii_whitespace()
                    && bytes.get(at..at + 4).is_some_and(|word| word.eq_ignore_ascii_case(b"and ")) =>
            {
                return (end.unwrap_or(at), at, at + 4);
            }
            _ => {}
        }
    }
    (end.unwrap_or(text.len()), text.len(), text.len())
}

/// The last bytes of the curly marks of a quotation.
const OPENS: u8 = 0x9C;
const CLOSES: u8 = 0x9D;

/// Whether a byte is the last one of a curly quotation mark.
fn is_curly(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(2).and_then(|from| bytes.get(from..at)) == Some(&[0xE2, 0x80])
}

/// Skips bullets, quotes and words such as `completion of` before a name; gives the bytes skipped and the rest.
fn opening(text: &str) -> (usize, &str) {
    let mut rest =
        text.trim_start_matches(|c: char| matches!(c, '-' | '*' | '_' | '`' | '"' | '“' | '\'') || c.is_whitespace());
    for lead in ["completion of ", "completed ", "complete ", "after ", "finish ", "the ", "output of ", "results of "]
    {
        // Nearly every text begins with another letter.
        let alike = rest.bytes().next().map(|byte| byte.to_ascii_lowercase()) == lead.bytes().next();
        if alike && rest.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead)) {
            rest = rest[lead.len()..].trim_start_matches(|c: char| c.is_whitespace() || "*_`\"“'".contains(c));
        }
    }
    rest = rest[steps_of(rest)..].trim_start();
    (text.len() - rest.len(), rest.trim_end())
}

/// The length of `Step 2 of ` or `Steps 1-4 of ` at the start of a text.
fn steps_of(text: &str) -> usize {
    if !text.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("step")) {
        return 0;
    }
    let Some((steps, _)) = text.split_once(" of ") else { return 0 };
    let numbers = steps[4..].trim_start_matches(['s', 'S']);
    let counted = numbers.starts_with(' ') && numbers.chars().all(|c| c.is_ascii_digit() || " -–—.".contains(c));
    if counted { steps.len() + " of ".len() } else { 0 }
}

/// Where the other number of a range stands behind the first, and its length: `-3`, ` to 3`, ` – Task 3`.
fn range_end(text: &str, plural: bool) -> Option<(usize, usize)> {
    let trimmed = text.trim_start();
    let dash = ["-", "–", "—"].iter().find_map(|dash| trimmed.strip_prefix(dash));
    let word = || ["to ", "through "].iter().find_map(|word| trimmed.strip_prefix(word));
    let after = dash.or_else(word)?.trim_start();
    let task = after.get(..4).filter(|word| word.eq_ignore_ascii_case("task"));
    let number = task.map_or(after, |_| after[4..].trim_start_matches(['s', ' ', '#']));
    let digits = number_length(number);
    // `Task 1 - 3 endpoints` is a remark.
    let alone = number[digits..].trim_start().chars().next().is_none_or(|c| !c.is_alphanumeric());
    (digits > 0 && (plural || alone || task.is_some())).then(|| (text.len() - number.len(), digits))
}

/// The length of a number such as `12` or `1.2` at the start of a text.
fn number_length(text: &str) -> usize {
    let length = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let number = text[..length].trim_end_matches('.');
    let joined = text[number.len()..].chars().next().is_some_and(char::is_alphanumeric);
    if joined { 0 } else { number.len() }
}
