//! Labels: how `**Label**:` may be written at the start of a line.

use crate::format::{Format, Hypothesis, Kind};
use crate::source::{Span, offset};

/// Labels are short; longer bold text at the start of a line is prose.
pub(super) const LONGEST_LABEL: u32 = 80;

/// A label as it is written.
pub(super) struct Label<'f> {
    /// With its marks and its colon.
    pub(super) head: Span,
    /// The words.
    pub(super) name: Span,
    /// Not `**Label**:` to the letter.
    pub(super) styled: bool,
    /// It could as well be the beginning of a sentence.
    pub(super) bare: bool,
    /// The colon is missing, and no dash stands in its place.
    pub(super) unmarked: bool,
    /// What it names, if that is known already.
    pub(super) known: &'f [Hypothesis],
}

/// Reads the label at the start of a line, which may begin with what is emphasised.
pub(super) fn label<'f>(
    format: &'f Format,
    line: Span,
    text: &str,
    emphasised: Option<Span>,
    bulleted: bool,
) -> Option<Label<'f>> {
    let Some(mark) = emphasised else { return bare_label(format, line, text) };
    if mark.end > line.end {
        return None;
    }
    let (inside, after) = text.split_at_checked(mark.len() as usize).unwrap_or_default();
    // The usual case: a label to the letter.
    let plain = inside.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    if let Some(words) = plain.filter(|_| after.starts_with(':') && !after.starts_with("::"))
        && let Some(known) = format.names.label(words)
    {
        let name = Span::new(mark.start + 2, mark.end - 2);
        let head = Span::new(line.start, mark.end + 1);
        return Some(Label { head, name, styled: false, bare: false, unmarked: false, known });
    }
    let marks = inside.len() - inside.trim_start_matches(['*', '_']).len();
    let words = inside.trim_matches(['*', '_']);
    let name_start = mark.start + offset(marks);
    let said = |length: usize| Span::new(name_start, name_start + offset(length));
    // `**Label: text**`: more is emphasised than the label.
    if let Some(colon) = words.find([':', '：']).filter(|_| after.trim().is_empty())
        && let Some(length) = spelled(format, words, colon)
        && !words[colon..].trim_matches([':', '：', ' ']).is_empty()
    {
        let end = name_start + offset(colon + words[colon..].chars().next().map_or(1, char::len_utf8));
        let head = Span::new(line.start, end);
        return Some(Label { head, name: said(length), styled: true, bare: false, unmarked: false, known: &[] });
    }
    if mark.len() > LONGEST_LABEL {
        return None;
    }
    let blank = after.len() - after.trim_start_matches([' ', '\t', '\u{A0}', '\u{202F}']).len();
    let spells = |words: &str| format.names.spells_label(words.trim_end_matches([':', '：', ' ', '\u{A0}']));
    let blank = aside(after, blank).filter(|_| spells(words)).unwrap_or(blank);
    let colon = after[blank..].chars().next().filter(|c| matches!(c, ':' | '：'));
    let bare_words = words.trim_end_matches([':', '：', ' ', '\u{A0}']);
    let remarked = bare_words.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(rest, _)| rest.trim_end());
    let bare_words = remarked.filter(|rest| format.names.spells_label(rest)).unwrap_or(bare_words);
    let inner_colon = bare_words.len() < words.len() && words.contains([':', '：']);
    let name = said(bare_words.len());
    let spells = || spells(bare_words);
    let dash = after[blank..].chars().next().filter(|c| matches!(c, '-' | '–' | '—'));
    let behind = |c: char| after[blank + c.len_utf8()..].chars().next();
    let dash = dash.filter(|c| blank > 0 && !bulleted && behind(*c).is_none_or(char::is_whitespace));
    let colons = after[blank..].len() - after[blank..].trim_start_matches([':', '：']).len();
    let head_end = match colon.or(dash) {
        Some(c) if colon.is_some() || spells() => mark.end + offset(blank + colons.max(c.len_utf8())),
        None if inner_colon => mark.end,
        // Without a colon only a known label alone on its line will do, or one with a value behind it.
        None if after[blank..].trim().is_empty() && (spells() || is_heading_like(format, bare_words)) => {
            mark.end + offset(after.trim_end().len())
        }
        None if blank > 0 && marks == 2 && !bulleted && spells() => mark.end,
        _ => return None,
    };
    let unmarked = colon.is_none() && !inner_colon && !after[blank..].trim().is_empty();
    let canonical = colon == Some(':')
        && colons == 1
        && blank == 0
        && !inner_colon
        && marks == 2
        && !bare_words.contains('\u{A0}')
        && words == bare_words;
    Some(Label {
        head: Span::new(line.start, head_end),
        name,
        styled: !canonical,
        bare: unmarked,
        unmarked: unmarked && dash.is_none(),
        known: &[],
    })
}

