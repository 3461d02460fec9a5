//! A check list is a list.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    name: "missing-list",
    summary: "prose stands where a check list belongs",
    group: Group::Lists,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/lists/missing-list.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind != DeviationKind::NoList {
        return;
    }
    let document = cx.document;
    let title = &document.format.part(found.spec).title;
    let part = document.part(found.part);
    let same_line =
        document.source.line_of(found.span.start) == document.source.line_of(part.head.end.saturating_sub(1));
    let lead = if same_line { "\n- [ ] " } else { "- [ ] " };
    let from = if same_line { part.head.end } else { found.span.start };
    let edit = Edit::replace(Span::new(from, found.span.start), mend::lines(document, lead));
    cx.report(found.span, format!("`{title}` is not a check list"))
        .help("write one `- [ ] ` item for each thing to do")
        .fix(Fix::unsafe_("make it one item", [edit]));
}
