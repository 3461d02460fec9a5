//! Tasks and files within a plan: where they are said, where they are named, and under what other name.

use std::collections::BTreeSet;

use gen_lsp_types::{DocumentHighlight, DocumentHighlightKind, Location, PrepareRenamePlaceholder, WorkspaceEdit};

use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::engine;
use crate::format::Role;
use crate::format::words::normalise;
use crate::lower::{Document, is_none};
use crate::plan::{Target, TaskNames};
use crate::source::{Span, offset};
use crate::syntax::InlineKind;

use super::actions::again;
use super::convert::Opened;

/// What the cursor is on.
#[derive(Debug)]
struct Thing {
    name: String,
    /// The name under the cursor.
    here: Span,
    /// Where it is said: the name in the heading of a task, the first item that lists a file.
    said: Option<Span>,
    /// Where else it is named, in document order.
    named: Vec<Span>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Task,
    File,
}

pub(super) fn definition(open: &Opened<'_>, at: u32) -> Option<Location> {
    thing(&open.analysis.document, at)?.said.map(|said| open.location(said))
}

pub(super) fn references(open: &Opened<'_>, at: u32, with_definition: bool) -> Option<Vec<Location>> {
    let thing = thing(&open.analysis.document, at)?;
    let said = thing.said.filter(|_| with_definition);
    Some(thing.named.iter().chain(&said).map(|span| open.location(*span)).collect())
}

pub(super) fn highlights(open: &Opened<'_>, at: u32) -> Option<Vec<DocumentHighlight>> {
    let thing = thing(&open.analysis.document, at)?;
    let highlight = |span: &Span, kind| DocumentHighlight { range: open.buffer.range(*span), kind: Some(kind) };
    let said = thing.said.iter().map(|span| highlight(span, DocumentHighlightKind::Write));
    Some(said.chain(thing.named.iter().map(|span| highlight(span, DocumentHighlightKind::Read))).collect())
}

/// What would be renamed.
pub(super) fn renamed(open: &Opened<'_>, at: u32) -> Option<PrepareRenamePlaceholder> {
    let document = &open.analysis.document;
    let thing = thing(document, at)?;
    let here = match thing.kind {
        Kind::Task if thing.said != Some(thing.here) => spelled(document, thing.here, &thing.name)?,
        Kind::Task | Kind::File => thing.here,
    };
    Some(PrepareRenamePlaceholder { range: open.buffer.range(here), placeholder: thing.name })
}

/// Another name, wherever the old one stands; or why it cannot be.
pub(super) fn rename(open: &Opened<'_>, at: u32, new: &str) -> Result<WorkspaceEdit, String> {
    let document = &open.analysis.document;
    let thing = thing(document, at).ok_or("there is no task and no file to rename here")?;
    let new = new.trim();
    if new.is_empty() || new.chars().any(char::is_control) {
        return Err("a name is one line with something on it".to_owned());
    }
    if thing.kind == Kind::File && new.contains('`') {
        return Err("a path in back-ticks cannot hold one".to_owned());
    }
    let mut edits = Vec::new();
    let places: BTreeSet<Span> = thing.said.iter().chain(&thing.named).copied().collect();
    for span in places {
        let place = match thing.kind {
            Kind::Task if thing.said != Some(span) => spelled(document, span, &thing.name),
            Kind::Task | Kind::File => Some(span),
        };
        // A mention by number names the task as before.
        edits.extend(place.map(|place| Edit::replace(place, new)));
    }
    if let Kind::Task = thing.kind
        && (is_none(&document.format, new) || loses(document, &thing, &edits))
    {
        return Err(format!(
            "`{}` would not be read as the name of this task where it is named",
            super::convert::brief(new)
        ));
    }
    if let Some(broken) = breaks(open, &edits) {
        return Err(format!("`{}` would not do as a name: {}", super::convert::brief(new), broken));
    }
    Ok(open.change(&edits))
}

/// Whether a mention would no longer lead to the task that is renamed.
fn loses(document: &Document, thing: &Thing, edits: &[Edit]) -> bool {
    let text = Fix::safe("", edits.to_vec()).apply(document.source.text());
    let after = again(document, text);
    let places = |document: &Document| {
        let names = TaskNames::new(document);
        let place = |task: u32| names.tasks().binary_search(&task).ok();
        let all = names.everywhere().map(|(_, _, reference)| match reference.target {
            Target::Task(task) => place(task),
            Target::Nothing | Target::Undotted => None,
        });
        all.collect::<Vec<_>>()
    };
    !thing.named.is_empty() && places(document) != places(&after)
}

