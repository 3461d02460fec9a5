//! Text that belongs to no part: chat around the document, and other prose.

use crate::source::{Span, offset};

use super::chat::{Place, talk};
use super::{DeviationKind, Reading, Standing, UnitKind};

/// Notes chat and stray prose.
pub(super) fn stray(reading: &mut Reading<'_>) {
    let mut found = Vec::new();
    before(reading, &mut found);
    after(reading, &mut found);
    between(reading, &mut found);
    for outside in reading.outside.clone() {
        let span = trimmed(reading, outside);
        if !span.is_empty() {
            let line = reading.first_line(span);
            found.extend(talk(reading.text(line), line.start, Place::Behind).map(|talk| (DeviationKind::Chat, talk)));
        }
    }
    for (kind, span) in found {
        reading.deviate(kind, 0, 0, span);
    }
}

/// Paragraphs before the first part, and chat under a title.
fn before(reading: &Reading<'_>, found: &mut Vec<(DeviationKind, Span)>) {
    let mut prose: Option<Span> = None;
    let mut chat: Option<Span> = None;
    for unit in units(reading, 0).filter(|unit| reading.text(*unit).chars().any(char::is_alphanumeric)) {
        let text = reading.text(unit);
        if chat.is_none() {
            chat = talk(text, unit.start, Place::Before);
        }
        if chat.is_none() {
            prose = Some(prose.map_or(unit, |prose| prose.to(unit)));
        }
    }
    if let Some(span) = chat {
        found.push((DeviationKind::Chat, span));
    } else if let Some(span) = prose {
        found.push((DeviationKind::StrayProse, reading.first_line(span)));
    }
    let title = reading.children(0).next().filter(|first| reading.part(*first).level == 1);
    if let Some(first) = title.and_then(|title| units(reading, title).next())
        && let Some(talk) = talk(reading.text(first), first.start, Place::Titled)
        && found.is_empty()
    {
        found.push((DeviationKind::Chat, talk));
    }
}

/// Prose of a part that is not in a list or fence.
fn units<'a>(reading: &'a Reading<'_>, index: u32) -> impl Iterator<Item = Span> + 'a {
    let (from, to) = reading.part(index).units;
    let units = reading.units.get(from as usize..to as usize).unwrap_or_default();
    units.iter().filter(|unit| unit.kind == UnitKind::Prose).map(|unit| unit.span)
}

/// The last paragraphs of the document, when they say goodbye.
fn after(reading: &Reading<'_>, found: &mut Vec<(DeviationKind, Span)>) {
    let mut last = None;
    for (at, unit) in reading.units.iter().enumerate().rev() {
        if unit.kind == UnitKind::Nothing {
            continue;
        }
        // What stands before the first part is judged there.
        if unit.kind != UnitKind::Prose || unit.owner == 0 {
            break;
        }
        // What the author wrote under a heading of their own is what that says.
        let owner = reading.part(unit.owner);
        if owner.standing == Standing::Unknown && owner.units.0 == offset(at) {
            break;
        }
        last = talk(reading.text(unit.span), unit.span.start, Place::Behind).or(last);
    }
    if let Some(span) = last {
        found.push((DeviationKind::Chat, span));
    }
}

/// Prose behind a break and before the next of the document's own parts: it belongs to neither.
fn between(reading: &Reading<'_>, found: &mut Vec<(DeviationKind, Span)>) {
    // Heads rise with the index; whether each is one of the document's own parts.
    let mut heads = reading.parts.iter().skip(1).map(|part| (part.head.start, part.parent == 0)).peekable();
    let mut broken = false;
    let mut prose: Option<Span> = None;
    for (at, unit) in reading.units.iter().enumerate() {
        let is_break = unit.kind == UnitKind::Nothing && !reading.text(unit.span).starts_with('<');
        if is_break {
            broken = true;
            prose = None;
        } else if unit.kind != UnitKind::Prose || unit.owner == 0 {
            broken &= unit.kind == UnitKind::Nothing;
            prose = None;
        } else if broken {
            prose = prose.or(Some(unit.span));
        }
        let next = reading.units.get(at + 1).map_or(reading.range.end, |next| next.span.start);
        while heads.next_if(|(start, _)| *start < unit.span.end).is_some() {}
        let Some((_, top)) = heads.next_if(|(start, _)| *start < next) else { continue };
        if let Some(span) = prose.take()
            && top
            && !reading.format.is_template(reading.text(span))
        {
            found.push(match talk(reading.text(span), span.start, Place::Before) {
                Some(talk) => (DeviationKind::Chat, talk),
                None => (DeviationKind::StrayProse, reading.first_line(span)),
            });
        }
        broken = false;
    }
}

fn trimmed(reading: &Reading<'_>, span: Span) -> Span {
    let text = reading.text(span);
    let start = span.start + offset(text.len() - text.trim_start().len());
    Span::new(start, start + offset(text.trim().len()))
}
