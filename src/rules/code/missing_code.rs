//! Where the format wants code there is a fence.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "missing-code",
    summary: "a part for code has no fenced code",
    group: Group::Code,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/code/missing-code.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::NoFence {
        let document = cx.document;
        let title = &document.format.part(found.spec).title;
        let report = cx
            .report(found.span, format!("`{title}` has no fenced code"))
            .help("add a fence with a language, or write `None`");
        // Code that stands there without its fence has comments that look like headings.
        let behind = document.parts.get(found.part as usize + 1..).unwrap_or_default();
        if let Some(last) = behind.iter().take_while(|part| part.spec.is_none() && part.level == 1).last() {
            let start = document.source.line_around(found.span.end).end;
            let edits = [(start, "\n```text"), (last.span.end, "\n```")]
                .map(|(at, text)| Edit::insert(at, mend::lines(document, text)));
            report.fix(Fix::unsafe_("write a fence around the code", edits));
        } else if let Some(edit) = mend::fenced(document, found.part, found.spec) {
            report.fix(Fix::unsafe_("insert a fence with a blank", [edit]));
        }
    }
}
