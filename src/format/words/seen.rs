//! What a reader sees of a name: no marks, no targets of links, no notes.

use std::borrow::Cow;

/// Whether a byte may begin what a reader does not see as it is written.
pub(crate) fn may_hide(byte: u8) -> bool {
    matches!(byte, b'[' | b'&' | b'<' | b'*')
}

/// A name as it is shown: a link by its text, an entity by its sign, no image, note, tag or emphasis. Code stays.
pub(crate) fn seen(text: &str) -> Cow<'_, str> {
    // Nearly all names are plain.
    if !text.bytes().any(may_hide) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (shown, behind) = match first {
            '`' => code(rest),
            '!' | '[' => link(rest),
            '&' => entity(rest),
            '<' => tag(rest).map(|behind| ("", behind)),
            '*' if is_emphasis(&out, rest) => Some(("", rest.trim_start_matches('*'))),
            _ => None,
        }
        .unwrap_or_else(|| rest.split_at(first.len_utf8()));
        out.push_str(shown);
        rest = behind;
    }
    Cow::Owned(out)
}

/// A name without the remarks that people leave out when they refer to it: brackets at either end, and text that is
/// struck out.
pub(crate) fn brief(name: &str) -> Option<String> {
    let mut text = Cow::Borrowed(name.trim());
    // Nothing is struck out of most names.
    if memchr::memchr(b'~', name.as_bytes()).is_some()
        && let Some((before, struck)) = name.trim().split_once("~~")
        && let Some((_, behind)) = struck.split_once("~~")
    {
        text = Cow::Owned(format!("{before}{behind}"));
    }
    let rest = text.trim();
    let rest = rest.strip_prefix('[').and_then(|inside| inside.split_once("] ")).map_or(rest, |(_, behind)| behind);
    let open = match rest.as_bytes().last() {
        Some(b')') => rest.rfind(" ("),
        Some(b']') => rest.rfind(" ["),
        _ => None,
    };
    let rest = rest[..open.unwrap_or(rest.len())].trim();
    (!rest.is_empty() && rest.len() < name.trim().len()).then(|| rest.to_owned())
}

fn code(text: &str) -> Option<(&str, &str)> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let (marks, inside) = text.split_at(ticks);
    let end = ticks + inside.find(marks)? + ticks;
    Some(text.split_at(end))
}

/// The text of a link; nothing of an image and of a note.
fn link(text: &str) -> Option<(&str, &str)> {
    let (image, inside) = match text.strip_prefix('!') {
        Some(rest) => (true, rest.strip_prefix('[')?),
        None => (false, text.strip_prefix('[')?),
    };
    let (label, behind) = inside.split_once(']')?;
    if label.starts_with('^') && !image {
        return Some(("", behind));
    }
    let target = [('(', ')'), ('[', ']')].into_iter().find_map(|(open, close)| {
        let (_, behind) = behind.strip_prefix(open)?.split_once(close)?;
        Some(behind)
    })?;
    Some((if image { "" } else { label }, target))
}

/// The sign that an entity stands for; of those with a name only the usual ones.
fn entity(text: &str) -> Option<(&str, &str)> {
    const KNOWN: [(&str, &str); 9] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
    ];
    KNOWN.iter().find_map(|(written, shown)| Some((*shown, text.strip_prefix(written)?)))
}

/// What follows a tag of HTML; an address between such brackets is none.
fn tag(text: &str) -> Option<&str> {
    let (inside, behind) = text.strip_prefix('<')?.split_once('>')?;
    let name = inside.trim_start_matches('/');
    let word = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name[word..].starts_with([':', '@', '.']);
    plain.then_some(behind)
}

/// Whether asterisks there are of emphasis: a word is next to them on one side, and no sign of a pattern on the other.
fn is_emphasis(before: &str, text: &str) -> bool {
    let behind = text.trim_start_matches('*').chars().next();
    let (left, right) = (before.chars().next_back(), behind);
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_pattern = |c: Option<char>| c.is_some_and(|c| matches!(c, '.' | '/'));
    (is_word(left) || is_word(right)) && !is_pattern(left) && !is_pattern(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_is_shown_of_it() {
        for (text, shown) in [
            ("Adopt [RFC 9457](https://a.b/c)", "Adopt RFC 9457"),
            ("Adopt [RFC 9457][rfc]", "Adopt RFC 9457"),
            ("[ABC-1] Core [draft]", "[ABC-1] Core [draft]"),
            ("Cache[^1]", "Cache"),
            ("![](icon.png) Icons!", " Icons!"),
            ("Auth &amp; Login & more", "Auth & Login & more"),
            ("**Re**build `a*b[0]` <b>now</b>", "Rebuild `a*b[0]` now"),
            ("Lint *.ts, src/* and <https://a.b>", "Lint *.ts, src/* and <https://a.b>"),
            ("a < b [c", "a < b [c"),
        ] {
            assert_eq!(seen(text), shown, "{text}");
        }
    }

    #[test]
    fn remarks_are_left_out() {
        for (name, wanted) in [
            ("Core (ABC-123)", Some("Core")),
            ("[ABC-123] Core", Some("Core")),
            ("Core [draft]", Some("Core")),
            ("~~Old~~ New API", Some("New API")),
            ("Core", None),
            ("(all)", None),
            ("[draft]", None),
            ("Call f()", None),
        ] {
            assert_eq!(brief(name).as_deref(), wanted, "{name}");
        }
    }
}
