//! Headings and labels that are recognised but not written as the format writes them: their level and their name.

use std::collections::BTreeSet;

use crate::format::names::{copy, read_heading};
use crate::format::words::normalise;
use crate::format::{Kind, ROOT};

use super::{Deviation, DeviationKind, Reading, Standing};

/// Headings at another level than declared. One cause that shifts many is one deviation. Returns by how many levels the
/// document is shifted.
pub(super) fn levels(reading: &mut Reading<'_>) -> i32 {
    let format = reading.format;
    let mut wrong: Vec<(u32, i32)> = Vec::new();
    let mut headings = 0_usize;
    for (index, part) in (0..).zip(&reading.parts).skip(1) {
        let Some(wanted) = part.spec.and_then(|spec| format.part(spec).level()) else { continue };
        if part.level == 0 || part.standing == Standing::Implied {
            continue;
        }
        headings += 1;
        let by = i32::from(part.level) - i32::from(wanted);
        if by != 0 {
            wrong.push((index, by));
        }
    }
    let Some((_, first)) = wrong.first().copied() else { return 0 };
    let alike = wrong.iter().filter(|(_, by)| *by == first).count();
    if alike >= 3 && alike * 5 >= headings * 4 {
        let mut rest: Vec<u32> = wrong.iter().map(|(index, _)| *index).collect();
        let lead = rest.remove(0);
        deviate_level(reading, lead, rest);
        return first;
    }
    // What has another name is written anew as a whole.
    let renamed = |found: &&Deviation| found.kind == DeviationKind::Misnamed { words: true };
    let renamed: BTreeSet<u32> = reading.deviations.iter().filter(renamed).map(|found| found.part).collect();
    for (index, by) in &wrong {
        let parent = reading.part(*index).parent;
        let shared = wrong.iter().any(|(other, other_by)| *other == parent && other_by == by);
        if !shared && !renamed.contains(index) {
            deviate_level(reading, *index, Vec::new());
        }
    }
    0
}

fn deviate_level(reading: &mut Reading<'_>, index: u32, others: Vec<u32>) {
    let (spec, head) = (reading.part(index).spec.unwrap_or(ROOT), reading.part(index).head);
    reading.deviate(DeviationKind::WrongLevel { others }, index, spec, head);
}

/// Names that are not written as the format writes them.
pub(super) fn names(reading: &mut Reading<'_>) {
    let format = reading.format;
    let mut found = Vec::new();
    let known: BTreeSet<u32> = reading
        .deviations
        .iter()
        .filter(|found| matches!(found.kind, DeviationKind::Misnamed { .. } | DeviationKind::Repeated { .. }))
        .map(|found| found.part)
        .collect();
    for (index, part) in (0..).zip(&reading.parts).skip(1) {
        let Some(spec) = part.spec else { continue };
        if part.exact || part.name.is_empty() || known.contains(&index) {
            continue;
        }
        let declared = format.part(spec);
        // A label as a heading in place of the heading around it: what is missing is that heading.
        let above = reading.part(part.parent);
        if declared.is_field() && part.level > 0 && above.standing == Standing::Implied && part.parent + 1 == index {
            continue;
        }
        let text = reading.text(part.name);
        let kind = if declared.is_heading() && !declared.look().captures().is_empty() {
            let name = reading.captures.get(part.captures.0 as usize..part.captures.1 as usize).unwrap_or_default();
            // A heading without its name is one slip, whatever else it lacks.
            if name.iter().any(|capture| &*capture.name == "name" && capture.span.is_empty()) {
                continue;
            }
            if !part.styled
                && let Some(range) = copy(declared, text)
            {
                found.push((DeviationKind::Misnamed { words: false }, index, spec, part.name.within(&range)));
                continue;
            }
            match read_heading(declared, text).map(|(kind, _)| kind) {
                Some(Kind::Exact | Kind::Anything) | None if !part.styled => continue,
                None | Some(Kind::Exact | Kind::Anything | Kind::Styled) => DeviationKind::Misnamed { words: false },
                Some(_) => DeviationKind::Misnamed { words: true },
            }
        } else if declared.title == text || declared.looks.iter().any(|look| look.title() == text) {
            match (part.styled, declared.is_field()) {
                (false, _) => continue,
                (true, true) => DeviationKind::LabelStyle,
                (true, false) => DeviationKind::Misnamed { words: false },
            }
        } else {
            let same = declared.looks.iter().any(|look| normalise(&look.title()) == normalise(text));
            match (same, declared.is_field()) {
                (true, true) => DeviationKind::LabelStyle,
                (same, _) => DeviationKind::Misnamed { words: !same },
            }
        };
        let span = if declared.is_field() || part.styled { part.head } else { part.name };
        found.push((kind, index, spec, span));
    }
    for (kind, index, spec, span) in found {
        reading.deviate(kind, index, spec, span);
    }
}
