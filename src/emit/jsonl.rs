//! One JSON object a line: the findings of the JSON report as they come, then the counts.

use super::json::Finding;
use super::{Checked, Emitter, Part, Style, Totals};

pub(super) static EMITTER: Emitter = Emitter {
    name: "jsonl",
    about: "A JSON object a line: each finding, then the counts",
    render,
    tail,
    ..Emitter::PLAIN
};

fn render(checked: &Checked<'_>, _: &Style, part: &mut Part) {
    part.each(checked.found, |diagnostic, out| {
        out.push_str(&serde_json::to_string(&Finding::new(checked, diagnostic)).unwrap_or_default());
        out.push('\n');
    });
}

fn tail(totals: &Totals, out: &mut String) {
    let summary = serde_json::to_string(&totals.summary).unwrap_or_default();
    out.extend(["{\"summary\":", &summary, "}\n"]);
}
