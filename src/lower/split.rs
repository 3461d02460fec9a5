//! Labels in the midst of a line: fields that share one line with the field before them.
//!
//! Bold words with a colon may stand in any text; they are a label only where its part is missing.

use memchr::memmem;

use crate::format::PartId;
use crate::source::{Span, offset};
use crate::syntax::InlineKind;

use super::anchors::{Anchor, Shape};
use super::{Reading, Standing, build, relabel};

/// Parts that are made; each costs a look at all others.
const MOST: usize = 1_000;

/// Signs that may stand between two fields of one line.
pub(crate) const BETWEEN: [char; 9] = [' ', '\t', '|', ';', ',', '-', '–', '—', '·'];

/// Makes parts of such labels.
pub(super) fn split(reading: &mut Reading<'_>) {
    let mut made = 0;
    let mut index = 1;
    while index < offset(reading.parts.len()) && made < MOST {
        if let Some((anchor, spec)) = swallowed(reading, index) {
            part(reading, index, &anchor, spec);
            made += 1;
        }
        index += 1;
    }
}

/// The first label in the line of a field that is that of a missing sibling behind it.
fn swallowed(reading: &Reading<'_>, index: u32) -> Option<(Anchor, PartId)> {
    let field = reading.part(index);
    let own = field.spec.filter(|_| field.standing == Standing::Found && field.level == 0)?;
    // Most values are short and plain.
    memchr::memchr(b'*', reading.text(field.value).as_bytes())?;
    let line = reading.first_line(field.value);
    let format = reading.format;
    let declared = || &format.part(format.part(own).parent).children;
    memmem::find(reading.text(line).as_bytes(), b"**")?;
    let first = reading.tree.inlines.partition_point(|inline| inline.span.start < line.start);
    let inlines = reading.tree.inlines.get(first..)?.iter().take_while(|inline| inline.span.end <= line.end);
    inlines.filter(|inline| inline.kind == InlineKind::Strong).find_map(|strong| {
        let words = reading.text(strong.span).trim_matches('*');
        let bare = words.trim_end_matches([':', ' ']);
        let colon = u32::from(reading.text(Span::new(strong.span.end, line.end)).starts_with(':'));
        let known = || format.names.label(bare).unwrap_or_default().iter().map(|known| known.part);
        let spec = known()
            .find(|id| declared().contains(id) && format.part(*id).facts.place > format.part(own).facts.place)?;
        let there = reading.children(field.parent).any(|child| reading.part(child).spec == Some(spec));
        if there || colon == 0 && !words.contains(':') {
            return None;
        }
        let start = strong.span.start + offset(reading.text(strong.span).find(words)?);
        let head = Span::new(strong.span.start, strong.span.end + colon);
        let rest = reading.text(Span::new(head.end, field.value.end));
        let anchor = Anchor {
            head,
            name: Span::new(start, start + offset(bare.len())),
            value: Span::new(field.value.end - offset(rest.trim_start().len()), field.value.end),
            shape: Shape::Label { bulleted: false, styled: true, bare: false, alone: false },
            block: 0,
            hypotheses: (0, 0),
        };
        Some((anchor, spec))
    })
}

/// Parts a label and what follows it from the field before.
fn part(reading: &mut Reading<'_>, index: u32, anchor: &Anchor, spec: PartId) {
    let field = reading.part(index);
    let (parent, start, captures) = (field.parent, field.value.start, field.captures);
    let kept = reading.text(Span::new(start, anchor.head.start)).trim_end_matches(BETWEEN);
    let end = start + offset(kept.len());
    for capture in reading.captures.get_mut(captures.0 as usize..captures.1 as usize).unwrap_or_default() {
        capture.span = Span::new(capture.span.start, capture.span.end.min(end));
    }
    if let Some(field) = reading.parts.get_mut(index as usize) {
        field.value.end = end;
    }
    let made = relabel::insert(reading, anchor, index, parent, Some(spec));
    let from = offset(reading.captures.len());
    build::capture(reading, anchor, spec);
    let to = offset(reading.captures.len());
    if let Some(part) = reading.parts.get_mut(made as usize) {
        part.captures = (from, to);
        part.styled = true;
    }
}
