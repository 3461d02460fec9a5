//! What stands behind a finding, a task that is named, and a heading or label.

use std::fmt::Write;

use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind};

use crate::format::types::TypeRule;
use crate::format::{Format, HoleKind, PartId, Piece, Presence, Role};
use crate::lower::{Document, Part};
use crate::rules::{rule, url};
use crate::source::Span;

use super::convert::{Opened, brief};
use super::{lenses, navigate};

pub(super) fn hover(open: &Opened<'_>, at: u32) -> Option<Hover> {
    let document = &open.analysis.document;
    let found = open.analysis.found.iter().filter(|found| found.span.start <= at && at <= found.span.end);
    // The narrowest, and each rule once.
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|found| found.span.len());
    found.dedup_by_key(|found| found.rule);
    let mut texts: Vec<String> = found.iter().take(2).filter_map(|found| page(found.rule)).collect();
    let mut span = found.first().map(|found| found.span);
    if let Some((task, named)) = navigate::task_at(document, at).filter(|(task, _)| {
        // Its own heading says it all.
        !document.part(*task).head.contains(at)
    }) {
        texts.push(summary(document, task));
        span = span.or(Some(named));
    } else if texts.is_empty() {
        let (text, head) = expected(document, at)?;
        texts.push(text);
        span = Some(head);
    }
    let value = texts.join("\n\n---\n\n");
    let contents = Contents::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value });
    Some(Hover { contents, range: span.map(|span| open.buffer.range(span)) })
}

/// The page of a rule up to its examples, with its address.
fn page(name: &str) -> Option<String> {
    let page = rule(name)?.page;
    let end = page.find("\n## Examples").unwrap_or(page.len());
    let mut text = page[..end].trim_end().to_owned();
    if let Some(url) = url(name) {
        let _ = write!(text, "\n\n[Examples and fixes]({url})");
    }
    Some(text)
}

/// What a reader wants to know of a task without going there.
fn summary(document: &Document, task: u32) -> String {
    let view = document.view(task);
    let part = view.part();
    let mut text = format!("**{}**", brief(view.name()));
    let inside = task + 1..part.end;
    let steps = inside.clone().filter(|index| document.view(*index).role() == Some(Role::Step)).count();
    for index in inside {
        let field = document.view(index);
        // Steps have objectives of their own.
        if field.part().parent != task {
            continue;
        }
        if let Some(Role::Objective | Role::Complexity | Role::Prerequisite) = field.role() {
            let value = brief(document.source.slice(field.part().value));
            if !value.is_empty() {
                let _ = write!(text, "\n\n{}: {value}", field.title());
            }
        }
    }
    let mut facts = Vec::new();
    if steps > 0 {
        facts.push(format!("{steps} {}", if steps == 1 { "step" } else { "steps" }));
    }
    if let Some((ticked, all)) = lenses::boxes(document, task as usize) {
        facts.push(format!("{ticked} of {all} boxes"));
    }
    if !facts.is_empty() {
        let _ = write!(text, "\n\n{}", facts.join(", "));
    }
    text
}

/// What the format wants of the heading or label at a place, or of a value that is one of a few.
fn expected(document: &Document, at: u32) -> Option<(String, Span)> {
    let is_chosen = |part: &Part| part.spec.is_some_and(|spec| allowed(&document.format, spec).is_some());
    let place = |part: &Part| match part {
        part if part.head.contains(at) => Some(part.head),
        part if part.value.contains(at) && is_chosen(part) => Some(part.value),
        _ => None,
    };
    let (part, place) = document.parts.iter().skip(1).find_map(|part| Some((part, place(part)?)))?;
    let spec = document.format.part(part.spec?);
    let presence = match spec.presence {
        Presence::Required => "required",
        Presence::Expected => "expected",
        Presence::Suggested => "suggested",
        Presence::Optional => "optional",
    };
    let mut text = format!("`{}` ({presence})", spec.written());
    if !spec.about.is_empty() {
        let _ = write!(text, "\n\n{}", spec.about);
    }
    if let Some(words) = allowed(&document.format, part.spec?) {
        let list: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        let _ = write!(text, "\n\nOne of {}", list.join(", "));
    }
    if spec.none_allowed
        && let Some(none) = document.format.none.first()
    {
        let _ = write!(text, "\n\n`{none}` where there is nothing");
    }
    Some((text, place))
}

/// The words that the value of a part is one of, if the format lists them.
pub(super) fn allowed(format: &Format, id: PartId) -> Option<&[String]> {
    let holes = format.part(id).looks.iter().flat_map(|look| &look.pieces);
    holes.into_iter().find_map(|piece| match piece {
        Piece::Hole { kind: HoleKind::Type(name), .. } => {
            let kind = format.types.iter().find(|kind| kind.name == *name)?;
            if let TypeRule::OneOf(words) = &kind.rule { Some(words.as_slice()) } else { None }
        }
        _ => None,
    })
}
