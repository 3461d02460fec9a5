//! The end of a document: whether it was cut off, and what must then be silent.

use crate::format::{PartId, Presence, ROOT};
use crate::source::{Span, offset};
use crate::syntax::{BlockKind, InlineKind};

use super::{Deviation, DeviationKind, Part, Reading, Standing, Tail, children};

/// Finds out whether the document was cut off.
pub(super) fn tail(reading: &mut Reading<'_>) {
    let open = open_parts(reading);
    let missing = missing_at_end(reading, &open);
    let last_line = last_line(reading);
    let cut = match missing {
        0 => breaks_off(reading, last_line),
        1 => is_open(reading, last_line),
        _ => true,
    };
    // Who says goodbye has come to the end.
    let truncated = cut && super::chat::talk(reading.text(last_line), 0, super::chat::Place::Behind).is_none();
    if truncated {
        reading.deviate(DeviationKind::Truncated, 0, 0, last_line);
    } else if let Some(opener) = reading.open_fence {
        let close_at = reading.source.line_start(reading.source.line_of(last_line.end) + 1).min(reading.range.end);
        reading.deviate(DeviationKind::Unclosed { close_at }, 0, 0, opener);
    }
    reading.tail = Tail { truncated, open, last_line };
}

/// Parts that are open at the end, the document first.
fn open_parts(reading: &Reading<'_>) -> Vec<u32> {
    let mut open = vec![0];
    loop {
        let last = open.last().copied().unwrap_or(0);
        let child = reading
            .children(last)
            .filter(|child| matches!(reading.part(*child).standing, Standing::Found | Standing::Implied))
            .last();
        match child {
            Some(child) => open.push(child),
            None => return open,
        }
    }
}

/// How many parts that belong behind the last one are not there. A part that no other task has is left out on purpose.
/// Where text or an unknown heading stands in place of parts, they were written in another way rather than cut off.
fn missing_at_end(reading: &Reading<'_>, open: &[u32]) -> usize {
    let format = reading.format;
    let mut missing = 0;
    for (depth, index) in open.iter().enumerate() {
        let Some(spec) = reading.part(*index).spec else { continue };
        let declared = &format.part(spec).children;
        let last = open.get(depth + 1).and_then(|child| reading.part(*child).spec);
        let from = last.and_then(|last| declared.iter().position(|id| *id == last)).map_or(0, |at| at + 1);
        if format.part(spec).any_order || super::empty::is_filled_by_none(reading, *index, spec) {
            continue;
        }
        let mut lacking = 0;
        for id in declared.get(from..).unwrap_or_default() {
            let wanted = matches!(format.part(*id).presence, Presence::Required | Presence::Expected);
            // One that was moved may lie in the range of the part before it.
            let present = || reading.parts.iter().any(|part| part.parent == *index && part.spec == Some(*id));
            if wanted && !present() && is_usual(reading, *index, spec, *id) {
                lacking += 1;
            }
        }
        if lacking > 0 {
            missing += lacking - instead(reading, *index, spec, last.is_some()).min(lacking);
        }
    }
    missing
}

/// How many of the parts that an open part lacks may be there in another form.
fn instead(reading: &Reading<'_>, index: u32, spec: PartId, begun: bool) -> usize {
    let part = reading.part(index);
    // A main part without any of its parts was only begun.
    let free = reading.format.part(spec).content.is_empty() && spec != ROOT && spec != reading.format.anchor;
    let text = reading.units_of(part).iter().any(|unit| unit.kind != super::UnitKind::Nothing);
    if free && text && !begun {
        return usize::MAX;
    }
    let placed = |child: &u32| matches!(reading.part(*child).standing, Standing::Found | Standing::Implied);
    let after = reading.children(index).filter(placed).last().unwrap_or(index);
    let behind = reading.parts.get(after as usize + 1..).unwrap_or_default();
    // A heading with nothing below it may be what was cut.
    let unknown =
        |part: &&Part| part.parent == index && part.standing == Standing::Unknown && part.span.end > part.head.end;
    behind.iter().filter(unknown).count()
}

/// Whether another part of the same kind has it, or there is no other.
fn is_usual(reading: &Reading<'_>, index: u32, spec: PartId, wanted: PartId) -> bool {
    if spec == ROOT {
        return true;
    }
    let mut others = (0..).zip(&reading.parts).filter(|(at, part)| *at != index && part.spec == Some(spec)).peekable();
    others.peek().is_none()
        || others.any(|(at, _)| children(&reading.parts, at).any(|child| reading.part(child).spec == Some(wanted)))
}

fn last_line(reading: &Reading<'_>) -> Span {
    let text = reading.text(reading.range).trim_end();
    let end = reading.range.start + offset(text.len());
    let line = reading.source.line_around(end.saturating_sub(1).max(reading.range.start));
    let start = line.start.max(reading.range.start);
    let blank = reading.text(Span::new(start, end)).len() - reading.text(Span::new(start, end)).trim_start().len();
    Span::new(start + offset(blank), end)
}

