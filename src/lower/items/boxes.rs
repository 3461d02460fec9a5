//! Boxes at the start of an item, also those that are misspelt.

use crate::source::Span;

use super::super::BoxMark;
use super::is_hidden;

/// The box at the start of an item's text and its length in bytes.
pub(super) fn box_mark(inner: &str, span: Span, start: usize, spaced: bool) -> (BoxMark, usize) {
    let Some((length, ticked, good)) = box_length(inner) else { return (BoxMark::None, 0) };
    let after = &inner[length..];
    let plain = is_plain(&inner[..length]);
    if let Some((again, same)) = doubled(after, ticked) {
        let length = length + again;
        return (
            BoxMark::Malformed { span: Span::of(span.start as usize, start + length), ticked, certain: same && plain },
            length,
        );
    }
    let hidden = after.len() - after.trim_start_matches(is_hidden).len();
    let length = length + hidden;
    let separate = after.is_empty() || after.starts_with([' ', '\t', '\r', '\n']);
    if good && separate && spaced {
        return (BoxMark::Good { ticked }, length);
    }
    (BoxMark::Malformed { span: Span::of(span.start as usize, start + length), ticked, certain: plain }, length)
}

/// What is a box only where boxes are wanted: its length, whether it is ticked, and whether that is certain. A word or a
/// sign in it may be meant otherwise.
pub(super) fn odd_box(inner: &str) -> Option<(usize, bool, bool)> {
    let separate = |rest: &str| rest.starts_with([' ', '\t']);
    // A sign in place of a box.
    if let Some(ticked) = inner.chars().next().and_then(|sign| match sign {
        '✅' | '✔' | '✓' => Some(true),
        '❌' | '✗' | '✘' | '⬜' | '□' | '◻' => Some(false),
        _ => None,
    }) {
        let rest = inner.trim_start_matches(|c: char| !c.is_ascii());
        return separate(rest).then(|| (inner.len() - rest.len(), ticked, false));
    }
    // A box in bold.
    if let Some((length, ticked, _)) = inner.strip_prefix("**").and_then(box_length) {
        let rest = inner[2 + length..].strip_prefix("**").filter(|rest| separate(rest))?;
        return Some((inner.len() - rest.len(), ticked, is_plain(&inner[2..2 + length])));
    }
    if let Some(found) = open_box(inner).or_else(|| html_box(inner)) {
        return Some(found);
    }
    let bare = inner.strip_prefix(['[', '［', '{', '('])?;
    let close = bare.find([']', '］', '}', ')']).filter(|close| *close <= 6)?;
    let rest = bare[close..].trim_start_matches([']', '］', '}', ')']);
    if !separate(rest) {
        return None;
    }
    let length = inner.len() - rest.len();
    let words = inner.starts_with('[') && bare[close..].starts_with(']');
    match bare[..close].trim().to_lowercase().as_str() {
        // These two are boxes everywhere between square brackets.
        "" | "x" if !words => Some((length, !bare[..close].trim().is_empty(), true)),
        "y" | "yes" | "o" | "ok" | "xx" | "done" if words => Some((length, true, false)),
        "n" | "no" | "todo" | "open" | "wip" if words => Some((length, false, false)),
        sign if words && is_sign(sign) && box_length(inner).is_none() => Some((length, sign == "1", false)),
        _ => None,
    }
}

/// A box that was never closed, such as `[ text`: brackets in the text close themselves.
fn open_box(inner: &str) -> Option<(usize, bool, bool)> {
    let (ticked, rest) = match inner.as_bytes() {
        [b'[', b' ', ..] => (false, &inner[1..]),
        [b'[', b'x' | b'X', b' ', ..] => (true, &inner[2..]),
        _ => return None,
    };
    let (mut depth, mut line) = (0, rest.chars().take_while(|c| *c != '\n'));
    let closes = line.any(|c| {
        depth += i32::from(c == '[') - i32::from(c == ']');
        depth < 0
    });
    (!closes && rest.contains(char::is_alphanumeric)).then_some((inner.len() - rest.len(), ticked, true))
}

