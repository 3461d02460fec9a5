//! A small inline scanner for the rare paragraphs in which comrak's inline spans are wrong.
//!
//! It happens after link reference definitions, link targets on the next line, escaped pipes in tables and lazy lines
//! with tabs. Only what the layers above read is found: code spans, strong text, comments.

use crate::source::{Source, Span, offset};

use super::{Inline, InlineKind};

/// Appends the inlines found in `span`, in document order.
pub(super) fn inlines(source: &Source, span: Span, out: &mut Vec<Inline>) {
    let text = source.slice(span).as_bytes();
    let mut strong: Option<(usize, usize)> = None;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\\' => at += 2,
            b'`' => {
                let run = run(text, at, b'`');
                if let Some(end) = closing(text, at + run, run) {
                    push(out, InlineKind::Code, span, at, end);
                    at = end;
                } else {
                    at += run;
                }
            }
            b'<' if text[at..].starts_with(b"<!--") => {
                let end = memchr::memmem::find(&text[at..], b"-->").map_or(text.len(), |found| at + found + 3);
                push(out, InlineKind::Html, span, at, end);
                at = end;
            }
            b'*' => {
                let run = run(text, at, b'*');
                if run >= 2 {
                    match strong.take() {
                        Some((start, place)) => {
                            let inline = Inline { kind: InlineKind::Strong, span: shift(span, start, at + 2) };
                            out.insert(place.min(out.len()), inline);
                        }
                        None => strong = Some((at, out.len())),
                    }
                }
                at += run;
            }
            _ => at += 1,
        }
    }
}

fn run(text: &[u8], at: usize, byte: u8) -> usize {
    text[at..].iter().take_while(|other| **other == byte).count()
}

/// The end of the code span that was opened by `ticks` back-ticks before `from`.
fn closing(text: &[u8], from: usize, ticks: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = memchr::memchr(b'`', text.get(at..)?) {
        let length = run(text, at + found, b'`');
        at += found + length;
        if length == ticks {
            return Some(at);
        }
    }
    None
}

fn push(out: &mut Vec<Inline>, kind: InlineKind, span: Span, start: usize, end: usize) {
    out.push(Inline { kind, span: shift(span, start, end) });
}

fn shift(span: Span, start: usize, end: usize) -> Span {
    Span::new(span.start + offset(start), span.start + offset(end))
}
