//! Builds the tree of parts from the alignment.

use crate::format::names::{behind_copy, exact, read_heading};
use crate::format::{Form, Format, Hypothesis, Kind, PartId, PartSpec, Piece, ROOT};
use crate::source::{Span, offset};

use super::align::{Move, Script};
use super::anchors::{Anchor, Anchors, Shape};
use super::{Capture, Part, Reading, Standing};

/// Appends the parts to the reading, in document order.
pub(super) fn build(reading: &mut Reading<'_>, anchors: &Anchors, script: &Script) {
    reading.parts.reserve(anchors.list.len());
    let mut builder = Builder { reading, anchors, open: vec![(ROOT, 0)], strays: Vec::new() };
    for (anchor, step) in anchors.list.iter().zip(&script.moves) {
        match *step {
            Move::Place { part, under } => {
                builder.close_strays();
                builder.place(anchor, part, under, Standing::Found);
            }
            Move::Stray(part) => {
                builder.close_strays();
                builder.stray(anchor, part);
            }
            Move::InStray { part, under } => builder.in_stray(anchor, part, under),
            Move::Unknown => builder.unknown(anchor),
            Move::Content => {}
        }
    }
    builder.finish();
    count(reading);
}

struct Builder<'r, 's> {
    reading: &'r mut Reading<'s>,
    anchors: &'r Anchors,
    /// Declared part and index of every open part.
    open: Vec<(PartId, u32)>,
    /// The same for a stray part and what it holds; unknown headings are strays too.
    strays: Vec<(PartId, u32)>,
}

impl Builder<'_, '_> {
    fn place(&mut self, anchor: &Anchor, part: PartId, under: PartId, standing: Standing) {
        while self.open.len() > 1 && self.open.last().is_some_and(|(id, _)| *id != under) {
            self.pop();
        }
        let format = self.reading.format;
        if format.part(part).parent != under {
            let mut between: Vec<PartId> = format.ancestors(part).skip(1).take_while(|id| *id != under).collect();
            between.reverse();
            for id in between {
                let index = self.imply(anchor, id);
                self.open.push((id, index));
            }
        }
        let index = self.anchored(anchor, Some(part), standing, self.top());
        self.open.push((part, index));
    }

    fn stray(&mut self, anchor: &Anchor, part: PartId) {
        // Beside the place where it belongs, if its parent is open.
        let wanted = self.reading.format.part(part).parent;
        let around = self.open.iter().rev().find(|(id, _)| *id == wanted);
        let parent = around.map_or_else(|| self.around(anchor), |(_, index)| *index);
        let index = self.anchored(anchor, Some(part), Standing::Stray, parent);
        self.strays.push((part, index));
    }

    fn in_stray(&mut self, anchor: &Anchor, part: PartId, under: PartId) {
        while self.strays.len() > 1 && self.strays.last().is_some_and(|(id, _)| *id != under) {
            self.pop_stray();
        }
        let Some((_, parent)) = self.strays.last().copied() else { return };
        let index = self.anchored(anchor, Some(part), Standing::Found, parent);
        self.strays.push((part, index));
    }

    fn unknown(&mut self, anchor: &Anchor) {
        // A heading deeper than any of the format is content of the part that it stands in.
        let deepest = self.reading.format.parts.iter().filter_map(PartSpec::level).max().unwrap_or(6);
        if matches!(anchor.shape, Shape::Heading { level, .. } if level > deepest) {
            return;
        }
        let Shape::Heading { level, .. } = anchor.shape else { return };
        // A section out of place still holds what stands below it.
        let inside = |(_, index): &(PartId, u32)| {
            let part = self.reading.part(*index);
            part.spec.is_some() && part.level > 0 && part.level < level
        };
        let parent = if let Some(at) = self.strays.iter().rposition(inside) {
            while self.strays.len() > at + 1 {
                self.pop_stray();
            }
            self.top_stray()
        } else {
            self.close_strays();
            self.around(anchor)
        };
        // Where it names nothing, all of it is the name.
        let mut whole = anchor.clone();
        if !anchor.value.is_empty() {
            let end = anchor.value.end;
            (whole.head.end, whole.name.end, whole.value) = (end, end, Span::at(end));
        }
        let index = self.anchored(&whole, None, Standing::Unknown, parent);
        self.strays.push((ROOT, index));
    }

    /// The open part that a heading of that level stands in, by the levels as they are declared.
    fn around(&self, anchor: &Anchor) -> u32 {
        let Shape::Heading { level, .. } = anchor.shape else { return self.top() };
        let holds = |id: PartId| {
            let part = self.reading.format.part(id);
            // A title stands above the sections and holds none.
            let title = part.level() == Some(1) && !part.repeats();
            id == ROOT || (!title && part.level().is_some_and(|above| above < level.max(2)))
        };
        self.open.iter().rev().find(|(id, _)| holds(*id)).map_or(0, |(_, index)| *index)
    }

    fn top_stray(&self) -> u32 {
        self.strays.last().map_or(0, |(_, index)| *index)
    }

    fn top(&self) -> u32 {
        self.open.last().map_or(0, |(_, index)| *index)
    }

