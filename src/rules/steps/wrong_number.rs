//! Numbers count from 1 without gap or repetition.

use crate::diagnostic::{Fix, Safety, Severity};
use crate::lower::{Deviation, DeviationKind, Document, earlier};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    name: "wrong-number",
    summary: "a number does not count on",
    group: Group::Steps,
    severity: Severity::Error,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/steps/wrong-number.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Number { expected } = &found.kind else { return };
    let document = cx.document;
    let part = document.part(found.part);
    let title = document.format.part(found.spec).title.to_lowercase();
    let written = document.source.slice(found.span);
    let numbered = found.span != part.head && !found.span.is_empty();
    let message = if numbered {
        format!("this {title} has the number {}, not {expected}", mend::short(written))
    } else {
        format!("{title} {expected} has no number")
    };
    let mend::Renumbered { edits, safety } = mend::renumber(document, found, expected);
    let fix = format!("number the {title}s in order");
    let quoted = quoting_fence(document, found);
    let report = cx.report(found.span, message);
    // The fence may have swallowed the number that is looked for.
    let report = match quoted {
        Some(opener) => report
            .label(opener, "headings in this fence are a quotation")
            .help("close the fence where its code ends, or number from 1 on without a gap"),
        None => report.help(format!("number each {title} from 1 on without a gap")),
    };
    let safe = safety == Safety::Safe && quoted.is_none();
    report.fix(if safe { Fix::safe(fix, edits) } else { Fix::unsafe_(fix, edits) });
}

/// The opening line of a fence with headings in it, between a part and the one before.
fn quoting_fence(document: &Document, found: &Deviation) -> Option<Span> {
    let part = document.part(found.part);
    let from = earlier(&document.parts, found.part).find(|before| document.part(*before).spec == Some(found.spec))?;
    let start = document.part(from).head.end;
    let level = "#".repeat(usize::from(part.level.max(1)));
    let blocks = &document.tree.blocks;
    let first = blocks.partition_point(|block| block.span.start < start);
    let between = blocks.iter().skip(first).take_while(|block| block.span.start < part.head.start);
    between.filter(|block| block.span.end <= part.head.start).filter_map(|block| document.tree.fence(block)).find_map(
        |fence| {
            let heading = |line: &str| line.strip_prefix(&level).is_some_and(|rest| rest.starts_with(' '));
            document.source.slice(fence.body).lines().any(heading).then_some(fence.opener)
        },
    )
}
