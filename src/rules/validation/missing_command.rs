//! A check can be run.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind, Fit, Item};
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
    let bare = mend::items(document, found.part).into_iter().find(|item| item.spec == Some(id));
    // A word for later in its place is a finding of its own.
    if bare.is_some_and(|item| mend::is_unfinished(document, item)) {
        return;
    }
    let coded = mend::items(document, found.part).iter().any(|item| document.source.slice(item.text).contains('`'));
    // What looks like a command to a reader is none without its words.
    let lacks = if coded && bare.is_none() {
        format!("has no `{}` item", format.part(id).title)
    } else {
        "has no command to run".to_owned()
    };
    let report = cx.report(found.span, format!("`{title}` of {around} {lacks}"));
    if let Some(item) = bare.filter(|item| item.fit == Fit::Empty) {
        report.label(item.text, "no command stands behind this").help(format!("add `{}`", mend::look(format, id)));
    } else if let Some(text) = bare.map(|item| item.text) {
        let report = report.label(text, "not in back-ticks, so that it is not a command");
        if let Some((edit, safety)) = mend::value_ticks(document, text) {
            let title = "put the command in back-ticks";
            report.help(title).fix(Fix { title: title.to_owned(), safety, edits: vec![edit] });
        } else if let Some(edit) = mend::value(document, text, id) {
            report.help("write the command").fix(Fix::unsafe_("insert a blank for the command", [edit]));
        }
    } else {
        // Nothing but code in an item: the command, without its words.
        let unnamed = mend::items(document, found.part).into_iter().find(|item| {
            let text = document.source.slice(item.text);
            let code = text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
            item.spec.is_none_or(|id| format.part(id).title.is_empty()) && code.is_some_and(|code| !code.contains('`'))
        });
        if let Some(item) = unnamed {
            let words = format!("{}: ", format.part(id).title);
            report
                .label(item.text, "a command without its words")
                .help(format!("write `{}` before the command", words.trim_end()))
                .fix(Fix::unsafe_(format!("write `{}`", words.trim_end()), [Edit::insert(item.text.start, words)]));
            return;
        }
        let text = format!("\n{}", format.skeleton(id, 1));
        let edit = Edit::insert(mend::list_end(document, found.part), mend::lines(document, &text));
        let report = report.help(format!("add `{}`", mend::look(format, id)));
        // Who says that there is nothing to run has to decide first.
        let nothing = |item: &&Item| crate::lower::is_none(format, document.source.slice(item.text));
        if !mend::items(document, found.part).iter().any(nothing) {
            report.fix(Fix::unsafe_("insert one with its blanks", [edit]));
        }
    }
}
