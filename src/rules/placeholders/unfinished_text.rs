//! No text is left for later: `TBD`, `TODO`, `FIXME`, `???`, a lone `...`.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::diagnostic::Severity;
use crate::lower::{Document, Item, UnitKind};
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

const MARKS: [&str; 4] = ["TODO", "TBD", "FIXME", "???"];

/// Words behind a mark that make it something that is talked about.
const ABOUT: [&str; 16] = [
    "comment", "comments", "marker", "markers", "list", "lists", "item", "items", "entry", "entries", "note", "notes",
    "app", "tag", "tags", "api",
];

fn check(cx: &mut Cx<'_>) {
    let document = cx.document;
    let text = document.source.text();
    let marked = has_mark(text.as_bytes());
    if !marked && !has_dots(text) {
        return;
    }
    let most = if marked { u32::MAX } else { LONGEST_DOTS };
    leaves(document, most, |leaf| {
        let value = cx.text(leaf);
        if is_ellipsis(value) {
            cx.report(leaf, format!("`{}` says nothing", value.trim())).help("write what belongs here");
            return;
        }
        let Some((mark, alone)) = marked.then(|| mark(document, leaf)).flatten() else { return };
        let word = cx.text(mark);
        if alone {
            cx.report(leaf, format!("`{word}` is left for later")).help("write what belongs here");
        } else {
            cx.report(mark, format!("`{word}` marks something that is left for later"))
                .severity(Severity::Warning)
                .help("decide it now, or make it an action of its own");
        }
    });
}

/// Whether a mark may stand anywhere: what it begins with, with one of three bytes that are rare in prose.
fn has_mark(text: &[u8]) -> bool {
    memchr::memchr3_iter(b'D', b'X', b'?', text).any(|at| {
        let start = if text[at] == b'?' { at } else { at.saturating_sub(2) };
        matches!(text[start..], [b'T', b'O', b'D', ..] | [b'T', b'B', b'D', ..] | [b'F', b'I', b'X', ..] | [b'?', b'?', b'?', ..])
    })
}

/// Whether dots stand anywhere but behind a letter, or a slash as in `./...`.
fn has_dots(text: &str) -> bool {
    static DOTS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("..."));
    let bytes = text.as_bytes();
    let goes_on = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.'))
    };
    // The last byte of an ellipsis is rare.
    let mut single = memchr::memchr_iter(ELLIPSIS[2], bytes).filter_map(|at| at.checked_sub(2));
    single.any(|at| bytes[at..].starts_with(ELLIPSIS) && !goes_on(at)) || DOTS.find_iter(bytes).any(|at| !goes_on(at))
}

const ELLIPSIS: &[u8] = "…".as_bytes();

/// Bytes of three dots with emphasis around them, at most.
const LONGEST_DOTS: u32 = 12;

fn is_ellipsis(value: &str) -> bool {
    offset(value.len()) <= LONGEST_DOTS
        && matches!(value.trim_matches(['*', '_', '`', ' ', '[', ']', '(', ')']), "..." | "…" | "....")
}

/// Whether what an item says is for later and nothing else, so that this rule reports it.
pub(crate) fn is_unfinished(document: &Document, item: &Item) -> bool {
    let value = document.captures_of(item.captures).first().map_or(item.text, |first| first.span);
    is_ellipsis(document.source.slice(value)) || mark(document, value).is_some_and(|(_, alone)| alone)
}

/// Calls `each` with every text of at most that many bytes that stands for itself: names, values, items, paragraphs.
fn leaves(document: &Document, most: u32, mut each: impl FnMut(Span)) {
    let mut each = |leaf: Span| {
        if (1..=most).contains(&leaf.len()) {
            each(leaf);
        }
    };
    for part in document.parts.iter().skip(1) {
        document.captured(part.captures, "name").into_iter().for_each(&mut each);
        if part.level == 0 {
            each(part.value);
        }
    }
    // An item says what stands behind its first words.
    for item in &document.items {
        let captures = document.captures_of(item.captures);
        let keyed = item.spec.is_some_and(|spec| !document.format.part(spec).title.is_empty());
        let value =
            captures.first().filter(|_| keyed).map_or(item.text, |first| Span::new(first.span.start, item.text.end));
        each(value);
        // Words before a colon that the format does not know are still not the value.
        if !keyed
            && let Some((lead, rest)) = dotted(document.source.slice(item.text)).and_then(|text| text.split_once(": "))
            && is_ellipsis(rest)
        {
            each(Span::new(item.text.start + offset(lead.len() + 2), item.text.end));
        }
        let parts = captures.iter().map(|capture| capture.span);
        let short = parts.filter(|span| *span != value && span.len() <= LONGEST_DOTS);
        short.filter(|span| is_ellipsis(document.source.slice(*span))).for_each(&mut each);
    }
    let prose = document.units.iter().filter(|unit| unit.kind == UnitKind::Prose);
    prose.map(|unit| unit.span).for_each(each);
}

/// A text that ends in dots, marks aside; another is not worth a look.
fn dotted(text: &str) -> Option<&str> {
    // Most texts end with a letter.
    let ends = text.as_bytes().last().is_some_and(|byte| !byte.is_ascii_alphanumeric());
    let bare = if ends { text.trim_end_matches(['*', '_', '`', ' ', '[', ']', '(', ')']) } else { "" };
    (bare.ends_with("...") || bare.ends_with('…')).then_some(text)
}

/// The first mark in a text that is meant as one, and whether nothing else is said.
fn mark(document: &Document, leaf: Span) -> Option<(Span, bool)> {
    let text = document.source.slice(leaf);
    for mark in MARKS {
        for at in memchr::memmem::find_iter(text.as_bytes(), mark) {
            let span = Span::new(leaf.start + offset(at), leaf.start + offset(at + mark.len()));
            let before = &text[..at];
            let after = &text[at + mark.len()..];
            let joined = before.ends_with(|c: char| c.is_alphanumeric() || "_-/.#?".contains(c))
                || after.starts_with(|c: char| c.is_alphanumeric() || "_-/?".contains(c));
            if joined || document.is_code(span.start) {
                continue;
            }
            let head = before.trim_matches(|c: char| !c.is_alphanumeric());
            let rest = after.trim_matches(|c: char| !c.is_alphanumeric());
            if head.is_empty() && rest.is_empty() {
                return Some((span, true));
            }
            let next = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
            let about = ABOUT.contains(&next.as_str());
            let opens = head.is_empty() || after.trim_start_matches(['*', '_', '`']).starts_with(':');
            let closes = rest.is_empty() || before.trim_end().ends_with(['(', '[']);
            if !about && !is_mention(head) && (opens || closes) {
                return Some((span, false));
            }
        }
    }
    None
}

/// Whether the word before a mark makes it the thing that is talked about: `every TODO`.
fn is_mention(before: &str) -> bool {
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    ["the", "a", "any", "all", "each", "every", "no", "of", "for", "remaining", "zero", "without", "as", "or", "and"]
        .contains(&last.as_str())
}
