//! A command says what its result must be.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::{Form, Role};
use crate::lower::{Document, Fit, Item};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    name: "missing-result",
    summary: "a command has no expected result",
    group: Group::Validation,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/validation/missing-result.md"),
    check: Check::Document(check),
};

fn check(cx: &mut Cx<'_>) {
    let document = cx.document;
    for (part, index) in document.parts.iter().zip(0..).skip(1) {
        let Some(spec) = part.spec else { continue };
        let declared = document.format.part(spec);
        if declared.facts.result.is_none() || !document.is_whole(index) {
            continue;
        }
        let content = &declared.content;
        let view = document.view(index);
        let last = view.items(Role::Command).filter(|item| item.fit != Fit::Empty).last();
        let Some(command) = last else {
            fenced(index, spec, cx);
            continue;
        };
        // An item that says nothing yet may be the result.
        let said = |item: &&Item| document.role(item.spec) == Some(Role::Expected) || item.text.is_empty();
        if document.items_of(part).iter().filter(said).any(|item| item.span.start > command.span.start) {
            continue;
        }
        // The result may be said inside the item, nested below it, or in a paragraph behind the list.
        let rest = Span::new(command.span.start, end(document, index).max(command.span.end));
        let expects = |id: &u16| {
            let part = document.format.part(*id);
            let said = || document.source.slice(rest).to_lowercase();
            part.role == Some(Role::Expected) && said().contains(&part.title.to_lowercase())
        };
        if content.iter().any(expects) {
            continue;
        }
        let at = command.text.end;
        let title = content.iter().find(|id| document.role(Some(**id)) == Some(Role::Expected));
        let Some(expected) = title.map(|id| document.format.skeleton(*id, 1)) else { continue };
        cx.report(command.text, "this command has no expected result")
            .help(format!("say after it what its result must be: `{}`", expected.lines().next().unwrap_or("")))
            .fix(Fix::unsafe_(
                "insert an expected result",
                [Edit::insert(at, mend::lines(document, &format!("\n{expected}")))],
            ));
    }
}

/// Commands in fences, where nothing behind the first of them says what must come out.
fn fenced(index: u32, spec: u16, cx: &mut Cx<'_>) {
    let document = cx.document;
    let part = document.part(index);
    let units = document.units_of(part);
    // A fence below an expected result shows it.
    let shows = |block: u32| {
        let item = document.items_of(part).iter().find(|item| item.block == block);
        document.role(item.and_then(|item| item.spec)) == Some(Role::Expected)
    };
    let fence = units.iter().filter(|unit| !shows(unit.block)).find_map(|unit| {
        let end = document.tree.block(unit.block)?.end;
        let inside = document.tree.blocks.get(unit.block as usize..end as usize)?;
        inside.iter().find_map(|block| document.tree.fence(block))
    });
    let Some(fence) = fence else { return };
    let content = &document.format.part(spec).content;
    let takes_fences = |id: &u16| document.format.part(*id).looks.iter().any(|look| look.form == Form::Fence);
    let result = content.iter().find(|id| document.role(Some(**id)) == Some(Role::Expected));
    let Some(title) = result.map(|id| document.format.part(*id).title.to_lowercase()) else { return };
    // Any sentence about what is expected will do, also as a comment in the code.
    let word = title.split(' ').next().unwrap_or("");
    let said = document.source.slice(Span::new(fence.opener.start, end(document, index))).to_lowercase();
    if !content.iter().any(takes_fences) || said.contains(word) || shows_output(document.source.slice(fence.body)) {
        return;
    }
    cx.report(fence.opener, "this command has no expected result").help("say behind the code what its result must be");
}

/// The end of a part with what stands behind it under labels that the format does not know.
fn end(document: &Document, index: u32) -> u32 {
    let behind = document.parts.get(index as usize + 1..).unwrap_or_default();
    let asides = behind.iter().take_while(|part| part.spec.is_none() && part.level == 0);
    asides.last().unwrap_or(document.part(index)).span.end
}

/// Whether code shows what comes out: lines behind the prompt of a session, or an arrow.
fn shows_output(code: &str) -> bool {
    let mut lines = code.lines().map(str::trim_start).filter(|line| !line.is_empty());
    code.contains("=>")
        || lines.next().is_some_and(|first| first.starts_with("$ "))
            && lines.any(|line| !line.starts_with(['$', '>', '#']))
}
