//! Comments that hide findings.

pub(super) mod unknown_suppression;
pub(super) mod unused_suppression;

use crate::diagnostic::{Edit, Fix};
use crate::rule::Cx;
use crate::source::{Span, offset};
use crate::suppress::{Comment, Name};

/// Takes a comment away, with the line that it fills or with the blank before it. A reason is the author's own text.
fn without(cx: &Cx<'_>, comment: &Comment) -> Fix {
    let (source, span) = (&cx.document.source, comment.span);
    let (first, last) = (source.line_of(span.start), source.line_of(span.end));
    let before = cx.text(Span::new(source.line_start(first), span.start));
    let after = cx.text(Span::new(span.end, source.line_span(last).end));
    let gone = if before.trim().is_empty() && after.trim().is_empty() {
        Span::new(source.line_start(first), source.line_start(last + 1))
    } else if before.chars().all(|c| c.is_ascii_digit() || " \t-*+>#.)[]xX".contains(c)) {
        // The blank before it belongs to a bullet.
        Span::new(span.start, span.end + offset(after.len() - after.trim_start().len()))
    } else {
        let blank = before.len() - before.trim_end().len();
        Span::new(span.start - offset(blank), span.end)
    };
    let (title, edit) = ("remove the comment", Edit::delete(gone));
    if comment.has_reason { Fix::unsafe_(title, [edit]) } else { Fix::safe(title, [edit]) }
}

/// A name with the comma that parts it from the next, or from the one before.
fn listed(comment: &Comment, name: &Name) -> Span {
    let next = comment.names.iter().find(|other| other.span.start > name.span.start);
    let last = comment.names.iter().rev().find(|other| other.span.end < name.span.end);
    match (next, last) {
        (Some(next), _) => Span::new(name.span.start, next.span.start),
        (None, Some(last)) => Span::new(last.span.end, name.span.end),
        (None, None) => name.span,
    }
}
