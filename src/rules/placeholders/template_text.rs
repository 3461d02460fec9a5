//! No text of the format's own template is left.

use std::cmp::Reverse;

use crate::diagnostic::Severity;
use crate::format::Format;
use crate::format::skeleton::{CODE, TEXT};
use crate::format::words::normalise;
use crate::lower::{Capture, Document, Part, UnitKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::source::{Span, offset};
use crate::syntax::BlockKind;

pub(crate) static RULE: Rule = Rule {
    name: "template-text",
    summary: "text of the template was not replaced",
    group: Group::Placeholders,
    severity: Severity::Error,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/placeholders/template-text.md"),
    check: Check::Document(check),
};

fn check(cx: &mut Cx<'_>) {
    let brackets = brackets(cx.document.source.text());
    let mut found = captured(cx.document, !brackets.is_empty());
    bracketed(cx.document, &brackets, &mut found);
    // Of two that begin together the longer one has the shorter one in it.
    found.sort_unstable_by_key(|span| (span.start, Reverse(span.end)));
    let mut end = 0;
    for span in found {
        // A capture and the bracket inside it are one blank.
        if span.start < end {
            continue;
        }
        end = span.end;
        let text = cx.text(span);
        let message = if text.contains('\n') {
            "this list is the template's own text".to_owned()
        } else {
            format!("`{text}` is the template's own text")
        };
        cx.report(span, message).help("write what this plan means");
    }
}

/// The brackets that are no boxes; boxes are the most common ones by far.
fn brackets(text: &str) -> Vec<usize> {
    let is_box = |at: usize| text[at..].starts_with("[ ]") || text[at..].starts_with("[x]");
    memchr::memchr_iter(b'[', text.as_bytes()).filter(|at| !is_box(*at)).collect()
}

/// Captures that say what the format gives as their blank, or with `made` what a skeleton does. A list of nothing else is
/// one blank.
fn captured(document: &Document, made: bool) -> Vec<Span> {
    let mut found = Vec::new();
    for part in document.parts.iter().skip(1) {
        let (from, to) = part.items;
        let items = document.items.get(from as usize..to as usize).unwrap_or_default();
        let mut blanks = Vec::new();
        for item in items {
            let Some(spec) = item.spec else { continue };
            blanks.extend(blank(document, spec, item.captures, made));
        }
        match (blanks.first(), blanks.last()) {
            (Some(first), Some(last)) if blanks.len() > 1 && blanks.len() >= items.len() => found.push(first.to(*last)),
            _ => found.extend(blanks),
        }
        if let Some(spec) = part.spec {
            found.extend(blank(document, spec, part.captures, made));
            found.extend(if made { alone(document, part) } else { None });
        }
    }
    found
}

fn blank(document: &Document, spec: u16, captures: (u32, u32), made: bool) -> Option<Span> {
    let declared = document.format.part(spec);
    if declared.placeholders.is_empty() && !made {
        return None;
    }
    let captures = document.captures.get(captures.0 as usize..captures.1 as usize).unwrap_or_default();
    if declared.placeholders.is_empty() {
        let is_made = |capture: &&Capture| Format::is_blank(&capture.name, document.source.slice(capture.span));
        return captures.iter().find(is_made).map(|capture| capture.span);
    }
    let pairs = captures.iter().flat_map(|capture| declared.placeholders.iter().map(move |own| (capture, own)));
    let mut blanks = pairs.filter_map(|(capture, (name, text))| {
        let span = capture.span;
        let value = document.source.slice(span);
        if made && Format::is_blank(&capture.name, value) {
            return Some(span);
        }
        if !begins_alike(value, text) || *capture.name != **name {
            return None;
        }
        let whole = normalise(value);
        // Bracketed text is looked for everywhere; words only here, with or without the template's example behind them.
        let same =
            whole.strip_prefix(&normalise(text)).is_some_and(|rest| rest.is_empty() || rest.starts_with(" e g "));
        same.then_some(span)
    });
    let first = blanks.next()?;
    // Several blanks in one line are one.
    Some(blanks.fold(first, |all, next| Span::new(all.start.min(next.start), all.end.max(next.end))))
}

/// The blank that stands for the text of a part, or for the code in its fence.
fn alone(document: &Document, part: &Part) -> Option<Span> {
    let units = document.units.get(part.units.0 as usize..part.units.1 as usize).unwrap_or_default();
    units.iter().find_map(|unit| {
        let (span, name) = match (unit.kind, document.tree.block(unit.block)?.kind) {
            (UnitKind::Fence, BlockKind::Fence(fence)) => (fence.body, CODE),
            (UnitKind::Prose, _) => (unit.span, TEXT),
            _ => return None,
        };
        let text = document.source.slice(span);
        let start = span.start + offset(text.len() - text.trim_start().len());
        Format::is_blank(name, text.trim()).then(|| Span::new(start, start + offset(text.trim().len())))
    })
}

/// Whether the first bytes of two texts are equal but for case; tells most apart without a closer look.
fn begins_alike(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.first().map(u8::to_ascii_lowercase) != right.first().map(u8::to_ascii_lowercase) {
        return false;
    }
    let length = left.len().min(right.len()).min(12);
    left[..length].eq_ignore_ascii_case(&right[..length])
}

/// The format's bracketed text, wherever it stands but in code blocks.
fn bracketed(document: &Document, brackets: &[usize], found: &mut Vec<Span>) {
    if brackets.is_empty() {
        return;
    }
    let format = &document.format;
    let own = format.parts.iter().flat_map(|part| part.placeholders.iter().map(|(_, text)| text));
    let texts: Vec<&str> =
        own.chain(&format.placeholders).map(String::as_str).filter(|text| text.contains('[')).collect();
    let text = document.source.text();
    for at in brackets.iter().copied() {
        for known in &texts {
            let lead = known.find('[').unwrap_or(0);
            let Some(start) = at.checked_sub(lead) else { continue };
            let Some(there) = text.get(start..start + known.len()) else { continue };
            if there.eq_ignore_ascii_case(known)
                && !text[start + known.len()..].starts_with('(')
                && is_text(document, offset(start))
            {
                found.push(Span::of(start, start + known.len()));
                break;
            }
        }
    }
}

/// Whether an offset lies in text that a reader reads: not in code blocks or HTML.
fn is_text(document: &Document, offset: u32) -> bool {
    let block = document.tree.block_at(offset);
    !block.is_some_and(|block| matches!(block.kind, BlockKind::Fence(_) | BlockKind::Indented | BlockKind::Html))
}
