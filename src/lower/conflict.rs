//! Two versions of the same lines, as version control leaves them between its marks: the first one is read.
//!
//! Read together, they would be parts that repeat, and the marks a heading and quotes.

use crate::source::{Source, Span};
use crate::syntax::Tree;

/// The lines with the marks of one conflict.
#[derive(Debug, Clone, Copy)]
pub(super) struct Conflict {
    pub(super) start: Span,
    /// Where the second version begins.
    pub(super) middle: Span,
    pub(super) end: Span,
    /// From the end of the first version to the last mark.
    hidden: Span,
}

/// The length of a mark.
const MARK: usize = 7;

/// Fenced text of these languages may show a conflict; any other would be broken by it.
const SHOWING: [&str; 14] = [
    "",
    "conflict",
    "console",
    "diff",
    "git",
    "git-conflict",
    "markdown",
    "md",
    "output",
    "patch",
    "plain",
    "plaintext",
    "text",
    "txt",
];

/// All that look like conflicts. A text without the first mark costs one search.
pub(super) fn find(source: &Source) -> Vec<Conflict> {
    let mut found = Vec::new();
    let text = source.text().as_bytes();
    let marks = |at: &usize| text[*at..].starts_with(&[b'<'; MARK]);
    let Some(first) = memchr::memchr_iter(b'<', text).find(marks) else { return found };
    let mut open: Option<(Span, Option<u32>, Option<Span>)> = None;
    for line in source.line_of(crate::source::offset(first))..source.line_count() {
        let span = source.line_span(line);
        match (mark(source.slice(span)), &mut open) {
            (Some(b'<'), _) => open = Some((span, None, None)),
            // The version that both began with may stand between them.
            (Some(b'|'), Some((_, hidden, None))) => *hidden = hidden.or(Some(span.start)),
            (Some(b'='), Some((_, hidden, middle @ None))) => {
                *hidden = hidden.or(Some(span.start));
                *middle = Some(span);
            }
            (Some(b'>'), Some((start, Some(hidden), Some(middle)))) => {
                let hidden = Span::new(*hidden, span.end);
                found.push(Conflict { start: *start, middle: *middle, end: span, hidden });
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// The sign of the mark that a line is: seven of it at the start, then nothing, or a name behind a space.
fn mark(line: &str) -> Option<u8> {
    let sign = line.bytes().next().filter(|sign| b"<|=>".contains(sign))?;
    let (mark, name) = line.split_at_checked(MARK)?;
    let ends = if sign == b'=' { name.trim().is_empty() } else { name.is_empty() || name.starts_with(' ') };
    (ends && mark.bytes().all(|byte| byte == sign)).then_some(sign)
}

/// Whether a conflict is an example: all of it stands in one fence of a language that may show it.
pub(super) fn is_shown(source: &Source, tree: &Tree, conflict: &Conflict) -> bool {
    let Some(block) = tree.block_at(conflict.start.start) else { return false };
    let Some(fence) = tree.fence(block) else { return false };
    let language = source.slice(fence.language(source)).to_ascii_lowercase();
    fence.body.contains(conflict.end.start) && SHOWING.contains(&language.as_str())
}

impl Conflict {
    /// The mark before the first version, and the second version with its marks.
    pub(super) fn hidden(&self) -> [Span; 2] {
        [self.start, self.hidden]
    }
}

/// The text with blanks in place of what is hidden.
pub(super) fn without(source: &Source, hidden: impl Iterator<Item = Span>) -> Source {
    let mut bytes = source.text().as_bytes().to_vec();
    for span in hidden {
        let text = bytes.get_mut(span.range()).unwrap_or_default();
        text.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    }
    Source::from_bytes(source.name(), bytes)
}
