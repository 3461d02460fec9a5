//! No text is left for later: `TBD`, `TODO`, `FIXME`, `???`, a lone `...`.

use std::sync::LazyLock;

use memchr_n::MemchrN;

use crate::diagnostic::Severity;
use crate::lower::{Document, LONGEST_UNFINISHED, UnitKind, is_ellipsis, may_begin_unfinished, unfinished};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::source::{Span, offset};

pub(crate) static RULE: Rule = Rule {
    name: "unfinished-text",
    summary: "text is left for later",
    group: Group::Placeholders,
    severity: Severity::Error,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/placeholders/unfinished-text.md"),
    check: Check::Document(check),
};

/// Words in capitals that mark something for later.
const MARKS: [&str; 4] = ["TODO", "TBD", "FIXME", "???"];

/// Words behind a mark that make it something that is talked about.
const ABOUT: [&str; 18] = [
    "comment", "comments", "marker", "markers", "list", "lists", "item", "items", "entry", "entries", "note", "notes",
    "app", "tag", "tags", "api", "and", "or",
];

/// Words behind a mark that say what is to be done or found out; another one may be what `TODO` is the name of.
const DUTIES: [&str; 46] = [
    "add",
    "agree",
    "ask",
    "check",
    "choose",
    "clarify",
    "complete",
    "confirm",
    "decide",
    "define",
    "describe",
    "determine",
    "discuss",
    "document",
    "explain",
    "figure",
    "fill",
    "find",
    "finish",
    "fix",
    "implement",
    "investigate",
    "list",
    "look",
    "make",
    "measure",
    "pick",
    "replace",
    "resolve",
    "set",
    "specify",
    "think",
    "update",
    "verify",
    "write",
    "later",
    "how",
    "if",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "who",
    "whose",
    "why",
];

/// Words behind `TBD` that say who will know it, or when.
const UNTIL: [&str; 12] =
    ["after", "at", "before", "by", "depending", "during", "in", "on", "once", "until", "with", "from"];

fn check(cx: &mut Cx<'_>) {
    let document = cx.document;
    let marked = has_mark(document);
    let most = if marked { u32::MAX } else { LONGEST_UNFINISHED };
    leaves(document, most, |leaf| {
        let value = cx.text(leaf);
        if let Some(word) = unfinished(value) {
            let small = word.starts_with(|c: char| c.is_ascii_lowercase());
            if is_ellipsis(word) {
                cx.report(leaf, format!("`{word}` says nothing")).help("write what belongs here");
            } else if !small || !is_topic(document, &word.to_uppercase()) {
                cx.report(leaf, format!("`{word}` is left for later")).help("write what belongs here");
            }
        } else if let Some(mark) = marked.then(|| mark(document, leaf)).flatten() {
            let word = cx.text(mark);
            cx.report(mark, format!("`{word}` marks something that is left for later"))
                .severity(Severity::Warning)
                .help("decide it now, or make it an action of its own");
        }
    });
}

/// Bytes near the beginning of each mark that are rare in prose.
static RARE: LazyLock<MemchrN> = LazyLock::new(|| MemchrN::new(b"DX?"));

/// Whether a mark may stand anywhere but in code.
fn has_mark(document: &Document) -> bool {
    let text = document.source.text().as_bytes();
    RARE.iter(text).any(|at| {
        let start = if text[at] == b'?' { at } else { at.saturating_sub(2) };
        matches!(text.get(start..start + 3), Some(b"TOD" | b"TBD" | b"FIX" | b"???"))
            && !document.is_code(offset(start))
    })
}

