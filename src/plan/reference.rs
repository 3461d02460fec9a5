//! The one reference resolver: which tasks a text such as `Task 2, "Build it" and Task: Ship (soon)` names.

mod entry;
mod foreign;
mod names;
mod tail;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::format::types::TypeRule;
use crate::format::words::{brief, identity, normalise, seen};
use crate::format::{Role, first_bit};
use crate::lower::{Document, Part, UnitKind};
use crate::source::{Span, offset};

use super::{View, role_in};
use entry::{number_length, opening, range_end, segment};
use tail::Tail;

/// A mention of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) span: Span,
    pub(crate) target: Target,
    /// Said of a task beside or behind: `in parallel with Task 3`, `Task 3 depends on this`.
    pub(crate) aside: bool,
    /// A mere name, which may be that of a tool or a place too.
    bare: bool,
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
    /// Names that differ in signs only from an earlier one, such as `C++` from `C`.
    signed: BTreeMap<String, u32>,
    /// Names without their remarks: only `Task: NAME` means one of them.
    briefs: BTreeSet<String>,
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
        let (mut signed, mut meant, mut short) = (BTreeMap::new(), Vec::new(), Vec::new());
        for task in document.with_role(Role::Task) {
            order.push(task.index);
            let name = normalise(task.name());
            let first = if name.is_empty() { task.index } else { *names.entry(name).or_insert(task.index) };
            let key = (first != task.index).then(|| identity(task.name()));
            if let Some(key) = key.filter(|key| *key != identity(document.view(first).name())) {
                signed.entry(key).or_insert(task.index);
            }
            let exact = task.part().exact;
            let shown = seen(task.name());
            if shown != task.name() {
                meant.push((normalise(&shown), task.index));
            }
            short.extend(brief(&shown).map(|name| (normalise(&name), task.index)));
            meant.extend(entry::meant(task.name(), task.title(), exact).map(|name| (normalise(name), task.index)));
            let number = task.number();
            if !number.is_empty() {
                numbers.entry(number).or_insert(task.index);
            }
        }
        // What a heading means that is not written well counts behind what others are called.
        for (name, task) in meant {
            names.entry(name).or_insert(task);
        }
        // One that several are called without their remarks names none of them.
        short.sort_unstable();
        let mut briefs = BTreeSet::new();
        for alike in short.chunk_by(|(name, _), (other, _)| name == other) {
            if let [(name, task)] = alike
                && !name.is_empty()
                && !names.contains_key(name)
            {
                names.insert(name.clone(), *task);
                briefs.insert(name.clone());
            }
        }
        let longest = names.keys().map(String::len).max().unwrap_or(0);
        let begin = names.keys().fold(0, |all, name| all | first_bit(name));
        Self { document, names, signed, briefs, longest, begin, order, numbers }
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
        if all.iter().any(|found| found.bare) {
            // What a task is called and needs by one mere word, such as a tool, is not the task.
            let around = self.document.view(part.parent).around().find(|around| around.role() == Some(Role::Task));
            let own = around.map(|task| Target::Task(task.index));
            let is_word = |span: Span| !self.document.source.slice(span).contains(' ');
            all.retain(|found| !(found.bare && Some(found.target) == own && is_word(found.span)));
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
        // Where the numbers that go on with one another begin: `Tasks 1, 2 and 3`.
        let mut run = None;
        // Where the entries begin that are joined to this one.
        let mut group = own;
        // Whether an entry that is joined to this one tells of tasks, nobody knows what, or of another document.
        let (mut aside, mut elsewhere) = (false, false);
        let (mut at, mut joint) = (0, b';');
        while at < text.len() {
            let (start, before) = (at, joint);
            let (end, stop, next) = segment(text, start);
            (at, joint) = (next, text.as_bytes().get(stop).copied().unwrap_or(b';'));
            if text[start..end].trim_start().is_empty() {
                joint = if matches!(joint, b'\n' | b'\r') { before } else { joint };
                continue;
            }
            if matches!(before, b';' | b'\n' | b'\r') {
                (group, aside, elsewhere) = (found.len(), false, false);
            }
            let (lead, entry) = opening(&text[start..end]);
            let from = start + lead;
            let rest = &text[from..];
            let mention = self.explicit(entry, rest, run.is_some()).map(|mention| (mention, false)).or_else(|| {
                let (length, index) = self.name(rest)?;
                let brief = !self.briefs.is_empty() && self.briefs.contains(&normalise(&rest[..length]));
                let mention = Mention::one(length, Target::Task(index));
                (!brief).then(|| (mention, !is_quoted(text, from, from + length)))
            });
            // Only what follows can be meant.
            let unread = |entry, at: usize| at < text.len() && self.ends_in_mention(entry);
            let Some((mention, bare)) = mention else {
                aside |= unread(entry, at);
                elsewhere |= at < text.len() && foreign::is_holder(entry);
                run = None;
                continue;
            };
            let behind = from + mention.length;
            let (mut end, mut stop) = (end, stop);
            if behind > stop {
                // A name may hold a comma, `and` or brackets itself.
                (end, stop, at) = segment(text, behind);
                joint = text.as_bytes().get(stop).copied().unwrap_or(b';');
            }
            let (tail, remark) = (text.get(behind..end).unwrap_or(""), &text[end.max(behind).min(stop)..stop]);
            let said = tail::tail(tail, remark);
            if bare && said == Tail::Other {
                aside |= unread(tail, at);
                run = None;
                continue;
            }
            let goes_on = mention.numbered && entry.starts_with(|c: char| c.is_ascii_digit());
            let first = run.filter(|_| goes_on).unwrap_or(found.len());
            run = mention.numbered.then_some(first);
            let lost = mention.first == Target::Nothing;
            let foreign = foreign::is_foreign(text.get(behind..stop).unwrap_or(""), lost)
                || (lost && (elsewhere || foreign::ends_foreign(entry)));
            if foreign {
                // What stands behind the last of several numbers is about all of them.
                found.truncate(first);
                continue;
            }
            let span = Span::new(value.start + offset(from), value.start + offset(behind));
            let before_it = found.get_mut(first..).and_then(<[Reference]>::last_mut);
            match before_it.filter(|before| lost && before.target == Target::Nothing && mention.last.is_none()) {
                Some(before) => before.span.end = span.end,
                None => self.push(&mention, Reference { span, target: mention.first, aside, bare }, own, found),
            }
            if said == Tail::Aside {
                let whole = matches!(before, b'a' | b'A' | b'&' | b'+');
                found.iter_mut().skip(if whole { group } else { first }).for_each(|said| said.aside = true);
            }
            aside |= unread(tail, at);
        }
    }

    /// Whether a text goes on to a mention behind its first word: a number or `Task: NAME` anywhere, a mere name at its
    /// end.
    fn ends_in_mention(&self, text: &str) -> bool {
        let marks = [' ', '\u{A0}', ':', '`', '"', '“'];
        let starts = text.match_indices(marks).map(|(at, mark)| &text[at + mark.len()..]);
        starts.filter(|rest| rest.starts_with(char::is_alphanumeric)).any(|rest| {
            let explicit = || rest.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("task"));
            let named = || self.name(rest).is_some_and(|(length, _)| tail::tail(&rest[length..], "") != Tail::Other);
            explicit() && self.explicit(rest, rest, false).is_some() || named()
        })
    }

    /// Appends what a mention leads to: every task of a range, when there are both ends of it. Those of the same value
    /// begin at `own`.
    fn push(&self, mention: &Mention, one: Reference, own: usize, found: &mut Vec<Reference>) {
        match (mention.first, mention.last) {
            (Target::Task(first), Some(Target::Task(last))) => {
                let from = self.order.partition_point(|task| *task < first);
                let between = self.order.iter().skip(from).take_while(|task| **task <= last);
                let between = between.take(MOST_IN_RANGES.saturating_sub(found.len() - own));
                found.extend(between.map(|task| Reference { target: Target::Task(*task), ..one }));
            }
            (Target::Task(_), Some(target)) | (target, _) => found.push(Reference { target, ..one }),
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
            let alone = tail::tail(after, "") != Tail::Other || foreign::is_foreign(after, false);
            return (known && alone).then_some(mention);
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
            let name_at = text.len() - name.trim_start_matches([' ', '`', '"', '“', '\'', '*', '_']).len();
            if let Some((length, index)) = self.name(&rest[name_at..]) {
                return Some(Mention::one(name_at + length, Target::Task(index)));
            }
            let gap = name.len() - name.trim_start().len();
            let digits = number_length(name.trim_start());
            if digits > 0 && name.trim_start()[digits..].trim().is_empty() {
                let at = text.len() - name.len() + gap;
                return Some(Mention::one(at + digits, self.numbered(&text[at..at + digits])));
            }
            let end = entry::name_end(text, name_at);
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

/// Whether marks of a quotation stand around a name.
fn is_quoted(text: &str, from: usize, behind: usize) -> bool {
    let name = text[from..behind].starts_with(['`', '"', '“']) || text[..from].ends_with(['`', '"', '“']);
    name && text[behind..].starts_with(['`', '"', '”'])
}
