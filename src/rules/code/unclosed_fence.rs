//! A code fence is closed.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-fence",
    summary: "a code fence is never closed",
    group: Group::Code,
    severity: Severity::Error,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/code/unclosed-fence.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Unclosed { close_at } = found.kind else { return };
    let document = cx.document;
    let text = document.source.slice(found.span);
    let mark = text.chars().next().unwrap_or('`');
    let fence: String = text.chars().take_while(|c| *c == mark).collect();
    let ended = close_at == 0 || document.source.slice(Span::new(close_at - 1, close_at)).trim().is_empty();
    let content = if ended { format!("{fence}\n") } else { format!("\n{fence}\n") };
    let close = Edit::insert(close_at, mend::lines(document, &content));
    let mut report = cx.report(found.span, "this fence is never closed");
    if close_at < document.source.len() {
        report = report.label(document.source.line_around(close_at), "what comes from here on would be code");
    }
    report.help("close it on a line of its own behind the code").fix(Fix::unsafe_("close the fence", [close]));
}
