//! Finds the names of tasks in a text.

use std::ops::Bound;

use crate::format::first_bit;
use crate::format::words::{identity, may_hide, normalise, seen, spelled_at_start};

use super::TaskNames;

/// Words of a name that are looked up one by one; of names with more a few are held against the text as a whole.
const FEW_WORDS: usize = 40;
const MOST_LONG_NAMES: usize = 4;

/// Bytes of a name that are compared at most, so that many mentions of a name without end stay cheap.
const MOST_OF_A_NAME: usize = 4096;

impl TaskNames<'_> {
    /// The longest known name at the start of a text, and its length in bytes.
    pub(super) fn name(&self, text: &str) -> Option<(usize, u32)> {
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
        let mut near = text.bytes().take(self.longest.min(MOST_OF_A_NAME) + 256);
        let marked = near.any(may_hide);
        let written = self.named(text, quote, false);
        if marked { written.max(self.named(text, quote, true)) } else { written }
    }

    /// The same, from behind the marks at its start on; `shown` is whether words are taken as a reader sees them.
    fn named(&self, text: &str, quote: usize, shown: bool) -> Option<(usize, u32)> {
        let mut best = None;
        let mut words = String::new();
        let mut at = 0;
        // Grows the text word by word and looks each prefix up.
        let parts = text.split_inclusive([' ', '\t', '\n', '/', '-', '`', '"', '”', '*', '_', '.', ':']);
        for (place, word) in (0..).zip(parts) {
            if place == FEW_WORDS {
                return self.long_name(&words, &text[at..]).map(|(length, index)| (at + length, index)).or(best);
            }
            at += word.len();
            let more = if shown { normalise(&seen(word)) } else { normalise(word) };
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
                let signed = if self.signed.is_empty() { None } else { self.signed.get(&identity(&text[..at])) };
                best = Some((
                    text[..at].trim_end_matches(|c: char| !c.is_alphanumeric() && !")]+#".contains(c)).len().max(quote),
                    *signed.unwrap_or(index),
                ));
            }
        }
        best
    }

    /// The longest name that begins with these words and goes on with a text.
    fn long_name(&self, words: &str, text: &str) -> Option<(usize, u32)> {
        let alike = self.names.range::<str, _>((Bound::Included(words), Bound::Unbounded)).take(MOST_LONG_NAMES);
        let fitting = alike.filter_map(|(name, index)| {
            let rest = name.strip_prefix(words).filter(|rest| rest.len() < MOST_OF_A_NAME)?;
            Some((spelled_at_start(rest, text)?, *index))
        });
        fitting.max()
    }

    /// Whether a name begins with a word, given as normalised.
    fn begins(&self, word: &str) -> bool {
        // A blank sorts before every letter, so that the names with the word come next.
        let next = self.names.range::<str, _>((Bound::Included(word), Bound::Unbounded)).next();
        next.and_then(|(name, _)| name.strip_prefix(word)).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }
}
