//! Labels that the format does not know: a part by another name, or a remark with a list of its own.
//!
//! Without it, the list below such a label would be judged as that of the part before.

use crate::format::words::normalise;
use crate::format::{Form, Kind, PartId, PartSpec, Presence, Role, Wants};
use crate::source::{Span, offset};

use super::align::{Move, Script};
use super::anchors::{Anchor, Anchors, Shape};
use super::{DeviationKind, Part, Reading, Standing, Unit, UnitKind};

/// Parts that are made; each costs a look at all others.
const MOST: usize = 1_000;

/// Makes parts of these labels, where they are any.
pub(super) fn relabel(reading: &mut Reading<'_>, anchors: &Anchors, script: &Script) {
    let mut made = 0;
    for (at, (anchor, step)) in anchors.list.iter().zip(&script.moves).enumerate() {
        let Shape::Label { bulleted, bare: false, .. } = anchor.shape else { continue };
        if *step != Move::Content || made == MOST {
            continue;
        }
        let after = reading.parts.partition_point(|part| part.head.start <= anchor.head.start);
        let owner = offset(after).saturating_sub(1);
        if let Some((parent, spec)) = meant(reading, anchor, owner, bulleted) {
            let index = insert(reading, anchor, owner, parent, Some(spec));
            reading.deviate(DeviationKind::Misnamed { words: true }, index, spec, anchor.name);
            made += 1;
        } else if !bulleted && is_alone(reading, anchor) && is_aside(reading, anchor, owner, next(anchors, at)) {
            let parent = if reading.part(owner).level > 0 { owner } else { reading.part(owner).parent };
            insert(reading, anchor, owner, parent, None);
            made += 1;
        }
    }
    fold(reading);
}

/// Where the anchor behind another one begins.
fn next(anchors: &Anchors, at: usize) -> u32 {
    anchors.list.get(at + 1).map_or(u32::MAX, |next| next.head.start)
}

/// Takes plain items between `<details>` and its end out of a check list: they are a remark.
fn fold(reading: &mut Reading<'_>) {
    let opens = |reading: &Reading<'_>, unit: &Unit| {
        unit.kind == UnitKind::Other && reading.text(unit.span).starts_with("<details")
    };
    let mut at = 0;
    while let Some(unit) = reading.units.get(at).copied() {
        at += 1;
        if !opens(reading, &unit) {
            continue;
        }
        let spec = reading.part(unit.owner).spec;
        let boxes = spec.is_some_and(|spec| reading.format.part(spec).facts.wants == Wants::Boxes);
        let before = reading.units[..at].iter().rev().take_while(|other| other.owner == unit.owner);
        let begun = boxes && before.into_iter().any(|other| is_boxed(reading, other));
        while let Some(inner) = reading.units.get(at).copied().filter(|inner| inner.owner == unit.owner) {
            if inner.kind == UnitKind::Other && reading.text(inner.span).contains("</details") {
                break;
            }
            if begun && is_item(&inner) && !is_boxed(reading, &inner) {
                reading.units[at].kind = UnitKind::Other;
            }
            at += 1;
        }
    }
}

/// The missing part in whose very place a label stands, with the part that lacks it.
fn meant(reading: &Reading<'_>, anchor: &Anchor, owner: u32, bulleted: bool) -> Option<(u32, PartId)> {
    let mut parent = owner;
    loop {
        let found = reading.part(parent).spec.and_then(|_| lacking(reading, anchor, parent, bulleted));
        if let Some(spec) = found {
            return Some((parent, spec));
        }
        let part = reading.part(parent);
        // A remark may stand before the label.
        let remark = part.standing == Standing::Unknown && part.level == 0;
        if parent == 0 || !(remark || matches!(part.standing, Standing::Found | Standing::Implied)) {
            return None;
        }
        parent = reading.part(parent).parent;
    }
}

