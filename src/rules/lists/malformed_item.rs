//! An item has the form that the format gives the list.

use crate::diagnostic::{Edit, Fix, Safety, Severity};
use crate::format::words::{near, normalise};
use crate::lower::{Deviation, DeviationKind, Document, Item};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "malformed-item",
    summary: "an item does not have the form of its list",
    group: Group::Lists,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/lists/malformed-item.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Unfit { item } = found.kind else { return };
    let document = cx.document;
    let Some(item) = document.item(item) else { return };
    let forms: Vec<String> = mend::item_looks(&document.format, found.spec);
    let title = &document.format.part(found.spec).title;
    if let Some((word, safety)) = nothing(document, found, item) {
        let edit = Edit::replace(item.text, word);
        cx.report(found.span, format!("`{}` is no word for nothing in this format", mend::short(cx.text(item.text))))
            .help(format!("write `{word}`"))
            .fix(Fix { title: format!("write `{word}`"), safety, edits: vec![edit] });
        return;
    }
    let report = cx.report(found.span, format!("this item of `{title}` does not have the form of the list"));
    let report = report.help(format!("write `{}`", forms.join("` or `")));
    if let Some(edit) = mend::ticks(document, item.text) {
        report.fix(Fix::safe("put the name in back-ticks", [edit]));
    }
}

/// What others write where a list has nothing in it.
const NOTHING: [&str; 8] = ["nothing", "nil", "null", "n a", "na", "empty", "no", "nope"];

/// The format's word for nothing, when the only item of a list says the same in another.
fn nothing<'d>(document: &'d Document, found: &Deviation, item: &Item) -> Option<(&'d str, Safety)> {
    let format = &document.format;
    let word = format.none.first().filter(|_| format.part(found.spec).none_allowed)?;
    let part = document.part(found.part);
    if part.items.1 - part.items.0 != 1 {
        return None;
    }
    let text = document.source.slice(item.text).trim();
    let said = normalise(text);
    let slips = |known: &String| said.len() > 3 && near(&said, &normalise(known)).is_some();
    let dash = !text.is_empty() && text.chars().all(|c| matches!(c, '-' | '–' | '—' | '∅'));
    if dash || NOTHING.contains(&said.as_str()) || format.none.iter().any(slips) {
        return Some((word, Safety::Safe));
    }
    // `No files are changed` may say more than that.
    let denies = ["no ", "not ", "nothing "].iter().any(|lead| said.starts_with(lead));
    let short = said.split(' ').count() <= 4 && !text.contains(['`', '/']);
    (denies && short).then_some((word, Safety::Unsafe))
}
