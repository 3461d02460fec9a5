//! Reconciles what is missing with what is left over, so that one slip is one deviation: a misnamed part is not also
//! missing, a moved one is not missing here and repeated there.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::format::words::{near, normalise};
use crate::format::{CaptureName, Form, Kind, PartId, Presence, ROOT, Wants};
use crate::source::Span;

use super::build::capture_heading;
use super::empty::{is_empty, is_filled_by_none, is_template};
use super::slips::{doubled, is_merged, joined};
use super::{DeviationKind, Part, Reading, Standing, UnitKind, earlier, style};

/// Notes every deviation of headings and labels; in a document that is `complete` nothing is missing.
pub(super) fn reconcile(reading: &mut Reading<'_>, complete: bool) {
    doubled(reading);
    let mut left = Left::new(reading);
    let missing = if complete { Vec::new() } else { missing(reading, &left) };
    let missing = misnamed_in_gap(reading, &mut left, missing);
    let missing = misplaced(reading, &mut left, missing);
    let mut missing = misnamed_elsewhere(reading, &mut left, missing);
    missing.retain(|lack| !is_merged(reading, lack));
    // What is missing at one place is noted in the order in which it belongs there: the end of an inner part first.
    missing.sort_by_key(|lack| (lack.at, Reverse(lack.parent)));
    let shifted = style::levels(reading);
    for (lack, more) in joined(reading, missing) {
        let span = place(reading, &lack);
        reading.deviate(DeviationKind::Missing { at: lack.at, more }, lack.parent, lack.spec, span);
    }
    for stray in left.strays.clone() {
        let part = reading.part(stray).clone();
        let Some(spec) = part.spec else { continue };
        let first = original(reading, stray, spec, part.parent);
        reading.deviate(DeviationKind::Repeated { first }, stray, spec, part.head);
    }
    unknown(reading, &left, shifted);
    style::names(reading);
}

/// What the alignment could not place.
struct Left {
    /// Unknown headings.
    headings: Vec<u32>,
    strays: Vec<u32>,
    /// Parts with nothing in them.
    empty: BTreeSet<u32>,
    /// Parts whose content is template text.
    template: BTreeSet<u32>,
}

/// A part that is not there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lack {
    pub(super) parent: u32,
    pub(super) spec: PartId,
    /// The implied part whose heading it is.
    pub(super) implied: Option<u32>,
    /// Between the start of the part before it and the start of the part after it.
    gap: Span,
    /// Where it would be written.
    at: u32,
}

impl Left {
    fn new(reading: &mut Reading<'_>) -> Self {
        let mut left =
            Self { headings: Vec::new(), strays: Vec::new(), empty: BTreeSet::new(), template: BTreeSet::new() };
        for (index, part) in (0..).zip(&reading.parts) {
            match part.standing {
                Standing::Unknown if part.level > 0 => left.headings.push(index),
                Standing::Stray => left.strays.push(index),
                Standing::Found | Standing::Implied | Standing::Unknown => {}
            }
            if is_template(reading, part) {
                left.template.insert(index);
            } else if index > 0 && is_empty(reading, index, part) {
                left.empty.insert(index);
            }
        }
        empties(reading, &left.empty);
        left
    }
}

fn empties(reading: &mut Reading<'_>, empty: &BTreeSet<u32>) {
    for index in empty {
        let part = reading.part(*index).clone();
        let Some(spec) = part.spec else { continue };
        let wanted = reading.format.part(spec).presence;
        if matches!(wanted, Presence::Required | Presence::Expected) && part.standing != Standing::Stray {
            reading.deviate(DeviationKind::Empty, *index, spec, part.head);
        }
    }
}

