//! A comment that hides findings hides one.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::suppress::{Comment, Kind, Name};

pub(crate) static RULE: Rule = Rule {
    name: "unused-suppression",
    summary: "an ignore comment hides nothing",
    group: Group::Suppressions,
    severity: Severity::Warning,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/suppressions/unused-suppression.md"),
    check: Check::Comment(check),
};

fn check(comment: &Comment, cx: &mut Cx<'_>) {
    // What a cut-off document would still have been reported for is not known.
    if !cx.document.recognised || cx.document.tail.truncated {
        return;
    }
    let whole = |cx: &mut Cx<'_>, message: &str| {
        let fix = super::without(cx, comment);
        cx.report(comment.span, message).help("the findings that it was written for are gone").fix(fix);
    };
    match comment.kind {
        Some(Kind::End) if !comment.ends => whole(cx, "nothing is open that this comment ends"),
        Some(Kind::Next | Kind::Start | Kind::File) => {
            let unused: Vec<&Name> = comment.names.iter().filter(|name| is_unused(name)).collect();
            if unused.is_empty() {
                return;
            }
            if unused.len() == comment.names.len() {
                whole(cx, "the comment hides nothing");
                return;
            }
            for name in unused {
                let text = cx.text(name.span).to_owned();
                let fix = Fix::safe(format!("remove `{text}`"), [Edit::delete(super::listed(comment, name))]);
                cx.report(name.span, format!("nothing of `{text}` is hidden here"))
                    .help("the findings that it was written for are gone")
                    .fix(fix);
            }
        }
        _ => {}
    }
}

/// Names of these two rules hide what is said of comments; whether they do is not asked.
fn is_unused(name: &Name) -> bool {
    let own = |rule: &&str| *rule == RULE.name || *rule == super::unknown_suppression::RULE.name;
    name.judged && !name.used && !name.rules.is_empty() && !name.rules.iter().any(own)
}
