//! Lowering: from blocks to the parts of a declared format and the list of what deviates from it.
//!
//! It never fails, and all tolerance lives here: what a reader would recognise is recognised, and what merely follows
//! from a deviation is not a second one. Rules only read what is decided here.

mod align;
mod anchors;
mod build;
mod chat;
mod conflict;
mod empty;
mod fill;
mod group;
mod items;
mod labels;
mod looks;
mod model;
mod nothing;
mod reconcile;
mod recover;
mod relabel;
mod slips;
mod split;
mod stray;
mod style;
mod tail;
mod thoughts;
mod unfinished;
mod units;
mod values;

use std::sync::Arc;

use crate::format::{Format, PartId};
use crate::source::{Source, Span};
use crate::syntax::{self, FrontMatter, Limits, Tree};

use conflict::Conflict;

pub(crate) use items::{is_hidden, lead_item};
pub(crate) use labels::open_marks;
pub(crate) use looks::dash;
pub(crate) use model::{BoxMark, Capture, Deviation, DeviationKind, Fit, Item, Part, Standing, Tail, Unit, UnitKind};
pub(crate) use nothing::is_none;
pub(crate) use split::BETWEEN;
pub(crate) use unfinished::{LONGEST as LONGEST_UNFINISHED, is_ellipsis, may_begin_unfinished, unfinished};

/// A document held against a format: an owned snapshot that rules read.
#[derive(Debug)]
pub struct Document {
    pub(crate) source: Source,
    pub(crate) format: Arc<Format>,
    pub(crate) tree: Arc<Tree>,
    /// The document itself, then its parts in document order, a parent before its children.
    pub(crate) parts: Vec<Part>,
    pub(crate) captures: Vec<Capture>,
    pub(crate) items: Vec<Item>,
    pub(crate) units: Vec<Unit>,
    pub(crate) deviations: Vec<Deviation>,
    /// Whether the format's main part is there.
    pub(crate) recognised: bool,
    pub(crate) tail: Tail,
}

/// A document that is being read.
pub(crate) struct Reading<'a> {
    pub(crate) source: &'a Source,
    pub(crate) format: &'a Format,
    pub(crate) tree: Arc<Tree>,
    pub(crate) range: Span,
    pub(crate) parts: Vec<Part>,
    pub(crate) captures: Vec<Capture>,
    pub(crate) items: Vec<Item>,
    pub(crate) units: Vec<Unit>,
    pub(crate) deviations: Vec<Deviation>,
    /// The opener of a fence that is open at the end of the document.
    pub(crate) open_fence: Option<Span>,
    /// Text around a fence that wraps the whole document.
    pub(crate) outside: Vec<Span>,
    pub(crate) tail: Tail,
}

/// The blocks of a text, before any format is held against them.
pub(crate) struct Parsed {
    tree: Arc<Tree>,
    front: FrontMatter,
    too_complex: bool,
    conflicts: Vec<Conflict>,
    /// What a model said to itself beside the document.
    thoughts: Vec<Span>,
    /// The text without those and without the second versions of lines in conflict, where there are any; all else stands
    /// where it did.
    merged: Option<Source>,
}

/// Parses a text once, for all formats that may be tried on it.
pub(crate) fn parse(source: &Source, limits: &Limits) -> Parsed {
    let mut conflicts = conflict::find(source);
    let parsed = blocks(source, limits);
    conflicts.retain(|found| !conflict::is_shown(source, &parsed.tree, found));
    let thoughts = thoughts::find(source, &parsed.tree);
    if conflicts.is_empty() && thoughts.is_empty() {
        return parsed;
    }
    let hidden = conflicts.iter().flat_map(Conflict::hidden);
    let merged = conflict::without(source, hidden.chain(thoughts.iter().copied()));
    let parsed = blocks(&merged, limits);
    Parsed { conflicts, thoughts, merged: Some(merged), ..parsed }
}

fn blocks(source: &Source, limits: &Limits) -> Parsed {
    let front = syntax::front_matter(source);
    let mut tree = Tree::default();
    let range = Span::new(front.after(source), source.len());
    // Room for the usual document, so that the lists need not grow.
    tree.blocks.reserve(source.text().len() / 24);
    tree.inlines.reserve(source.text().len() / 40);
    let too_complex = syntax::parse(source, range, limits, &mut tree).is_err();
    Parsed { tree: Arc::new(tree), front, too_complex, conflicts: Vec::new(), thoughts: Vec::new(), merged: None }
}

