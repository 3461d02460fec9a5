//! Captions: labels and deeper headings with the name of another part that only group the lists or the code that they
//! stand in.

use std::collections::BTreeSet;

use crate::format::{PartId, ROOT, Wants};
use crate::syntax::{Block, BlockKind, NONE};

use super::Reading;
use super::align::{Move, Script};
use super::anchors::{Anchor, Anchors, Shape};

/// So many anchors lie between a caption and the part of its name.
const FAR: usize = 16;

/// Leaves those out of the reading whose part is there in its own place.
pub(super) fn group(reading: &Reading<'_>, anchors: &Anchors, script: &mut Script) {
    let moves = &mut script.moves;
    if !moves.iter().any(|step| matches!(step, Move::Stray(_))) {
        return;
    }
    let mut main = 0_u32;
    let mut placed = BTreeSet::new();
    for step in moves.iter() {
        if let Move::Place { part, .. } = step {
            main += u32::from(*part == reading.format.anchor);
            placed.insert((main, *part));
        }
    }
    let (mut main, mut around) = (0_u32, ROOT);
    // There is a move for each anchor.
    for (at, anchor) in anchors.list.iter().enumerate().take(moves.len()) {
        let next = || (at + 1..moves.len()).find(|next| moves[*next] != Move::Content);
        match moves[at] {
            Move::Place { part, under } => {
                // The caption came first and took the place of its part.
                if is_caption(reading, anchor, around, part)
                    && let Some(again) = again(moves, at, part, under)
                {
                    moves[at] = Move::Content;
                    moves[again] = Move::Place { part, under };
                    continue;
                }
                main += u32::from(part == reading.format.anchor);
                around = part;
            }
            Move::Stray(part) => {
                let holds = next().is_some_and(|next| matches!(moves[next], Move::InStray { .. }));
                let stands = !holds && placed.contains(&(main, part));
                if stands && (is_caption(reading, anchor, around, part) || is_inner(reading, anchor, around, part)) {
                    moves[at] = Move::Content;
                } else {
                    around = part;
                }
            }
            Move::InStray { part, .. } => around = part,
            Move::Unknown => around = ROOT,
            Move::Content => {}
        }
    }
}

/// The part that a caption took the place of: a stray copy behind it, before anything but its siblings.
fn again(moves: &[Move], at: usize, part: PartId, under: PartId) -> Option<usize> {
    let within = |step: &Move| match *step {
        Move::Place { under: other, .. } => other == under,
        Move::Stray(_) | Move::Content => true,
        Move::InStray { .. } | Move::Unknown => false,
    };
    let rest = moves.iter().enumerate().skip(at + 1).take(FAR);
    rest.take_while(|(_, step)| within(step)).find(|(_, step)| **step == Move::Stray(part)).map(|(found, _)| found)
}

/// Whether what follows an anchor is content of the part around it rather than of the part that it names.
fn is_caption(reading: &Reading<'_>, anchor: &Anchor, around: PartId, named: PartId) -> bool {
    let format = reading.format;
    let heading = format.ancestors(around).find_map(|id| format.part(id).level());
    let below = match anchor.shape {
        Shape::Heading { level, .. } => heading.is_some_and(|above| level > above),
        Shape::Label { bulleted, alone, .. } => !bulleted && alone,
    };
    let label = reading.tree.block(anchor.block).filter(|label| below && label.parent == NONE);
    let Some(behind) = label.and_then(|label| Some((label.end, reading.tree.block(label.end)?))) else { return false };
    let sibling = format.ancestors(around).any(|id| id == format.part(named).parent);
    anchor.value.is_empty() && fits(reading, behind, around) && !(sibling && fits(reading, behind, named))
}

/// Whether a label with its value on the line stands in one of several parts inside the one that it is declared in: it
/// is the author's own there.
fn is_inner(reading: &Reading<'_>, anchor: &Anchor, around: PartId, named: PartId) -> bool {
    let format = reading.format;
    let holds = format.part(named).parent;
    let innermost = format.ancestors(around).find(|id| format.part(*id).is_heading());
    let valued = matches!(anchor.shape, Shape::Label { alone: false, bulleted: false, .. });
    let inside = |inner: PartId| format.ancestors(inner).skip(1).any(|above| above == holds);
    valued && innermost.is_some_and(|inner| format.part(inner).repeats() && inside(inner))
}

/// Whether a block is of the kind that a part wants before all.
fn fits(reading: &Reading<'_>, (index, block): (u32, &Block), id: PartId) -> bool {
    let (format, facts) = (reading.format, &reading.format.part(id).facts);
    match block.kind {
        BlockKind::Fence(_) => facts.wants == Wants::Fences,
        BlockKind::List => {
            let first = reading.tree.block(index + 1).map_or("", |item| reading.text(item.span));
            let text = first.trim_start_matches(['-', '*', '+']).trim_start();
            match facts.wants {
                Wants::Boxes => super::items::box_length(text).is_some(),
                _ if format.is_named_list(id) => text.starts_with('`'),
                _ => !facts.items.is_empty(),
            }
        }
        _ => false,
    }
}
