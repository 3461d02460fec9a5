//! Slips that look like several: a line written twice, one heading for two parts, text in place of all parts.

use crate::format::look::words;
use crate::format::words::normalise;
use crate::format::{Look, PartId, ROOT};
use crate::source::offset;

use super::empty::says_nothing;
use super::reconcile::Lack;
use super::{DeviationKind, Reading, Standing, UnitKind};

/// A heading or label that stands there twice in a row: what follows belongs to the later one.
pub(super) fn doubled(reading: &mut Reading<'_>) {
    let mut found = false;
    let mut index = 1;
    while index < offset(reading.parts.len()) {
        let mut last = index;
        while is_doubled(reading, last) {
            last += 1;
        }
        if last > index {
            hand_over(reading, index, last);
            found = true;
        }
        index = last + 1;
    }
    if found {
        super::build::count(reading);
    }
}

/// Whether a part is empty and the next begins with the same line.
fn is_doubled(reading: &Reading<'_>, index: u32) -> bool {
    let part = reading.part(index);
    let Some(next) = reading.parts.get(index as usize + 1) else { return false };
    // A stray copy lies inside the part that was left open.
    let next_to = part.end == index + 1 || next.standing == Standing::Stray;
    (part.spec, part.parent) == (next.spec, next.parent)
        && part.spec.is_some()
        && next_to
        && matches!(part.standing, Standing::Found | Standing::Stray)
        && reading.text(part.head) == reading.text(next.head)
        && says_nothing(reading, part)
}

/// Makes the last of several copies the part, with all that stands in the others.
fn hand_over(reading: &mut Reading<'_>, first: u32, last: u32) {
    let (spec, standing, end) = (reading.part(first).spec, reading.part(first).standing, reading.part(first).end);
    for inside in reading.parts.iter_mut().take(end as usize).skip(last as usize + 1) {
        if (first..last).contains(&inside.parent) {
            inside.parent = last;
        }
    }
    for index in first..last {
        let head = reading.part(index).head;
        if let Some(part) = reading.parts.get_mut(index as usize) {
            part.standing = Standing::Stray;
            part.spec = None;
            part.end = index + 1;
        }
        reading.deviate(DeviationKind::Repeated { first: last }, index, spec.unwrap_or(ROOT), head);
    }
    if let Some(part) = reading.parts.get_mut(last as usize) {
        part.standing = standing;
        part.end = part.end.max(end);
    }
}

/// Whether one heading names the missing part together with another, as in `One & Two`: that heading is the slip.
pub(super) fn is_merged(reading: &Reading<'_>, lack: &Lack) -> bool {
    let declared = reading.format.part(lack.spec);
    if !declared.is_heading() {
        return false;
    }
    let titles = declared.looks.iter().map(Look::title);
    let titles: Vec<String> = titles.chain(declared.also.iter().map(|also| words(also))).collect();
    let titles: Vec<String> = titles.iter().map(|title| format!(" {} ", normalise(title))).collect();
    reading.children(lack.parent).map(|child| reading.part(child)).any(|part| {
        let written = reading.text(part.name);
        let several = written.contains(['&', '/', '+', ',']) || written.contains(" and ");
        let around = reading.part(lack.parent).spec.unwrap_or(ROOT);
        let judged = part.spec.is_some() || reading.format.part(around).others.is_some();
        if part.level == 0 || part.exact || !several || !judged {
            return false;
        }
        let name = format!(" {} ", normalise(written));
        titles.iter().any(|title| name.contains(title.as_str()))
    })
}

/// What is missing, where text stands in place of all that a part should hold: one slip for each kind of part.
pub(super) fn joined(reading: &Reading<'_>, missing: Vec<Lack>) -> Vec<(Lack, Vec<PartId>)> {
    let mut all: Vec<(Lack, Vec<PartId>)> = Vec::with_capacity(missing.len());
    for lack in missing {
        let heading = |spec| reading.format.part(spec).is_heading();
        let same = all.last_mut().filter(|(first, _)| {
            (first.parent, heading(first.spec)) == (lack.parent, heading(lack.spec)) && lack.implied.is_none()
        });
        match same {
            Some((_, more)) if is_unparted(reading, lack.parent) => more.push(lack.spec),
            _ => all.push((lack, Vec::new())),
        }
    }
    all
}

/// Whether a part holds text and none of the parts that are declared in it.
fn is_unparted(reading: &Reading<'_>, index: u32) -> bool {
    let part = reading.part(index);
    let text = reading.units_of(part).iter().any(|unit| unit.kind != UnitKind::Nothing);
    index != 0 && text && reading.children(index).all(|child| reading.part(child).spec.is_none())
}
