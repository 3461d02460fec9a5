//! Every section that the format demands is there.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::{PartId, Presence};
use crate::lower::{Deviation, DeviationKind, Document, Standing, children};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;

pub(crate) static RULE: Rule = Rule {
    name: "missing-section",
    summary: "a section that the format demands is not there",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/structure/missing-section.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let DeviationKind::Missing { at, ref more } = found.kind else { return };
    let document = cx.document;
    let part = document.format.part(found.spec);
    if !part.is_heading() {
        return;
    }
    let parent = document.part(found.part);
    let implied = children(&document.parts, found.part).find(|child| {
        document.part(*child).standing == Standing::Implied
            && document.part(*child).spec == Some(found.spec)
            && document.part(*child).head.start == at
    });
    if let Some(child) = implied {
        let number = document.part(child).ordinal;
        let mut text = document.format.heading(found.spec, number);
        // What was lost together with the heading is one loss.
        for id in lost_with_heading(document, child) {
            text += "\n";
            text += &document.format.skeleton(id, 1);
        }
        let gap = if text.contains('\n') { "\n\n" } else { "\n" };
        cx.report(
            found.span,
            format!("the heading `{}` is missing before this", mend::look(&document.format, found.spec)),
        )
        .severity(mend::severity(part.presence))
        .fix(Fix::unsafe_("insert the heading", [Edit::insert(at, mend::lines(document, &format!("{text}{gap}")))]));
        return;
    }
    let called = document.view(found.part).called();
    let mut skeleton = document.format.skeleton(found.spec, 1);
    let mut message = format!("{called} has no `{}` section", part.title);
    let mut worst = mend::severity(part.presence);
    if !more.is_empty() {
        message = format!("{called} has text but none of its {} sections", more.len() + 1);
    }
    for id in more {
        skeleton += "\n\n";
        skeleton += &document.format.skeleton(*id, 1);
        worst = worst.max(mend::severity(document.format.part(*id).presence));
    }
    let all = std::iter::once(found.spec).chain(more.iter().copied());
    let looks: Vec<String> = all.map(|id| format!("`{}`", mend::look(&document.format, id))).collect();
    let help = format!("add {} {}", looks.join(", "), mend::after(document, found.part, at));
    let edit = Edit::insert(at, mend::lines(document, &format!("\n\n{skeleton}")));
    let edit = if parent.span.start == at && at == 0 {
        Edit::insert(at, mend::lines(document, &format!("{skeleton}\n\n")))
    } else {
        edit
    };
    cx.report(found.span, message)
        .severity(worst)
        .help(help)
        .fix(Fix::unsafe_("insert the section with its blanks", [edit]));
}

/// The fields that a part without its heading lacks before anything that it has, in order.
fn lost_with_heading(document: &Document, index: u32) -> Vec<PartId> {
    let format = &document.format;
    let present: Vec<PartId> = children(&document.parts, index).filter_map(|child| document.part(child).spec).collect();
    let Some(spec) = document.part(index).spec else { return Vec::new() };
    let is_needed = |id: &PartId| {
        let declared = format.part(*id);
        declared.is_field() && matches!(declared.presence, Presence::Required | Presence::Expected)
    };
    let before = format.part(spec).children.iter().copied().take_while(|id| !present.contains(id));
    before.filter(is_needed).collect()
}
