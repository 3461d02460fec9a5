//! Types of captures: which values a format allows.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use super::PartId;
use super::words::normalise;

/// A type that a format declares.
#[derive(Debug)]
pub(crate) struct Type {
    pub(crate) name: String,
    /// Completes "is not …".
    pub(crate) about: String,
    pub(crate) rule: TypeRule,
}

/// What a declared type demands.
#[derive(Debug)]
pub(crate) enum TypeRule {
    /// One of these words.
    OneOf(Vec<String>),
    /// The whole value matches.
    Pattern(Pattern),
    /// Names of those parts.
    RefersTo(Vec<PartId>),
}

/// A regular expression that is compiled when the first value is held against it.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) text: String,
    compiled: OnceLock<Option<Regex>>,
}

/// Larger programs are refused: a pattern comes from a file that may not be the user's own.
const PATTERN_BYTES: usize = 1 << 20;

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), compiled: OnceLock::new() }
    }

    /// Whether it compiles, with the reason if not.
    pub(crate) fn check(&self) -> Result<(), String> {
        compile(&self.text).map(|_| ()).map_err(|error| error.to_string())
    }

    /// Whether the whole value matches; a pattern that does not compile allows everything.
    pub(crate) fn allows(&self, value: &str) -> bool {
        let regex = self.compiled.get_or_init(|| compile(&self.text).ok());
        regex.as_ref().is_none_or(|regex| regex.is_match(value))
    }
}

fn compile(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&format!("^(?:{text})$")).size_limit(PATTERN_BYTES).build()
}

/// Types that every format knows.
pub(crate) const BUILT_IN: [&str; 12] = [
    "text", "number", "count", "serial", "date", "version", "percent", "path", "command", "package", "url", "language",
];

/// The built-in types that not every text has.
pub(crate) const JUDGED: [&str; 3] = ["number", "percent", "date"];

/// Why a value of a built-in type is not allowed: completes "is not …".
pub(crate) fn mistake(kind: &str, value: &str) -> Option<&'static str> {
    match kind {
        "number" if !value.bytes().all(|byte| byte.is_ascii_digit()) => Some("a number"),
        "percent" if !is_percent_or_sentence(value) => Some("a percentage from 0 to 100"),
        "date" if !is_date(value) => Some("a date such as `2026-01-31`"),
        _ => None,
    }
}

/// A value that begins with a number, after a sign of comparison, must be a percentage; any sentence will do otherwise.
fn is_percent_or_sentence(value: &str) -> bool {
    let bare = value.trim_start_matches(['>', '<', '=', '≥', '≤', '~', '≈', ' ', '`', '*', '\u{A0}']);
    let digits = bare.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    if digits == 0 {
        // Such as `lots %`: a sentence has a second word.
        let unit_alone = bare.trim_end_matches(['`', '*', '.']).ends_with('%') && bare.split_whitespace().count() < 3;
        return !bare.is_empty() && !unit_alone;
    }
    let number: f64 = bare[..digits].trim_end_matches('.').parse().unwrap_or(f64::MAX);
    let rest = bare[digits..].trim_start_matches([' ', '\u{A0}', '\u{202F}']);
    let unit =
        rest.starts_with('%') || normalise(rest).starts_with("percent") || normalise(rest).starts_with("per cent");
    // A range of percentages is a sentence.
    if rest.starts_with(['-', '–']) && rest.contains('%') {
        return true;
    }
    // A number that counts something (`3 scenarios`) is a sentence; a bare one is not.
    let counts = !unit && rest.chars().next().is_some_and(char::is_alphabetic);
    (unit && number <= 100.0) || counts
}

fn is_date(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_is_a_percentage_or_a_sentence() {
        for good in
            [">80%", "≥ 85 % of lines", "100%", "Every branch of the parser", "3 scenarios at least", "at least 90%"]
        {
            assert_eq!(mistake("percent", good), None, "{good}");
        }
        for bad in [">180%", "80", "lots%", ""] {
            assert!(mistake("percent", bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn patterns_match_the_whole_value() {
        let pattern = Pattern::new("a|b+");
        assert!(pattern.allows("bb") && !pattern.allows("ab"));
        assert!(Pattern::new("(").check().is_err());
    }
}