impl Document {
    /// Reads a document that is held to be in `format`.
    #[must_use]
    pub fn read(source: Source, format: Arc<Format>, limits: &Limits) -> Self {
        let parsed = parse(&source, limits);
        lower(&source, &parsed, &format, limits).document(source, format)
    }

    /// Reads a document in the format, among those given, that fits it best; ties go to the earlier one.
    ///
    /// The first format is taken when none fits at all; formats behind one that fits perfectly are not asked for. Without
    /// any format there is no document.
    #[must_use]
    pub fn choose(source: Source, formats: impl IntoIterator<Item = Arc<Format>>, limits: &Limits) -> Option<Self> {
        let parsed = parse(&source, limits);
        let mut best: Option<(Lowered, Arc<Format>)> = None;
        for format in formats {
            let lowered = lower(&source, &parsed, &format, limits);
            let rank = |lowered: &Lowered| (!lowered.recognised, lowered.misfit);
            let perfect = lowered.recognised && lowered.misfit <= GOOD_FIT;
            if best.as_ref().is_none_or(|(known, _)| rank(&lowered) < rank(known)) {
                best = Some((lowered, format));
            }
            if perfect {
                break;
            }
        }
        let (lowered, format) = best?;
        Some(lowered.document(source, format))
    }

    /// Whether the format's main part is there: a heading names it, exactly or nearly, or stands in its place among most
    /// other parts.
    #[must_use]
    pub fn is_recognised(&self) -> bool {
        self.recognised
    }

    /// The format that it is held against.
    #[must_use]
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// Its text.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }
}

/// Half a unit for each anchor, in hundredths: no other format can fit a document much better.
const GOOD_FIT: u32 = 100;

/// Everything of a [`Document`] that does not own the text.
struct Lowered {
    tree: Arc<Tree>,
    parts: Vec<Part>,
    captures: Vec<Capture>,
    items: Vec<Item>,
    units: Vec<Unit>,
    deviations: Vec<Deviation>,
    /// What the alignment cost for each anchor, to choose between formats: in hundredths of a half unit.
    misfit: u32,
    recognised: bool,
    tail: Tail,
}

impl Lowered {
    fn document(self, source: Source, format: Arc<Format>) -> Document {
        let Self { tree, parts, captures, items, units, deviations, recognised, tail, .. } = self;
        Document { source, format, tree, parts, captures, items, units, deviations, recognised, tail }
    }
}

fn lower(source: &Source, parsed: &Parsed, format: &Format, limits: &Limits) -> Lowered {
    let source = parsed.merged.as_ref().unwrap_or(source);
    let range = Span::new(parsed.front.after(source), source.len());
    let mut reading = Reading {
        source,
        format,
        tree: Arc::default(),
        range,
        parts: Vec::new(),
        captures: Vec::with_capacity(source.text().len() / 64),
        items: Vec::with_capacity(source.text().len() / 80),
        units: Vec::new(),
        deviations: Vec::new(),
        open_fence: None,
        outside: Vec::new(),
        tail: Tail::default(),
    };
    reading.parts.push(document_part(range));
    if let Some(bad) = source.unreadable() {
        reading.deviate(DeviationKind::Unreadable(bad), 0, 0, bad.span());
        return reading.finish(0, true);
    }
    if parsed.too_complex {
        reading.deviate(DeviationKind::TooComplex, 0, 0, Span::at(range.start));
        return reading.finish(0, true);
    }
    for found in &parsed.conflicts {
        let Conflict { start, middle, end, .. } = *found;
        reading.deviate(DeviationKind::Conflict { middle, end }, 0, 0, start);
    }
    for found in &parsed.thoughts {
        reading.deviate(DeviationKind::Chat, 0, 0, *found);
    }
    if let FrontMatter::Unclosed(span) = parsed.front {
        let line = source.line_around(span.start);
        reading.deviate(DeviationKind::FrontMatterUnclosed, 0, 0, Span::new(span.start, line.end));
    }
    reading.tree = Arc::clone(&parsed.tree);
    recover::recover(&mut reading, limits);
    let mut anchors = anchors::anchors(&reading);
    if !anchors.recognised {
        // Nothing of the format is there: one finding, and no other.
        reading.deviations.clear();
        reading.deviate(DeviationKind::NoAnchor, 0, format.anchor, first_text(source, range));
        return reading.finish(u32::MAX, false);
    }
    let mut script = align::align(format, &anchors);
    group::group(&reading, &anchors, &mut script);
    anchors.adopt(format, &script);
    build::build(&mut reading, &anchors, &script);
    units::units(&mut reading, &anchors, &script);
    relabel::relabel(&mut reading, &anchors, &script);
    split::split(&mut reading);
    items::items(&mut reading);
    tail::tail(&mut reading);
    reconcile::reconcile(&mut reading, script.cost == 0);
    fill::fill(&mut reading);
    values::values(&mut reading);
    stray::stray(&mut reading);
    tail::quiet(&mut reading);
    // What was cut off says nothing about the format.
    let cost = script.cost.saturating_sub(if reading.tail.truncated { script.owed } else { 0 });
    let misfit = cost.saturating_mul(100) / u32::try_from(anchors.list.len()).unwrap_or(u32::MAX).max(1);
    reading.finish(misfit, true)
}

