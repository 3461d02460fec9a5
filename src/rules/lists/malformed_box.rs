//! A check box is `[ ]` or `[x]` between spaces.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lower::{BoxMark, Deviation, DeviationKind, Item, is_hidden};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    name: "malformed-box",
    summary: "a check box is misspelt",
    group: Group::Lists,
    severity: Severity::Error,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/lists/malformed-box.md"),
    check: Check::Deviation(check),
};

fn check(found: &Deviation, cx: &mut Cx<'_>) {
    let document = cx.document;
    match found.kind {
        DeviationKind::BadBox { item } => {
            let Some(item) = document.item(item) else { return };
            let edit = mend::boxed(item);
            let written = document.source.slice(found.span);
            let title = format!("write `{}`", edit.content.trim_end());
            let certain = is_certain(item);
            let good = written.len() == 5 && ["[ ]", "[x]", "[X]"].iter().any(|good| written.ends_with(good));
            let behind = document.source.slice(Span::new(found.span.end, item.text.end.max(found.span.end)));
            let message = if written.contains('\u{A0}') || good && behind.starts_with('\u{A0}') {
                format!("`{written}` has a no-break space where a space belongs")
            } else if let Some(c) = written.chars().find(|c| is_hidden(*c)) {
                let seen = written.replace(is_hidden, "");
                format!("a character without width (U+{:04X}) is hidden in `{seen}`", u32::from(c))
            } else if good {
                format!("`{written}` has no space behind it")
            } else {
                format!("`{written}` is not a check box")
            };
            cx.report(found.span, message).help("write `- [ ] `, or `- [x] ` when it is done").fix(if certain {
                Fix::safe(title, [edit])
            } else {
                Fix::unsafe_(title, [edit])
            });
        }
        DeviationKind::NoBoxes => {
            let items = mend::items(document, found.part);
            if !items.iter().all(|item| matches!(item.mark, BoxMark::Malformed { .. })) {
                return;
            }
            let title = &document.format.part(found.spec).title;
            let edits: Vec<Edit> = items.iter().map(|item| mend::boxed(item)).collect();
            let certain = items.iter().all(|item| is_certain(item));
            cx.report(found.span, format!("the boxes of `{title}` are misspelt"))
                .help("write `- [ ] ` before each item")
                .fix(if certain {
                    Fix::safe("write the boxes", edits)
                } else {
                    Fix::unsafe_("write the boxes", edits)
                });
        }
        _ => {}
    }
}

/// Whether it is certain if the item is done.
fn is_certain(item: &Item) -> bool {
    !matches!(item.mark, BoxMark::Malformed { certain: false, .. })
}