/// A box as HTML writes it.
fn html_box(inner: &str) -> Option<(usize, bool, bool)> {
    let end = inner.strip_prefix("<input ")?.find('>')? + "<input >".len();
    let mut words = inner[..end].split([' ', '/', '>']);
    let is_box = inner[..end].contains("checkbox");
    is_box.then(|| (end, words.any(|word| word.split('=').next() == Some("checked")), true))
}

/// Whether a text is one sign, or a digit that says whether something is done.
fn is_sign(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| *c != '\u{FE0F}');
    signs.next().is_some_and(|c| !c.is_alphanumeric() || matches!(c, '0' | '1')) && signs.next().is_none()
}

/// Whether the mark in a box has one meaning. A cross may say that something is not done, a star or a dash anything.
fn is_plain(written: &str) -> bool {
    !written.contains(['✗', '✘', '☒', '*', 'v', '~', '-'])
}

/// Further boxes, with or without a bullet, behind one: their length, and whether all are ticked like the first. What
/// stands there must be a box to the letter, since the text of an item may begin with brackets.
fn doubled(after: &str, ticked: bool) -> Option<(usize, bool)> {
    let (mut rest, mut same) = (after, true);
    while let Some(next) = rest.strip_prefix([' ', '\t']).or(Some(rest).filter(|rest| rest.starts_with('['))) {
        let next = next.trim_start_matches([' ', '\t']);
        let next = ["- ", "* ", "+ "].iter().find_map(|bullet| next.strip_prefix(bullet)).unwrap_or(next);
        let Some(behind) = next.strip_prefix("[ ]").or_else(|| next.strip_prefix("[x]")) else { break };
        if !behind.is_empty() && !behind.starts_with([' ', '\t', '\r', '\n']) {
            break;
        }
        same &= next.starts_with("[x]") == ticked;
        rest = behind;
    }
    (rest.len() < after.len()).then(|| (after.len() - rest.len(), same))
}

/// Reads what looks like a box at the start of `text`: its length, whether it is ticked, whether it is well formed.
pub(in super::super) fn box_length(text: &str) -> Option<(usize, bool, bool)> {
    if let Some(sign) = text.chars().next().filter(|c| "☐☑☒".contains(*c)) {
        return Some((sign.len_utf8(), sign != '☐', false));
    }
    // Round brackets with nothing in them.
    if text.starts_with("( ) ") {
        return Some(("( )".len(), false, false));
    }
    // A box shown as code.
    if let Some(sign) = ["`[ ]` ", "`[x]` ", "`[X]` "].iter().find(|sign| text.starts_with(**sign)) {
        return Some((sign.len() - 1, !sign.contains("[ ]"), false));
    }
    let bare = text.strip_prefix('\\').unwrap_or(text);
    let escaped = text.len() - bare.len();
    let inner = bare.strip_prefix('[')?;
    let close = inner.find(']').filter(|at| *at <= 6)?;
    let inside = inner[..close].strip_suffix('\\').filter(|_| escaped > 0).unwrap_or(&inner[..close]);
    let after = &inner[close + 1..];
    // A link, a footnote or a definition; two boxes are none of them.
    let twice = ["[ ] ", "[x] "].iter().any(|second| after.starts_with(second));
    if after.starts_with(['(', '[', ':']) && !twice {
        return None;
    }
    let word = inside.trim_matches(|c: char| c.is_whitespace() || is_hidden(c));
    let ticked = match word {
        "" | "_" | "-" | "~" | "." | "☐" | "□" | "✗" | "✘" => false,
        "x" | "X" | "✓" | "✔" | "✅" | "☑" | "*" | "v" | "√" => true,
        _ => return None,
    };
    let good = escaped == 0 && matches!(inside, " " | "x" | "X");
    Some((escaped + close + 2, ticked, good))
}