/// The first field that a part lacks between its parts around a label, when what follows the label could be its content.
fn lacking(reading: &Reading<'_>, anchor: &Anchor, parent: u32, bulleted: bool) -> Option<PartId> {
    let declared = &reading.format.part(reading.part(parent).spec?).children;
    if !declared.iter().any(|id| reading.format.part(*id).is_field()) {
        return None;
    }
    let (mut from, mut to) = (0, declared.len());
    let mut present = vec![false; declared.len()];
    for child in reading.children(parent).map(|child| reading.part(child)) {
        let placed = matches!(child.standing, Standing::Found | Standing::Implied);
        let rank = child.spec.filter(|_| placed).and_then(|spec| declared.iter().position(|known| *known == spec));
        let Some(rank) = rank else { continue };
        present[rank] = true;
        if child.head.start < anchor.head.start {
            from = rank + 1;
        } else {
            to = to.min(rank);
        }
    }
    let between = (from..to).filter(|rank| !present[*rank]).map(|rank| declared[rank]);
    between
        .filter(|id| matches!(reading.format.part(*id).presence, Presence::Required | Presence::Expected))
        .find(|id| fits(reading, anchor, *id, bulleted))
}

/// Whether a label with what follows it could be that of a field. Text may have bold leads; only one with content of the
/// right kind is the label.
fn fits(reading: &Reading<'_>, anchor: &Anchor, id: PartId, bulleted: bool) -> bool {
    let declared = reading.format.part(id);
    let Form::Field { bulleted: wanted, owns } = declared.form else { return false };
    if bulleted != wanted {
        return false;
    }
    let echoes = owns && echoes(reading, anchor, declared);
    let says_none = |text: Span| echoes && declared.none_allowed && super::is_none(reading.format, reading.text(text));
    if says_none(anchor.value) {
        return true;
    }
    if owns != is_alone(reading, anchor) {
        return false;
    }
    if !owns {
        return true;
    }
    let Some(first) = behind(reading, anchor).next() else { return false };
    let boxed = |id: &PartId| matches!(reading.format.part(*id).form, Form::Item { boxed: true, .. });
    if declared.content.iter().any(boxed) {
        let list = behind(reading, anchor).take_while(|unit| unit.owner == first.owner && is_boxed(reading, unit));
        is_boxed(reading, first) && !names_another(reading, anchor, id) && (echoes || speaks_for(reading, id, list))
    } else if declared.content.iter().all(|id| reading.format.part(*id).form == Form::Fence) {
        first.kind == UnitKind::Fence
    } else if says_none(first.span) {
        true
    } else {
        let list = behind(reading, anchor).take_while(|unit| unit.owner == first.owner && is_item(unit));
        first.kind == UnitKind::Item && !is_boxed(reading, first) && (echoes || speaks_for(reading, id, list))
    }
}

/// Whether a label has every word of a name of a part, and one or two more.
fn echoes(reading: &Reading<'_>, anchor: &Anchor, part: &PartSpec) -> bool {
    let said = normalise(reading.text(anchor.name));
    let says = |name: &str| {
        let count = |text: &str| text.split(' ').count();
        count(&said) <= count(name) + 2 && name.split(' ').all(|word| said.split(' ').any(|own| own == word))
    };
    says(&normalise(&part.title)) || part.also_names.iter().any(|name| says(name))
}

/// Whether a list says what the list of a part does: names in back-ticks, the words of its items, or how the template
/// begins them. Labels by other names are common, and most are no part of the format.
pub(super) fn speaks_for<'r>(reading: &Reading<'_>, id: PartId, mut list: impl Iterator<Item = &'r Unit>) -> bool {
    let format = reading.format;
    let items: Vec<&PartSpec> = format.part(id).facts.items.iter().map(|item| format.part(*item)).collect();
    let looks = || items.iter().flat_map(|item| &item.looks);
    let words: Vec<&str> = looks().filter_map(|look| look.key.as_ref()).map(|key| key.words.as_str()).collect();
    let leads: Vec<&str> =
        items.iter().flat_map(|item| &item.placeholders).filter_map(|(_, text)| lead(text)).collect();
    if format.is_named_list(id) {
        return list.any(|unit| is_ticked(reading, unit) || super::is_none(format, text(reading, unit)));
    }
    if words.is_empty() && leads.is_empty() {
        return true;
    }
    let instructs = items.iter().any(|item| item.role == Some(Role::Action));
    list.any(|unit| {
        let said = text(reading, unit);
        let said = said[super::items::box_length(said).map_or(0, |(length, ..)| length)..].trim_start();
        let said = said.trim_start_matches(['*', '_']);
        let begins = |known: &&str| said.get(..known.len()).is_some_and(|head| head.eq_ignore_ascii_case(known));
        words.iter().any(begins)
            || lead(said).is_some_and(|word| {
                let same = |own: &&str| own.eq_ignore_ascii_case(word);
                leads.iter().any(same) || instructs && ORDERS.iter().any(same)
            })
    })
}

