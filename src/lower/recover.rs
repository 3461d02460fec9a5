//! Recovery, before anything is aligned: a document or a part wrapped in a fence, and fences and comments whose end is
//! missing.
//!
//! Without it, one lost line of back-ticks would look like a dozen missing parts.

mod comment;
mod html;
mod opener;
mod part;

use std::sync::Arc;

use crate::format::Kind;
use crate::source::{Span, offset};
use crate::syntax::{self, Block, BlockKind, Fence, Limits, NONE, Tree};

use super::anchors::heading_text;
use super::{DeviationKind, Reading};

/// Most parts of a document that are parsed again.
const MOST_REPARSED: usize = 32;

/// Mends the tree of the reading and notes what was mended.
pub(super) fn recover(reading: &mut Reading<'_>, limits: &Limits) {
    unwrap(reading, limits);
    let mut from = 0;
    for _ in 0..MOST_REPARSED {
        match broken(reading, from, limits) {
            Some(Broken::Fence(found)) => {
                from = found.index + 1;
                mend(reading, &found, limits);
            }
            Some(Broken::Opener(found)) => from = opener::open(reading, &found, limits) + 1,
            Some(Broken::Wrap(found)) => {
                // What stood inside takes the place of the fence.
                from = found.index();
                part::unwrap(reading, &found, limits);
            }
            Some(Broken::Comment(found)) => {
                from = found.index() + 1;
                comment::close(reading, &found, limits);
            }
            Some(Broken::Html(found)) => {
                from = found.index() + 1;
                html::end(reading, &found, limits);
            }
            None => break,
        }
    }
    let open = open_fences(reading);
    open_at_end(reading, &open);
    open_in_items(reading, &open);
}

/// A document that is one fence, possibly closed early by the first fence inside it.
fn unwrap(reading: &mut Reading<'_>, limits: &Limits) {
    let Some((index, fence)) = wrapper(reading) else { return };
    let Some(block) = reading.tree.block(index).copied() else { return };
    // It may be closed behind the first part already, while others follow.
    if part::wrap(reading, index, &block, &fence, limits).is_some_and(|found| part::goes_on(reading, &found)) {
        return;
    }
    let source = reading.source;
    let start = source.line_start(source.line_of(block.span.start) + 1);
    let whole = reading.range;
    let mut range = Span::new(start, whole.end);
    let mut tree = Tree::default();
    if syntax::parse(source, range, limits, &mut tree).is_err() {
        return;
    }
    // Read without the opener, the closer opens a fence with nothing of the document in it.
    let closer = tree.blocks.iter().rev().find_map(|block| {
        let inner = tree.fence(block)?;
        let alike = !inner.closed && inner.info.is_empty() && inner.mark == fence.mark && block.parent == NONE;
        let holds = || part_lines(reading, inner.body).next().is_some();
        (alike && inner.ticks >= fence.ticks && !holds()).then_some(inner.opener)
    });
    if let Some(closer) = closer {
        range.end = source.line_start(source.line_of(closer.start));
        tree = Tree::default();
        if syntax::parse(source, range, limits, &mut tree).is_err() {
            return;
        }
        reading.outside.push(Span::new(closer.end, whole.end));
    }
    reading.outside.push(Span::new(whole.start, block.span.start));
    reading.tree = Arc::new(tree);
    reading.range = range;
    if let Some(document) = reading.parts.first_mut() {
        document.span = range;
        document.head = Span::at(range.start);
    }
    reading.deviate(DeviationKind::Wrapped { closer, whole: true }, 0, 0, fence.opener);
}

/// The fence around the document: the first block but for prose, with the format's main part in it, and nothing of the
/// format outside but what an inner fence let out.
fn wrapper(reading: &Reading<'_>) -> Option<(u32, Fence)> {
    let tree = &reading.tree;
    let mut at = 0;
    let (index, fence) = loop {
        let block = tree.block(at)?;
        match block.kind {
            BlockKind::Fence(_) => break (at, *tree.fence(block)?),
            BlockKind::Paragraph | BlockKind::Break | BlockKind::Html => at = block.end,
            _ => return None,
        }
    };
    if !is_prose_language(reading, &fence) {
        return None;
    }
    let mut headings = lines(reading, fence.body).filter(|line| reading.text(*line).starts_with('#'));
    let first = headings.find(|line| heading_kind(reading, *line, true).is_some())?;
    let before =
        lines(reading, Span::new(fence.body.start, first.start)).filter(|line| !reading.text(*line).trim().is_empty());
    if before.count() > 12 {
        return None;
    }
    let rest = tree.blocks.get(tree.block(index)?.end as usize..).unwrap_or_default();
    let only_prose = rest.iter().all(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Break));
    // Closed early: the last fence line inside opens something.
    let leaks = opener_after(reading, &fence, fence.body.start);
    (only_prose || leaks || !fence.closed).then_some((index, fence))
}