/// The first line with text, or the start of the document.
fn first_text(source: &Source, range: Span) -> Span {
    let text = source.slice(range);
    if text.trim().is_empty() {
        return Span::at(range.start);
    }
    let blank = text.len() - text.trim_start().len();
    let start = range.start + crate::source::offset(blank);
    let line = source.line_around(start);
    Span::new(start, start + crate::source::offset(source.slice(Span::new(start, line.end)).trim_ascii_end().len()))
}

fn document_part(range: Span) -> Part {
    Part {
        spec: Some(crate::format::ROOT),
        parent: 0,
        standing: Standing::Found,
        head: Span::at(range.start),
        name: Span::at(range.start),
        value: Span::at(range.start),
        span: range,
        end: 1,
        level: 0,
        captures: (0, 0),
        items: (0, 0),
        units: (0, 0),
        ordinal: 1,
        styled: false,
        exact: false,
        none: false,
    }
}

impl Reading<'_> {
    pub(crate) fn deviate(&mut self, kind: DeviationKind, part: u32, spec: PartId, span: Span) {
        self.deviations.push(Deviation { kind, part, spec, span });
    }

    pub(crate) fn part(&self, index: u32) -> &Part {
        // Indices come from this list; the document stands in for one that would not.
        self.parts.get(index as usize).unwrap_or(&self.parts[0])
    }

    /// The blocks that a part owns itself.
    pub(crate) fn units_of(&self, part: &Part) -> &[Unit] {
        self.units.get(part.units.0 as usize..part.units.1 as usize).unwrap_or_default()
    }

    /// The items of a part's list.
    pub(crate) fn items_of(&self, part: &Part) -> &[Item] {
        self.items.get(part.items.0 as usize..part.items.1 as usize).unwrap_or_default()
    }

    /// Indices of the parts directly inside one, in document order.
    pub(crate) fn children(&self, index: u32) -> impl Iterator<Item = u32> + '_ {
        children(&self.parts, index)
    }

    /// The first line of a span.
    fn first_line(&self, span: Span) -> Span {
        let line = self.source.line_around(span.start);
        Span::new(span.start, span.end.min(line.end).max(span.start))
    }

    pub(crate) fn text(&self, span: Span) -> &str {
        self.source.slice(span)
    }

    fn finish(self, misfit: u32, recognised: bool) -> Lowered {
        let Self { tree, parts, captures, items, units, deviations, tail, .. } = self;
        let recognised = recognised && misfit != u32::MAX;
        Lowered { tree, parts, captures, items, units, deviations, misfit, recognised, tail }
    }
}

/// Indices of the parts directly inside one, in document order.
pub(crate) fn children(parts: &[Part], index: u32) -> impl Iterator<Item = u32> + '_ {
    let end = parts.get(index as usize).map_or(0, |part| part.end);
    let mut next = index + 1;
    std::iter::from_fn(move || {
        let child = (next < end).then_some(next)?;
        next = parts.get(child as usize).map_or(end, |part| part.end.max(child + 1));
        Some(child)
    })
}

/// The parts before one in the same parent, the nearest first.
pub(crate) fn earlier(parts: &[Part], index: u32) -> impl Iterator<Item = u32> + '_ {
    let around = |index: u32| parts.get(index as usize).map_or(0, |part| part.parent);
    let parent = around(index);
    let mut next = index;
    std::iter::from_fn(move || {
        next = next.checked_sub(1).filter(|before| *before > parent)?;
        while around(next) > parent {
            next = around(next);
        }
        Some(next)
    })
}
