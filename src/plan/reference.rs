//! The one reference resolver: which tasks a text such as `Task 2, "Build it" and Task: Ship (soon)` names.

use std::collections::{BTreeMap, BTreeSet};

use crate::format::Role;
use crate::format::types::TypeRule;
use crate::format::words::normalise;
use crate::lower::Document;
use crate::source::{Span, offset};

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
    /// Nothing, though it is written as the number of a step.
    NoStep,
    /// A dotted number where tasks carry no numbers.
    Undotted,
}

/// The names and numbers of all tasks of a document.
pub(crate) struct TaskNames<'a> {
    document: &'a Document,
    /// Normalised name to part; the first of two equal ones.
    names: BTreeMap<String, u32>,
    /// The first words of all names: most texts begin with another.
    firsts: BTreeSet<String>,
    /// Bytes of the longest normalised name.
    longest: usize,
    /// Tasks in document order.
    order: Vec<u32>,
    /// The number that a heading carries, such as `3` or `1.2`.
    numbers: BTreeMap<String, u32>,
    /// Whether every heading carries one, so that place says nothing.
    all_numbered: bool,
    /// Phases and other parts that may be named by a number, with their word: `phase 2`.
    others: Vec<(String, String)>,
    /// The words of those that count from 1.
    words: Vec<String>,
}

/// Text after these words in a heading or list is a remark.
const REMARK_MARKS: [char; 3] = ['(', '[', '{'];

impl<'a> TaskNames<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        let (mut names, mut numbers, mut order) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        let mut all_numbered = true;
        for task in document.with_role(Role::Task) {
            order.push(task.index);
            let name = normalise(task.name());
            if !name.is_empty() {
                names.entry(name).or_insert(task.index);
            }
            let captures = document
                .captures
                .get(task.part().captures.0 as usize..task.part().captures.1 as usize)
                .unwrap_or_default();
            let number: Vec<&str> = captures
                .iter()
                .filter(|capture| &*capture.name == "n" || capture.name.contains('.'))
                .map(|capture| document.source.slice(capture.span))
                .collect();
            all_numbered &= !number.is_empty();
            if !number.is_empty() {
                numbers.entry(number.join(".")).or_insert(task.index);
            }
        }
        let longest = names.keys().map(String::len).max().unwrap_or(0);
        let first = |name: &String| name.split(' ').next().unwrap_or("").to_owned();
        let firsts = names.keys().map(first).collect();
        let words = words(document);
        Self { document, words, names, firsts, longest, order, numbers, all_numbered, others: others(document) }
    }

    pub(crate) fn tasks(&self) -> &[u32] {
        &self.order
    }

    /// The mentions in a value. Remarks in brackets and behind a full stop are not read; a word for nothing ends it.
    pub(crate) fn read(&self, value: Span) -> Vec<Reference> {
        let text = self.document.source.slice(value);
        if crate::lower::is_none(&self.document.format, text) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut behind = 0;
        for (start, end) in segments(text) {
            // A name may hold a comma, `and` or brackets itself.
            if start < behind {
                continue;
            }
            let (lead, entry) = opening(&text[start..end]);
            let from = start + lead;
            let rest = &text[from..];
            let known = self
                .explicit(entry, rest)
                .or_else(|| self.name(rest).map(|(length, index)| (length, Target::Task(index))));
            if let Some((length, target)) = known {
                behind = from + length;
                found.push(Reference {
                    span: Span::new(value.start + offset(from), value.start + offset(behind)),
                    target,
                });
            }
        }
        found
    }

    /// `Task: NAME`, `Task 3`, `Task 1.2`, `1.2`: the length of the mention and what it leads to. `rest` goes on behind
    /// the entry, since a name may.
    fn explicit(&self, text: &str, rest: &str) -> Option<(usize, Target)> {
        let bytes = text.as_bytes();
        let word = bytes.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"task"));
        if !word {
            if let Some(length) = self.missing_other(text) {
                return Some((length, Target::NoStep));
            }
            // A bare number names a task only where headings carry numbers.
            let digits = number_length(text);
            let known = digits > 0 && text[digits..].trim().is_empty();
            return known
                .then(|| self.numbers.get(&text[..digits]))
                .flatten()
                .map(|index| (digits, Target::Task(*index)));
        }
        let mut at = 4 + usize::from(bytes.get(4).is_some_and(|byte| byte.eq_ignore_ascii_case(&b's')));
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
                return Some((at + digits, self.numbered(&text[at..at + digits])));
            }
            let name_at = text.len() - name.trim_start_matches([' ', '`', '"', '“', '\'', '*', '_']).len();
            if let Some((length, index)) = self.name(&rest[name_at..]) {
                return Some((name_at + length, Target::Task(index)));
            }
            let end = text.trim_end_matches(['.', ' ']).len();
            return (end > name_at).then_some((end, Target::Nothing));
        }
        let digits = number_length(&text[at..]);
        if digits == 0 || marks == 0 {
            return None;
        }
        let target = self.numbered(&text[at..at + digits]);
        // A range leads nowhere when its end does.
        let end = range_end(&text[at + digits..]).filter(|_| matches!(target, Target::Task(_)));
        if let Some((from, to)) = end
            && self.numbered(&text[at + digits + from..at + digits + to]) == Target::Nothing
        {
            return Some((at + digits + to, Target::Nothing));
        }
        Some((at + digits, target))
    }

    /// The length of a mention such as `Step 9`, where the format lets steps be named and no task has so many.
    fn missing_other(&self, text: &str) -> Option<usize> {
        self.words.iter().find_map(|word| {
            let head = text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
            let after = text[head.len()..].strip_prefix([' ', '\u{A0}'])?;
            let digits = number_length(after);
            let number = &after[..digits];
            let known = || self.others.iter().any(|(other, known)| other == word && known == number);
            let plain = digits > 0 && number.bytes().all(|byte| byte.is_ascii_digit());
            (plain && !known()).then(|| text.len() - after.len() + digits)
        })
    }

    /// The task of a number: as headings carry them, else by place where some carry none.
    fn numbered(&self, number: &str) -> Target {
        match self.numbers.get(number) {
            Some(index) => Target::Task(*index),
            None if number.contains('.') && self.numbers.is_empty() => Target::Undotted,
            None if self.numbers.is_empty() || !self.all_numbered => {
                let place = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                place.and_then(|place| self.order.get(place)).map_or(Target::Nothing, |index| Target::Task(*index))
            }
            None => Target::Nothing,
        }
    }

    /// The longest known name at the start of a text, and its length in bytes.
    fn name(&self, text: &str) -> Option<(usize, u32)> {
        let quote = text.len() - text.trim_start_matches(['`', '"', '“', '\'', '*', '_']).len();
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
            let known = words.len() > more.len() || more.contains(' ') || self.firsts.contains(&words);
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

    /// The name of the task that a text nearly names.
    pub(crate) fn nearest(&self, text: &str) -> Option<&'a str> {
        let name = text.split_once(':').map_or(text, |(_, name)| name);
        crate::format::words::nearest(name, self.order.iter().map(|index| self.document.view(*index).name()))
    }

    /// Whether a text names another part that the format lets it name, such as a phase.
    pub(crate) fn is_other(&self, text: &str) -> bool {
        let words = normalise(text);
        self.others.iter().any(|(word, number)| words == format!("{word} {number}"))
    }
}

