//! Texts that say that there is nothing.

use crate::format::words::normalise;
use crate::format::{Format, first_bit};

/// Whether a text is one of the format's words for nothing, with or without a remark.
pub(crate) fn is_none(format: &Format, text: &str) -> bool {
    let marks = |c: char| matches!(c, '-' | '*' | '+' | '[' | ']' | '_' | '`' | '~' | '(') || c.is_whitespace();
    let mut bare = text.trim_start_matches(marks);
    while let Some(rest) = bare.strip_prefix("x] ") {
        bare = rest;
    }
    // Most texts begin with another letter.
    let first = first_bit(bare);
    format.none.iter().filter(|word| first_bit(word) == first).any(|word| {
        let Some(head) = bare.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word)) else { return false };
        let after = bare[head.len()..].chars().next();
        after.is_none_or(|c| !c.is_alphanumeric() && c != '-')
    })
}

/// Whether the only item of a list says that there is none, as in `No new dependencies`.
pub(super) fn denies(text: &str) -> bool {
    let words = normalise(text);
    words.starts_with("no ") && !text.contains(['`', '/', '@'])
}

/// Whether the only item of a list says in a few words that there is nothing to do, or nothing of its own.
pub(super) fn is_spared(text: &str) -> bool {
    // Nearly every item begins with another letter.
    let first = text.bytes().find(u8::is_ascii_alphanumeric);
    if !first.is_some_and(|first| b"NnSs".contains(&first)) {
        return false;
    }
    let words = normalise(text);
    let leads = ["not needed", "not required", "not necessary", "nothing to ", "same as "];
    let ends = [" needed", " required", " necessary", " change", " changes"];
    let denied = words.starts_with("no ") && ends.iter().any(|end| words.ends_with(end));
    let short = words.split(' ').count() <= 6 && !text.contains('`');
    short && (denied || leads.iter().any(|lead| words.starts_with(lead)))
}

/// Whether prose names what belongs into a list, rather than saying that there is nothing.
pub(super) fn names_something(text: &str) -> bool {
    let nothing = [
        "no",
        "none",
        "nothing",
        "not",
        "only",
        "without",
        "existing",
        "already",
        "standard",
        "same",
        "all",
        "built",
        "unchanged",
        "included",
    ];
    let words = normalise(text);
    text.contains('`') && !words.starts_with("no ")
        || !words.is_empty() && !words.split(' ').any(|word| nothing.contains(&word))
}