fn missing(reading: &Reading<'_>, left: &Left) -> Vec<Lack> {
    let format = reading.format;
    let mut all = Vec::new();
    // Parts that are not stray, by what they are in.
    let mut placed: BTreeSet<(u32, PartId)> = BTreeSet::new();
    if !left.strays.is_empty() {
        let not_stray = reading.parts.iter().filter(|part| part.standing != Standing::Stray);
        placed.extend(not_stray.filter_map(|part| Some((part.parent, part.spec?))));
    }
    // Which of the declared children are there.
    let mut present: Vec<bool> = Vec::new();
    for (index, part) in (0..).zip(&reading.parts) {
        let Some(spec) = part.spec else { continue };
        let judged = match part.standing {
            Standing::Found | Standing::Implied => true,
            // One that has no twin where it belongs is the part itself.
            Standing::Stray => !part.head.is_empty() && !placed.contains(&(part.parent, spec)),
            Standing::Unknown => false,
        };
        if part.standing == Standing::Implied {
            let gap = Span::new(before(reading, index), part.head.start);
            all.push(Lack { parent: part.parent, spec, implied: Some(index), gap, at: part.head.start });
        }
        let declared = &format.part(spec).children;
        if !judged || declared.is_empty() || left.empty.contains(&index) || left.template.contains(&index) {
            continue;
        }
        present.clear();
        present.resize(declared.len(), false);
        for child in reading.children(index).map(|child| reading.part(child)) {
            let Some(id) = child.spec.filter(|_| child.standing != Standing::Stray) else { continue };
            let place = format.part(id).facts.place;
            if declared.get(place) == Some(&id) {
                present[place] = true;
            }
        }
        let from = all.len();
        for (order, id) in declared.iter().enumerate() {
            let wanted = || matches!(format.part(*id).presence, Presence::Required | Presence::Expected);
            if !present[order] && wanted() {
                all.push(lack(reading, index, spec, order, *id));
            }
        }
        if all.len() > from && is_filled_by_none(reading, index, spec) {
            all.truncate(from);
        }
    }
    all
}

/// Where the part before an implied one begins.
fn before(reading: &Reading<'_>, index: u32) -> u32 {
    let before = earlier(&reading.parts, index)
        .find(|child| !matches!(reading.part(*child).standing, Standing::Unknown | Standing::Stray));
    reading.part(before.unwrap_or(reading.part(index).parent)).head.start
}

fn lack(reading: &Reading<'_>, parent: u32, spec: PartId, order: usize, id: PartId) -> Lack {
    let declared = &reading.format.part(spec).children;
    let rank = |child: u32| {
        let part = reading.part(child);
        let placed = matches!(part.standing, Standing::Found | Standing::Implied);
        part.spec.filter(|_| placed).and_then(|spec| declared.iter().position(|known| *known == spec))
    };
    let previous = reading.children(parent).filter(|child| rank(*child).is_some_and(|rank| rank < order)).last();
    let next = reading.children(parent).find(|child| rank(*child).is_some_and(|rank| rank > order));
    let around = reading.part(parent);
    let start = previous.map_or(around.head.start, |child| reading.part(child).head.start);
    let end = next.map_or_else(
        || reading.parts.get(around.end as usize).map_or(reading.range.end, |after| after.head.start),
        |child| reading.part(child).head.start,
    );
    let at = match (previous, next) {
        (Some(child), _) => reading.part(child).span.end,
        // Before the first part, behind what the parent says itself.
        (None, Some(_)) => around.head.end.max(around.value.end),
        (None, None) => around.span.end,
    };
    Lack { parent, spec: id, implied: None, gap: Span::new(start, end), at }
}

/// An unknown heading in the very place of a missing part is that part by another name.
fn misnamed_in_gap(reading: &mut Reading<'_>, left: &mut Left, missing: Vec<Lack>) -> Vec<Lack> {
    let mut rest = Vec::new();
    for lack in missing {
        let level = reading.format.part(lack.spec).level();
        let heading = level.and_then(|level| {
            let start = |index: &u32| reading.part(*index).head.start;
            let first = left.headings.partition_point(|index| start(index) < lack.gap.start);
            let end = lack.gap.end.max(lack.gap.start + 1);
            let inside = left.headings[first..].iter().take_while(|index| start(index) < end).enumerate();
            let mut near = inside.filter(|(_, index)| reading.part(**index).level.abs_diff(level) <= 1);
            // What is known to be there is headed by the nearest.
            let found = match lack.implied {
                Some(_) => near.last(),
                None => near.find(|(_, index)| fits(reading, **index, lack.spec)),
            };
            found.map(|(at, _)| first + at)
        });
        if let Some(at) = heading {
            let index = left.headings.remove(at);
            rename(reading, index, &lack);
            continue;
        }
        rest.push(lack);
    }
    rest
}

