//! What may stand where the cursor is: parts that are missing, values, names of tasks, languages of fences, paths.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::RangeInclusive;

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionList, InsertTextFormat, TextEdit,
};

use crate::format::{PartId, ROOT, Role};
use crate::lower::{Document, Part, Standing};
use crate::plan::TaskNames;
use crate::source::{Span, offset};
use crate::syntax::BlockKind;

use super::convert::Opened;
use super::hover::allowed;
use super::navigate::paths;

/// Languages that plans use most; those of the document come first.
const LANGUAGES: [&str; 16] = [
    "bash",
    "css",
    "diff",
    "go",
    "html",
    "javascript",
    "json",
    "markdown",
    "python",
    "rust",
    "sql",
    "text",
    "toml",
    "tsx",
    "typescript",
    "yaml",
];

/// Most entries of one answer.
const MOST: usize = 200;

pub(super) fn complete(open: &Opened<'_>, at: u32) -> CompletionList {
    let document = &open.analysis.document;
    let line = document.source.line_around(at);
    let before = Span::new(line.start, at.clamp(line.start, line.end));
    let items = match document.source.slice(before) {
        text if text.trim_start().starts_with("```") => languages(open, before),
        text if text.matches('`').count() % 2 == 1 => files(open, before),
        _ if is_fenced(document, at) => Vec::new(),
        _ => values(open, at, before).unwrap_or_else(|| parts(open, at, line, before)),
    };
    CompletionList {
        is_incomplete: items.len() >= MOST,
        items: items.into_iter().take(MOST).collect(),
        ..CompletionList::default()
    }
}

fn is_fenced(document: &Document, at: u32) -> bool {
    let block = document.tree.block_at(at.saturating_sub(1));
    matches!(block.map(|block| block.kind), Some(BlockKind::Fence(_)))
}

fn item(open: &Opened<'_>, label: &str, kind: CompletionItemKind, span: Span, text: &str) -> CompletionItem {
    let edit = TextEdit { range: open.buffer.range(span), new_text: text.to_owned() };
    CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        // What stands there is what the editor compares.
        filter_text: Some(label.to_owned()),
        text_edit: Some(CompletionItemTextEdit::TextEdit(edit)),
        ..CompletionItem::default()
    }
}

/// Languages for the opener of a fence.
fn languages(open: &Opened<'_>, before: Span) -> Vec<CompletionItem> {
    let document = &open.analysis.document;
    let text = open.slice(before);
    let word = before.start + offset(text.trim_end_matches(|c: char| c != '`').len());
    let fences = document.tree.blocks.iter().filter_map(|block| document.tree.fence(block));
    let used = fences.map(|fence| document.source.slice(fence.language(&document.source)));
    let used: BTreeSet<&str> = used.filter(|word| !word.is_empty() && word.len() < 30).collect();
    let all = used.iter().copied().chain(LANGUAGES.into_iter().filter(|language| !used.contains(language)));
    all.map(|language| item(open, language, CompletionItemKind::Value, Span::new(word, before.end), language)).collect()
}

/// Paths of the plan, inside back-ticks.
fn files(open: &Opened<'_>, before: Span) -> Vec<CompletionItem> {
    let text = open.slice(before);
    let word = before.start + offset(text.rfind('`').map_or(0, |at| at + 1));
    let span = Span::new(word, before.end);
    // The path that is being written is none to offer.
    let others =
        paths(&open.analysis.document).into_iter().filter(|path| !(path.start <= before.end && before.end <= path.end));
    let all: BTreeSet<&str> = others.map(|path| open.slice(path)).collect();
    all.into_iter().map(|path| item(open, path, CompletionItemKind::File, span, path)).collect()
}

/// What may stand behind the label of the line; nothing when the line has none that says.
fn values(open: &Opened<'_>, at: u32, before: Span) -> Option<Vec<CompletionItem>> {
    let document = &open.analysis.document;
    let line = document.source.line_of(at);
    let part = document.parts.iter().skip(1).find(|part| {
        part.level == 0
            && !part.head.is_empty()
            && document.source.line_of(part.head.start) == line
            && part.head.end <= at
    })?;
    let id = part.spec?;
    let spec = document.format.part(id);
    let value = Span::new(part.head.end, before.end);
    let text = open.slice(value);
    if let Some(words) = allowed(&document.format, id) {
        let start = value.start + offset(text.len() - text.trim_start().len());
        let span = Span::new(start, before.end);
        return Some(words.iter().map(|word| item(open, word, CompletionItemKind::EnumMember, span, word)).collect());
    }
    if !matches!(spec.role, Some(Role::Prerequisite | Role::NextTask | Role::Unlocks)) {
        return None;
    }
    let entry = text.rfind([',', ';']).map_or(0, |at| at + 1);
    let start = value.start + offset(entry + text[entry..].len() - text[entry..].trim_start().len());
    let span = Span::new(start, before.end);
    let own = document.view(offset(document.parts.iter().position(|other| std::ptr::eq(other, part))?));
    let own = own.around().find(|around| around.role() == Some(Role::Task)).map(|task| task.index);
    let names = TaskNames::new(document);
    let tasks = names.tasks().iter().filter(|task| own != Some(**task)).map(|task| document.view(*task).name());
    let none = document.format.none.first().map(String::as_str).filter(|_| spec.none_allowed && entry == 0);
    let all = tasks.filter(|name| !name.is_empty()).chain(none);
    Some(all.map(|name| item(open, name, CompletionItemKind::Reference, span, name)).collect())
}