/// What an item begins with that says what is to be done.
const ORDERS: [&str; 24] = [
    "add",
    "build",
    "change",
    "configure",
    "connect",
    "copy",
    "create",
    "define",
    "delete",
    "extend",
    "generate",
    "implement",
    "install",
    "modify",
    "move",
    "register",
    "remove",
    "rename",
    "replace",
    "run",
    "set",
    "update",
    "use",
    "write",
];

/// Whether the words of a label are those of another part, under whatever heading.
fn names_another(reading: &Reading<'_>, anchor: &Anchor, id: PartId) -> bool {
    let format = reading.format;
    let mut known = Vec::new();
    format.names.of_heading(&format.parts, reading.text(anchor.name), &mut known);
    known.iter().any(|known| known.kind <= Kind::Alias && known.part != id)
}

/// The first word.
fn lead(text: &str) -> Option<&str> {
    text.split_whitespace().next().map(|word| word.trim_end_matches([':', ',']))
}

/// Whether nothing stands behind a label on its line.
fn is_alone(reading: &Reading<'_>, anchor: &Anchor) -> bool {
    let line = reading.source.line_around(anchor.head.end);
    anchor.value.is_empty() || anchor.value.start > line.end
}

/// Whether the list below a label has nothing in common with the list that it stands in.
fn is_aside(reading: &Reading<'_>, anchor: &Anchor, owner: u32, end: u32) -> bool {
    let part = reading.part(owner);
    let Some(spec) = part.spec.filter(|_| part.standing == Standing::Found) else { return false };
    let declared = reading.format.part(spec);
    // What is said on the label's line has no list.
    if declared.is_field() && !declared.owns() && !part.value.is_empty() {
        return behind(reading, anchor).next().is_some_and(|unit| is_item(unit) && unit.owner == owner);
    }
    let alike: fn(&Reading<'_>, &Unit) -> bool = match declared.facts.wants {
        Wants::Boxes => is_boxed,
        _ if reading.format.is_named_list(spec) => is_ticked,
        _ => return false,
    };
    let mut before = reading.units_of(part).iter().take_while(|unit| unit.span.start < anchor.head.start);
    let mut after = behind(reading, anchor).peekable();
    let first = after.peek().copied();
    // Code behind the command of a list is another matter, if the list does not go on.
    if first.is_some_and(|unit| unit.kind == UnitKind::Fence) {
        return declared.facts.wants == Wants::Boxes
            && !names_item(reading, anchor, spec)
            && before.any(|unit| unit.kind == UnitKind::Fence || is_command(reading, spec, unit))
            && !after.take_while(|unit| unit.owner == owner).any(|unit| is_boxed(reading, unit));
    }
    // Below a heading, a label behind its list begins something else; labels from the start on divide the list.
    let free = declared.facts.items.iter().all(|id| reading.format.part(*id).title.is_empty());
    if free && declared.is_heading() && declared.facts.wants == Wants::Boxes {
        let begun = before.find(|unit| unit.kind != UnitKind::Nothing).is_some_and(is_item);
        return begun && first.is_some_and(is_item);
    }
    let none = |unit: &Unit| super::is_none(reading.format, text(reading, unit));
    before.filter(|unit| is_item(unit)).any(|unit| alike(reading, unit) || declared.none_allowed && none(unit))
        && after.peek().is_some_and(|unit| is_item(unit))
        && !after
            .take_while(|unit| unit.owner == owner && unit.span.start < end)
            .any(|unit| is_item(unit) && alike(reading, unit))
}

/// What follows a label, but for comments.
fn behind<'r>(reading: &'r Reading<'_>, anchor: &Anchor) -> impl Iterator<Item = &'r Unit> + use<'r> {
    let first = reading.units.partition_point(|unit| unit.span.start < anchor.head.end);
    reading.units.get(first..).unwrap_or_default().iter().filter(|unit| unit.kind != UnitKind::Nothing)
}

