//! Values: numbers that count, names that are unique, words that a type allows.

use std::collections::{BTreeMap, BTreeSet};

use crate::format::types::{self, TypeRule};
use crate::format::words::{identity, normalise};
use crate::format::{HoleKind, PartId, Piece};
use crate::source::{Span, offset};

use super::empty::says_nothing;
use super::{Capture, DeviationKind, Fit, Part, Reading, Standing, unfinished};

/// Notes the deviations of all captured values.
pub(super) fn values(reading: &mut Reading<'_>) {
    numbers(reading);
    unique(reading);
    for index in 1..offset(reading.parts.len()) {
        let part = reading.part(index);
        let Some(spec) = part.spec else { continue };
        if part.standing == Standing::Stray && reading.format.part(spec).is_heading() {
            continue;
        }
        nameless(reading, index, spec);
        // A value such as `-` is none.
        if !reading.part(index).value.is_empty() && says_nothing(reading, reading.part(index)) {
            continue;
        }
        let Part { captures, items, .. } = *reading.part(index);
        typed(reading, index, spec, captures);
        for item in items.0..items.1 {
            let Some(found) = reading.items.get(item as usize) else { break };
            if let (Some(declared), Fit::Fits | Fit::Misnamed(_)) = (found.spec, found.fit) {
                let captures = found.captures;
                typed(reading, index, declared, captures);
            }
        }
    }
}

fn captures<'a>(reading: &'a Reading<'_>, range: (u32, u32)) -> &'a [Capture] {
    reading.captures.get(range.0 as usize..range.1 as usize).unwrap_or_default()
}

/// A heading that captures a name must have one.
fn nameless(reading: &mut Reading<'_>, index: u32, spec: PartId) {
    let part = reading.part(index);
    let wanted = reading.format.part(spec).is_heading() && reading.format.part(spec).facts.named;
    if !wanted || part.standing != Standing::Found {
        return;
    }
    let name = captures(reading, part.captures).iter().find(|capture| &*capture.name == "name");
    let said = name.is_some_and(|name| reading.text(name.span).chars().any(|c| c.is_alphanumeric() || !c.is_ascii()));
    if !said {
        let head = part.head;
        reading.deviate(DeviationKind::Nameless, index, spec, head);
    }
}

/// Holds captured values against their types, where there are any.
#[inline]
fn typed(reading: &mut Reading<'_>, index: u32, spec: PartId, range: (u32, u32)) {
    let declared = reading.format.part(spec);
    if range.0 < range.1 && declared.facts.typed && !declared.none_allowed {
        mistyped(reading, index, spec, range);
    }
}

fn mistyped(reading: &mut Reading<'_>, index: u32, spec: PartId, range: (u32, u32)) {
    let format = reading.format;
    let declared = format.part(spec);
    let mut found = Vec::new();
    for capture in captures(reading, range) {
        let Some(kind) = kind(declared.looks.iter().flat_map(|look| &look.pieces), &capture.name) else { continue };
        let value = reading.text(capture.span);
        if value.is_empty() || unfinished(value).is_some() {
            continue;
        }
        if let Some(about) = types::mistake(kind, value) {
            found.push((capture.name.to_string(), about.to_owned(), Vec::new(), capture.span));
            continue;
        }
        let Some(declared) = format.types.iter().find(|known| known.name == *kind) else { continue };
        let allowed = match &declared.rule {
            TypeRule::OneOf(words) if !words.iter().any(|word| word == value) => words.clone(),
            TypeRule::Pattern(pattern) if !pattern.allows(value) => Vec::new(),
            _ => continue,
        };
        found.push((capture.name.to_string(), declared.about.clone(), allowed, capture.span));
    }
    for (capture, about, allowed, span) in found {
        reading.deviate(DeviationKind::BadValue { capture, about, allowed }, index, spec, span);
    }
}

