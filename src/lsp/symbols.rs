//! The outline of a plan, and its tasks and steps by name.

use gen_lsp_types::{BaseSymbolInformation, DocumentSymbol, Location, SymbolInformation, SymbolKind, Uri};
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
    for index in (1..document.parts.len()).rev() {
        let mut children = std::mem::take(&mut inside[index]);
        children.reverse();
        let part = &document.parts[index];
        let parent = &mut inside[(part.parent as usize).min(index - 1)];
        match symbol(document, index, open.buffer, children) {
            Ok(symbol) => parent.push(symbol),
            // What has no head of its own hands on what it holds.
            Err(children) => parent.extend(children.into_iter().rev()),
        }
    }
    let mut top = std::mem::take(&mut inside[0]);
    top.reverse();
    json!(top)
}

/// A symbol, or else what would be inside it.
fn symbol(
    document: &Document,
    index: usize,
    buffer: &Buffer,
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
        // It holds the head and what is inside.
        range: buffer.range(Span::new(part.span.start.min(part.head.start), part.span.end.max(part.head.end))),
        selection_range: buffer.range(part.head),
        children: (!children.is_empty()).then_some(children),
    })
}

fn information(document: &Document, part: &Part, uri: &Uri, range: gen_lsp_types::Range) -> SymbolInformation {
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
        let role = part.spec.and_then(|spec| document.format.part(spec).role);
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
    brief(words.trim_matches(['#', '*', ':', ' ']))
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
    match part.spec.and_then(|spec| document.format.part(spec).role) {
        Some(Role::Phase) => SymbolKind::Package,
        Some(Role::Task) => SymbolKind::Class,
        Some(Role::Step) => SymbolKind::Method,
        _ if part.level == 0 => SymbolKind::Property,
        _ => SymbolKind::Namespace,
    }
}