/// What would be wrong after edits and is not now.
fn breaks(open: &Opened<'_>, edits: &[Edit]) -> Option<String> {
    let analysis = open.analysis;
    let text = Fix::safe("", edits.to_vec()).apply(analysis.document.source.text());
    let after = engine::report(&again(&analysis.document, text), &analysis.settings).found;
    let before = engine::report(&analysis.document, &analysis.settings).found;
    let worse = |rule: &str| {
        let count = |found: &[Diagnostic]| found.iter().filter(|found| found.rule == rule).count();
        count(&after) > count(&before)
    };
    let new = after.iter().find(|found| found.severity >= Severity::Warning && worse(found.rule))?;
    Some(super::convert::brief(&new.message))
}

/// The task or file that a place is about.
fn thing(document: &Document, at: u32) -> Option<Thing> {
    task(document, at).or_else(|| file(document, at))
}

/// The part of the task that a place names, and the name there.
pub(super) fn task_at(document: &Document, at: u32) -> Option<(u32, Span)> {
    let names = TaskNames::new(document);
    let own = names.tasks().iter().find_map(|task| {
        let name = document.view(*task).capture("name")?;
        let head = document.part(*task).head;
        (head.start <= at && at <= head.end).then_some((*task, name))
    });
    own.or_else(|| {
        names.everywhere().find_map(|(_, _, reference)| match reference.target {
            Target::Task(task) if reference.span.start <= at && at <= reference.span.end => {
                Some((task, reference.span))
            }
            _ => None,
        })
    })
}

fn task(document: &Document, at: u32) -> Option<Thing> {
    let (task, here) = task_at(document, at)?;
    let names = TaskNames::new(document);
    let mentions = names.everywhere().filter(|(_, _, reference)| reference.target == Target::Task(task));
    let places: BTreeSet<Span> = mentions.map(|(_, _, reference)| reference.span).collect();
    let view = document.view(task);
    let name = view.name().to_owned();
    let said = view.capture("name");
    (!name.is_empty()).then(|| Thing { name, here, said, named: places.into_iter().collect(), kind: Kind::Task })
}

/// Where a name stands in a mention of it; nothing where the task is told by its number.
fn spelled(document: &Document, mention: Span, name: &str) -> Option<Span> {
    let text = document.source.slice(mention);
    let within = |at: usize, length: usize| {
        let start = mention.start + offset(at);
        Span::new(start, start + offset(length))
    };
    if let Some(at) = text.rfind(name) {
        return Some(within(at, name.len()));
    }
    // Written with other marks, blanks or letters: the shortest end of the mention that reads the same.
    let wanted = normalise(name);
    let mut starts = text.char_indices().map(|(at, _)| at).filter(|at| normalise(&text[*at..]) == wanted);
    starts.next_back().map(|at| within(at, text.len() - at))
}

fn file(document: &Document, at: u32) -> Option<Thing> {
    let all = paths(document);
    let here = *all.iter().find(|span| span.start <= at && at <= span.end)?;
    let name = document.source.slice(here);
    let same = all.iter().filter(|span| document.source.slice(**span) == name);
    let said = listed(document).into_iter().find(|span| document.source.slice(*span) == name);
    let named = same.filter(|span| said != Some(**span)).copied().collect();
    Some(Thing { name: name.to_owned(), here, said, named, kind: Kind::File })
}

/// The paths in the lists of files, in document order.
fn listed(document: &Document) -> Vec<Span> {
    let lists = [Role::FileNew, Role::FileModified, Role::FileTest];
    let items = document.items.iter().filter(|item| document.role(item.spec).is_some_and(|role| lists.contains(&role)));
    items.filter_map(|item| document.captured(item.captures, "path")).filter(|span| !span.is_empty()).collect()
}

/// Every code span that is a path: one that a list of files names, or that looks like one.
pub(super) fn paths(document: &Document) -> Vec<Span> {
    let listed: BTreeSet<&str> = listed(document).iter().map(|span| document.source.slice(*span)).collect();
    let code = document.tree.inlines.iter().filter(|inline| inline.kind == InlineKind::Code);
    let inner = code.map(|inline| {
        let text = document.source.slice(inline.span);
        let bare = text.trim_matches(['`', ' ']);
        let start = inline.span.start + offset(text.len() - text.trim_start_matches(['`', ' ']).len());
        Span::new(start, start + offset(bare.len()))
    });
    let is_path = |span: &Span| {
        let text = document.source.slice(*span);
        !text.is_empty() && !is_none(&document.format, text) && (listed.contains(text) || looks_like_a_path(text))
    };
    inner.filter(is_path).collect()
}

fn looks_like_a_path(text: &str) -> bool {
    let plain = !text.contains(|c: char| c.is_whitespace() || "<>|\"'*?;=(){}[]$,".contains(c));
    plain && !text.contains("://") && !text.starts_with(['-', '@']) && text.contains('/') && !text.ends_with('/')
}
