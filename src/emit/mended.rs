//! What a fix makes of the text around it.

use crate::diagnostic::Fix;
use crate::source::{Source, Span};

/// One replacement that does what all edits of a fix do; none when they lie more than `most` bytes apart.
pub(super) fn at_once(source: &Source, fix: &Fix, most: u32) -> Option<(Span, String)> {
    let start = fix.edits.first()?.span.start;
    let end = fix.edits.iter().map(|edit| edit.span.end).max()?;
    let span = Span::new(start, end);
    (span.len() <= most).then(|| (span, replaced(source, fix, span)))
}

/// The whole lines that a fix touches, as they read afterwards; none when they have more than `most` bytes before or
/// behind.
pub(super) fn lines(source: &Source, fix: &Fix, most: u32) -> Option<String> {
    let (span, _) = at_once(source, fix, most)?;
    let (first, last) = (source.line_around(span.start), source.line_around(span.end));
    // A line that is taken away with its end leaves the next one as it is.
    let ends = last.start == span.end && span.start < span.end;
    let lines = Span::new(first.start, if ends { span.end } else { last.end });
    if lines.len() > most {
        return None;
    }
    let text = replaced(source, fix, lines);
    (text.len() <= most as usize).then_some(text)
}

/// The text at a span around all edits, after them.
fn replaced(source: &Source, fix: &Fix, span: Span) -> String {
    let mut out = String::new();
    let mut from = span.start;
    for edit in &fix.edits {
        if edit.span.start < from {
            continue;
        }
        out.push_str(source.slice(Span::new(from, edit.span.start)));
        out.push_str(&edit.content);
        from = edit.span.end;
    }
    out.push_str(source.slice(Span::new(from, span.end.max(from))));
    out
}
