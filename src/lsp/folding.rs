//! What can be folded away: parts, fences, lists, comments and front matter.

use gen_lsp_types::{FoldingRange, FoldingRangeKind};

use crate::source::Span;
use crate::syntax::{BlockKind, FrontMatter, front_matter};

use super::convert::Opened;

pub(super) fn folds(open: &Opened<'_>) -> Vec<FoldingRange> {
    let document = &open.analysis.document;
    let source = &document.source;
    let mut all = Vec::new();
    let mut fold = |span: Span, kind: Option<FoldingRangeKind>| {
        let end = span.start + crate::source::offset(source.slice(span).trim_end().len());
        let (start_line, end_line) = (source.line_of(span.start), source.line_of(end));
        if end_line > start_line {
            all.push(FoldingRange { start_line, end_line, kind, ..FoldingRange::default() });
        }
    };
    if let FrontMatter::Closed(span) = front_matter(source) {
        fold(span, None);
    }
    for part in document.parts.iter().skip(1) {
        fold(part.span, None);
    }
    for block in &document.tree.blocks {
        match block.kind {
            // A label folds the list below it; an item what is below it.
            BlockKind::Fence(_) | BlockKind::Item => fold(block.span, None),
            BlockKind::Html if source.slice(block.span).starts_with("<!--") => {
                fold(block.span, Some(FoldingRangeKind::Comment));
            }
            _ => {}
        }
    }
    all.sort_by_key(|fold| (fold.start_line, std::cmp::Reverse(fold.end_line)));
    // Of several that begin on one line, editors know one.
    all.dedup_by_key(|fold| fold.start_line);
    all
}
