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
    let close_at = match found.kind {
        DeviationKind::Unclosed { close_at } => close_at,
        DeviationKind::Unopened { gap } => return unopened(found.span, gap, cx),
        _ => return,
    };
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
    if body.trim().is_empty() && text.len() == fence.len() {
        let report = cx.report(found.span, "this fence opens nothing, it may close one whose opening line is lost");
        if close_at < document.source.len() {
            report.help("write the opening line before the code");
        } else {
            // The other half of a fence around the document is gone.
            let line = mend::whole_line(document, found.span);
            report
                .help("remove it, or write the opening line before the code")
                .fix(Fix::unsafe_("remove the fence", [Edit::delete(line)]));
        }
        return;
    }
    if let Some(gap) = glued_part(document, close_at, &fence) {
        let newline = document.source.newline();
        cx.report(found.span, "text behind the closing marks of this fence keeps them from closing it")
            .label(Span::new(gap.end, document.source.line_around(gap.end).end), "this would be code")
            .help("begin a new line behind the marks")
            .fix(Fix::safe("begin a new line", [Edit::replace(gap, newline.repeat(2))]));
        return;
    }
    if let Some((bad, glued)) = bad_closer(document, found.span, close_at, &fence) {
        let word = document.source.slice(bad);
        let message = if glued {
            "the marks that should close this fence stand behind code".to_owned()
        } else if word.contains('`') {
            "the line that should close this fence is not its closing line".to_owned()
        } else {
            format!("`{word}` does not close this fence")
        };
        let newline = if glued { document.source.newline() } else { "" };
        cx.report(found.span, message)
            .label(bad, "meant to close it")
            .help(format!("close it with `{fence}` on a line of its own"))
            .fix(Fix::unsafe_(format!("write `{fence}`"), [Edit::replace(bad, format!("{newline}{fence}"))]));
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

/// A fence whose opening marks stand behind text, or are lost.
fn unopened(span: Span, gap: Span, cx: &mut Cx<'_>) {
    let source = &cx.document.source;
    let newline = source.newline();
    if span.start != gap.end {
        let marks = source.slice(span);
        let open = Edit::insert(gap.end, format!("{marks}text{newline}"));
        cx.report(span, "this fence opens nothing, it may close one whose opening line is lost")
            .label(source.line_around(gap.end), "the code may begin here")
            .help("write the opening line before the code")
            .fix(Fix::unsafe_(format!("write `{marks}text` before the code"), [open]));
        return;
    }
    let line = source.line_around(gap.start);
    if gap.start == line.start {
        cx.report(span, "these marks stand too far in to open a fence")
            .help("write them at the start of the line")
            .fix(Fix::safe("take the blanks away", [Edit::delete(gap)]));
        return;
    }
    // Code in an item stands as far in as its closing line.
    let closer = cx.document.tree.block_at(span.start).map_or(line, |fence| source.line_around(fence.span.end));
    let text = source.slice(closer);
    let lead = &text[..text.len() - text.trim_start().len()];
    cx.report(span, "text before the opening marks of this fence keeps them from opening it")
        .label(Span::new(line.start, gap.start), "this stands on the same line")
        .help("begin a new line before the marks")
        .fix(Fix::safe("begin a new line", [Edit::replace(gap, format!("{newline}{lead}"))]));
}

/// The blanks between marks that would close a fence and what stands behind them on their line.
fn glued_part(document: &Document, close_at: u32, fence: &str) -> Option<Span> {
    let source = &document.source;
    let start = source.line_around(close_at).start;
    let marks = source.slice(Span::new(start, close_at)).trim_end();
    marks.trim_start().starts_with(fence).then(|| Span::new(start + offset(marks.len()), close_at))
}

/// The last line before the place of the closing one, when it is a run of the fence's own marks that is too short.
fn short_closer(document: &Document, opener: Span, close_at: u32, fence: &str) -> Option<Span> {
    let line = last_line(document, opener, close_at)?;
    let marks = document.source.slice(line);
    (marks.len() >= 2 && marks.len() < fence.len() && fence.starts_with(marks)).then_some(line)
}

/// What stands at the end of that line in place of a closing fence, and whether it is glued to code: other marks, or
/// the opening line once more.
fn bad_closer(document: &Document, opener: Span, close_at: u32, fence: &str) -> Option<(Span, bool)> {
    let source = &document.source;
    let line = last_line(document, opener, close_at)?;
    let text = source.slice(line);
    if let Some(code) = text.strip_suffix(fence).filter(|code| !code.is_empty() && !code.contains(fence)) {
        return Some((Span::new(line.start + offset(code.len()), line.end), true));
    }
    let again = text == source.slice(opener);
    let first = text.chars().next()?;
    let run = text.chars().count() >= 3 && text.chars().all(|c| c == first);
    // Quotes may belong to the code, where they come in pairs.
    let quotes = run && matches!(first, '\'' | '"' | '´' | '’');
    let code = source.slice(Span::new(opener.end, line.end));
    let odd = quotes && code.matches(text).count() % 2 == 1;
    (again || odd || run && matches!(first, '`' | '~')).then_some((line, false))
}

/// The last line with text between an opener and an offset, without its indentation.
fn last_line(document: &Document, opener: Span, close_at: u32) -> Option<Span> {
    let before = document.source.slice(Span::new(opener.end, close_at.max(opener.end))).trim_end();
    let line = before.rsplit(['\n', '\r']).next().filter(|line| line.len() < before.len())?.trim_start();
    let end = opener.end + offset(before.len());
    (!line.is_empty()).then(|| Span::new(end - offset(line.len()), end))
}
