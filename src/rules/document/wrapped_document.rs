//! Neither the document nor one of its main parts is wrapped in a code fence.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "wrapped-document",
    summary: "the whole document, or a whole part of it, stands in a code fence",
    group: Group::Document,
    severity: Severity::Error,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/document/wrapped-document.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Wrapped { closer, whole } = found.kind else { return };
    let mut edits = vec![Edit::delete(mend::whole_line(cx.document, found.span))];
    edits.extend(closer.map(|closer| Edit::delete(mend::whole_line(cx.document, closer))));
    if whole {
        cx.report(found.span, "the whole document is wrapped in this fence")
            .help("a plan is Markdown itself; the fence makes all of it a code block")
            .fix(Fix::safe("remove the fence around the document", edits));
    } else {
        cx.report(found.span, "a part of the document is wrapped in this fence")
            .help("a plan is Markdown itself; the fence makes a code block of this part")
            .fix(Fix::safe("remove the fence around the part", edits));
    }
}
