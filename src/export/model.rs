//! What is exported; keys, their order and their meaning are a promise to programs.

use std::borrow::Cow;

use serde::Serialize;

use crate::emit::json::Span;

#[derive(Serialize)]
pub(super) struct Plan<'a> {
    pub(super) schema: u32,
    pub(super) tool: Tool,
    pub(super) path: &'a str,
    pub(super) format: Name<'a>,
    /// How many findings a check has.
    pub(super) findings: usize,
    /// The front matter, with its marks.
    pub(super) metadata: Option<Said<'a>>,
    pub(super) title: Option<Said<'a>>,
    #[serde(flatten)]
    pub(super) body: Body<'a>,
    pub(super) steps: Vec<Step<'a>>,
    pub(super) tasks: Vec<Task<'a>>,
}

#[derive(Serialize)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

#[derive(Serialize)]
pub(super) struct Name<'a> {
    pub(super) name: &'a str,
    pub(super) version: &'a str,
}

#[derive(Serialize)]
pub(super) struct Task<'a> {
    pub(super) name: &'a str,
    /// The number that the heading carries, such as `3` or `1.2`.
    pub(super) number: Option<String>,
    pub(super) span: Span,
    /// `None` where the heading is missing.
    pub(super) heading: Option<Span>,
    #[serde(flatten)]
    pub(super) body: Body<'a>,
    pub(super) steps: Vec<Step<'a>>,
}

#[derive(Serialize)]
pub(super) struct Step<'a> {
    pub(super) name: &'a str,
    pub(super) number: Option<u32>,
    pub(super) span: Span,
    pub(super) heading: Option<Span>,
    #[serde(flatten)]
    pub(super) body: Body<'a>,
}

/// What may be said of a document, a task and a step alike.
#[derive(Default, Serialize)]
pub(super) struct Body<'a> {
    /// Text that stands before any part inside.
    pub(super) text: Option<Said<'a>>,
    pub(super) objective: Option<Said<'a>>,
    pub(super) complexity: Option<Said<'a>>,
    pub(super) prerequisites: Option<Relation<'a>>,
    pub(super) next: Option<Relation<'a>>,
    pub(super) unlocks: Option<Relation<'a>>,
    pub(super) actions: Vec<Entry<'a>>,
    pub(super) code: Vec<Code<'a>>,
    pub(super) commands: Vec<Command<'a>>,
    pub(super) expected: Vec<Entry<'a>>,
    pub(super) criteria: Vec<Entry<'a>>,
    pub(super) files: Vec<File<'a>>,
    pub(super) dependencies: Vec<Dependency<'a>>,
    pub(super) sections: Vec<Section<'a>>,
}

#[derive(Clone, Serialize)]
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
}

/// Tasks that a text names.
#[derive(Serialize)]
pub(super) struct Relation<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
    /// Whether it is a word for nothing.
    pub(super) none: bool,
    /// Places in the list of tasks, from 0.
    pub(super) tasks: Vec<usize>,
    /// Mentions that lead to no task.
    pub(super) unresolved: Vec<Said<'a>>,
}

/// An item that says one thing; `done` is `None` where it has no box.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) done: Option<bool>,
    /// With bullet, box and what is nested in it.
    pub(super) span: Span,
    /// What follows inside the item: further paragraphs, nested items, fences.
    pub(super) more: Option<Said<'a>>,
}

#[derive(Serialize)]
pub(super) struct Code<'a> {
    pub(super) language: Option<&'a str>,
    /// Without the blanks that indent the fence.
    pub(super) text: Cow<'a, str>,
    /// The lines between the fences.
    pub(super) span: Span,
}

#[derive(Serialize)]
pub(super) struct Command<'a> {
    /// Without the blanks that indent its fence.
    pub(super) text: Cow<'a, str>,
    /// Of the fence that holds it, where one does.
    pub(super) language: Option<&'a str>,
    pub(super) done: Option<bool>,
    /// The command itself.
    pub(super) span: Span,
    /// A remark, and what else follows inside its item.
    pub(super) more: Option<Said<'a>>,
}

#[derive(Serialize)]
pub(super) struct File<'a> {
    /// `new`, `modified`, `test`, `touched` or `verified`.
    pub(super) kind: &'static str,
    pub(super) path: &'a str,
    pub(super) description: Option<&'a str>,
    pub(super) done: Option<bool>,
    pub(super) span: Span,
    /// What follows inside its item.
    pub(super) more: Option<Said<'a>>,
}

#[derive(Serialize)]
pub(super) struct Dependency<'a> {
    /// As it is written.
    pub(super) package: &'a str,
    pub(super) name: &'a str,
    pub(super) version: Option<&'a str>,
    pub(super) purpose: Option<&'a str>,
    pub(super) span: Span,
    /// What follows inside its item.
    pub(super) more: Option<Said<'a>>,
}

/// A part that no other key tells of as a whole.
#[derive(Serialize)]
pub(super) struct Section<'a> {
    /// `None` for a heading that the format does not know.
    pub(super) id: Option<&'a str>,
    /// The names of the declared parts from the outermost one to this.
    pub(super) path: Option<&'a str>,
    pub(super) role: Option<&'static str>,
    /// The words of its heading or label.
    pub(super) title: &'a str,
    /// With the parts inside it.
    pub(super) span: Span,
    /// Without the parts inside it.
    pub(super) text: Option<Said<'a>>,
}