fn is_item(unit: &Unit) -> bool {
    matches!(unit.kind, UnitKind::Item | UnitKind::PseudoItem)
}

/// The text of an item behind its bullet or number.
fn text<'r>(reading: &'r Reading<'_>, unit: &Unit) -> &'r str {
    let text = reading.text(unit.span);
    text.trim_start_matches(['-', '*', '+', '•', '–', '·']).trim_start()
}

fn is_boxed(reading: &Reading<'_>, unit: &Unit) -> bool {
    is_item(unit) && super::items::box_length(text(reading, unit)).is_some()
}

/// Whether a label has the words of an item of a part.
fn names_item(reading: &Reading<'_>, anchor: &Anchor, spec: PartId) -> bool {
    let name = reading.text(anchor.name);
    let mut items = reading.format.part(spec).facts.items.iter().map(|id| reading.format.part(*id));
    items.any(|item| std::iter::once(&item.title).chain(&item.also_names).any(|known| known.eq_ignore_ascii_case(name)))
}

/// Whether an item is a command by its words.
fn is_command(reading: &Reading<'_>, spec: PartId, unit: &Unit) -> bool {
    let said = text(reading, unit);
    let said = said[super::items::box_length(said).map_or(0, |(length, ..)| length)..].trim_start();
    let span = Span::new(unit.span.end - offset(said.len()), unit.span.end);
    let read = super::looks::read(reading.source, reading.format, spec, span, &mut Vec::new());
    is_item(unit) && read.is_some_and(|read| reading.format.part(read.spec).role == Some(Role::Command))
}

fn is_ticked(reading: &Reading<'_>, unit: &Unit) -> bool {
    text(reading, unit).starts_with('`')
}

/// Inserts the part of a label behind the one that its text belonged to, and gives it what follows.
pub(super) fn insert(reading: &mut Reading<'_>, anchor: &Anchor, owner: u32, parent: u32, spec: Option<PartId>) -> u32 {
    let index = owner + 1;
    make_room(reading, index, parent);
    let (from, to) = reading.part(owner).units;
    let units = reading.units.get(from as usize..to as usize).unwrap_or_default();
    let first = from + offset(units.partition_point(|unit| unit.span.start < anchor.head.start));
    // The label itself is no text of the part.
    let label = reading.units.get(first as usize).filter(|unit| first < to && unit.span.end <= anchor.head.end);
    let own = first + u32::from(label.is_some());
    let last = |from: u32, to: u32| reading.units.get(from as usize..to as usize).and_then(<[Unit]>::last);
    let end = last(own, to).map_or(0, |unit| unit.span.end).max(anchor.head.end).max(anchor.value.end);
    let kept = last(from, first).map_or(0, |unit| unit.span.end);
    let part = Part {
        spec,
        parent,
        standing: if spec.is_some() { Standing::Found } else { Standing::Unknown },
        head: anchor.head,
        name: anchor.name,
        value: anchor.value,
        span: Span::new(anchor.head.start, end),
        end: index + 1,
        level: 0,
        captures: (0, 0),
        items: (0, 0),
        units: (own, to),
        ordinal: 1,
        styled: false,
        exact: false,
        none: false,
    };
    if let Some(before) = reading.parts.get_mut(owner as usize) {
        before.units.1 = first;
        if before.level == 0 {
            before.span.end = kept.max(before.head.end).max(before.value.end.min(anchor.head.start));
        }
    }
    for unit in reading.units.get_mut(first as usize..to as usize).unwrap_or_default() {
        unit.owner = index;
    }
    reading.parts.insert(index as usize, part);
    index
}

/// Makes every index of a part from `index` on one higher; `parent` and what is around it holds one part more.
fn make_room(reading: &mut Reading<'_>, index: u32, parent: u32) {
    let mut around = vec![parent];
    let mut at = parent;
    while at != 0 {
        at = reading.part(at).parent;
        around.push(at);
    }
    for (at, part) in (0..).zip(&mut reading.parts) {
        part.parent += u32::from(part.parent >= index);
        part.end += u32::from(part.end > index || part.end == index && around.contains(&at));
    }
    for unit in &mut reading.units {
        unit.owner += u32::from(unit.owner >= index);
    }
    for found in &mut reading.deviations {
        found.part += u32::from(found.part >= index);
    }
}
