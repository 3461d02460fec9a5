//! The file is text: UTF-8 without a NUL byte.

use crate::diagnostic::Severity;
use crate::lower::{Deviation, DeviationKind};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::source::Unreadable;

pub(crate) static RULE: Rule = Rule {
    name: "invalid-text",
    summary: "the file is not UTF-8 text",
    group: Group::Document,
    severity: Severity::Error,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/document/invalid-text.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Unreadable(why) = found.kind else { return };
    let message = match why {
        Unreadable::NotUtf8(bad) => format!("the file is not UTF-8 from byte {} on", bad.start),
        Unreadable::Utf16 => "the file is UTF-16, not UTF-8".to_owned(),
        Unreadable::Nul(at) => format!("the file has a NUL byte at byte {at}"),
        Unreadable::TooLarge(..) => return,
    };
    cx.report(found.span, message).help("save the file as UTF-8; it is left as it is");
}