/// Whether a fence says of its text that it is Markdown or nothing in particular.
fn is_prose_language(reading: &Reading<'_>, fence: &Fence) -> bool {
    is_language(reading, fence, &["", "md", "markdown", "text", "txt", "plaintext"])
}

/// What makes text look like code or like a comment.
enum Broken {
    Fence(Swallowing),
    Opener(opener::Lost),
    Wrap(part::Wrap),
    Comment(comment::Open),
    Html(html::Hiding),
}

struct Swallowing {
    index: u32,
    fence: Fence,
    /// The start of the first line that is a part, where reading goes on.
    resume: u32,
}

/// The first block, from an index on, that hides what it should not.
fn broken(reading: &Reading<'_>, from: u32, limits: &Limits) -> Option<Broken> {
    let blocks = reading.tree.blocks.get(from as usize..)?;
    let hiding = |(_, block): &(u32, &Block)| matches!(block.kind, BlockKind::Fence(_) | BlockKind::Html);
    (from..).zip(blocks).filter(hiding).find_map(|(index, block)| match block.kind {
        BlockKind::Fence(_) => {
            let fence = reading.tree.fence(block)?;
            opener::lost(reading, index, block, fence)
                .map(Broken::Opener)
                .or_else(|| part::wrap(reading, index, block, fence, limits).map(Broken::Wrap))
                .or_else(|| swallowing(reading, index, block, *fence).map(Broken::Fence))
        }
        BlockKind::Html => comment::open(reading, index, block)
            .map(Broken::Comment)
            .or_else(|| html::hiding(reading, index, block).map(Broken::Html)),
        _ => None,
    })
}

/// Ends a block of HTML at `end` and parses again what stands behind `resume`.
fn cut(reading: &mut Reading<'_>, index: u32, end: u32, resume: u32, limits: &Limits) {
    let rest = Span::new(resume, reading.range.end);
    let tree = Arc::make_mut(&mut reading.tree);
    tree.blocks.truncate(index as usize + 1);
    if let Some(block) = tree.blocks.last_mut() {
        block.span.end = end;
        tree.inlines.truncate(block.inlines.1 as usize);
    }
    if !rest.is_empty() && syntax::parse(reading.source, rest, limits, tree).is_err() {
        reading.deviate(DeviationKind::TooComplex, 0, 0, Span::at(rest.start));
    }
}

/// A fence whose closing line is missing.
fn swallowing(reading: &Reading<'_>, index: u32, block: &Block, fence: Fence) -> Option<Swallowing> {
    if in_quote(reading, block) {
        return None;
    }
    if !fence.closed
        && let Some(resume) = stray_closer(reading, block, &fence)
    {
        return Some(Swallowing { index, fence, resume });
    }
    if fence.closed && (fence.ticks > 3 || is_markdown(reading, &fence)) {
        return None;
    }
    let first = first_part(reading, &fence)?;
    let swallowed = !fence.closed || is_glued(reading, first) || opener_after(reading, &fence, first.start);
    swallowed.then_some(Swallowing { index, fence, resume: first.start })
}

/// The first heading or label of the format in a fence, which may stand behind marks that would else close it.
fn first_part(reading: &Reading<'_>, fence: &Fence) -> Option<Span> {
    let marks = memchr::memchr3_iter(b'#', b'*', fence.mark, reading.text(fence.body).as_bytes());
    lines_at(reading, fence.body, marks).find_map(|line| {
        let text = reading.text(line);
        let run = text.bytes().take_while(|byte| *byte == fence.mark).count();
        let part = Span::new(line.end - offset(text[run..].trim_start().len()), line.end);
        ((run == 0 || offset(run) >= fence.ticks) && is_part_line(reading, part)).then_some(part)
    })
}

/// Whether marks stand before a part on its line.
fn is_glued(reading: &Reading<'_>, part: Span) -> bool {
    let line = reading.source.line_around(part.start);
    !reading.text(Span::new(line.start, part.start)).trim().is_empty()
}