/// Where the colon or the end of the line stands behind a remark in brackets, behind an emoji, or the colon behind marks
/// of emphasis that belong to nothing.
fn aside(after: &str, blank: usize) -> Option<usize> {
    let rest = &after[blank..];
    let marks = ['*', '_'];
    let behind = match rest.bytes().next()? {
        b'*' | b'_' if blank == 0 => rest.trim_start_matches(marks),
        b'(' | b'[' | b'*' | b'_' => {
            let inside = rest.trim_start_matches(marks);
            let close = if inside.starts_with('[') { ']' } else { ')' };
            inside.strip_prefix(['(', '['])?.split_once(close)?.1.trim_start_matches(marks).trim_start()
        }
        0x80.. => rest[decoration(rest)..].trim_start(),
        _ => return None,
    };
    let ends = blank > 0 && behind.is_empty() && behind.len() < rest.len();
    (ends || behind.starts_with([':', '：'])).then_some(after.len() - behind.len())
}

/// The length of the emoji at the start of a text; quotes and other punctuation belong to what they stand at.
fn decoration(text: &str) -> usize {
    let emoji = |c: char| matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{FE0F}' | '\u{200D}');
    text.len() - text.trim_start_matches(emoji).len()
}

/// The length of emoji and blanks before the bold words that a line goes on with.
pub(super) fn before_bold(line: &str) -> u32 {
    let bold = line[decoration(line)..].trim_start();
    if bold.starts_with("**") { offset(line.len() - bold.len()) } else { 0 }
}

/// Reads a label that is not emphasised, or whose emphasis does not close: `Label: text`, `**Label: text`.
fn bare_label<'f>(format: &'f Format, line: Span, text: &str) -> Option<Label<'f>> {
    let marks = if text.starts_with(['*', '_', '<', '`', '\\']) {
        let marks = text.len() - text.trim_start_matches(['*', '_']).len();
        if marks == 0 || text[marks..].contains("**") {
            return spaced_label(format, line, text);
        }
        marks
    } else {
        0
    };
    if !format.names.begins_label(&text[marks..]) {
        return None;
    }
    let most = text.len().min(LONGEST_LABEL as usize);
    // The full-width colon begins with a byte of its own.
    let colon = memchr::memchr2(b':', 0xEF, text.as_bytes().get(..most)?)?;
    if !text[colon..].starts_with([':', '：']) {
        return None;
    }
    let length = spelled(format, &text[marks..], colon - marks)?;
    let end = colon + text[colon..].chars().next().map_or(1, char::len_utf8);
    // `Label:**`: the marks that opened it were lost.
    let end = end + if marks == 0 && text[end..].starts_with("**") { 2 } else { 0 };
    let name = Span::of(line.start as usize + marks, line.start as usize + marks + length);
    let head = Span::new(line.start, line.start + offset(end));
    Some(Label { head, name, styled: true, bare: true, unmarked: false, known: &[] })
}

/// Reads a label that was meant to be bold: `**Label: **`, `** Label **:`, `<b>Label</b>:`, `\*\*Label\*\*:`. In
/// back-ticks it could as well be the beginning of a sentence about code.
fn spaced_label<'f>(format: &'f Format, line: Span, text: &str) -> Option<Label<'f>> {
    let (open, close) = [("**", "**"), ("<b>", "</b>"), ("<strong>", "</strong>"), ("`", "`"), (r"\*\*", r"\*\*")]
        .into_iter()
        .find(|(open, _)| text.starts_with(open))?;
    let (inside, behind) = text[open.len()..].split_once(close)?;
    // Without a blank inside, something else keeps it from being bold.
    if open == "**" && inside.trim() == inside {
        return None;
    }
    let words = inside.trim_start();
    let blank = inside.len() - words.len();
    let colon = behind.len() - behind.trim_start_matches([' ', ':', '：']).len();
    // A colon inside the marks or behind them.
    let head = if words.trim_end().ends_with([':', '：']) { "" } else { &behind[..colon] };
    let length = spelled(format, words, words.trim_end_matches([':', '：', ' ']).len())?;
    if head.trim().is_empty() && words.trim_end().len() == length {
        return None;
    }
    let start = line.start + offset(open.len() + blank);
    let end = line.start + offset(open.len() + inside.len() + close.len() + head.trim_end().len());
    let name = Span::new(start, start + offset(length));
    let bare = open == "`";
    Some(Label { head: Span::new(line.start, end), name, styled: true, bare, unmarked: false, known: &[] })
}

/// The length of the words before a colon, when they spell a label.
fn spelled(format: &Format, text: &str, colon: usize) -> Option<usize> {
    let words = text.get(..colon)?.trim_end_matches(['*', '_', ' ', '\u{A0}']);
    format.names.spells_label(words).then_some(words.len())
}

/// Whether bold words alone on a line spell a heading of the format.
fn is_heading_like(format: &Format, words: &str) -> bool {
    let mut known = Vec::new();
    format.names.of_label(&format.parts, words, true, &mut known);
    known.iter().any(|known| format.part(known.part).is_heading() && known.kind <= Kind::Styled)
}

/// The marks of emphasis that a label opens and does not close.
pub(crate) fn open_marks(head: &str) -> Option<&str> {
    let marks = head.len() - head.trim_start_matches(['*', '_']).len();
    let (open, rest) = head.split_at(marks);
    (marks > 0 && !rest.contains(open)).then_some(open)
}
