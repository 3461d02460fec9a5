//! Lines above headings: how many boxes are ticked, and which tasks wait for a task.

use std::collections::{BTreeMap, BTreeSet};

use gen_lsp_types::{CodeLens, Command};
use serde_json::json;

use crate::format::Role;
use crate::lower::{BoxMark, Document};
use crate::plan::References;
use crate::source::{Span, offset};

use super::convert::Opened;

pub(super) fn lenses(open: &Opened<'_>, shows: bool) -> Vec<CodeLens> {
    let document = &open.analysis.document;
    // The tasks that wait for each task, each once.
    let mut waiting: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for edge in References::new(document).edges() {
        waiting.entry(edge.to).or_default().insert(edge.from);
    }
    let mut places = open.buffer.places();
    let mut all = Vec::new();
    for (index, part) in document.parts.iter().enumerate().skip(1) {
        let role = document.role(part.spec);
        if part.head.is_empty() || !matches!(role, Some(Role::Task | Role::Step)) {
            continue;
        }
        let range = places.range(part.head);
        let mut lens = |title: String, shown: &[Span]| {
            let places: Vec<_> = shown.iter().map(|span| open.location(*span)).collect();
            let command = if shows && !places.is_empty() {
                let arguments = vec![json!(open.uri), json!(range.start), json!(places)];
                Command { title, command: "planvet.show".to_owned(), arguments: Some(arguments), tooltip: None }
            } else {
                // A lens that only tells.
                Command { title, ..Command::default() }
            };
            all.push(CodeLens { range, command: Some(command), data: None });
        };
        if let Some((ticked, count)) = boxes(document, index) {
            lens(format!("{ticked} of {count} {}", if count == 1 { "box" } else { "boxes" }), &[]);
        }
        if let Some(tasks) = waiting.get(&offset(index)) {
            let heads: Vec<Span> = tasks.iter().map(|task| document.part(*task).head).collect();
            let count = tasks.len();
            lens(format!("unlocks {count} {}", if count == 1 { "task" } else { "tasks" }), &heads);
        }
    }
    all
}

/// How many boxes inside a part are ticked, and how many there are; nothing without any.
pub(super) fn boxes(document: &Document, index: usize) -> Option<(usize, usize)> {
    let part = document.parts.get(index)?;
    let inside = document.parts.get(index..part.end as usize).unwrap_or_default();
    let marks = inside.iter().flat_map(|part| document.items_of(part)).filter_map(|item| match item.mark {
        BoxMark::Good { ticked } | BoxMark::Malformed { ticked, .. } => Some(ticked),
        BoxMark::None => None,
    });
    let (mut ticked, mut all) = (0, 0);
    for mark in marks {
        all += 1;
        ticked += usize::from(mark);
    }
    (all > 0).then_some((ticked, all))
}
