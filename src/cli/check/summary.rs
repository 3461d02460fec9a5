//! The line of counts at the end of a run.

use crate::diagnostic::Safety;
use crate::emit::Summary;

use super::super::many;
use super::fixing::Mode;

/// `checked 12 plans: 3 errors, 1 warning (2 fixable with --fix)`; nothing when there is nothing to say.
pub(super) fn line(summary: &Summary, mode: Mode) -> Option<String> {
    let found = summary.errors + summary.warnings + summary.infos;
    if found + summary.skipped + summary.fixed == 0 {
        return None;
    }
    let said = match mode {
        Mode::Report => format!("{}{}", counts(summary), hint(summary)),
        Mode::Apply { only: true, .. } => fixed(summary),
        Mode::Apply { .. } if found == 0 && summary.fixed == 0 => counts(summary),
        Mode::Apply { .. } if found == 0 => format!("{}; nothing left", fixed(summary)),
        Mode::Apply { .. } => format!("{}; {} left{}", fixed(summary), counts(summary), hint(summary)),
        Mode::Diff(safety) => would(summary, safety),
    };
    let skipped = match summary.skipped {
        0 => String::new(),
        1 => "; skipped 1 file that is not a plan".to_owned(),
        count => format!("; skipped {count} files that are not a plan"),
    };
    Some(format!("checked {}: {said}{skipped}", many(summary.files, "plan")))
}

fn counts(summary: &Summary) -> String {
    let all = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.infos, "info")];
    let some: Vec<String> =
        all.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| many(count, word)).collect();
    if some.is_empty() { "no findings".to_owned() } else { some.join(", ") }
}

/// Which option would mend how many.
fn hint(summary: &Summary) -> String {
    let safe = summary.fixable - summary.fixable_unsafely;
    match (safe, summary.fixable_unsafely) {
        (0, 0) => String::new(),
        (safe, 0) => format!(" ({safe} fixable with `--fix`)"),
        (0, more) => format!(" ({more} fixable with `--unsafe-fixes`)"),
        (safe, more) => format!(" ({safe} fixable with `--fix`, {more} more with `--unsafe-fixes`)"),
    }
}

fn fixed(summary: &Summary) -> String {
    if summary.fixed == 0 { "nothing fixed".to_owned() } else { format!("fixed {}", summary.fixed) }
}

fn would(summary: &Summary, safety: Safety) -> String {
    let more = match (safety, summary.fixable_unsafely, summary.fixed) {
        (Safety::Unsafe, ..) | (_, 0, _) => String::new(),
        (_, count, 0) => format!(" ({count} with `--unsafe-fixes`)"),
        (_, count, _) => format!(" ({count} more with `--unsafe-fixes`)"),
    };
    if summary.fixed == 0 { format!("nothing to fix{more}") } else { format!("would fix {}{more}", summary.fixed) }
}