/// Headings and labels that may begin here, with all that belongs into them.
fn parts(open: &Opened<'_>, at: u32, line: Span, before: Span) -> Vec<CompletionItem> {
    let document = &open.analysis.document;
    let format = &document.format;
    let written = open.slice(before).trim_start();
    // Only at the start of a line, with no more than marks and a word before the cursor.
    let is_start = written.len() < 40 && written.trim_start_matches(['#', '*', '-', ' ']).split(' ').count() <= 3;
    if !is_start || !open.slice(Span::new(at, line.end)).trim().is_empty() {
        return Vec::new();
    }
    let marks = written.chars().take_while(|c| matches!(c, '#' | '*' | '-')).collect::<String>();
    let has_marks = !marks.is_empty();
    let mut items = Vec::new();
    let mut around = document.view(innermost(document, line.start));
    let mut rank = 0;
    loop {
        let spec = around.part().spec.unwrap_or(ROOT);
        let children = format.part(spec).children.iter().copied();
        let order = order(document, around.index, line.start);
        for child in children.filter(|child| may_stand(document, around.index, *child, &order)) {
            let number = count(document, around.index, child, line.start) + 1;
            let text = format.skeleton(child, number).replace('\n', document.source.newline());
            let title = text.lines().next().unwrap_or("").to_owned();
            let mut entry = item(open, &title, CompletionItemKind::Struct, before, &text);
            if open.client.snippets {
                entry.insert_text_format = Some(InsertTextFormat::Snippet);
                entry.text_edit = Some(CompletionItemTextEdit::TextEdit(TextEdit {
                    range: open.buffer.range(before),
                    new_text: snippet(&text),
                }));
            }
            // Editors compare what stands there with the start of this.
            let name = &format.part(child).title;
            entry.filter_text = Some(if has_marks { title } else { name.clone() });
            entry.detail = Some(name.clone());
            entry.sort_text = Some(format!("{rank:04}"));
            rank += 1;
            items.push(entry);
        }
        if around.index == 0 {
            break;
        }
        around = document.view(around.part().parent);
    }
    items.retain(|item| item.label.starts_with(&marks));
    items
}

/// The part that a line would belong to.
fn innermost(document: &Document, at: u32) -> u32 {
    let mut before = document.parts.iter().enumerate().skip(1).filter(|(_, part)| {
        !part.head.is_empty() && part.head.start < at && matches!(part.standing, Standing::Found | Standing::Implied)
    });
    before.next_back().map_or(0, |(index, _)| offset(index))
}

/// How many parts of a kind stand in another before an offset.
fn count(document: &Document, parent: u32, id: PartId, before: u32) -> u32 {
    let is_one = |part: &&Part| part.parent == parent && part.spec == Some(id) && part.span.start < before;
    let inside = document.parts.iter().skip(1).filter(is_one);
    offset(inside.count())
}

/// The places in the format's order of what stands before and behind a line inside a part.
fn order(document: &Document, parent: u32, at: u32) -> RangeInclusive<usize> {
    let inside = document.parts.iter().skip(1).filter(|part| part.parent == parent && part.standing == Standing::Found);
    let (mut first, mut last) = (0, usize::MAX);
    for part in inside.filter(|part| !part.head.is_empty()) {
        let Some(spec) = part.spec else { continue };
        let place = document.format.part(spec).facts.place;
        if part.head.start < at { first = first.max(place) } else { last = last.min(place) }
    }
    first..=last
}

/// Whether a part of a kind may be added to another at a place.
fn may_stand(document: &Document, parent: u32, id: PartId, order: &RangeInclusive<usize>) -> bool {
    let spec = document.format.part(id);
    let any_order = document.format.part(spec.parent).any_order;
    (spec.is_heading() || spec.is_field())
        && (any_order || order.contains(&spec.facts.place))
        && count(document, parent, id, u32::MAX) < spec.most
}

/// A text as a snippet: each blank in brackets is a place to fill in.
fn snippet(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut stop = 0;
    let mut rest = text;
    while let Some(at) = rest.find(['[', '$', '}', '\\']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let blank = from.strip_prefix('[').and_then(|inner| {
            let end = inner.find(']')?;
            let inside = &inner[..end];
            (inside.len() > 1 && !inside.contains(['\n', '['])).then_some((inside, end + 2))
        });
        if let Some((inside, length)) = blank {
            stop += 1;
            let inside = inside.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
            // Writing to a string cannot fail.
            let _ = write!(out, "${{{stop}:[{inside}]}}");
            rest = &from[length..];
        } else {
            if !from.starts_with('[') {
                out.push('\\');
            }
            out.push_str(&from[..1]);
            rest = &from[1..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::snippet;

    #[test]
    fn blanks_become_places_to_fill_in() {
        assert_eq!(snippet("## Task: [Name $1]\n- [ ] a}\\"), "## Task: ${1:[Name \\$1]}\n- [ ] a\\}\\\\");
    }
}