/// The type of a capture.
fn kind<'a>(pieces: impl Iterator<Item = &'a Piece>, name: &str) -> Option<&'a str> {
    for piece in pieces {
        match piece {
            Piece::Hole { name: known, kind: HoleKind::Type(kind) } if **known == *name => return Some(kind),
            Piece::Optional(inner) => {
                if let Some(kind) = kind(inner.iter(), name) {
                    return Some(kind);
                }
            }
            _ => {}
        }
    }
    None
}

/// Numbers that count their parts from 1 in each parent, and those that repeat a number around them.
fn numbers(reading: &mut Reading<'_>) {
    let format = reading.format;
    for spec in 1..u16::try_from(format.parts.len()).unwrap_or(0) {
        let pieces = &format.part(spec).look().pieces;
        let counter = pieces.iter().find_map(|piece| match piece {
            Piece::Hole { name, kind: HoleKind::Type(kind) } if kind == "count" => Some(*name),
            _ => None,
        });
        let Some(counter) = counter.filter(|_| format.part(spec).is_heading()) else { continue };
        let is_placed = |part: &&Part| part.spec == Some(spec) && part.standing != Standing::Stray;
        let same = pieces.iter().find_map(|piece| match piece {
            Piece::Hole { name, kind: HoleKind::SameAs { part, capture } } => {
                Some((*name, part.clone(), capture.clone()))
            }
            _ => None,
        });
        if same.is_none() && is_in_order(reading, reading.parts.iter().filter(is_placed), &counter) {
            continue;
        }
        let mut parents: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (index, part) in (0..).zip(&reading.parts).filter(|(_, part)| is_placed(part)) {
            parents.entry(part.parent).or_default().push(index);
        }
        for (parent, children) in parents {
            count(reading, spec, &counter, &children);
            if let Some((name, part, capture)) = &same {
                repeat(reading, spec, parent, &children, (name, part, capture));
            }
        }
    }
}

/// Whether parts of one kind are numbered from 1 in each parent, as nearly all are. No kind stands inside itself, so
/// that those of a parent come one after the other.
fn is_in_order<'r>(reading: &Reading<'_>, parts: impl Iterator<Item = &'r Part>, counter: &str) -> bool {
    let (mut parent, mut place) = (u32::MAX, 0);
    for part in parts {
        place = if part.parent == parent { place + 1 } else { 1 };
        parent = part.parent;
        let number = captures(reading, part.captures).iter().find(|capture| &*capture.name == counter);
        let right = number.is_some_and(|number| {
            let joined = reading.source.text()[number.span.end as usize..].starts_with(char::is_alphanumeric);
            reading.text(number.span).parse() == Ok(place) && !joined
        });
        if !right {
            return false;
        }
    }
    true
}

/// One deviation where the difference between number and place changes, none where it falls back.
fn count(reading: &mut Reading<'_>, spec: PartId, counter: &str, children: &[u32]) {
    let read: Vec<(u32, Option<i64>, Span)> = children
        .iter()
        .map(|child| {
            let part = reading.part(*child);
            let capture = captures(reading, part.captures).iter().find(|capture| &*capture.name == counter);
            let span = capture.map_or(part.head, |capture| capture.span);
            (*child, capture.and_then(|capture| reading.text(capture.span).parse().ok()), span)
        })
        .collect();
    let numbers: Vec<i64> = read.iter().filter_map(|(_, number, _)| *number).collect();
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    let permuted = numbers.len() == children.len() && sorted.iter().zip(1..).all(|(number, place)| *number == place);
    let is_misnamed = |found: &&super::Deviation| matches!(found.kind, DeviationKind::Misnamed { words: true });
    let misnamed: BTreeSet<u32> = if numbers.len() == children.len() {
        BTreeSet::new()
    } else {
        reading.deviations.iter().filter(is_misnamed).map(|found| found.part).collect()
    };
    let mut offset = 0;
    let mut reported = false;
    let mut unread = false;
    for (place, (child, number, span)) in (1_i64..).zip(read) {
        let standing = reading.part(child).standing;
        let Some(number) = number else {
            // A heading that is missing, or has another name, has no number to judge.
            let misnamed = misnamed.contains(&child);
            if standing == Standing::Found && !misnamed {
                // Numbers of another kind, one after the other, are one slip.
                if std::mem::replace(&mut unread, true) {
                    continue;
                }
                let span = if span.is_empty() { reading.part(child).head } else { span };
                reading.deviate(DeviationKind::Number { expected: place.to_string() }, child, spec, span);
            }
            continue;
        };
        unread = false;
        let now = number - place;
        // `1b` is a number with something behind it, which the heading is reported for.
        if reading.text(Span::new(span.end, span.end + 1)).starts_with(char::is_alphanumeric) {
            offset = now;
            continue;
        }
        if now != offset && now != 0 && !(permuted && reported) {
            reading.deviate(DeviationKind::Number { expected: place.to_string() }, child, spec, span);
            reported = true;
        }
        offset = now;
    }
}

