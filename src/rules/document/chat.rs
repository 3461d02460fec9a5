//! A plan holds no talk between its author and a reader.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::{Span, offset};

pub(crate) static RULE: Rule = Rule {
    name: "chat",
    summary: "an assistant talks around the plan",
    group: Group::Document,
    severity: Severity::Warning,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/document/chat.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::Chat {
        let source = &cx.document.source;
        // What else stands in the paragraph stays.
        let behind = source.slice(Span::new(found.span.end, cx.document.part(0).span.end.max(found.span.end)));
        let rest = behind.trim_start();
        let gap = &behind[..behind.len() - rest.len()];
        let lines = gap.matches(['\n', '\r']).count() - gap.matches("\r\n").count();
        let (title, gone) = if !rest.is_empty() && lines == 0 || lines == 1 && rest.starts_with(char::is_alphanumeric) {
            ("remove the sentence", Span::new(found.span.start, found.span.end + offset(gap.len())))
        } else {
            ("remove the paragraph", mend::paragraph(cx.document, found.span))
        };
        cx.report(found.span, "talk around the plan is not part of it")
            .help("an agent reads everything in the file as an instruction")
            .fix(Fix::safe(title, [Edit::delete(gone)]));
    }
}
