//! Fenced code names its language.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::PartId;
use crate::lower::{Deviation, DeviationKind, Document};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "untagged-code",
    summary: "fenced code does not name its language",
    group: Group::Code,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/code/untagged-code.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::UntaggedFence {
        let document = cx.document;
        let language = mend::fence(document, found.span).and_then(|fence| {
            let named = interpreter(document.source.slice(fence.body));
            Some((fence, named.or_else(|| common(document, found.spec))?))
        });
        let report = cx
            .report(found.span, "this fence does not name its language")
            .help("write the language behind the back-ticks, `text` if there is none");
        if let Some((fence, language)) = language {
            let edit = Edit::insert(fence.opener.start + fence.ticks, language);
            report.fix(Fix::unsafe_(format!("write `{language}` behind the back-ticks"), [edit]));
        }
    }
}

/// The language of a script, by its first line.
fn interpreter(code: &str) -> Option<&str> {
    let line = code.trim_start().lines().next()?.strip_prefix("#!")?;
    let mut words = line.split_ascii_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let first = words.next()?;
    let program = if first == "env" { words.find(|word| !word.starts_with('-'))? } else { first };
    let name = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    match name {
        "node" => Some("javascript"),
        "bash" | "sh" | "zsh" | "fish" | "python" | "ruby" | "perl" | "php" | "lua" => Some(name),
        _ => None,
    }
}

/// The language that all other code in parts of that kind names.
fn common(document: &Document, spec: PartId) -> Option<&str> {
    let mut common = None;
    for part in document.parts.iter().filter(|part| part.spec == Some(spec)) {
        let units = document.units_of(part);
        for unit in units {
            let Some(fence) = document.tree.block(unit.block).and_then(|block| document.tree.fence(block)) else {
                continue;
            };
            let language = document.source.slice(fence.language(&document.source));
            if language.is_empty() {
                continue;
            }
            if common.is_some_and(|common| common != language) {
                return None;
            }
            common = Some(language);
        }
    }
    common
}
