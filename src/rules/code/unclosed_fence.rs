//! A code fence is closed.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind, Document};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::{Span, offset};

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-fence",
    summary: "a code fence is never closed",
    group: Group::Code,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
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
    if let Some(short) = short_closer(document, found.span, close_at, &fence) {
        let ticks = document.source.slice(short).len();
        let length = fence.len();
        cx.report(found.span, format!("this fence of {length} marks is closed by one of {ticks}"))
            .label(short, "too short to close it")
            .help("close it with as many as it begins with")
            .fix(Fix::safe(format!("write `{fence}`"), [Edit::replace(short, fence)]));
        return;
    }
    let body = document.source.slice(Span::new(found.span.end, close_at.max(found.span.end)));
    if body.trim().is_empty() && text.len() == fence.len() && close_at < document.source.len() {
        cx.report(found.span, "this fence opens nothing, it may close one whose opening line is lost")
            .help("write the opening line before the code");
        return;
    }
    let line = document.source.line_around(found.span.start);
    let lead = document.source.slice(Span::new(line.start, found.span.start));
    let lead = if found.span.start > line.start && lead.len() < 12 && !lead.contains('>') {
        " ".repeat(lead.len())
    } else {
        String::new()
    };
    let ended = close_at == 0 || document.source.slice(Span::new(close_at - 1, close_at)).trim().is_empty();
    let content = if ended { format!("{lead}{fence}\n") } else { format!("\n{lead}{fence}\n") };
    let close = Edit::insert(close_at, mend::lines(document, &content));
    let mut report = cx.report(found.span, "this fence is never closed");
    if close_at < document.source.len() {
        report = report.label(document.source.line_around(close_at), "what comes from here on would be code");
    }
    report.help("close it on a line of its own behind the code").fix(Fix::unsafe_("close the fence", [close]));
}

/// The last line before the place of the closing one, when it is a run of the fence's own marks that is too short.
fn short_closer(document: &Document, opener: Span, close_at: u32, fence: &str) -> Option<Span> {
    let before = document.source.slice(Span::new(opener.end, close_at));
    let line = before.trim_end();
    let run = line.rsplit(['\n', '\r']).next().filter(|run| run.len() < line.len())?;
    let marks = run.trim_start();
    let is_run = marks.len() >= 2 && marks.len() < fence.len() && fence.starts_with(marks);
    let end = opener.end + offset(line.len());
    is_run.then(|| Span::new(end - offset(marks.len()), end))
}
