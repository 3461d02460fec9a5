//! A label is written as the format writes it.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{BETWEEN, Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::{Span, offset};

pub(crate) static RULE: Rule = Rule {
    name: "label-style",
    summary: "a label is written in another style",
    group: Group::Fields,
    severity: Severity::Warning,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/fields/label-style.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind != DeviationKind::LabelStyle {
        return;
    }
    let document = cx.document;
    let label = document.format.part(found.spec).written();
    let part = document.part(found.part);
    let written = document.source.slice(found.span);
    // What stands before it on its line belongs to another field.
    let line = document.source.line_around(part.head.start);
    let above = document.source.slice(Span::new(line.start, part.head.start)).trim_end_matches(BETWEEN);
    if above.contains(char::is_alphanumeric) {
        let behind = document.source.slice(Span::new(part.head.end, line.end));
        let space = if behind.is_empty() || behind.starts_with(' ') { "" } else { " " };
        let start = line.start + offset(above.len());
        let text = mend::lines(document, &format!("\n{label}{space}"));
        cx.report(found.span, format!("the label `{written}` does not begin its line"))
            .help("give each field a line of its own")
            .fix(Fix::safe("begin a line with the label", [Edit::replace(Span::new(start, part.head.end), text)]));
        return;
    }
    let message = format!("the label `{written}` is not written `{label}`");
    let title = format!("write `{label}`");
    // A remark between the words and the colon is no value; readers of the text see it no more.
    let behind = document.source.slice(Span::new(part.name.end, part.head.end.max(part.name.end)));
    if let Some((_, remark)) = behind.split_once(['(', '[']) {
        let remark = remark.trim_end_matches([')', ']', '*', '_', ':', '：', ' ']);
        let edit = mend::label(document, found.part, &format!("{label} <!-- {remark} -->"));
        cx.report(found.span, message).fix(Fix::unsafe_(title, [edit]));
        return;
    }
    let mut edits = vec![mend::label(document, found.part, &label)];
    edits.extend(mend::closing_marks(document, found.part));
    cx.report(found.span, message).fix(Fix::safe(title, edits));
}
