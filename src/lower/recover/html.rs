//! HTML that hides a part, because no blank line ends it: `<plan>` or `</details>` right above a heading.

use crate::format::{Hypothesis, Kind};
use crate::source::{Span, offset};
use crate::syntax::{Block, Limits, NONE};

use super::super::anchors::element_heading;
use super::super::{DeviationKind, Reading};
use super::part_lines;

/// Elements that end with their own end tag and not with a blank line.
const CLOSED_BY_TAG: [&str; 4] = ["pre", "script", "style", "textarea"];

/// A block of HTML that goes on over a part.
pub(super) struct Hiding {
    index: u32,
    /// The line of the first part that it hides.
    part: Span,
    /// Whether it is a heading of the format, which what it hides belongs to.
    headed: bool,
}

/// Whether a block of HTML holds a heading or a label of the format, as the format writes it, below its first line.
pub(super) fn hiding(reading: &Reading<'_>, index: u32, block: &Block) -> Option<Hiding> {
    if block.parent != NONE || !ends_with_blank_line(reading.text(block.span)) {
        return None;
    }
    let source = reading.source;
    if let Some(part) = below_heading(reading, block) {
        return Some(Hiding { index, part, headed: true });
    }
    let below = source.line_start(source.line_of(block.span.start) + 1);
    let below = Span::new(below.min(block.span.end), block.span.end);
    let part = part_lines(reading, below).next()?;
    Some(Hiding { index, part, headed: false })
}

/// The line below a heading of the format that is written as an element.
fn below_heading(reading: &Reading<'_>, block: &Block) -> Option<Span> {
    let (level, line, name) =
        element_heading(reading.source, block.span).filter(|(_, line, _)| line.end < block.span.end)?;
    let mut known = Vec::new();
    reading.format.names.of_heading(&reading.format.parts, reading.text(name), &mut known);
    let meant =
        |known: &Hypothesis| known.kind <= Kind::Alias && reading.format.part(known.part).level() == Some(level);
    let below = reading.source.line_of(line.start) + 1;
    known.iter().any(meant).then(|| reading.source.line_span(below))
}

/// Whether HTML of that beginning is ended by the next blank line and by nothing else.
fn ends_with_blank_line(html: &str) -> bool {
    let Some(tag) = html.strip_prefix('<') else { return false };
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let (name, _) = name.split_at(length);
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && !CLOSED_BY_TAG.iter().any(|closed| closed.eq_ignore_ascii_case(name))
}

/// Ends the HTML before the part and parses the rest again.
pub(super) fn end(reading: &mut Reading<'_>, found: &Hiding, limits: &Limits) {
    let resume = reading.source.line_around(found.part.start).start;
    let block = reading.tree.block(found.index).map_or(resume, |block| block.span.start);
    let kept = reading.text(Span::new(block, resume)).trim_ascii_end();
    super::cut(reading, found.index, block + offset(kept.len()), resume, limits);
    if found.headed {
        // The heading itself is reported.
        return;
    }
    reading.deviate(DeviationKind::Swallowed { resume }, 0, 0, found.part);
}

impl Hiding {
    pub(super) fn index(&self) -> u32 {
        self.index
    }
}