/// Calls `each` with every text of at most that many bytes that stands for itself: names, values, items, paragraphs.
fn leaves(document: &Document, most: u32, mut each: impl FnMut(Span)) {
    let text = document.source.text().as_bytes();
    let begins = |leaf: &Span| text.get(leaf.start as usize).is_some_and(|byte| may_begin_unfinished(*byte));
    // Longer texts are looked at for marks inside them.
    let fits = |leaf: &Span| (1..=most).contains(&leaf.len()) && (most > LONGEST_UNFINISHED || begins(leaf));
    for part in document.parts.iter().skip(1) {
        let value = (part.level == 0).then_some(part.value);
        document.captured(part.captures, "name").into_iter().chain(value).filter(fits).for_each(&mut each);
    }
    // An item says what stands behind its first words.
    for item in &document.items {
        let captures = document.captures_of(item.captures);
        let text = document.source.slice(item.text);
        // Most items have no short value and no dots at their end.
        if !fits(&item.text) && !captures.iter().any(|capture| fits(&capture.span)) && dotted(text).is_none() {
            continue;
        }
        let keyed = item.spec.is_some_and(|spec| !document.format.part(spec).title.is_empty());
        let value =
            captures.first().filter(|_| keyed).map_or(item.text, |first| Span::new(first.span.start, item.text.end));
        // A mark in place of one of several values is the whole finding.
        let mut short = captures.iter().map(|capture| capture.span).filter(|span| span.len() <= LONGEST_UNFINISHED);
        let lone = short.find(|span| {
            let word = || unfinished(document.source.slice(*span));
            *span != value && word().is_some_and(|word| is_ellipsis(word) || !document.is_code(span.start))
        });
        if let Some(lone) = lone {
            each(lone);
            continue;
        }
        if fits(&value) {
            each(value);
        }
        // Words before a colon that the format does not know are still not the value.
        if !keyed
            && let Some((lead, rest)) = dotted(text).and_then(|text| text.split_once(": "))
            && unfinished(rest).is_some()
        {
            each(Span::new(item.text.start + offset(lead.len() + 2), item.text.end));
        }
    }
    let prose = document.units.iter().filter(|unit| unit.kind == UnitKind::Prose);
    prose.map(|unit| unit.span).filter(fits).for_each(each);
}

/// A text that ends in dots, marks aside; another is not worth a look.
fn dotted(text: &str) -> Option<&str> {
    // Most texts end with a letter or with code; the last byte is that of an ellipsis.
    let (b'.' | 0xA6 | b'*' | b'_' | b' ' | b'[' | b']' | b'(' | b')') = text.as_bytes().last()? else { return None };
    let bare = text.trim_end_matches(['*', '_', ' ', '[', ']', '(', ')']);
    (bare.ends_with("...") || bare.ends_with('…')).then_some(text)
}

/// The first mark in a text that is meant as one, with something else around it.
fn mark(document: &Document, leaf: Span) -> Option<Span> {
    let text = document.source.slice(leaf);
    for mark in MARKS {
        for at in memchr::memmem::find_iter(text.as_bytes(), mark) {
            let span = Span::new(leaf.start + offset(at), leaf.start + offset(at + mark.len()));
            let (before, after) = (&text[..at], &text[at + mark.len()..]);
            let joined = before.ends_with(|c: char| c.is_alphanumeric() || "_-/.#?".contains(c))
                || after.starts_with(|c: char| c.is_alphanumeric() || "_-/?".contains(c));
            if joined || is_quoted(before) || document.is_code(span.start) {
                continue;
            }
            let plain = is_clear(before, after);
            if plain || is_likely(mark, before, after) && !is_topic(document, mark) {
                return Some(span);
            }
        }
    }
    None
}

