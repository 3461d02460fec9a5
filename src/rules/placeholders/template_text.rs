//! No text of the format's own template is left.

use std::cmp::Reverse;
use std::sync::LazyLock;

use memchr_n::MemchrN;

use crate::diagnostic::Severity;
use crate::format::Format;
use crate::format::skeleton::{CODE, TEXT};
use crate::format::words::normalise;
use crate::format::{Bracketed, PartId, byte_bit};
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
    let text = cx.document.source.text();
    let brackets = brackets(text);
    let begins = |at: &usize| cx.document.format.begins_blank(&text[at + 1..]);
    let mut found = captured(cx.document, brackets.iter().any(begins));
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
        } else if text.contains(['`', '*']) {
            "this is the template's own text".to_owned()
        } else {
            format!("`{text}` is the template's own text")
        };
        cx.report(span, message).help("write what this plan means");
    }
}

static BRACKET: LazyLock<MemchrN> = LazyLock::new(|| MemchrN::new(b"["));

/// The brackets that are no boxes; boxes are the most common ones by far.
fn brackets(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let is_box = |at: usize| matches!(bytes.get(at + 1..at + 3), Some([b' ' | b'x', b']']));
    BRACKET.iter(bytes).filter(|at| !is_box(*at)).collect()
}

/// Captures that say what the format gives as their blank, or with `made` what a skeleton does. A list of nothing else is
/// one blank.
fn captured(document: &Document, made: bool) -> Vec<Span> {
    let text = document.source.text().as_bytes();
    // Most values begin with another letter than any text of the template.
    let first = |capture: &Capture| text.get(capture.span.start as usize).map_or(0, |byte| byte_bit(*byte));
    let known = document.format.parts.iter().map(|part| if made { u64::MAX } else { part.facts.blanks });
    let known: Vec<u64> = known.collect();
    let may_be = |spec: PartId, captures: (u32, u32)| {
        let known = known.get(usize::from(spec)).copied().unwrap_or(0);
        known != 0 && document.captures_of(captures).iter().any(|capture| first(capture) & known != 0)
    };
    let mut found = Vec::new();
    let mut blanks = Vec::new();
    for part in document.parts.iter().skip(1) {
        let items = document.items_of(part);
        blanks.clear();
        for item in items {
            if let Some(spec) = item.spec.filter(|spec| may_be(*spec, item.captures)) {
                blanks.extend(blank(document, spec, item.captures, made));
            }
        }
        match (blanks.first(), blanks.last()) {
            (Some(first), Some(last)) if blanks.len() > 1 && blanks.len() >= items.len() => found.push(first.to(*last)),
            _ => found.append(&mut blanks),
        }
        if let Some(spec) = part.spec.filter(|spec| may_be(*spec, part.captures)) {
            found.extend(blank(document, spec, part.captures, made));
        }
        if made && part.spec.is_some() {
            found.extend(alone(document, part));
        }
    }
    found
}

fn blank(document: &Document, spec: u16, captures: (u32, u32), made: bool) -> Option<Span> {
    let declared = document.format.part(spec);
    // Several blanks in one line are one.
    let mut found: Option<Span> = None;
    for Capture { name, span } in document.captures_of(captures) {
        let value = document.source.slice(*span);
        let own = |(known, text): &(String, String)| is_own(value, text) && **known == **name;
        if (made && Format::is_blank(name, value)) || (!value.is_empty() && declared.placeholders.iter().any(own)) {
            let all = found.unwrap_or(*span);
            found = Some(Span::new(all.start.min(span.start), all.end.max(span.end)));
        }
    }
    found
}

/// Whether a value is the template's text for its blank. Bracketed text is looked for everywhere; words only here, with
/// or without the template's example behind them.
fn is_own(value: &str, text: &str) -> bool {
    begins_alike(value, text)
        && normalise(value)
            .strip_prefix(&normalise(text))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(" e g "))
}

/// The blank that stands for the text of a part, or for the code in its fence.
fn alone(document: &Document, part: &Part) -> Option<Span> {
    let units = document.units_of(part);
    units.iter().find_map(|unit| {
        let (span, name) = match unit.kind {
            UnitKind::Fence => (document.tree.fence(document.tree.block(unit.block)?)?.body, CODE),
            UnitKind::Prose => (unit.span, TEXT),
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
    let length = left.len().min(right.len()).min(16);
    left[..length].eq_ignore_ascii_case(&right[..length])
}

/// The format's bracketed text, wherever it stands but in code blocks; of few words only as a whole value.
fn bracketed(document: &Document, brackets: &[usize], found: &mut Vec<Span>) {
    let text = document.source.text();
    for at in brackets.iter().copied() {
        let next = text.as_bytes().get(at + 1).map_or(0, u8::to_ascii_lowercase);
        if byte_bit(next) & document.format.behind_brackets == 0 {
            continue;
        }
        for Bracketed { text: known, lead, .. } in document.format.bracketed.iter().filter(|known| known.next == next) {
            let Some(start) = at.checked_sub(*lead) else { continue };
            let Some(there) = text.get(start..start + known.len()) else { continue };
            if there.eq_ignore_ascii_case(known)
                && !text[start + known.len()..].starts_with('(')
                && is_text(document, offset(start))
                && (known.split(' ').count() > 2 || *lead > 0 || is_whole(document, start, start + known.len()))
            {
                found.push(Span::of(start, start + known.len()));
                break;
            }
        }
    }
}

/// Whether what stands there is a whole value of its line: a text of few words may well be one that the plan is about,
/// as in ``the column `[Description]` ``.
fn is_whole(document: &Document, start: usize, end: usize) -> bool {
    let line = document.source.line_around(offset(start));
    let text = document.source.text();
    let marks = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | '"');
    let before = text[line.start as usize..start].trim_end_matches(marks);
    let after = text[end..line.end as usize].trim_matches(marks);
    let begins = before.is_empty() || before.ends_with([':', '-', '–', '—', ']', '#', '+', '>', '|']);
    let ends =
        after.is_empty() || after == "." || after.starts_with(['|', '-', '–', '—', '[']) || after.starts_with("(e.g.");
    begins && ends
}

/// Whether an offset lies in text that a reader reads: not in code blocks or HTML.
fn is_text(document: &Document, offset: u32) -> bool {
    let block = document.tree.block_at(offset);
    !block.is_some_and(|block| matches!(block.kind, BlockKind::Fence(_) | BlockKind::Indented | BlockKind::Html))
}
