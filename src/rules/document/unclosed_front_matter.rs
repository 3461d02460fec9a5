//! Front matter that begins also ends.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::syntax::{FrontMatter, front_matter};

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-front-matter",
    summary: "front matter is never closed",
    group: Group::Document,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/document/unclosed-front-matter.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    if found.kind == DeviationKind::FrontMatterUnclosed {
        let document = cx.document;
        let front = front_matter(&document.source);
        let report =
            cx.report(found.span, "the front matter that begins here is never closed").help("end it with a line `---`");
        if let FrontMatter::Unclosed(span) = front {
            let edit = Edit::insert(span.end, mend::lines(document, "\n---"));
            report.fix(Fix::unsafe_("close it behind its last key", [edit]));
        }
    }
}