/// A number that must be that of the part around it.
fn repeat(
    reading: &mut Reading<'_>,
    spec: PartId,
    parent: u32,
    children: &[u32],
    (name, part, capture): (&str, &str, &str),
) {
    let mut above = parent;
    let wanted = loop {
        let around = reading.part(above);
        let is_it =
            around.spec.is_some_and(|id| reading.format.part(id).id == *part || role_name(reading, id) == Some(part));
        if is_it {
            break captures(reading, around.captures)
                .iter()
                .find(|found| &*found.name == capture)
                .map(|found| reading.text(found.span).to_owned());
        }
        if above == 0 {
            return;
        }
        above = around.parent;
    };
    let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else { return };
    let place = reading.part(above).ordinal.to_string();
    for child in children {
        let found = captures(reading, reading.part(*child).captures)
            .iter()
            .find(|found| &*found.name == name)
            .map(|found| found.span);
        // Where it has the number that the part around it should have, that one is wrong.
        let right = |span: &Span| reading.text(*span) == wanted || reading.text(*span) == place;
        let Some(span) = found.filter(|span| !span.is_empty() && !right(span)) else { continue };
        reading.deviate(DeviationKind::Number { expected: wanted.clone() }, *child, spec, span);
    }
}

fn role_name(reading: &Reading<'_>, id: PartId) -> Option<&'static str> {
    let role = reading.format.part(id).role?;
    crate::format::Role::ALL.into_iter().find(|(known, ..)| *known == role).map(|(_, name, _)| name)
}

/// Captures that no two parts may share.
fn unique(reading: &mut Reading<'_>) {
    let format = reading.format;
    let mut found = Vec::new();
    for (spec, part) in (0..).zip(&format.parts) {
        let Some(unique) = &part.unique else { continue };
        // The first part of each spelling; its signs count only where another has the same words.
        let mut seen: BTreeMap<(u32, String), (u32, Span)> = BTreeMap::new();
        let mut signed: BTreeMap<(u32, String), u32> = BTreeMap::new();
        for (index, part) in (0..).zip(&reading.parts) {
            if part.spec != Some(spec) {
                continue;
            }
            let Some(capture) =
                captures(reading, part.captures).iter().find(|capture| *capture.name == *unique.capture)
            else {
                continue;
            };
            let name = normalise(reading.text(capture.span));
            let place = if unique.in_parent { part.parent } else { 0 };
            let (first, words) = *seen.entry((place, name)).or_insert((index, capture.span));
            let key = |span: Span| (place, identity(reading.text(span)));
            if first == index || key(capture.span).1.is_empty() {
                continue;
            }
            signed.entry(key(words)).or_insert(first);
            let first = *signed.entry(key(capture.span)).or_insert(index);
            if first != index {
                found.push((first, index, spec, capture.span));
            }
        }
    }
    for (first, index, spec, span) in found {
        reading.deviate(DeviationKind::Duplicate { first }, index, spec, span);
    }
}