/// The words of parts that may be named by their number.
fn words(document: &Document) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for kind in &document.format.types {
        let TypeRule::RefersTo(parts) = &kind.rule else { continue };
        let steps = parts.iter().map(|spec| document.format.part(*spec)).filter(|part| part.role == Some(Role::Step));
        all.extend(steps.map(|part| normalise(&part.title)));
    }
    all
}

/// Where the second number of `1 to 5` or `1-5` stands, behind the first.
fn range_end(behind: &str) -> Option<(usize, usize)> {
    let dash = ["-", "–", " - ", " – ", " to ", " through "]
        .into_iter()
        .find(|dash| behind.strip_prefix(*dash).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())))?;
    let digits = number_length(&behind[dash.len()..]);
    (digits > 0).then_some((dash.len(), dash.len() + digits))
}

/// Numbered parts that are no tasks but may be referred to.
fn others(document: &Document) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for kind in &document.format.types {
        let TypeRule::RefersTo(parts) = &kind.rule else { continue };
        for spec in parts {
            let word = normalise(&document.format.part(*spec).title);
            for part in document.parts.iter().filter(|part| part.spec == Some(*spec)) {
                if let Some(number) = document.captured(part.captures, "n") {
                    all.push((word.clone(), document.source.slice(number).to_owned()));
                }
            }
        }
    }
    all
}

/// Byte ranges of the entries of a list: parted by commas, semicolons, `and`, `&`, line ends. Brackets are left out, and
/// everything behind a full stop.
fn segments(text: &str) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let (mut start, mut depth, mut quoted) = (0, 0_u32, None);
    let mut end = None;
    let bytes = text.as_bytes();
    for (at, c) in text.char_indices() {
        match c {
            '`' | '"' if quoted == Some(c) => quoted = None,
            '`' | '"' if quoted.is_none() => quoted = Some(c),
            '“' => quoted = Some('”'),
            '”' => quoted = None,
            _ if quoted.is_some() => {}
            _ if REMARK_MARKS.contains(&c) => {
                if depth == 0 {
                    end = end.or(Some(at));
                }
                depth += 1;
            }
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            ',' | ';' | '\n' | '\r' | '&' | '+' => {
                all.push((start, end.take().unwrap_or(at)));
                start = at + 1;
            }
            '.' if bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) => {
                all.push((start, end.take().unwrap_or(at)));
                start = text.len();
                break;
            }
            'a' | 'A'
                if text.get(at..at + 4).is_some_and(|word| word.eq_ignore_ascii_case("and "))
                    && at > 0
                    && bytes[at - 1].is_ascii_whitespace() =>
            {
                all.push((start, end.take().unwrap_or(at)));
                start = at + 4;
            }
            _ => {}
        }
    }
    if start < text.len() {
        all.push((start, end.unwrap_or(text.len())));
    }
    all.retain(|(start, end)| start < end && !text[*start..*end].trim().is_empty());
    all
}

/// Skips bullets, quotes and words such as `completion of` before a name; gives the bytes skipped and the rest.
fn opening(text: &str) -> (usize, &str) {
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || "-*_`\"“'".contains(c));
    for lead in ["completion of ", "completed ", "complete ", "after ", "finish ", "the ", "output of ", "results of "]
    {
        if rest.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead)) {
            rest = rest[lead.len()..].trim_start_matches(|c: char| c.is_whitespace() || "*_`\"“'".contains(c));
        }
    }
    (text.len() - rest.len(), rest.trim_end())
}

/// The length of a number such as `12` or `1.2` at the start of a text.
fn number_length(text: &str) -> usize {
    let length = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let number = text[..length].trim_end_matches('.');
    let joined = text[number.len()..].chars().next().is_some_and(char::is_alphanumeric);
    if joined { 0 } else { number.len() }
}