/// Gives an unknown heading the meaning of the part that is missing in its place.
fn rename(reading: &mut Reading<'_>, index: u32, lack: &Lack) {
    let (head, name, level) = {
        let part = reading.part(index);
        (part.head, part.name, part.level)
    };
    let target = lack.implied.unwrap_or(index);
    if let Some(part) = reading.parts.get_mut(target as usize) {
        part.head = head;
        part.name = name;
        part.level = level;
        part.spec = Some(lack.spec);
        part.standing = Standing::Found;
        part.span.start = head.start;
    }
    if lack.implied.is_some()
        && let Some(part) = reading.parts.get_mut(index as usize)
    {
        part.standing = Standing::Stray;
        part.spec = None;
    }
    let from = crate::source::offset(reading.captures.len());
    let kind = capture_heading(reading, lack.spec, name);
    // What the format captures in a name is at least all of the text.
    let has_name = reading.format.part(lack.spec).look().captures().contains(&"name");
    if kind.is_none() && has_name && !reading.text(name).trim().is_empty() {
        reading.captures.push(super::Capture { name: CaptureName::new("name"), span: name });
    }
    let to = crate::source::offset(reading.captures.len());
    if let Some(part) = reading.parts.get_mut(target as usize) {
        part.captures = (from, to);
        part.exact = kind == Some(Kind::Exact);
    }
    let items = reading.part(target).items;
    super::items::recognise(reading, target, items);
    if kind != Some(Kind::Exact) {
        reading.deviate(DeviationKind::Misnamed { words: true }, target, lack.spec, name);
    } else if reading.format.part(lack.spec).level() != Some(level) {
        reading.deviate(DeviationKind::WrongLevel { others: Vec::new() }, target, lack.spec, name);
    }
}

/// Whether what stands under an unknown heading could be the content of a part.
fn fits(reading: &Reading<'_>, index: u32, spec: PartId) -> bool {
    let declared = reading.format.part(spec);
    let part = reading.part(index);
    let units = reading.units_of(part);
    let has = |kind| units.iter().any(|unit| unit.kind == kind);
    let items = declared.content.iter().any(|id| matches!(reading.format.part(*id).form, Form::Item { .. }));
    let boxed =
        declared.content.iter().any(|id| matches!(reading.format.part(*id).form, Form::Item { boxed: true, .. }));
    let none = units.first().is_some_and(|unit| super::is_none(reading.format, reading.text(unit.span)));
    if !declared.children.is_empty() {
        return false;
    }
    if boxed {
        return reading.items_of(part).iter().any(|item| item.mark != super::BoxMark::None);
    }
    let (from, to) = part.items;
    let has_box = reading
        .items
        .get(from as usize..to as usize)
        .unwrap_or_default()
        .iter()
        .any(|item| item.mark != super::BoxMark::None);
    let list = units.iter().filter(|unit| unit.kind == UnitKind::Item);
    !items || (has(UnitKind::Item) && !has_box && super::relabel::speaks_for(reading, spec, list)) || none
}

/// A part that is missing here and a stray elsewhere was moved.
fn misplaced(reading: &mut Reading<'_>, left: &mut Left, missing: Vec<Lack>) -> Vec<Lack> {
    // How many of a part are left over, and how many are missing.
    let mut twins: BTreeMap<PartId, (usize, usize)> = BTreeMap::new();
    for spec in left.strays.iter().filter_map(|index| reading.part(*index).spec) {
        twins.entry(spec).or_default().0 += 1;
    }
    let mut rest = Vec::new();
    for lack in &missing {
        twins.entry(lack.spec).and_modify(|(_, lacks)| *lacks += 1);
    }
    for lack in missing {
        if lack.implied.is_some() || !twins.contains_key(&lack.spec) {
            rest.push(lack);
            continue;
        }
        let same = |index: &u32| reading.part(*index).spec == Some(lack.spec);
        let here = left.strays.iter().position(|index| same(index) && reading.part(*index).parent == lack.parent);
        // A section may have gone to another parent as a whole; a label there is rather a second one, unless it is the
        // only one that is missing and the only one that is left over.
        let whole = reading.format.part(lack.spec).is_heading();
        let only = |index: u32| {
            twins.get(&lack.spec) == Some(&(1, 1))
                && original(reading, index, lack.spec, reading.part(index).parent) == index
        };
        let found = here.or_else(|| left.strays.iter().position(same).filter(|at| whole || only(left.strays[*at])));
        let Some(at) = found else {
            rest.push(lack);
            continue;
        };
        let index = left.strays.remove(at);
        let before = reading.children(lack.parent).find(|child| {
            *child != index
                && reading.part(*child).head.start >= lack.gap.end
                && reading.part(*child).standing == Standing::Found
        });
        let head = reading.part(index).head;
        reading.deviate(DeviationKind::Misplaced { before }, index, lack.spec, head);
    }
    rest
}

