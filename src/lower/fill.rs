//! Content: whether what stands under a heading or label is what the format declares there.

mod blocks;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::format::{Form, PartId, Presence, Role, Wants};
use crate::source::{Span, offset};
use crate::syntax::{Fence, NONE};

use super::empty::is_template;
use super::items::lead_item;
use super::nothing::{denies, is_none, names_something};
use super::{BoxMark, DeviationKind, Fit, Item, Reading, Unit, UnitKind, unfinished};
use blocks::{fence, first_lines, is_bare_bullet, is_led};

/// Notes the deviations of all content.
pub(super) fn fill(reading: &mut Reading<'_>) {
    let known = Known::new(reading);
    for index in 1..offset(reading.parts.len()) {
        let part = reading.part(index);
        let Some(spec) = part.spec else { continue };
        let declared = reading.format.part(spec);
        if declared.content.is_empty() || !declared.owns() {
            continue;
        }
        if !known.settled.contains(&index) {
            Content::new(reading, &known, index, spec).judge(reading);
        }
    }
}

/// What is known before any content is looked at.
#[derive(Default)]
struct Known {
    /// Parts that are empty or repeated, whose content nobody looks at.
    settled: BTreeSet<u32>,
    /// Parents and the parts that they lack.
    missing: BTreeSet<(u32, PartId)>,
    /// Where missing parts belong.
    missing_at: BTreeSet<u32>,
    /// Where fences begin whose other end is lost.
    unclosed: BTreeSet<u32>,
}

impl Known {
    fn new(reading: &Reading<'_>) -> Self {
        let mut known = Self::default();
        for found in &reading.deviations {
            match found.kind {
                DeviationKind::Empty | DeviationKind::Repeated { .. } => {
                    known.settled.insert(found.part);
                }
                DeviationKind::Missing { at, .. } => {
                    known.missing.insert((found.part, found.spec));
                    known.missing_at.insert(at);
                }
                DeviationKind::Unclosed { .. } => {
                    known.unclosed.insert(found.span.start);
                }
                DeviationKind::Unopened { gap } => {
                    known.unclosed.insert(gap.end);
                }
                _ => {}
            }
        }
        known
    }
}

/// The content of one part.
struct Content<'k> {
    known: &'k Known,
    index: u32,
    spec: PartId,
    units: (u32, u32),
    items: Range<u32>,
    value: Span,
    head: Span,
    wants: Wants,
}

impl<'k> Content<'k> {
    fn new(reading: &Reading<'_>, known: &'k Known, index: u32, spec: PartId) -> Self {
        let part = reading.part(index);
        let declared = reading.format.part(spec);
        // What a heading says beside its name is a remark on what stands below.
        let remark = declared.is_heading() && part.units.0 < part.units.1;
        Self {
            known,
            index,
            spec,
            units: part.units,
            items: part.items.0..part.items.1,
            value: if declared.owns() && !remark { part.value } else { Span::at(part.value.end) },
            head: part.head,
            wants: declared.facts.wants,
        }
    }

