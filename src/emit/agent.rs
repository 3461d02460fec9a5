//! What a coding agent needs to mend a plan, in few words and the worst first.

use std::fmt::Write;

use super::text::visible;
use super::{Checked, Emitter, Limit, Order, Part, Style, Totals, mended};
use crate::diagnostic::{Diagnostic, Safety};

pub(super) static EMITTER: Emitter = Emitter {
    name: "agent",
    about: "Few words, for coding agents: errors first, cause, cure and the text that a safe fix gives",
    limit: Limit::Asked(Some(50)),
    order: Order::WorstFirst,
    render,
    tail: Totals::more,
    ..Emitter::PLAIN
};

/// Bytes of the lines that a safe fix touches; more of them cost more than they help.
const MOST: u32 = 400;

fn render(checked: &Checked<'_>, _: &Style, part: &mut Part) {
    let path = visible(checked.source.name());
    part.each(checked.found, |diagnostic, out| {
        let place = checked.places.at(diagnostic.span.start);
        // Writing to a string cannot fail.
        let _ = write!(out, "{path}:{}:{}: {}", place.line, place.column, diagnostic.severity.name());
        let _ = write!(out, " {}: {}", diagnostic.rule, visible(&diagnostic.message));
        let _ = writeln!(out, "{}", around(diagnostic));
        cure(checked, diagnostic, out);
    });
}

/// The task and step that it lies in, where the message does not name them.
fn around(diagnostic: &Diagnostic) -> String {
    let named = |name: &str| diagnostic.message.contains(name);
    let task = diagnostic.task.as_ref().map(|task| format!("task `{task}`")).filter(|task| !named(task));
    let step = diagnostic.step.map(|step| format!("step {step}")).filter(|step| !named(step));
    let around: Vec<String> = task.into_iter().chain(step).collect();
    if around.is_empty() { String::new() } else { format!(" ({})", visible(&around.join(", "))) }
}

/// One line of what to do, and the lines as a safe fix leaves them.
fn cure(checked: &Checked<'_>, diagnostic: &Diagnostic, out: &mut String) {
    let safe = diagnostic.fix.as_ref().filter(|fix| fix.safety == Safety::Safe);
    let Some(fix) = safe else {
        let title = diagnostic.fix.as_ref().map(|fix| &fix.title);
        if let Some(help) = diagnostic.help.as_ref().or(title) {
            let _ = writeln!(out, "  cure: {}", visible(help));
        }
        return;
    };
    let cure = diagnostic.help.as_ref().unwrap_or(&fix.title);
    let _ = writeln!(out, "  cure: {} (`--fix` does it)", visible(cure));
    let Some(lines) = mended::lines(checked.source, fix, MOST) else { return };
    for line in lines.lines() {
        let _ = writeln!(out, "  | {}", visible(line));
    }
}