/// A missing part whose name an unknown heading of the same parent nearly spells was misspelt and moved.
fn misnamed_elsewhere(reading: &mut Reading<'_>, left: &mut Left, missing: Vec<Lack>) -> Vec<Lack> {
    let mut rest = Vec::new();
    for lack in missing {
        let first = left.headings.partition_point(|index| *index < lack.parent);
        let within = left.headings[first..].iter().take_while(|index| **index < reading.part(lack.parent).end);
        let wanted = normalise(&reading.format.part(lack.spec).title);
        let found = within.into_iter().position(|index| {
            let part = reading.part(*index);
            part.parent == lack.parent && near(&normalise(reading.text(part.name)), &wanted).is_some()
        });
        match found.filter(|_| lack.implied.is_none()) {
            Some(at) => {
                let index = left.headings.remove(first + at);
                rename(reading, index, &lack);
            }
            None => rest.push(lack),
        }
    }
    rest
}

/// Where something missing is shown: on the heading or label of the part that lacks it.
fn place(reading: &Reading<'_>, lack: &Lack) -> Span {
    if let Some(implied) = lack.implied {
        return first_head(reading, implied).unwrap_or(reading.part(implied).head);
    }
    let parent = reading.part(lack.parent);
    if !parent.head.is_empty() {
        return parent.head;
    }
    if parent.standing == Standing::Implied
        && let Some(head) = first_head(reading, lack.parent)
    {
        return head;
    }
    // The document has no heading of its own: the nearest one before the place, else the first after it.
    let before = reading
        .children(0)
        .filter(|child| reading.part(*child).head.start < lack.at && !reading.part(*child).head.is_empty())
        .last();
    let after = || reading.children(0).find(|child| !reading.part(*child).head.is_empty());
    before.or_else(after).map_or(Span::at(reading.range.start), |child| reading.part(child).head)
}

fn first_head(reading: &Reading<'_>, index: u32) -> Option<Span> {
    let end = reading.part(index).end;
    (index + 1..end).map(|child| reading.part(child).head).find(|head| !head.is_empty())
}

/// The part that a stray one repeats; the stray one itself when it stands where no such part belongs.
fn original(reading: &Reading<'_>, stray: u32, spec: PartId, parent: u32) -> u32 {
    reading.children(parent).find(|child| *child != stray && reading.part(*child).spec == Some(spec)).unwrap_or(stray)
}

/// Headings that are left over, where the format does not welcome them.
fn unknown(reading: &mut Reading<'_>, left: &Left, shifted: i32) {
    let format = reading.format;
    for index in &left.headings {
        let part = reading.part(*index).clone();
        let around = reading.part(part.parent).spec.unwrap_or(ROOT);
        let declared = format.part(around);
        let deepest = declared.children.iter().filter_map(|id| format.part(*id).level()).max().unwrap_or(0);
        // A shifted title is a section that nobody knows.
        let title = shifted != 0 && reading.children(0).next() == Some(*index);
        if declared.others.is_none() || part.level > deepest || title || is_code(reading, *index) {
            continue;
        }
        let name = normalise(reading.text(part.name));
        let near = (0..)
            .zip(&format.parts)
            .skip(1)
            .filter(|(_, known)| known.is_heading())
            .find(|(_, known)| near(&name, &normalise(&known.title)).is_some());
        let near = near.map(|(id, _)| id);
        reading.deviate(DeviationKind::Unknown { near }, *index, around, part.head);
    }
}

/// Whether a heading of the first level is a line of code that has no fence around it: below a label that wants code and
/// has none, a hash begins a comment.
fn is_code(reading: &Reading<'_>, index: u32) -> bool {
    let fence = |part: &Part| reading.units_of(part).iter().any(|unit| unit.kind == UnitKind::Fence);
    let mut above = reading.parts.get(..=index as usize).unwrap_or_default().iter().rev();
    let comment = |part: &&Part| part.spec.is_some() || part.level != 1 || fence(part);
    let wants = |id| reading.format.part(id).facts.wants == Wants::Fences;
    above.find(comment).is_some_and(|label| !fence(label) && label.spec.is_some_and(wants))
}
