//! The outline of a plan, and its tasks and steps by name.

use gen_lsp_types::{BaseSymbolInformation, DocumentSymbol, Location, Range, SymbolInformation, SymbolKind, Uri};
use serde_json::{Value, json};

use crate::format::Role;
use crate::lower::{Document, Part};
use crate::source::Span;

use super::buffer::Buffer;
use super::convert::{Opened, brief};

/// Every heading and label with what is inside it; a list, for editors that know no trees.
pub(super) fn document(open: &Opened<'_>) -> Value {
    let document = &open.analysis.document;
    let mut places = open.buffer.places();
    if !open.client.symbol_tree {
        let headings = document.parts.iter().skip(1).filter(|part| part.level > 0 && !part.head.is_empty());
        let list = headings.map(|part| information(document, part, open.uri, places.range(part.head)));
        return json!(list.collect::<Vec<_>>());
    }
    // Children stand behind their parents, so that the last part is whole first.
    let mut inside: Vec<Vec<DocumentSymbol>> = document.parts.iter().map(|_| Vec::new()).collect();
    // A part may end before one that is read as its own: editors want the one inside the other.
    let mut spans: Vec<Span> = document.parts.iter().map(|part| around(part.span, part.head)).collect();
    for index in (1..document.parts.len()).rev() {
        let mut children = std::mem::take(&mut inside[index]);
        children.reverse();
        let parent = (document.parts[index].parent as usize).min(index - 1);
        spans[parent] = around(spans[parent], spans[index]);
        let range = open.buffer.range(spans[index]);
        let parent = &mut inside[parent];
        match symbol(document, index, open.buffer, range, children) {
            Ok(symbol) => parent.push(symbol),
            // What has no head of its own hands on what it holds.
            Err(children) => parent.extend(children.into_iter().rev()),
        }
    }
    let mut top = std::mem::take(&mut inside[0]);
    top.reverse();
    json!(top)
}

/// The span that holds two; an empty one is nowhere.
fn around(span: Span, other: Span) -> Span {
    if other.is_empty() {
        return span;
    }
    if span.is_empty() { other } else { Span::new(span.start.min(other.start), span.end.max(other.end)) }
}

/// A symbol, or else what would be inside it.
fn symbol(
    document: &Document,
    index: usize,
    buffer: &Buffer,
    range: Range,
    children: Vec<DocumentSymbol>,
) -> Result<DocumentSymbol, Vec<DocumentSymbol>> {
    let part = &document.parts[index];
    if part.head.is_empty() {
        return Err(children);
    }
    #[allow(deprecated, reason = "the type has the field")]
    Ok(DocumentSymbol {
        name: name(document, part),
        detail: detail(document, index),
        kind: kind(document, part),
        tags: None,
        deprecated: None,
        range,
        selection_range: buffer.range(part.head),
        children: (!children.is_empty()).then_some(children),
    })
}

fn information(document: &Document, part: &Part, uri: &Uri, range: Range) -> SymbolInformation {
    let around = document.part(part.parent);
    let container = (part.parent != 0 && !around.head.is_empty()).then(|| name(document, around));
    #[allow(deprecated, reason = "the type has the field")]
    SymbolInformation {
        location: Location { uri: uri.clone(), range },
        deprecated: None,
        base_symbol_information: BaseSymbolInformation {
            name: name(document, part),
            kind: kind(document, part),
            tags: None,
            container_name: container,
        },
    }
}

/// Appends the tasks and steps whose names hold the query: its letters in order, in any case.
pub(super) fn matching(
    document: &Document,
    buffer: &Buffer,
    uri: &Uri,
    query: &str,
    found: &mut Vec<SymbolInformation>,
) {
    let mut places = buffer.places();
    for part in document.parts.iter().skip(1).filter(|part| !part.head.is_empty()) {
        let role = document.role(part.spec);
        if matches!(role, Some(Role::Task | Role::Step | Role::Phase)) && holds(&name(document, part), query) {
            found.push(information(document, part, uri, places.range(part.head)));
        }
    }
}

fn holds(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).all(|c| letters.any(|other| other == c))
}

/// The words of a heading or label.
fn name(document: &Document, part: &Part) -> String {
    let words = document.source.slice(part.name);
    let words = if words.trim().is_empty() { document.source.slice(part.head) } else { words };
    match words.trim_matches(['#', '*', ':', ' ']) {
        // A heading that is being written; editors refuse a symbol without a name.
        "" => brief(document.source.slice(part.head)),
        words => brief(words),
    }
}

/// What stands behind a label, else how many boxes are ticked.
fn detail(document: &Document, index: usize) -> Option<String> {
    let part = &document.parts[index];
    let value: Span = part.value;
    if part.level == 0 && !value.is_empty() {
        return Some(brief(document.source.slice(value)));
    }
    super::lenses::boxes(document, index).map(|(ticked, all)| format!("{ticked}/{all}"))
}

fn kind(document: &Document, part: &Part) -> SymbolKind {
    match document.role(part.spec) {
        Some(Role::Phase) => SymbolKind::Package,
        Some(Role::Task) => SymbolKind::Class,
        Some(Role::Step) => SymbolKind::Method,
        _ if part.level == 0 => SymbolKind::Property,
        _ => SymbolKind::Namespace,
    }
}
