//! A heading is written as the format writes it.

use crate::diagnostic::{Fix, Severity};
use crate::format::names::{copy, read_heading};
use crate::format::words::{near, normalise};
use crate::format::{Kind, ROOT};
use crate::lower::{Deviation, DeviationKind, Document};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "misnamed-section",
    summary: "a heading is a near miss of one of the format",
    group: Group::Structure,
    severity: Severity::Warning,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/misnamed-section.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Misnamed { words } = found.kind else { return };
    let document = cx.document;
    let spec = document.format.part(found.spec);
    if !spec.is_heading() {
        return;
    }
    let part = document.part(found.part);
    let heading = mend::heading(document, found.part, found.spec);
    let written = document.source.slice(part.name);
    let copy = copy(spec, written).map(|range| written[range].trim_end());
    let message = if words {
        format!("`{written}` is understood as `{}`", spec.title)
    } else if let Some(copy) = copy {
        format!("the heading says `{copy}` twice")
    } else if part.level > 0 && !part.value.is_empty() {
        format!("the heading of `{}` goes on behind its name", spec.title)
    } else if mend::is_listed(document, found.part) {
        format!("the heading of `{}` stands in a list", spec.title)
    } else {
        format!("the heading of `{}` is not in the style of the format", spec.title)
    };
    // A heading with a name of its own is that heading when the words before the name are listed or nearly spelt.
    let read = read_heading(spec, written).map(|(kind, _)| kind);
    let named = spec.look().captures().contains(&"name") && matches!(read, Some(Kind::Alias | Kind::Near(_)));
    let slip = named || near(&normalise(written), &normalise(&spec.title)).is_some();
    let edits = mend::headed(document, found.part, &heading);
    let title = format!("write `{heading}`");
    // References count on a number that the format does not write, unless it is the place of the part.
    let number = document.captured(part.captures, "n").map_or("", |span| document.source.slice(span));
    let dropped = !spec.look().captures().contains(&"n");
    let counted = number.is_empty() || !dropped || number == part.ordinal.to_string();
    // Where two numbers differ, either may be the right one.
    let counted = counted && copy.is_none_or(|copy| says(&heading, copy, |word| word == part.ordinal.to_string()));
    if is_merged(document, found, written) {
        cx.report(found.span, message).help("give each of the sections its own heading");
        return;
    }
    let doubtful = if words { !slip } else { !says_all(&heading, written) };
    let fix = if doubtful || !counted { Fix::unsafe_(title, edits) } else { Fix::safe(title, edits) };
    cx.report(found.span, message).help(format!("write `{}`", mend::look(&document.format, found.spec))).fix(fix);
}

/// Whether a heading has every word of another, but for numbers: a ticked box or a total goes away.
fn says_all(heading: &str, written: &str) -> bool {
    says(heading, written, |word| word.bytes().all(|byte| byte.is_ascii_digit()))
}

fn says(heading: &str, written: &str, spare: impl Fn(&str) -> bool) -> bool {
    let said = normalise(heading);
    normalise(written).split(' ').all(|word| spare(word) || said.split(' ').any(|own| own == word))
}

/// Whether a heading names another section of the same parent too.
fn is_merged(document: &Document, found: &Deviation, written: &str) -> bool {
    let format = &document.format;
    let parent = document.part(document.part(found.part).parent).spec.unwrap_or(ROOT);
    let name = format!(" {} ", normalise(written));
    let several = written.contains(['&', '/', '+', ',']) || written.contains(" and ");
    let names = |title: &str| several && name.contains(&format!(" {title} "));
    format.part(parent).children.iter().filter(|id| **id != found.spec).any(|id| {
        let other = format.part(*id);
        let known = names(&normalise(&other.title)) || other.also_names.iter().any(|also| names(also));
        other.is_heading() && known
    })
}
