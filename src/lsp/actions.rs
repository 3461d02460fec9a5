//! What an editor offers at a finding: its fix, all safe fixes of the document, and comments that hide it.

use std::sync::Arc;

use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams};

use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::emit::diff;
use crate::emit::text::visible;
use crate::engine::{self, Settings};
use crate::fix::fix;
use crate::lower::Document;
use crate::source::{Source, Span, offset};
use crate::syntax::{Limits, front_matter};

use super::convert::Opened;
use super::diagnostics::Converter;

/// The kind of the action that applies every safe fix.
pub(super) const FIX_ALL: &str = "source.fixAll.planvet";

/// Fixes that are offered for one place; nobody reads more, and `fixAll` has them all.
const MOST_FIXES: usize = 100;

/// Findings in one place for which comments are worked out; each takes checks of the whole document.
const MOST_IGNORED: usize = 4;

pub(super) fn actions(open: &Opened<'_>, params: &CodeActionParams) -> Vec<CodeAction> {
    let only = params.context.only.as_deref();
    let mut all = Vec::new();
    if wants(only, "quickfix") {
        let range = open.buffer.span(params.range);
        let here = open.analysis.found.iter().filter(|found| touches(found.span, range, open));
        let here: Vec<&Diagnostic> = here.collect();
        all.extend(here.iter().filter_map(|found| quick_fix(open, found)).take(MOST_FIXES));
        let mut ignored: Vec<&str> = Vec::new();
        for found in here {
            if ignored.len() < MOST_IGNORED && !ignored.contains(&found.rule) {
                ignored.push(found.rule);
                all.extend(ignores(open, found));
            }
        }
    }
    if wants(only, FIX_ALL) {
        all.extend(fix_all(open));
    }
    all
}

/// Whether an action of a kind is asked for: of that kind or of one that it belongs to.
fn wants(only: Option<&[CodeActionKind]>, kind: &str) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|asked| {
            let asked = serde_json::to_value(asked).ok();
            let asked = asked.as_ref().and_then(|asked| asked.as_str()).unwrap_or("");
            asked.is_empty() || kind == asked || kind.strip_prefix(asked).is_some_and(|rest| rest.starts_with('.'))
        })
    })
}

/// Whether a finding is meant by a range: they meet, or the cursor is on the line where the finding begins.
fn touches(span: Span, range: Span, open: &Opened<'_>) -> bool {
    let source = &open.analysis.document.source;
    let meets = span.start <= range.end && range.start <= span.end;
    meets || (range.is_empty() && source.line_of(range.start) == source.line_of(span.start))
}

fn action(open: &Opened<'_>, title: String, kind: &'static str, edits: &[Edit]) -> CodeAction {
    CodeAction {
        title,
        kind: Some(CodeActionKind::from(kind)),
        diagnostics: None,
        is_preferred: None,
        disabled: None,
        edit: Some(open.change(edits)),
        command: None,
        data: None,
        tags: None,
    }
}

fn quick_fix(open: &Opened<'_>, found: &Diagnostic) -> Option<CodeAction> {
    let Fix { title, safety, edits } = found.fix.as_ref()?;
    let is_safe = *safety == Safety::Safe;
    let mut title = visible(title).into_owned();
    if let Some(first) = title.get(..1) {
        title.replace_range(..1, &first.to_uppercase());
    }
    if !is_safe {
        title.push_str(" (look at it: unsafe)");
    }
    let mut action = action(open, title, "quickfix", edits);
    action.is_preferred = is_safe.then_some(true);
    action.diagnostics = Some(vec![shown(open, found)]);
    Some(action)
}

fn shown(open: &Opened<'_>, found: &Diagnostic) -> gen_lsp_types::Diagnostic {
    Converter::new(open.uri, open.buffer, open.client.related).one(found)
}

/// Every safe fix; nothing when there is none.
fn fix_all(open: &Opened<'_>) -> Option<CodeAction> {
    let analysis = open.analysis;
    let is_safe = |found: &Diagnostic| found.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe);
    if !analysis.found.iter().any(is_safe) {
        return None;
    }
    let edits = mended(&analysis.document, &analysis.settings);
    (!edits.is_empty()).then(|| action(open, "Apply every safe fix of planvet".to_owned(), FIX_ALL, &edits))
}

/// The edits that apply the safe fixes of the rules that run.
pub(super) fn mended(document: &Document, settings: &Settings) -> Vec<Edit> {
    if document.source.unreadable().is_some() {
        return Vec::new();
    }
    let text = document.source.text();
    let fixed = fix(again(document, text.to_owned()), settings, Safety::Safe, &Limits::default());
    if fixed.applied.is_empty() { Vec::new() } else { diff::edits(text, fixed.document.source.text()) }
}

/// The document with another text.
pub(super) fn again(document: &Document, text: String) -> Document {
    let source = Source::new(document.source.name(), text);
    Document::read(source, Arc::clone(&document.format), &Limits::default())
}

/// Comments that hide a finding, each tried: it must hide it and nothing may come of it.
fn ignores(open: &Opened<'_>, found: &Diagnostic) -> Vec<CodeAction> {
    let source = &open.analysis.document.source;
    let rule = found.rule;
    let line = source.line_around(found.span.start);
    let text = source.slice(line);
    let newline = source.newline();
    let indent = &text[..text.len() - text.trim_start_matches([' ', '\t']).len()];
    let comment = |word: &str| format!("<!-- planvet-ignore{word} {rule}: reason -->");
    let end = line.start + offset(text.trim_end().len());
    let front = front_matter(source).after(source);
    let here = [
        Edit::insert(end, format!(" {}", comment(""))),
        Edit::insert(line.start, format!("{indent}{}{newline}", comment(""))),
        Edit::insert(line.start, format!("{indent}{}{newline}{newline}", comment(""))),
    ];
    let whole = [Edit::insert(front, format!("{}{newline}{newline}", comment("-file")))];
    let titled = [(format!("Ignore `{rule}` here"), &here[..]), (format!("Ignore `{rule}` in this file"), &whole[..])];
    // The baseline hides some of these; a comment may not bring others instead.
    let all = engine::report(&open.analysis.document, &open.analysis.settings).found;
    let actions = titled.into_iter().filter_map(|(title, tries)| {
        let edit = tries.iter().find(|edit| hides(open, &all, found, edit))?;
        let mut action = action(open, title, "quickfix", std::slice::from_ref(edit));
        action.diagnostics = Some(vec![shown(open, found)]);
        Some(action)
    });
    actions.collect()
}

/// Whether a comment hides a finding and leaves all that is found elsewhere, or hides more of the same rule.
fn hides(open: &Opened<'_>, all: &[Diagnostic], found: &Diagnostic, edit: &Edit) -> bool {
    let analysis = open.analysis;
    let text = Fix::safe("", vec![edit.clone()]).apply(analysis.document.source.text());
    let rest = engine::report(&again(&analysis.document, text), &analysis.settings).found;
    let count = |found: &[Diagnostic], of: &dyn Fn(&Diagnostic) -> bool| found.iter().filter(|found| of(found)).count();
    let same = |other: &Diagnostic| other.rule == found.rule && other.message == found.message;
    let others = |other: &Diagnostic| other.rule != found.rule;
    count(&rest, &same) < count(all, &same) && count(&rest, &others) == count(all, &others)
}