    fn anchored(&mut self, anchor: &Anchor, spec: Option<PartId>, standing: Standing, parent: u32) -> u32 {
        let from = offset(self.reading.captures.len());
        let read = spec.and_then(|spec| capture(self.reading, anchor, spec));
        let captures = (from, offset(self.reading.captures.len()));
        let index = offset(self.reading.parts.len());
        let level = if let Shape::Heading { level, .. } = anchor.shape { level } else { 0 };
        let styled = spec.is_some_and(|spec| match (anchor.shape, self.reading.format.part(spec).form) {
            (Shape::Label { bulleted, styled, .. }, Form::Field { bulleted: wanted, .. }) => {
                styled || bulleted != wanted
            }
            (Shape::Heading { styled, .. }, Form::Heading(_)) => styled || !anchor.value.is_empty(),
            _ => true,
        });
        let part = Part {
            spec,
            parent,
            standing,
            head: anchor.head,
            name: anchor.name,
            value: anchor.value,
            span: Span::new(anchor.head.start, anchor.head.end.max(anchor.value.end)),
            end: index + 1,
            level,
            captures,
            items: (0, 0),
            units: (0, 0),
            ordinal: 1,
            styled,
            exact: !styled && read.is_none_or(|kind| kind == Kind::Exact) && self.is_exact(anchor, spec),
            none: false,
        };
        self.reading.parts.push(part);
        index
    }

    fn imply(&mut self, anchor: &Anchor, id: PartId) -> u32 {
        let index = offset(self.reading.parts.len());
        let part = Part { parent: self.top(), end: index + 1, ..implied(anchor, id, self.reading.format) };
        self.reading.parts.push(part);
        index
    }

    fn pop(&mut self) {
        if let Some((_, index)) = self.open.pop() {
            self.end(index);
        }
    }

    /// Whether an anchor is written as the format writes the part.
    fn is_exact(&self, anchor: &Anchor, spec: Option<PartId>) -> bool {
        let same = |known: &Hypothesis| Some(known.part) == spec && known.kind == Kind::Exact;
        self.anchors.of(anchor).iter().any(same)
    }

    fn pop_stray(&mut self) {
        if let Some((_, index)) = self.strays.pop() {
            self.end(index);
        }
    }

    fn close_strays(&mut self) {
        while !self.strays.is_empty() {
            self.pop_stray();
        }
    }

    fn end(&mut self, index: u32) {
        let end = offset(self.reading.parts.len());
        if let Some(part) = self.reading.parts.get_mut(index as usize) {
            part.end = end;
        }
    }

    fn finish(mut self) {
        self.close_strays();
        while !self.open.is_empty() {
            self.pop();
        }
    }
}

fn implied(anchor: &Anchor, id: PartId, format: &Format) -> Part {
    let at = Span::at(anchor.head.start);
    Part {
        spec: Some(id),
        parent: 0,
        standing: Standing::Implied,
        head: at,
        name: at,
        value: at,
        span: at,
        end: 0,
        level: format.part(id).level().unwrap_or(0),
        captures: (0, 0),
        items: (0, 0),
        units: (0, 0),
        ordinal: 1,
        styled: false,
        exact: false,
        none: false,
    }
}

/// Captures what the look of a heading or the value of a label captures; how a heading names the part.
pub(super) fn capture(reading: &mut Reading<'_>, anchor: &Anchor, spec: PartId) -> Option<Kind> {
    let part = reading.format.part(spec);
    if part.is_heading() {
        return capture_heading(reading, spec, anchor.name);
    }
    if let Some(name) = part
        .look()
        .pieces
        .iter()
        .find_map(|piece| if let Piece::Hole { name, .. } = piece { Some(*name) } else { None })
    {
        reading.captures.push(Capture { name, span: anchor.value });
    }
    None
}

/// Captures what a heading says when it is read as a part; how it names it, if at all.
pub(super) fn capture_heading(reading: &mut Reading<'_>, spec: PartId, name: Span) -> Option<Kind> {
    let from = reading.captures.len();
    let kind = captured(reading, spec, name)?;
    // The name is captured last.
    let Some(last) = reading.captures.get_mut(from..).and_then(<[Capture]>::last_mut) else { return Some(kind) };
    let Some(inner) = behind_copy(reading.format.part(spec), reading.source.slice(last.span)) else {
        return Some(kind);
    };
    last.span = last.span.within(&inner);
    Some(kind.max(Kind::Styled))
}

fn captured(reading: &mut Reading<'_>, spec: PartId, name: Span) -> Option<Kind> {
    let (part, text) = (reading.format.part(spec), reading.source.slice(name));
    // The usual case, without a list of its own for what is captured.
    if let [look] = &part.looks[..] {
        let from = reading.captures.len();
        if exact(&look.pieces, text, |capture, range| {
            reading.captures.push(Capture { name: *capture, span: name.within(&range) });
        }) {
            return Some(Kind::Exact);
        }
        reading.captures.truncate(from);
    }
    let (kind, matched) = read_heading(part, text)?;
    for (capture, range) in matched.captures {
        reading.captures.push(Capture { name: capture, span: name.within(&range) });
    }
    Some(kind)
}

/// Numbers the parts of one kind in each parent; those that only repeat another do not count.
pub(super) fn count(reading: &mut Reading<'_>) {
    // For each kind the parent that had one last, and how many it has; no kind stands inside itself.
    let mut counts = vec![(0, 0); reading.format.parts.len()];
    for part in reading.parts.iter_mut().skip(1) {
        let placed = matches!(part.standing, Standing::Found | Standing::Implied);
        let Some(known) = part.spec.filter(|_| placed).and_then(|spec| counts.get_mut(usize::from(spec))) else {
            continue;
        };
        let before = if known.0 == part.parent { known.1 } else { 0 };
        *known = (part.parent, before + 1);
        part.ordinal = before + 1;
    }
}
