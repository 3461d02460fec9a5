//! No text of the format's own template is left.

use crate::diagnostic::Severity;
use crate::format::words::normalise;
use crate::format::{Bracketed, first_bit};
use crate::lower::{Capture, Document};
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
    let mut found = captured(cx.document);
    bracketed(cx.document, &mut found);
    // A list of nothing else comes before the blanks in it.
    found.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
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

/// Captures that say what the format gives as their blank. A list of nothing else is one blank.
fn captured(document: &Document) -> Vec<Span> {
    let mut found = Vec::new();
    let mut blanks = Vec::new();
    for part in document.parts.iter().skip(1) {
        let (from, to) = part.items;
        let items = document.items.get(from as usize..to as usize).unwrap_or_default();
        blanks.clear();
        for item in items {
            let Some(spec) = item.spec else { continue };
            blanks.extend(blank(document, spec, item.captures));
        }
        match (blanks.first(), blanks.last()) {
            (Some(first), Some(last)) if blanks.len() > 1 && blanks.len() >= items.len() => found.push(first.to(*last)),
            _ => found.append(&mut blanks),
        }
        if let Some(spec) = part.spec {
            found.extend(blank(document, spec, part.captures));
        }
    }
    found
}

fn blank(document: &Document, spec: u16, captures: (u32, u32)) -> Option<Span> {
    let declared = document.format.part(spec);
    if declared.facts.blanks == 0 {
        return None;
    }
    let captures = document.captures.get(captures.0 as usize..captures.1 as usize).unwrap_or_default();
    // Several blanks in one line are one.
    let mut found: Option<Span> = None;
    for Capture { name, span } in captures {
        let value = document.source.slice(*span);
        if first_bit(value) & declared.facts.blanks == 0 {
            continue;
        }
        for (_, text) in declared.placeholders.iter().filter(|(own, text)| begins_alike(value, text) && **own == **name)
        {
            let whole = normalise(value);
            // Bracketed text is looked for everywhere; words only here, with or without the template's example behind
            // them.
            let same =
                whole.strip_prefix(&normalise(text)).is_some_and(|rest| rest.is_empty() || rest.starts_with(" e g "));
            if same {
                let all = found.unwrap_or(*span);
                found = Some(Span::new(all.start.min(span.start), all.end.max(span.end)));
            }
        }
    }
    found
}

/// Whether the first bytes of two texts are equal but for case; tells most apart without a closer look.
fn begins_alike(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.first().map(u8::to_ascii_lowercase) != right.first().map(u8::to_ascii_lowercase) {
        return false;
    }
    let length = left.len().min(right.len()).min(16);
    left[..length].eq_ignore_ascii_case(&right[..length])
}

/// The format's bracketed text, wherever it stands but in code blocks.
fn bracketed(document: &Document, found: &mut Vec<Span>) {
    let text = document.source.text();
    for at in memchr::memchr_iter(b'[', text.as_bytes()) {
        let next = text.as_bytes().get(at + 1).map_or(0, u8::to_ascii_lowercase);
        for Bracketed { text: known, lead, .. } in document.format.bracketed.iter().filter(|known| known.next == next) {
            let Some(start) = at.checked_sub(*lead) else { continue };
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
