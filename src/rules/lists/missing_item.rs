//! The items that the format expects are there.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "missing-item",
    summary: "an item that the format expects is not there",
    group: Group::Lists,
    severity: Severity::Warning,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/lists/missing-item.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::MissingItems { specs } = &found.kind else { return };
    let document = cx.document;
    let format = &document.format;
    let lacking: Vec<u16> = specs.iter().copied().filter(|id| !mend::is_needed_command(format, *id)).collect();
    let Some(worst) = lacking.iter().map(|id| mend::severity(format.part(*id).presence)).max() else { return };
    let names: Vec<String> = lacking.iter().map(|id| format!("`{}`", format.part(*id).title)).collect();
    let text: Vec<String> = lacking.iter().map(|id| format.skeleton(*id, 1)).collect();
    let edit =
        Edit::insert(mend::list_end(document, found.part), mend::lines(document, &format!("\n{}", text.join("\n"))));
    let around = document.view(document.part(found.part).parent).called();
    let title = &format.part(found.spec).title;
    cx.report(found.span, format!("`{title}` of {around} has no {} item", names.join(" and no ")))
        .severity(worst)
        .help("add it, with `None` where there is nothing to say")
        .fix(Fix::unsafe_("insert it with its blanks", [edit]));
}
