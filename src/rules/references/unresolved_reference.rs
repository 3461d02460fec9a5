//! What is written as the name of a task is one.

use crate::diagnostic::Severity;
use crate::format::Role;
use crate::format::words::normalise;
use crate::lower::Document;
use crate::plan::View;
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "unresolved-reference",
    summary: "a reference names no task",
    group: Group::References,
    severity: Severity::Error,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/references/unresolved-reference.md"),
    check: Check::Document(check),
};

fn check(cx: &mut Cx<'_>) {
    let document = cx.document;
    // Tasks that were cut off may be the ones that are named.
    if document.tail.truncated {
        return;
    }
    // A task whose heading lost its name may be the one that is named.
    let nameless = document.with_role(Role::Task).any(|task| task.name().is_empty());
    let mut known: Vec<(String, usize)> = Vec::new();
    for found in &cx.references().unresolved {
        let text = mend::short(cx.text(found.span));
        if found.undotted {
            cx.report(found.span, format!("`{text}` is a number, but tasks here carry none"))
                .severity(Severity::Warning)
                .help("write the name of the task");
            continue;
        }
        if nameless {
            continue;
        }
        // The same name again follows from the same slip.
        let name = normalise(&text);
        if let Some((_, first)) = known.iter().find(|(other, _)| *other == name) {
            cx.relabel(*first, found.span, "named here too");
            continue;
        }
        known.push((name, cx.count()));
        if found.step {
            cx.report(found.span, format!("no step of this document has the number of `{text}`"))
                .help("write the name of the task that must be done before");
            continue;
        }
        let report = cx.report(found.span, format!("`{text}` names no task of this document"));
        if let Some(near) = &found.nearest {
            report.help(format!("did you mean `{near}`?"));
        } else {
            report.help(format!("the tasks are {}", names(document)));
        }
    }
}

/// Names of tasks for a help, not all of many.
fn names(document: &Document) -> String {
    let names: Vec<&str> = document.with_role(Role::Task).map(View::name).collect();
    let shown: Vec<String> = names.iter().take(4).map(|name| format!("`{}`", mend::short(name))).collect();
    let more = names.len() - shown.len();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}
