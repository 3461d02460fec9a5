//! How names are compared: without case, emphasis, punctuation and emoji, and nearly.

mod seen;

pub(crate) use seen::{brief, may_hide, seen};

/// The words of a text in lower case, joined by one space.
///
/// Letters, digits and combining marks make words; an apostrophe inside a word is dropped.
pub(crate) fn normalise(text: &str) -> String {
    // Most names are words and single spaces already.
    if text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return text.to_owned();
    }
    if text.is_ascii() {
        return ascii(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if is_word(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            if c.is_ascii() {
                out.push(c.to_ascii_lowercase());
            } else {
                out.extend(c.to_lowercase());
            }
        } else if !matches!(c, '\'' | '’' | '\u{FE0F}' | '\u{200D}') {
            gap = true;
        }
    }
    out
}

/// What tells names apart: the words, and signs that make another word of one, as in `C` and `C#`, `*.ts` and `.ts`,
/// `==` and `!=`, `1.5` and `1-5`.
pub(crate) fn identity(text: &str) -> String {
    let mut key = normalise(text);
    let mut before = None;
    let mut place = 0_u32;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let behind_word = before.is_some_and(is_word);
        let digits = [before, next].iter().all(|c| c.is_some_and(|c| c.is_ascii_digit()));
        let sign = match c {
            '=' | '<' | '>' => true,
            '!' => next == Some('='),
            '+' | '#' => behind_word || before == Some(c),
            '*' => before == Some('/') || (next == Some('.') && !behind_word),
            '.' | ',' | ':' | '-' | '/' => digits,
            _ => false,
        };
        if sign {
            // Where it stands counts too: `C to C++`.
            key.push(c);
            key.push_str(&place.to_string());
        }
        place += u32::from(is_word(c));
        before = Some(c);
    }
    key
}

/// The same for text without letters beyond ASCII, which needs no look at characters.
fn ascii(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut gap = false;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(b' ');
            }
            gap = false;
            out.push(byte.to_ascii_lowercase());
        } else {
            gap |= byte != b'\'';
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

/// Whether a text is a name, which is normalised already; most texts differ from it in the first letters.
pub(crate) fn is_spelled(name: &str, text: &str) -> bool {
    let mut rest = name.as_bytes();
    let mut gap = false;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            if gap && rest.len() < name.len() {
                let [b' ', behind @ ..] = rest else { return false };
                rest = behind;
            }
            gap = false;
            match rest {
                [first, behind @ ..] if *first == byte.to_ascii_lowercase() => rest = behind,
                _ => return false,
            }
        } else if byte.is_ascii() {
            gap |= byte != b'\'';
        } else {
            return normalise(text) == name;
        }
    }
    rest.is_empty()
}

/// The length of the beginning of a text that has the words of `rest`, the end of a normalised name from the blank before
/// one of its words on.
pub(crate) fn spelled_at_start(rest: &str, text: &str) -> Option<usize> {
    let mut rest = rest.chars();
    let mut gap = true;
    for (at, c) in text.char_indices() {
        if is_word(c) {
            let blank = std::mem::take(&mut gap).then_some(' ');
            if !blank.into_iter().chain(c.to_lowercase()).all(|c| rest.next() == Some(c)) {
                return None;
            }
        } else if !matches!(c, '\'' | '’' | '\u{FE0F}' | '\u{200D}') {
            if rest.as_str().is_empty() {
                return Some(at);
            }
            gap = true;
        }
    }
    rest.as_str().is_empty().then_some(text.len())
}

/// Whether a character belongs to a word.
pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36F}') }
}