    /// Its blocks but for comments and breaks.
    fn units<'a>(&self, reading: &'a Reading<'_>) -> impl DoubleEndedIterator<Item = &'a Unit> + use<'a> {
        let units = reading.units.get(self.units.0 as usize..self.units.1 as usize).unwrap_or_default();
        units.iter().filter(|unit| unit.kind != UnitKind::Nothing)
    }

    fn items<'a>(&self, reading: &'a Reading<'_>) -> &'a [Item] {
        reading.items.get(self.items.start as usize..self.items.end as usize).unwrap_or_default()
    }

    /// Whether fenced code stands in the part, beside its items or inside one.
    fn has_fence(&self, reading: &Reading<'_>) -> bool {
        self.units(reading).any(|unit| unit.kind == UnitKind::Fence) || !self.inner_fences(reading).is_empty()
    }

    fn judge(&self, reading: &mut Reading<'_>) {
        let declared = reading.format.part(self.spec);
        if declared.none_allowed && (self.is_none(reading) || self.is_spared(reading)) {
            if let Some(part) = reading.parts.get_mut(self.index as usize) {
                part.none = true;
            }
            return;
        }
        if self.is_unchecked(reading) {
            self.lacks(reading);
            return;
        }
        if is_template(reading, reading.part(self.index)) || self.is_unfinished(reading) {
            return;
        }
        if self.wants == Wants::Fences {
            self.fences(reading);
            return;
        }
        if let Some(first) = self.on_label(reading) {
            reading.deviate(DeviationKind::NoList, self.index, self.spec, first);
            if !self.items.is_empty() && (self.wants != Wants::Boxes || self.boxes(reading)) {
                self.fits(reading);
            }
            return;
        }
        let listed = if self.wants == Wants::Boxes { self.boxes(reading) } else { !self.is_unlisted(reading) };
        if listed {
            self.fits(reading);
            self.lacks(reading);
        }
    }

    /// A word for nothing, on the label's line or as the only thing below.
    fn is_none(&self, reading: &Reading<'_>) -> bool {
        // Marks alone say nothing.
        if reading.text(self.value).contains(char::is_alphanumeric) && !self.is_pseudo(reading) {
            return is_none(reading.format, reading.text(self.value));
        }
        self.units(reading).next().is_some_and(|unit| {
            let plain = unit.kind == UnitKind::Item || unit.kind == UnitKind::Prose;
            plain
                && is_none(reading.format, reading.text(unit.span))
                // What follows may belong to a part whose heading or label is missing.
                && (self.items.len() <= 1 || self.is_before_missing(reading))
        })
    }

    /// Whether a part is missing right behind this one.
    fn is_before_missing(&self, reading: &Reading<'_>) -> bool {
        self.known.missing_at.contains(&reading.part(self.index).span.end)
    }

    /// Whether a word for nothing stands where a command must: the command is missing, and a box would not help.
    fn is_unchecked(&self, reading: &Reading<'_>) -> bool {
        let [only] = self.items(reading) else { return false };
        let needs = |id: &PartId| self.is_only_command(reading, *id);
        self.wants == Wants::Boxes
            && only.spec.is_none_or(|id| reading.format.part(id).title.is_empty())
            && is_none(reading.format, reading.text(only.text))
            && reading.format.part(self.spec).content.iter().any(needs)
    }

    /// The first item, where it stands on the line of the label.
    fn on_label(&self, reading: &Reading<'_>) -> Option<Span> {
        lead_item(reading.text(self.value))?;
        let first = reading.first_line(self.value);
        let same = reading.source.line_of(first.start) == reading.source.line_of(self.head.start);
        (same && lead_item(reading.text(first)).is_some()).then_some(first)
    }

    /// Whether the value behind the label is made of lines that are meant as items.
    fn is_pseudo(&self, reading: &Reading<'_>) -> bool {
        self.units(reading).any(|unit| unit.kind == UnitKind::PseudoItem && self.value.contains(unit.span.start))
            && reading.source.line_of(self.value.start) > reading.source.line_of(self.head.end)
    }

    /// Whether a mark for later stands in place of all that belongs here.
    fn is_unfinished(&self, reading: &Reading<'_>) -> bool {
        let mut units = self.units(reading);
        let text = match (units.next(), self.items(reading)) {
            (None, []) => self.value,
            (Some(_), [item]) => item.text,
            (Some(unit), []) if unit.kind == UnitKind::Prose => unit.span,
            _ => return false,
        };
        units.next().is_none() && unfinished(reading.text(text)).is_some()
    }

    /// Whether names that belong into a list stand in a table, in code or in prose; that is noted. Prose that names
    /// nothing says that there is nothing.
    fn is_unlisted(&self, reading: &mut Reading<'_>) -> bool {
        if !self.items.is_empty() || !reading.format.is_named_list(self.spec) {
            return false;
        }
        let table = |unit: &&Unit| matches!(unit.kind, UnitKind::Fence | UnitKind::Other);
        let prose = |unit: &&Unit| unit.kind == UnitKind::Prose && names_something(reading.text(unit.span));
        let unit = self.units(reading).find(|unit| table(unit) || prose(unit)).map(|unit| unit.span);
        let value = Some(self.value).filter(|value| names_something(reading.text(*value)));
        let Some(span) = value.or(unit) else { return false };
        reading.deviate(DeviationKind::NoList, self.index, self.spec, first_lines(reading, span));
        true
    }

    /// Fenced code with a language and something in it: one deviation at most.
    fn fences(&self, reading: &mut Reading<'_>) {
        // A fence whose other end was lost says nothing about language and content.
        if self.units(reading).any(|unit| self.known.unclosed.contains(&unit.span.start)) {
            return;
        }
        let mut all: Vec<Fence> = self.units(reading).filter_map(|unit| fence(reading, unit)).collect();
        all.extend(self.inner_fences(reading));
        let Some(first) = all.first() else {
            reading.deviate(DeviationKind::NoFence, self.index, self.spec, self.head);
            return;
        };
        let written = |fence: &&Fence| !reading.text(fence.body).trim().is_empty();
        let tagged = |fence: &&Fence| !fence.info.is_empty();
        if !all.iter().any(|fence| written(&fence)) {
            let opener = first.opener;
            reading.deviate(DeviationKind::EmptyFence, self.index, self.spec, opener);
        } else if !all.iter().any(|fence| tagged(&fence)) {
            let opener = all.iter().find(written).unwrap_or(first).opener;
            reading.deviate(DeviationKind::UntaggedFence, self.index, self.spec, opener);
        }
    }

    /// Fences inside items of the part.
    fn inner_fences(&self, reading: &Reading<'_>) -> Vec<Fence> {
        let mut found = Vec::new();
        // A fence below an expected result shows it.
        let shows = |unit: &Unit| {
            let at = self.items(reading).partition_point(|item| item.span.start < unit.span.start);
            let item = self.items(reading).get(at).filter(|item| item.block == unit.block);
            item.and_then(|item| item.spec).is_some_and(|id| reading.format.part(id).role == Some(Role::Expected))
        };
        for unit in self.units(reading).filter(|unit| unit.kind == UnitKind::Item && !shows(unit)) {
            let Some(block) = reading.tree.block(unit.block) else { continue };
            let inside = reading.tree.blocks.get(unit.block as usize..block.end as usize).unwrap_or_default();
            found.extend(inside.iter().filter_map(|block| reading.tree.fence(block).copied()));
        }
        found
    }

    /// Whether the part holds a check list as declared; what is wrong with it is noted.
    fn boxes(&self, reading: &mut Reading<'_>) -> bool {
        if self.items.is_empty() {
            return self.no_items(reading);
        }
        let kept = self.items.len() - self.of_missing_label(reading);
        let good = |item: &Item| matches!(item.mark, BoxMark::Good { .. }) && !item.ordered && !item.text.is_empty();
        if self.items(reading).iter().take(kept).all(good) {
            return true;
        }
        let asides = self.set_aside(reading);
        let items: Vec<(u32, Item)> = self
            .items
            .clone()
            .zip(self.items(reading))
            .take(kept)
            // A mark for later is still to be written, with or without a box.
            .filter(|(at, item)| !asides.contains(at) && unfinished(reading.text(item.text)).is_none())
            .map(|(at, item)| (at, item.clone()))
            .collect();
        let plain = |item: &Item| item.mark == BoxMark::None || item.ordered;
        let judged: Vec<&(u32, Item)> = items.iter().filter(|(_, item)| !is_bare_bullet(reading, item)).collect();
        if judged.len() > 1 && asides.is_empty() && !judged.iter().any(|(_, item)| good(item)) {
            let (first, last) = (&judged[0].1, &judged[judged.len() - 1].1);
            let span = first.span.to(last.span);
            reading.deviate(DeviationKind::NoBoxes, self.index, self.spec, span);
            return true;
        }
        for (at, item) in &items {
            if is_bare_bullet(reading, item) {
                let span = Span::new(item.span.start, item.span.end.max(item.marker.end));
                reading.deviate(DeviationKind::EmptyItem { item: *at }, self.index, self.spec, span);
            } else if let BoxMark::Malformed { span, .. } = item.mark {
                reading.deviate(DeviationKind::BadBox { item: *at }, self.index, self.spec, span);
            } else if plain(item) {
                reading.deviate(
                    DeviationKind::NotBoxed { item: *at },
                    self.index,
                    self.spec,
                    reading.first_line(item.span),
                );
            }
        }
        true
    }

    /// Takes plain items under a lead of their own, such as `Notes:`, out of the list that they stand behind.
    fn set_aside(&self, reading: &mut Reading<'_>) -> Vec<u32> {
        let named = reading.format.is_named_list(self.spec);
        let alike = |item: &Item| if named { item.fit != Fit::Unfit } else { item.mark != BoxMark::None };
        let list = |item: &Item| reading.tree.block(item.block).map_or(NONE, |block| block.parent);
        let (mut found, mut begun, mut at) = (Vec::new(), false, self.items.start);
        for run in self.items(reading).chunk_by(|one, next| list(one) == list(next)) {
            let next = at + offset(run.len());
            let plain = run.iter().all(|item| !alike(item) && !item.ordered);
            if begun && plain && run.first().is_some_and(|first| is_led(reading, list(first))) {
                found.extend(at..next);
            }
            begun |= run.iter().any(alike);
            at = next;
        }
        for at in &found {
            if let Some(item) = reading.items.get_mut(*at as usize) {
                (item.spec, item.fit) = (None, Fit::Fits);
            }
        }
        found
    }

    /// How many plain items at the end belong to the next part, whose label is missing.
    fn of_missing_label(&self, reading: &Reading<'_>) -> usize {
        let format = reading.format;
        let parent = reading.part(self.index).parent;
        let siblings = &format.part(format.part(self.spec).parent).children;
        let next = siblings.iter().position(|id| *id == self.spec).and_then(|at| siblings.get(at + 1)).copied();
        let Some(next) = next else { return 0 };
        let plain = |id: &PartId| matches!(format.part(*id).form, Form::Item { boxed: false, .. });
        if !self.known.missing.contains(&(parent, next)) || !format.part(next).content.iter().any(plain) {
            return 0;
        }
        let plain = self.items(reading).iter().rev().take_while(|item| item.mark == BoxMark::None).count();
        if plain < self.items.len() { plain } else { 0 }
    }

    fn no_items(&self, reading: &mut Reading<'_>) -> bool {
        let fence_will_do = reading
            .format
            .part(self.spec)
            .content
            .iter()
            .any(|id| reading.format.part(*id).looks.iter().any(|look| look.form == Form::Fence));
        if fence_will_do && self.has_fence(reading) {
            return true;
        }
        let span = match (self.units(reading).next(), self.units(reading).next_back()) {
            _ if !self.value.is_empty() => self.value,
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => return false,
        };
        reading.deviate(DeviationKind::NoList, self.index, self.spec, first_lines(reading, span));
        false
    }

    /// Items that fit nothing that is declared, or only nearly.
    fn fits(&self, reading: &mut Reading<'_>) {
        if self.wants != Wants::Boxes && self.items(reading).iter().any(|item| item.fit == Fit::Unfit) {
            self.set_aside(reading);
        }
        for at in self.items.clone() {
            let Some(item) = reading.items.get(at as usize) else { break };
            let spec = item.spec.unwrap_or(self.spec);
            let (kind, span) = if item.text.is_empty() {
                if self.wants == Wants::Boxes || !is_bare_bullet(reading, item) {
                    continue;
                }
                (DeviationKind::EmptyItem { item: at }, item.span)
            } else {
                match item.fit {
                    Fit::Fits => continue,
                    Fit::Unfit if unfinished(reading.text(item.text)).is_some() => continue,
                    Fit::Misnamed(span) => (DeviationKind::MisnamedItem { item: at }, span),
                    Fit::Bare | Fit::Empty if self.is_only_command(reading, spec) => continue,
                    Fit::Bare => (DeviationKind::Bare { item: at }, item.text),
                    // Under a label of its own a group of items may be empty.
                    Fit::Unfit if self.is_group_of_none(reading, item) => continue,
                    Fit::Unfit if self.items.len() == 1 && denies(reading.text(item.text)) => continue,
                    // It may fill a part whose label is missing.
                    Fit::Unfit
                        if is_none(reading.format, reading.text(item.text)) && self.is_before_missing(reading) =>
                    {
                        continue;
                    }
                    Fit::Empty => (DeviationKind::EmptyItem { item: at }, reading.first_line(item.span)),
                    Fit::Unfit => (DeviationKind::Unfit { item: at }, reading.first_line(item.text)),
                }
            };
            let spec = if item.text.is_empty() { self.spec } else { spec };
            reading.deviate(kind, self.index, spec, span);
        }
    }

    /// Whether an item is a word for nothing with text around its list, such as the labels of groups.
    fn is_group_of_none(&self, reading: &Reading<'_>, item: &Item) -> bool {
        let allowed = reading.format.part(self.spec).none_allowed;
        allowed
            && is_none(reading.format, reading.text(item.text))
            && self.units(reading).any(|unit| unit.kind == UnitKind::Prose)
    }

    /// Whether a command that must be there stands nowhere in back-ticks, so that nothing can be run.
    fn is_only_command(&self, reading: &Reading<'_>, id: PartId) -> bool {
        let declared = reading.format.part(id);
        let required = declared.role == Some(Role::Command) && declared.presence == Presence::Required;
        let mut items = self.items(reading).iter().filter(|item| item.spec == Some(id));
        required && items.all(|item| matches!(item.fit, Fit::Bare | Fit::Empty)) && !self.has_fence(reading)
    }

    /// Declared items that are not there.
    fn lacks(&self, reading: &mut Reading<'_>) {
        let format = reading.format;
        let mut lacking = Vec::new();
        let free_only = self.items.is_empty() && self.wants != Wants::Boxes;
        for id in &format.part(self.spec).facts.items {
            let declared = format.part(*id);
            if declared.presence == Presence::Optional {
                continue;
            }
            let is_it = |item: &Item| item.spec == Some(*id) && item.fit != Fit::Unfit;
            let present = self.items(reading).iter().any(is_it) && !self.is_only_command(reading, *id);
            let free = declared.title.is_empty() && (free_only || !self.items.is_empty());
            let fence_will_do = declared.looks.iter().any(|look| look.form == Form::Fence);
            if !(present || free || fence_will_do && self.has_fence(reading)) {
                lacking.push(*id);
            }
        }
        if !lacking.is_empty() {
            let inner =
                self.items(reading).iter().flat_map(|item| super::items::nested(reading, self.spec, item.block));
            let inner: Vec<PartId> = inner.collect();
            lacking.retain(|id| !inner.contains(id));
        }
        // An item that says nothing yet may be the one that is not there.
        let unsaid = || self.items(reading).iter().filter(|item| is_bare_bullet(reading, item)).count();
        // Prose where a plain list is declared is a matter of taste.
        if !free_only && !lacking.is_empty() && lacking.len() > unsaid() {
            reading.deviate(DeviationKind::MissingItems { specs: lacking }, self.index, self.spec, self.head);
        }
    }
}
