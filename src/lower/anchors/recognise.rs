//! Whether a document is of the format at all: a heading names its main part, or most other parts of it are there.

use std::collections::BTreeSet;

use crate::format::{Format, Hypothesis, Kind, PartId, Presence};

use super::{Anchor, Anchors, Shape};

/// Fewer parts say nothing, however many the format has.
const FEWEST: usize = 8;

pub(super) fn is_recognised(format: &Format, found: &Anchors) -> bool {
    let named = |anchor: &Anchor| {
        matches!(anchor.shape, Shape::Heading { .. })
            && found.of(anchor).iter().any(|known| known.part == format.anchor && known.kind < Kind::Unmarked)
    };
    found.list.iter().any(named) || is_headed(format, found) && is_spelled(format, found)
}

/// Whether something stands in the place of the heading of the main part: right before the first part that is in one.
fn is_headed(format: &Format, found: &Anchors) -> bool {
    let inside = |anchor: &Anchor| {
        let mut known = found.of(anchor).iter().filter(|known| known.kind == Kind::Exact);
        known.any(|known| format.ancestors(known.part).skip(1).any(|around| around == format.anchor))
    };
    let first = found.list.iter().position(inside).and_then(|first| first.checked_sub(1));
    let Some(above) = first.and_then(|above| found.list.get(above)) else { return false };
    let main = |known: &Hypothesis| known.part == format.anchor;
    match above.shape {
        Shape::Heading { level, .. } => {
            let wanted = format.part(format.anchor).level();
            wanted.is_some_and(|wanted| level.abs_diff(wanted) <= 1) && found.of(above).iter().all(main)
        }
        Shape::Label { .. } => found.of(above).iter().any(main),
    }
}

/// Whether most headings and labels that the format demands stand there to the letter: no other document has them.
fn is_spelled(format: &Format, found: &Anchors) -> bool {
    let wanted = |id: PartId| {
        let part = format.part(id);
        (part.is_heading() || part.is_field()) && matches!(part.presence, Presence::Required | Presence::Expected)
    };
    let exact = |anchor: &Anchor, id: PartId| match anchor.shape {
        Shape::Heading { level, .. } => format.part(id).level() == Some(level),
        Shape::Label { styled, .. } => !styled,
    };
    let mut spelled = BTreeSet::new();
    for anchor in &found.list {
        let known = found.of(anchor).iter().filter(|known| known.kind == Kind::Exact);
        spelled.extend(known.map(|known| known.part).filter(|id| wanted(*id) && exact(anchor, *id)));
    }
    let all = (0..).take(format.parts.len()).filter(|id| wanted(*id)).count();
    spelled.len() >= FEWEST.max(all.div_ceil(2))
}
