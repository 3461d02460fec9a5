//! Check lists whose boxes or bullets are broken.

use super::super::plan::{Item, Plan, Rng, Span};
use super::edit::{Edit, any_step, any_task};
use super::{Mutant, Table};

pub(super) const KINDS: Table = &[
    ("box-dropped", |p, r| tick(p, r, "")),
    ("box-dropped-from-all", boxes_dropped),
    ("box-without-space", |p, r| tick(p, r, "[] ")),
    ("box-x-with-space", |p, r| tick(p, r, "[ x] ")),
    ("box-x-space-behind", |p, r| tick(p, r, "[x ] ")),
    ("box-check-mark", |p, r| tick(p, r, "[✓] ")),
    ("box-tight", |p, r| tick(p, r, "[ ]")),
    ("box-escaped", |p, r| tick(p, r, "\\[ \\] ")),
    ("box-doubled", |p, r| tick(p, r, "[ ] [ ] ")),
    ("box-doubled-with-bullet", |p, r| tick(p, r, "[ ] - [ ] ")),
    ("box-round", |p, r| tick(p, r, "( ) ")),
    ("box-without-bullet-space", joined),
    ("item-numbered", item_numbered),
    ("list-numbered", |p, r| list_numbered(p, r, false)),
    ("list-numbered-with-boxes", |p, r| list_numbered(p, r, true)),
    ("list-as-prose", list_as_prose),
    ("item-emptied", item_emptied),
];

/// A check list under its label, or under the heading of a section without labels.
struct List<'p> {
    head: &'p Span,
    items: &'p [Item],
}

impl List<'_> {
    fn core(&self) -> Span {
        let (Some(first), Some(last)) = (self.items.first(), self.items.last()) else {
            return self.head.clone();
        };
        first.core.start..last.core.end
    }
}

/// A check list in which every item has a box.
fn list<'p>(plan: &'p Plan, rng: &mut Rng) -> Option<List<'p>> {
    let (task, step) = any_step(plan, rng)?;
    let label = match rng.below(5) {
        0 => plan.field(&step.fields, "Actions"),
        1 => plan.field(&step.fields, "Validation"),
        2 => plan.block(task, "Testing Plan", "Unit Tests"),
        3 => plan.block(task, "Testing Plan", "Integration Tests"),
        _ => None,
    };
    let list = match label {
        Some(field) => List { head: &field.line, items: &field.items },
        None => criteria(plan, rng)?,
    };
    let boxed = list.items.iter().all(|i| i.tick.is_some());
    (boxed && !list.items.is_empty()).then_some(list)
}

fn criteria<'p>(plan: &'p Plan, rng: &mut Rng) -> Option<List<'p>> {
    let section = plan.part(any_task(plan, rng)?, "Success Criteria")?;
    Some(List { head: &section.heading, items: &section.items })
}

/// One item among others: a list of one would be a list without any box.
fn item<'p>(plan: &'p Plan, rng: &mut Rng) -> Option<(&'p Item, &'p Span)> {
    let list = list(plan, rng)?;
    let item = rng.pick(list.items)?;
    Some((item, item.tick.as_ref()?)).filter(|_| list.items.len() > 1)
}

fn tick(plan: &Plan, rng: &mut Rng, with: &str) -> Option<Mutant> {
    let (item, tick) = item(plan, rng)?;
    Edit::new(plan).put(&(tick.start..item.text.start), with).mark(&item.line).done()
}

fn boxes_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let list = list(plan, rng)?;
    let mut edit = Edit::new(plan).mark(list.head).mark(&list.core());
    for item in list.items {
        edit = edit.put(&(item.tick.as_ref()?.start..item.text.start), "");
    }
    edit.done()
}

/// `-[ ] text` is no item but goes on with the paragraph above.
fn joined(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (item, tick) = item(plan, rng)?;
    Edit::new(plan).put(&(item.line.start + 1..tick.start), "").mark(&item.line).done()
}

fn item_numbered(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (item, _) = item(plan, rng)?;
    Edit::new(plan).put(&(item.line.start..item.text.start), "1. ").mark(&item.line).done()
}

fn list_numbered(plan: &Plan, rng: &mut Rng, boxes: bool) -> Option<Mutant> {
    let list = list(plan, rng)?;
    let mut edit = Edit::new(plan).mark(list.head).mark(&list.core());
    for (k, item) in list.items.iter().enumerate() {
        let tick = if boxes { "[ ] " } else { "" };
        let with = format!("{}. {tick}", k + 1);
        edit = edit.put(&(item.line.start..item.text.start), with);
    }
    edit.done()
}

fn list_as_prose(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let list = list(plan, rng)?;
    let texts: Vec<&str> = list.items.iter().map(|i| plan.at(&i.text)).collect();
    Edit::new(plan).fault(&list.core(), format!("{}.\n", texts.join(". "))).mark(list.head).done()
}

/// Only where nothing else of the plan depends on what the item said.
fn item_emptied(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let list = if rng.coin() {
        criteria(plan, rng)?
    } else {
        let (_, step) = any_step(plan, rng)?;
        let actions = plan.field(&step.fields, "Actions")?;
        List { head: &actions.line, items: &actions.items }
    };
    let item = rng.pick(list.items)?;
    if list.items.len() < 2 || plan.at(&item.core).contains('`') {
        return None;
    }
    Edit::new(plan).put(&(item.text.start - 1..item.core.end), "\n").mark(&(item.line.start..item.text.start)).done()
}