/// Whether a mark begins something and leads to what is to be done: `TODO: choose`, `TODO - choose`, `TODO(ann): choose`.
fn is_clear(before: &str, after: &str) -> bool {
    let lead = before.trim_end_matches(['*', '_', ' ']);
    let begins = !lead.contains(char::is_alphanumeric)
        || lead.ends_with(['.', ';', ':', ',', '(', '[', '–', '—'])
        || lead.ends_with(" -");
    let after = after.trim_start_matches(['*', '_']);
    let behind = after.strip_prefix('(').and_then(|name| name.split_once(')')).map_or(after, |(_, behind)| behind);
    let next = word(behind);
    let dash = |behind: &str| ["- ", "– ", "— "].iter().any(|dash| behind.trim_start().starts_with(dash));
    // `TODO - DOING - DONE` are names.
    let named = next.len() > 1 && next.chars().all(char::is_uppercase);
    begins && !next.is_empty() && !is_about(next) && (behind.starts_with(':') || dash(behind) && !named)
}

/// Whether a mark is meant as one in a document that does not otherwise speak of such marks.
fn is_likely(mark: &str, before: &str, after: &str) -> bool {
    let unknown = matches!(mark, "TBD" | "???");
    let head = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let behind = after.trim_start_matches(['*', '_']);
    let next = word(behind);
    if is_mention(head) || is_about(next) {
        return false;
    }
    let noted = behind.starts_with(' ')
        && (DUTIES.contains(&next) || unknown && (UNTIL.contains(&next) || mark == "???" && !next.is_empty()))
        || behind.starts_with(['.', '!'])
        || unknown && behind.starts_with([',', ';']);
    let lead = before.trim_end_matches(['*', '_', ' ']);
    let bracketed = lead.ends_with(['(', '[']) && behind.starts_with([')', ']']);
    let dashed = lead.ends_with([':', '–', '—', '=']) || lead.ends_with(" -") || lead.ends_with(char::is_alphanumeric);
    let closes = unknown && dashed && !behind.contains(char::is_alphanumeric);
    let begins = !lead.contains(char::is_alphanumeric) || lead.ends_with(['(', '[', '.', ';', ':']);
    bracketed || closes || begins && noted
}

/// Whether the headings of a document speak of a mark, as in `Build a TODO app`.
fn is_topic(document: &Document, mark: &str) -> bool {
    let headings = document.parts.iter().filter(|part| part.level > 0);
    let mut names = headings.map(|part| document.captured(part.captures, "name").unwrap_or(part.name));
    names.any(|name| {
        let name = document.source.slice(name).to_uppercase().replace('-', "");
        unfinished(&name).is_none()
            && name.match_indices(mark).any(|(at, _)| !is_clear(&name[..at], &name[at + mark.len()..]))
    })
}

/// Whether a quotation begins right before a mark.
fn is_quoted(before: &str) -> bool {
    before.ends_with(['"', '\'', '“', '‘', '„', '«', '»', '‹'])
}

/// The first word of a text, or nothing.
fn word(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("")
}

fn is_about(next: &str) -> bool {
    ABOUT.iter().any(|about| about.eq_ignore_ascii_case(next))
}

/// Words before a mark that make it the thing that is talked about: `every TODO`, `set to TBD`.
const MENTIONS: [&str; 31] = [
    "the",
    "a",
    "any",
    "all",
    "each",
    "every",
    "no",
    "of",
    "for",
    "remaining",
    "zero",
    "without",
    "as",
    "or",
    "and",
    "to",
    "from",
    "than",
    "like",
    "show",
    "shows",
    "display",
    "displays",
    "print",
    "prints",
    "called",
    "named",
    "says",
    "text",
    "status",
    "state",
];

/// Words of a condition: what follows is a case that is talked about, as in `games whose date is TBD`.
const CASES: [&str; 10] = ["whose", "where", "when", "if", "that", "which", "while", "until", "unless", "still"];

/// Words before a mark that may make it a case.
const MOST_WORDS: usize = 24;

fn is_mention(before: &str) -> bool {
    let mut words = before.rsplit(|c: char| !c.is_alphanumeric()).take(MOST_WORDS);
    let is_one_of = |word: &str, known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
    before.rsplit(|c: char| !c.is_alphanumeric()).next().is_some_and(|last| is_one_of(last, &MENTIONS))
        || words.any(|word| is_one_of(word, &CASES))
}
