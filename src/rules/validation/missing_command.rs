//! A check can be run.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "missing-command",
    summary: "nothing can be run to check a step",
    group: Group::Validation,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/validation/missing-command.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::MissingItems { specs } = &found.kind else { return };
    let document = cx.document;
    let format = &document.format;
    let Some(id) = specs.iter().copied().find(|id| mend::is_needed_command(format, *id)) else { return };
    let title = &format.part(found.spec).title;
    let around = document.view(document.part(found.part).parent).called();
    let bare = mend::items(document, found.part).into_iter().find(|item| item.spec == Some(id)).map(|item| item.text);
    // A command in other words than the format's is there for a reader, and none for a tool.
    let lacks = if bare.is_some() { "command to run".to_owned() } else { format!("`{}:` item", format.part(id).title) };
    let report = cx.report(found.span, format!("`{title}` of {around} has no {lacks}"));
    if let Some(text) = bare {
        let report = report.label(text, "not in back-ticks, so that it is not a command");
        if let Some(edit) = mend::value_ticks(document, text) {
            report.help("put the command in back-ticks").fix(Fix::safe("put the command in back-ticks", [edit]));
        } else if let Some(edit) = mend::value(document, text, id) {
            report.help("write the command").fix(Fix::unsafe_("insert a blank for the command", [edit]));
        }
    } else {
        let text = format!("\n{}", format.skeleton(id, 1));
        let edit = Edit::insert(mend::list_end(document, found.part), mend::lines(document, &text));
        report
            .help(format!("add `{}`", mend::look(format, id)))
            .fix(Fix::unsafe_("insert one with its blanks", [edit]));
    }
}