/// How far two normalised names are apart, when that is near enough to be a slip: at most 1, 2 or 3 edits for
/// lengths up to 5, up to 9 and above, and fewer than half the length.
pub(crate) fn near(left: &str, right: &str) -> Option<u32> {
    let length = left.chars().count().max(right.chars().count());
    let most = match length {
        0..=1 => return None,
        2..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    let shorter = left.chars().count().min(right.chars().count());
    if length - shorter > most || length > 120 || !may_be_near(left, right, most) {
        return None;
    }
    let found = distance(left, right);
    (found <= most && found * 2 < length).then(|| u32::try_from(found).unwrap_or(u32::MAX))
}

/// Whether the letters of two texts differ by so little that their order is worth a look: each edit takes away, brings
/// or changes one.
fn may_be_near(left: &str, right: &str, most: usize) -> bool {
    let mut counts = [0_i16; 32];
    for byte in left.bytes() {
        counts[usize::from(byte & 31)] += 1;
    }
    for byte in right.bytes() {
        counts[usize::from(byte & 31)] -= 1;
    }
    let differing: usize = counts.iter().map(|count| usize::from(count.unsigned_abs())).sum();
    // A changed letter beyond ASCII differs in up to four bytes on both sides.
    differing <= if left.is_ascii() && right.is_ascii() { 2 * most } else { 8 * most }
}

/// The name among `names` that is nearest to `wanted` and near enough to be meant.
pub(crate) fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = normalise(wanted);
    names
        .into_iter()
        .filter_map(|name| {
            let known = normalise(name);
            Some((near(&wanted, &known).or_else(|| prefix(&wanted, &known))?, name))
        })
        .min_by_key(|(far, _)| *far)
        .map(|(_, name)| name)
}

/// A beginning of at least three letters is meant as the whole, if worse than a slip.
fn prefix(wanted: &str, name: &str) -> Option<u32> {
    (wanted.len() >= 3 && name.starts_with(wanted)).then_some(4)
}

/// Insertions, deletions, replacements and exchanges of neighbours (optimal string alignment).
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = Vec::with_capacity(right.len() + 1);
        row.push(i + 1);
        for (j, b) in right.iter().enumerate() {
            let mut best = (above[j] + usize::from(a != b)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = above;
        above = row;
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_by_their_words() {
        assert_eq!(normalise("✅ **Set-up**:  the DB's"), "set up the dbs");
        assert_eq!(normalise("مرحبا Ärger"), "مرحبا ärger");
    }

    #[test]
    fn signs_that_make_another_word_tell_names_apart() {
        let pairs = [
            ("Add C bindings", "Add C++ bindings"),
            ("Add C++ bindings", "Add C# bindings"),
            ("Lint `*.ts`", "Lint `.ts`"),
            ("Use ==", "Use !="),
            ("Release 1.5", "Release 1-5"),
            ("C to C++", "C++ to C"),
        ];
        for (left, right) in pairs {
            assert_eq!(normalise(left), normalise(right));
            assert_ne!(identity(left), identity(right));
        }
        for (left, right) in [("Set-up: the *DB*", "set up the DB!"), ("Fix #12 & go", "✅ Fix 12, go.")] {
            assert_eq!(identity(left), identity(right));
        }
    }

    #[test]
    fn a_name_is_spelled_by_what_normalises_to_it() {
        let texts = [
            "Set-up",
            "set  up",
            "SETUP",
            "'set up'",
            "set up:",
            "set",
            "Set up the",
            "",
            "--",
            "sét up",
            "sé",
            " set",
        ];
        for name in texts.map(normalise) {
            for text in texts {
                assert_eq!(is_spelled(&name, text), normalise(text) == name, "{name:?} {text:?}");
            }
        }
    }

    #[test]
    fn a_long_name_is_held_against_a_text() {
        assert_eq!(spelled_at_start(" the db", "The DB's"), None);
        assert_eq!(spelled_at_start(" the dbs", "The DB's, soon"), Some(8));
        assert_eq!(spelled_at_start(" the dbs", "The DB’s"), Some(10));
        assert_eq!(spelled_at_start(" the dbs", "The"), None);
    }

    #[test]
    fn slips_are_near_and_other_words_are_not() {
        assert_eq!(near("objectives", "objective"), Some(1));
        assert_eq!(near("obejctive", "objective"), Some(1));
        assert_eq!(near("tests", "steps"), None);
        assert_eq!(near("ab", "cd"), None);
        assert_eq!(nearest("missing-feild", ["empty-field", "missing-field"]), Some("missing-field"));
    }
}
