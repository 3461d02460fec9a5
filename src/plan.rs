//! What the parts of a document mean, by the roles that its format gives them.
//!
//! Views are small copies that borrow the document. Rules that ask for a role work for every format that names it.

mod graph;
mod reference;

use crate::format::{PartId, Role};
use crate::lower::{Capture, Document, Item, Part, Standing, Unit};
use crate::source::Span;
use crate::syntax::{BlockKind, InlineKind};

pub(crate) use graph::{References, Unresolved};
#[cfg(feature = "cli")]
pub(crate) use reference::{Target, TaskNames};

/// A part with a role.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    document: &'a Document,
    pub(crate) index: u32,
}

impl Document {
    pub(crate) fn part(&self, index: u32) -> &Part {
        // Indices come from the list; the document stands in for one that would not.
        self.parts.get(index as usize).unwrap_or(&self.parts[0])
    }

    pub(crate) fn view(&self, index: u32) -> View<'_> {
        View { document: self, index }
    }

    /// The parts of a role in document order, without repetitions out of place.
    pub(crate) fn with_role(&self, role: Role) -> impl Iterator<Item = View<'_>> {
        let roles = self.format.roles.as_slice();
        let parts = self
            .parts
            .iter()
            .zip(0..)
            .filter(move |(part, _)| role_in(roles, part.spec) == Some(role) && part.is_placed());
        parts.map(|(_, index)| self.view(index))
    }

    /// The role of a declared part, if a part or item is one.
    pub(crate) fn role(&self, spec: Option<PartId>) -> Option<Role> {
        role_in(&self.format.roles, spec)
    }

    /// The blocks that a part owns itself.
    pub(crate) fn units_of(&self, part: &Part) -> &[Unit] {
        self.units.get(part.units.0 as usize..part.units.1 as usize).unwrap_or_default()
    }

    /// The items of a part's list.
    pub(crate) fn items_of(&self, part: &Part) -> &[Item] {
        self.items.get(part.items.0 as usize..part.items.1 as usize).unwrap_or_default()
    }

    /// The items of a role, in document order.
    pub(crate) fn items_with_role(&self, role: Role) -> impl Iterator<Item = &Item> {
        self.items_among(&self.items, role)
    }

    /// Those of a part's list that have a role.
    pub(crate) fn items_in<'d>(&'d self, part: &Part, role: Role) -> impl Iterator<Item = &'d Item> + use<'d> {
        self.items_among(self.items_of(part), role)
    }

    fn items_among<'d>(&'d self, items: &'d [Item], role: Role) -> impl Iterator<Item = &'d Item> + use<'d> {
        let roles = self.format.roles.as_slice();
        items.iter().filter(move |item| role_in(roles, item.spec) == Some(role))
    }

    /// What a part or an item captured.
    pub(crate) fn captures_of(&self, range: (u32, u32)) -> &[Capture] {
        self.captures.get(range.0 as usize..range.1 as usize).unwrap_or_default()
    }

    pub(crate) fn item(&self, index: u32) -> Option<&Item> {
        self.items.get(index as usize)
    }

    /// What an item captured under a name.
    pub(crate) fn captured(&self, range: (u32, u32), name: &str) -> Option<Span> {
        self.captures_of(range).iter().find(|capture: &&Capture| &*capture.name == name).map(|capture| capture.span)
    }

    /// Whether an offset lies in code or HTML, where words and numbers are not a reader's.
    pub(crate) fn is_code(&self, offset: u32) -> bool {
        let Some(block) = self.tree.block_at(offset) else { return false };
        let inlines = || self.tree.inlines_of(block).iter().filter(|inline| inline.span.contains(offset));
        matches!(block.kind, BlockKind::Fence(_) | BlockKind::Indented | BlockKind::Html)
            || inlines().any(|inline| matches!(inline.kind, InlineKind::Code | InlineKind::Html))
    }

    /// Whether a part was written to its end.
    pub(crate) fn is_whole(&self, index: u32) -> bool {
        !(self.tail.truncated && self.tail.open.contains(&index))
    }
}

