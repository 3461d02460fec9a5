//! What each comment covers: a line, the part or block that follows, the text up to its end, or the file.

use crate::lower::{Document, Standing};
use crate::source::Span;
use crate::syntax::BlockKind;

use super::comment::{Comment, Kind};

/// Fills in what the names of the comments cover; comments stand in the order of the file.
pub(super) fn cover(document: &Document, comments: &mut [Comment]) {
    let whole = Span::new(0, document.source.len());
    // Names that are open, each with the indices of its comment and itself.
    let mut open: Vec<(String, usize, usize)> = Vec::new();
    for at in 0..comments.len() {
        let Some(comment) = comments.get_mut(at) else { continue };
        match comment.kind {
            Some(Kind::File) => comment.names.iter_mut().for_each(|name| name.covers = whole),
            Some(Kind::Start) => {
                for (place, name) in comment.names.iter_mut().enumerate() {
                    // Without an end, up to the end of the file.
                    name.covers = Span::new(comment.span.start, whole.end);
                    open.push((document.source.slice(name.span).to_owned(), at, place));
                }
            }
            Some(Kind::End) => {
                let end = comment.span.end;
                let names: Vec<String> =
                    comment.names.iter().map(|name| document.source.slice(name.span).to_owned()).collect();
                let (ended, left): (Vec<_>, Vec<_>) =
                    open.into_iter().partition(|(name, ..)| names.is_empty() || names.contains(name));
                open = left;
                comment.ends = !ended.is_empty();
                for (_, at, place) in ended {
                    if let Some(name) = comments.get_mut(at).and_then(|comment| comment.names.get_mut(place)) {
                        name.covers.end = end;
                    }
                }
            }
            Some(Kind::Next) | None => {}
        }
    }
    following(document, comments);
}

/// The places of plain comments, from the last one on: comments in a row cover the same thing, which is looked for once.
fn following(document: &Document, comments: &mut [Comment]) {
    let source = &document.source;
    let mut later: Option<(u32, Span)> = None;
    for comment in comments.iter_mut().rev() {
        let line = source.line_around(comment.span.start);
        let last = source.line_around(comment.span.end);
        let before = source.slice(Span::new(line.start, comment.span.start));
        let after = source.slice(Span::new(comment.span.end, last.end));
        let alone = is_blank(before) && is_blank(after);
        let covers = if alone {
            let next = next(document, source.line_of(comment.span.end) + 1, later);
            later = Some((source.line_of(comment.span.start), next));
            Span::new(comment.span.start, next.end.max(comment.span.end))
        } else {
            line.to(last)
        };
        if comment.kind == Some(Kind::Next) {
            comment.names.iter_mut().for_each(|name| name.covers = covers);
        }
    }
}

/// Whether nothing but other comments stands there.
fn is_blank(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '>' || c == '\u{FEFF}').trim_end();
    text.is_empty() || (text.starts_with("<!--") && text.ends_with("-->") && text.matches("-->").count() == 1)
}

/// The part or block that begins on the first line from `line` on with other text than a comment.
fn next(document: &Document, line: u32, later: Option<(u32, Span)>) -> Span {
    let source = &document.source;
    for line in line..source.line_count() {
        if let Some((known, place)) = later
            && known == line
        {
            return place;
        }
        let span = source.line_span(line);
        if !is_blank(source.slice(span)) {
            return part(document, span).or_else(|| block(document, span)).unwrap_or(span);
        }
    }
    Span::at(source.len())
}

/// The part whose heading or label begins on a line.
fn part(document: &Document, line: Span) -> Option<Span> {
    let from = document.parts.partition_point(|part| part.head.start < line.start);
    let here = document.parts.get(from..)?.iter().take_while(|part| part.head.start <= line.end);
    let part = here.into_iter().find(|part| part.standing != Standing::Implied && !part.head.is_empty())?;
    Some(Span::new(part.head.start, part.span.end.max(part.value.end)))
}

/// The block that begins on a line; of a list the item.
fn block(document: &Document, line: Span) -> Option<Span> {
    let from = document.tree.blocks.partition_point(|block| block.span.start < line.start);
    let here = document.tree.blocks.get(from..)?.iter().take_while(|block| block.span.start <= line.end);
    here.into_iter().find(|block| block.kind != BlockKind::List).map(|block| block.span)
}