/// A fence in an item whose closing line stands outside the item: reading goes on behind that line.
fn stray_closer(reading: &Reading<'_>, block: &Block, fence: &Fence) -> Option<u32> {
    if block.parent == NONE {
        return None;
    }
    let source = reading.source;
    let line = source.line_of(block.span.end) + 1;
    let text = reading.text(source.line_span(line)).trim();
    let run = text.bytes().take_while(|byte| *byte == fence.mark).count();
    (run == text.len() && offset(run) >= fence.ticks).then(|| source.line_start(line + 1))
}

fn is_markdown(reading: &Reading<'_>, fence: &Fence) -> bool {
    // Most languages have another first letter.
    reading.text(fence.info).starts_with(['m', 'M']) && is_language(reading, fence, &["md", "markdown"])
}

fn is_language(reading: &Reading<'_>, fence: &Fence, known: &[&str]) -> bool {
    let language = reading.text(fence.language(reading.source));
    known.iter().any(|known| known.eq_ignore_ascii_case(language))
}

fn in_quote(reading: &Reading<'_>, block: &Block) -> bool {
    let mut parent = block.parent;
    while let Some(around) = reading.tree.block(parent) {
        if around.kind == BlockKind::Quote {
            return true;
        }
        parent = around.parent;
    }
    false
}

/// Whether a line behind `from` in the fence opens another: a run no longer than the fence's, with an info string.
fn opener_after(reading: &Reading<'_>, fence: &Fence, from: u32) -> bool {
    lines(reading, Span::new(from, fence.body.end)).any(|line| {
        let text = reading.text(line).trim_start();
        let run = text.bytes().take_while(|byte| *byte == fence.mark).count();
        let info = text.get(run..).unwrap_or("").trim();
        run >= 3 && offset(run) <= fence.ticks && !info.is_empty() && !info.contains('`')
    })
}

/// Lines of a fence's body that may matter: those that begin with a mark.
fn lines<'a>(reading: &'a Reading<'_>, body: Span) -> impl Iterator<Item = Span> + 'a {
    let text = reading.text(body).as_bytes();
    let marks = memchr::memchr3_iter(b'#', b'*', b'`', text).chain(memchr::memchr_iter(b'~', text));
    lines_at(reading, body, marks)
}

/// Lines of a body that are headings or labels of the format, as the format writes them.
fn part_lines<'a>(reading: &'a Reading<'_>, body: Span) -> impl Iterator<Item = Span> + 'a {
    let marks = memchr::memchr2_iter(b'#', b'*', reading.text(body).as_bytes());
    lines_at(reading, body, marks).filter(|line| is_part_line(reading, *line))
}

/// The lines that begin with one of the marks, which may stand anywhere in a body.
fn lines_at<'a>(
    reading: &'a Reading<'_>,
    body: Span,
    marks: impl Iterator<Item = usize> + 'a,
) -> impl Iterator<Item = Span> + 'a {
    let source = reading.source;
    let text = source.slice(body).as_bytes();
    marks
        .filter(move |at| at.checked_sub(1).is_none_or(|before| matches!(text[before], b'\n' | b'\r' | b' ')))
        .filter_map(move |at| {
            let start = body.start + offset(at);
            let line = source.line_around(start);
            let before = source.slice(Span::new(line.start.max(body.start), start));
            (before.len() <= 3 && before.bytes().all(|byte| byte == b' '))
                .then(|| Span::new(start, line.end.min(body.end)))
        })
}

/// Whether a line is a heading or a label of the format, as the format writes it.
fn is_part_line(reading: &Reading<'_>, line: Span) -> bool {
    let text = reading.text(line);
    if text.starts_with('#') {
        return heading_kind(reading, line, false).is_some();
    }
    let Some((label, _)) = text.strip_prefix("**").and_then(|rest| rest.split_once("**:")) else { return false };
    reading.format.names.spells_label(label) && !label.contains('*')
}

/// How well a line names a heading of the format; `main` asks for the main part alone, at any level.
fn heading_kind(reading: &Reading<'_>, line: Span, main: bool) -> Option<Kind> {
    let text = reading.text(line);
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    if level > 6 || !text[level..].starts_with([' ', '\t']) {
        return None;
    }
    let name = reading.text(heading_text(reading.source, line, false));
    let format = reading.format;
    let mut known = Vec::new();
    format.names.of_heading(&format.parts, name, &mut known);
    known
        .iter()
        .find(|known| {
            let part = format.part(known.part);
            let fits = part.level().is_some_and(|wanted| main || usize::from(wanted) == level);
            fits && if main {
                known.part == format.anchor && known.kind < Kind::Unmarked
            } else {
                known.kind <= Kind::Styled
            }
        })
        .map(|known| known.kind)
}