/// Whether the text breaks off inside bold text or a code span, with no line end behind it.
fn breaks_off(reading: &Reading<'_>, last_line: Span) -> bool {
    let unended = reading.text(Span::new(last_line.end, reading.range.end)).is_empty();
    unended && !ends_in(reading, last_line, is_code) && has_open_marks(&without_code(reading, last_line))
}

/// Whether the last line belongs to a block of some kind.
fn ends_in(reading: &Reading<'_>, last_line: Span, kind: fn(BlockKind) -> bool) -> bool {
    reading.tree.blocks.last().is_some_and(|block| kind(block.kind) && block.span.end >= last_line.end)
}

fn is_code(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Fence(_))
}

/// A line without its code spans, whose marks and brackets are not those of the text; a break has none either.
fn without_code(reading: &Reading<'_>, line: Span) -> String {
    if ends_in(reading, line, |kind| kind == BlockKind::Break) {
        return String::new();
    }
    let mut text = String::new();
    let first = reading.tree.inlines.partition_point(|inline| inline.span.start < line.start);
    // What began on the line before ends here.
    let before = reading.tree.inlines[..first].iter().rev().take(8).map(|inline| inline.span.end);
    let mut from = before.filter(|end| *end <= line.end).fold(line.start, u32::max);
    for inline in reading.tree.inlines.get(first..).unwrap_or_default() {
        if inline.kind == InlineKind::Code && inline.span.start >= from && inline.span.end <= line.end {
            text.push_str(reading.text(Span::new(from, inline.span.start)));
            from = inline.span.end;
        }
    }
    text.push_str(reading.text(Span::new(from, line.end)));
    text
}

/// Whether a code span or bold text begins in a line and does not end.
fn has_open_marks(text: &str) -> bool {
    let bold = text.matches("**").count() % 2 == 1;
    let begins = |at: usize| text[at + 2..].chars().next().is_none_or(|next| !next.is_whitespace());
    text.matches('`').count() % 2 == 1 || bold && text.rfind("**").is_some_and(begins)
}

/// Whether something is open at the end: a fence, a comment, a code span, bold text, a bracket, a heading or label with
/// nothing after it, an empty item, a line without its end.
fn is_open(reading: &Reading<'_>, last_line: Span) -> bool {
    if reading.open_fence.is_some() || ends_in(reading, last_line, is_code) {
        return reading.open_fence.is_some();
    }
    let text = reading.text(last_line);
    let bare = without_code(reading, last_line);
    let label = reading.parts.iter().any(|part| part.head.end == last_line.end && part.head.start >= last_line.start);
    let unended = reading.text(Span::new(last_line.end, reading.range.end)).is_empty();
    let item = text.trim_start_matches(['-', '*', '+', ' ', '[', ']', 'x', 'X']).is_empty()
        && !text.starts_with("---")
        && !text.starts_with("***");
    let cut = unended && text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || ",;-(`".contains(c));
    let comment = reading.deviations.iter().any(|found| {
        let DeviationKind::UnclosedComment { close_at } = found.kind else { return false };
        close_at >= last_line.end
    });
    comment
        || has_open_marks(&bare)
        || bare.matches('(').count() > bare.matches(')').count()
        || bare.matches('[').count() > bare.matches(']').count()
        || label
        || item
        || cut
}

/// Drops what merely follows from the end that never came.
pub(super) fn quiet(reading: &mut Reading<'_>) {
    if reading.open_fence.is_some() {
        let opener = reading.open_fence;
        reading.deviations.retain(|found| {
            let about_fence = matches!(found.kind, DeviationKind::EmptyFence | DeviationKind::UntaggedFence);
            !(about_fence && Some(found.span.start) == opener.map(|opener| opener.start))
        });
    }
    if !reading.tail.truncated {
        return;
    }
    let deviations = std::mem::take(&mut reading.deviations);
    let kept = deviations.into_iter().filter(|found| !follows(reading, found)).collect();
    reading.deviations = kept;
}

fn follows(reading: &Reading<'_>, found: &Deviation) -> bool {
    let tail = &reading.tail;
    let open = tail.open.contains(&found.part);
    match &found.kind {
        DeviationKind::Truncated | DeviationKind::Wrapped { .. } => false,
        DeviationKind::UnclosedComment { close_at } => *close_at >= tail.last_line.end,
        DeviationKind::Missing { at, .. } => open && *at >= last_child_end(reading, found.part),
        DeviationKind::Empty | DeviationKind::MissingItems { .. } | DeviationKind::NoFence | DeviationKind::NoList => {
            open && found.part != 0
        }
        _ => found.span.start >= tail.last_line.start,
    }
}

/// Where the last part inside one begins; what belongs behind it is what never came. A heading that names nothing may be
/// the beginning of that.
fn last_child_end(reading: &Reading<'_>, index: u32) -> u32 {
    // A heading that is not of this part may stand in its range.
    let inside = reading.children(index).filter(|child| {
        let child = reading.part(*child);
        child.parent == index && child.standing != Standing::Unknown
    });
    inside.last().map_or(0, |child| reading.part(child).head.start + 1)
}
