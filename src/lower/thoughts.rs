//! What a model said to itself, in an element such as `<thinking>`: it is read as if it were not there, whatever
//! headings it tries out.

use memchr::memmem;

use crate::source::{Source, Span, offset};
use crate::syntax::{Block, BlockKind, Tree};

/// Words in the names of such elements.
const THOUGHTS: [&str; 9] =
    ["think", "thinking", "thought", "thoughts", "reasoning", "reflection", "scratchpad", "analysis", "monologue"];

/// Elements that call a tool.
const CALLS: [&str; 5] = ["function_calls", "tool_call", "tool_calls", "tool_code", "tool_use"];

/// All such elements that begin a block of their own, from the start of their first tag to the end of their last.
pub(super) fn find(source: &Source, tree: &Tree) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut at = 0;
    while let Some(block) = tree.block(at) {
        at = block.end;
        let start = block.span.start;
        let text = || source.text().get(start as usize..).filter(|text| text.starts_with('<'));
        if !matches!(block.kind, BlockKind::Html | BlockKind::Paragraph)
            || found.last().is_some_and(|last| start < last.end)
        {
            continue;
        }
        let Some((name, text)) = text().and_then(|text| Some((thought(&text[1..])?, text))) else { continue };
        // Without its end it could be anything, and so could those behind it.
        let end_tag = format!("</{name}>");
        let Some(end) = memmem::find(text.as_bytes(), end_tag.as_bytes()) else { break };
        found.push(Span::new(start, start + offset(end + end_tag.len())));
    }
    if found.is_empty() {
        found.extend(without_start(source, tree));
    }
    // Around the whole document it is not beside it.
    let mut headings = tree.blocks.iter().filter(|block| is_heading(block)).map(|block| block.span.start);
    let ends = headings.next().map(|first| [first, headings.next_back().unwrap_or(first)]);
    found.retain(|span| ends.is_some_and(|ends| ends.iter().any(|heading| !span.contains(*heading))));
    found
}

/// Text before the first heading that ends with such an element's last tag, its first one having been lost.
fn without_start(source: &Source, tree: &Tree) -> Option<Span> {
    let first = tree.blocks.first()?;
    // Most documents begin with a heading.
    let end = tree.blocks.iter().find(|block| is_heading(block))?.span.start;
    let text = source.slice(Span::new(first.span.start, end));
    let tag = memmem::rfind(text.as_bytes(), b"</")?;
    let name = thought(&text[tag + 2..])?;
    let behind = text[tag + 2 + name.len()..].starts_with('>');
    behind.then(|| Span::new(first.span.start, first.span.start + offset(tag + 3 + name.len())))
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading { .. })
}

/// The name at the start of a tag, when it is that of such an element.
fn thought(tag: &str) -> Option<&str> {
    let belongs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':');
    let name = &tag[..tag.find(|c| !belongs(c))?];
    let word = |word: &str| THOUGHTS.iter().any(|known| known.eq_ignore_ascii_case(word));
    (name.split(['_', '-', ':']).any(word) || CALLS.contains(&name.rsplit(':').next()?)).then_some(name)
}
