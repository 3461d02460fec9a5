//! The first words of an item are those of the format.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::words::{near, normalise};
use crate::lower::dash;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::source::{Span, offset};

pub(crate) static RULE: Rule = Rule {
    name: "misnamed-item",
    summary: "the first words of an item are a near miss",
    group: Group::Lists,
    severity: Severity::Info,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/lists/misnamed-item.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::MisnamedItem { .. } = found.kind else { return };
    let document = cx.document;
    let title = &document.format.part(found.spec).title;
    let written = document.source.slice(found.span);
    // The words are right; what is missing is the mark behind them.
    if written == title {
        let line = document.source.line_around(found.span.start);
        let behind = cx.text(Span::new(found.span.end, line.end.max(found.span.end)));
        let edit = match dash(behind) {
            Some(length) => Edit::replace(Span::new(found.span.end, found.span.end + offset(length)), ": "),
            None => Edit::insert(found.span.end, ":"),
        };
        cx.report(found.span, format!("`{title}` has no colon behind it"))
            .fix(Fix::safe(format!("write `{title}:`"), [edit]));
        return;
    }
    // Where code follows at once, the colon is missing too.
    let next = cx.text(Span::new(found.span.end, found.span.end + 2)).trim_start();
    let words = if next.starts_with('`') { format!("{title}:") } else { title.clone() };
    let fix = format!("write `{words}`");
    let edit = Edit::replace(found.span, words);
    // A slip of letters is certain, another name is not.
    let slip = near(&normalise(written), &normalise(title)).is_some();
    let fix = if slip { Fix::safe(fix, [edit]) } else { Fix::unsafe_(fix, [edit]) };
    cx.report(found.span, format!("`{written}` is understood as `{title}`")).fix(fix);
}