/// Closes a fence before what it swallowed and parses the rest again.
fn mend(reading: &mut Reading<'_>, found: &Swallowing, limits: &Limits) {
    let source = reading.source;
    let swallowed = Span::new(found.fence.opener.start, found.resume.min(source.len()));
    let kept = source.slice(swallowed).trim_end();
    // A closing line outside the item is neither code nor a part.
    let kept = if reading
        .tree
        .block(found.index)
        .is_some_and(|block| block.parent != NONE && block.span.end < swallowed.end)
    {
        source.slice(Span::new(
            swallowed.start,
            reading.tree.block(found.index).map_or(swallowed.end, |block| block.span.end),
        ))
    } else {
        kept
    };
    let end = swallowed.start + offset(kept.len());
    let close_at = source.line_start(source.line_of(end) + 1).min(found.resume);
    let tree = Arc::make_mut(&mut reading.tree);
    tree.blocks.truncate(found.index as usize + 1);
    let kept_inlines = tree.blocks.last().map_or(0, |block| block.inlines.1);
    tree.inlines.truncate(kept_inlines as usize);
    let count = offset(tree.blocks.len());
    let mut at = found.index;
    while let Some(block) = tree.blocks.get_mut(at as usize) {
        block.span.end = end;
        block.end = count;
        if let BlockKind::Fence(place) = block.kind
            && let Some(fence) = tree.fences.get_mut(place as usize)
        {
            // Marks that a part follows on their line are no code.
            let line = source.line_around(found.resume).start;
            fence.body.end = close_at.min(line).max(fence.body.start);
            fence.closed = true;
        }
        at = block.parent;
    }
    let rest = Span::new(found.resume, reading.range.end);
    if syntax::parse(source, rest, limits, tree).is_err() {
        reading.deviate(DeviationKind::TooComplex, 0, 0, Span::at(rest.start));
    }
    reading.deviate(DeviationKind::Unclosed { close_at }, 0, 0, found.fence.opener);
}

/// The fences without a closing line, but for those in quotes: their block and opener.
fn open_fences(reading: &Reading<'_>) -> Vec<(Block, Span)> {
    // Nearly every document has none.
    if reading.tree.fences.iter().all(|fence| fence.closed) {
        return Vec::new();
    }
    let fences = reading.tree.blocks.iter().filter_map(|block| Some((*block, reading.tree.fence(block)?)));
    let open = fences.filter(|(block, fence)| !fence.closed && !in_quote(reading, block));
    open.map(|(block, fence)| (block, fence.opener)).collect()
}

/// Notes fences that end only because the item around them does.
fn open_in_items(reading: &mut Reading<'_>, open: &[(Block, Span)]) {
    let in_item = open.iter().filter(|(block, _)| block.parent != NONE).map(|(_, opener)| *opener);
    let at_end = reading.open_fence;
    for opener in in_item.filter(|opener| Some(*opener) != at_end) {
        let close_at = end_of_code(reading, opener);
        reading.deviate(DeviationKind::Unclosed { close_at }, 0, 0, opener);
    }
}

/// The end of the last line that stands as far in as the opener of a fence in an item.
fn end_of_code(reading: &Reading<'_>, opener: Span) -> u32 {
    let source = reading.source;
    let top = source.line_of(opener.start);
    let indent = (opener.start - source.line_start(top)) as usize;
    let mut last = top;
    for line in top + 1..=source.line_of(reading.range.end) {
        let text = source.slice(source.line_span(line));
        let bare = text.trim_start();
        if !bare.is_empty() && text.len() - bare.len() < indent {
            break;
        }
        last = if bare.is_empty() { last } else { line };
    }
    source.line_start(last + 1)
}

/// Notes a fence that runs to the end of the document.
fn open_at_end(reading: &mut Reading<'_>, open: &[(Block, Span)]) {
    let end = reading.range.start + offset(reading.text(reading.range).trim_end().len());
    reading.open_fence = open.iter().rev().find(|(block, _)| block.span.end >= end).map(|(_, opener)| *opener);
}