fn role_in(roles: &[Option<Role>], spec: Option<PartId>) -> Option<Role> {
    *roles.get(usize::from(spec?))?
}

impl Part {
    fn is_placed(&self) -> bool {
        matches!(self.standing, Standing::Found | Standing::Implied)
    }
}

impl<'a> View<'a> {
    pub(crate) fn part(self) -> &'a Part {
        self.document.part(self.index)
    }

    pub(crate) fn role(self) -> Option<Role> {
        self.document.role(self.part().spec)
    }

    /// How the format calls it.
    pub(crate) fn title(self) -> &'a str {
        self.part().spec.map_or("", |spec| self.document.format.part(spec).title.as_str())
    }

    pub(crate) fn capture(self, name: &str) -> Option<Span> {
        self.document.captured(self.part().captures, name)
    }

    /// The captured name, without emphasis around it.
    pub(crate) fn name(self) -> &'a str {
        self.capture("name").map_or("", |span| self.document.source.slice(span))
    }

    /// The number that its heading carries, with those of the parts around it: `3`, `1.2`; empty when it has none.
    pub(crate) fn number(self) -> String {
        let captures = self.document.captures_of(self.part().captures);
        let numbers = captures.iter().filter(|capture| &*capture.name == "n" || capture.name.contains('.'));
        let numbers: Vec<&str> = numbers.map(|capture| self.document.source.slice(capture.span)).collect();
        numbers.join(".")
    }

    /// Its items with a role.
    pub(crate) fn items(self, role: Role) -> impl Iterator<Item = &'a Item> {
        self.document.items_in(self.part(), role)
    }

    /// The part itself and all around it, from the inside out.
    pub(crate) fn around(self) -> impl Iterator<Item = View<'a>> {
        let mut next = Some(self);
        std::iter::from_fn(move || {
            let view = next?;
            next = (view.index != 0).then(|| view.document.view(view.part().parent));
            Some(view)
        })
    }

    /// How people call this very part: ``step 2``, ``task `Build it` ``, ``the document``.
    pub(crate) fn called(self) -> String {
        let part = self.part();
        if self.index == 0 {
            return "the document".to_owned();
        }
        let numbered = self.document.format.part(part.spec.unwrap_or(0)).look().captures().contains(&"n");
        let name = self.name();
        match self.role() {
            Some(Role::Step) => format!("step {}", part.ordinal),
            Some(Role::Task) if !name.is_empty() => format!("task `{name}`"),
            _ if numbered => format!("{} {}", self.title().to_lowercase(), part.ordinal),
            _ => format!("`{}`", self.title()),
        }
    }
}

/// Tells in which task and step a place lies.
pub(crate) struct Places<'a> {
    document: &'a Document,
    tasks: Vec<View<'a>>,
    steps: Vec<View<'a>>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        let (mut tasks, mut steps) = (Vec::new(), Vec::new());
        let roles = document.format.roles.as_slice();
        for (part, index) in document.parts.iter().zip(0..) {
            match role_in(roles, part.spec) {
                Some(Role::Task) if part.is_placed() => tasks.push(document.view(index)),
                Some(Role::Step) if part.is_placed() => steps.push(document.view(index)),
                _ => {}
            }
        }
        Self { document, tasks, steps }
    }

    /// The name of the task and the place of the step around an offset.
    pub(crate) fn around(&self, offset: u32) -> (Option<String>, Option<u32>) {
        let around = |views: &[View<'a>]| {
            let after = views.partition_point(|view| view.part().span.start <= offset);
            let view = *views.get(after.checked_sub(1)?)?;
            let next = self.document.parts.get(view.part().end as usize).map_or(u32::MAX, |part| part.span.start);
            (offset < next).then_some(view)
        };
        let task = around(&self.tasks).map(View::name).filter(|name| !name.is_empty()).map(str::to_owned);
        (task, around(&self.steps).map(|step| step.part().ordinal))
    }
}
