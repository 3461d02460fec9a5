//! Text that belongs to no part: chat around the document, and other prose.

use crate::format::words::normalise;
use crate::source::{Span, offset};

use super::{DeviationKind, Reading, Standing, UnitKind};

/// How assistants open and close what they write. Each is the beginning of a normalised paragraph.
const GREETINGS: [&str; 31] = [
    "sure",
    "certainly",
    "of course",
    "absolutely",
    "here is",
    "heres",
    "here are",
    "below is",
    "below are",
    "okay",
    "ok here",
    "great",
    "got it",
    "happy to",
    "ill create",
    "i ll create",
    "i will create",
    "i have created",
    "ive created",
    "i ve created",
    "i have prepared",
    "ive prepared",
    "thanks for",
    "thank you",
    "based on your",
    "based on the provided",
    "as requested",
    "let me",
    "alright",
    "no problem",
    "understood",
];

/// So many of the goodbyes speak to somebody.
const SPOKEN: usize = 6;

/// Beginnings of paragraphs at the end.
const GOODBYES: [&str; 24] = [
    "let me know",
    "please let me know",
    "feel free",
    "i hope",
    "hope this",
    "would you like",
    "do you want",
    "shall i",
    "should i",
    "if you have any",
    "if you need",
    "if youd like",
    "if you d like",
    "if you would like",
    "happy to",
    "this plan",
    "that completes",
    "these plans",
    "good luck",
    "this concludes",
    "this completes",
    "im happy",
    "i m happy",
    "thats it",
];

/// Notes chat and stray prose.
pub(super) fn stray(reading: &mut Reading<'_>) {
    let mut found = Vec::new();
    before(reading, &mut found);
    after(reading, &mut found);
    between(reading, &mut found);
    for outside in reading.outside.clone() {
        let span = trimmed(reading, outside);
        if !span.is_empty() {
            let line = first_line(reading, span);
            if is_chat(reading.text(line), &GREETINGS) || is_chat(reading.text(line), &GOODBYES) {
                found.push((DeviationKind::Chat, line));
            }
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
        if chat.is_none() && is_chat(text, &GREETINGS) {
            chat = Some(unit);
        } else if chat.is_none() {
            prose = Some(prose.map_or(unit, |prose| prose.to(unit)));
        }
    }
    if let Some(span) = chat {
        found.push((DeviationKind::Chat, span));
    } else if let Some(span) = prose {
        found.push((DeviationKind::StrayProse, first_line(reading, span)));
    }
    let title = reading.children(0).next().filter(|first| reading.part(*first).level == 1);
    if let Some(first) = title.and_then(|title| units(reading, title).next())
        && is_chat(reading.text(first), &GREETINGS)
        && found.is_empty()
    {
        found.push((DeviationKind::Chat, first));
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
    for unit in reading.units.iter().rev() {
        if unit.kind == UnitKind::Nothing {
            continue;
        }
        // What stands before the first part is judged there.
        if unit.kind != UnitKind::Prose || unit.owner == 0 {
            break;
        }
        // A section of the author's own may well begin with `This plan`; nobody but a speaker says `let me know`.
        if reading.part(unit.owner).standing == Standing::Unknown {
            if is_chat(reading.text(unit.span), &GOODBYES[..SPOKEN]) {
                last = Some(unit.span);
            }
            continue;
        }
        if is_chat(reading.text(unit.span), &GOODBYES) || is_chat(reading.text(unit.span), &GREETINGS) {
            last = Some(unit.span);
        }
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
            found.push((DeviationKind::StrayProse, first_line(reading, span)));
        }
        broken = false;
    }
}

fn trimmed(reading: &Reading<'_>, span: Span) -> Span {
    let text = reading.text(span);
    let start = span.start + offset(text.len() - text.trim_start().len());
    Span::new(start, start + offset(text.trim().len()))
}

fn first_line(reading: &Reading<'_>, span: Span) -> Span {
    let line = reading.source.line_around(span.start);
    Span::new(span.start, span.end.min(line.end).max(span.start))
}

/// Whether a text is how an assistant ends.
pub(super) fn is_goodbye(text: &str) -> bool {
    is_chat(text, &GOODBYES)
}

fn is_chat(text: &str, openings: &[&str]) -> bool {
    let words = normalise(&text.chars().take(80).collect::<String>());
    openings
        .iter()
        .any(|opening| words.strip_prefix(opening).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}
