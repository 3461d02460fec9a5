//! The files that an item names.

use crate::lower::{Item, is_none};
use crate::source::Span;
use crate::syntax::InlineKind;

use super::super::model::{File, Said};
use super::{Builder, Owner};

impl<'a> Builder<'a> {
    /// Each path that an item names: what it captures as one, else each code span, else its text.
    pub(super) fn files(&mut self, item: &'a Item, kind: &'static str, done: Option<bool>, owner: Owner) -> bool {
        let said = self.caught(item);
        if is_none(&self.document.format, self.document.source.slice(said)) {
            return false;
        }
        let path = self.captured(item, &["path"]);
        let description = self.text(item, &["description", "remark", "purpose"]);
        // Between a path and its description further paths may stand, and remarks such as `(deleted)`.
        let between = path.map(|path| {
            let named = self.captured(item, &["description", "remark", "purpose"]);
            let start = self.document.source.text()[path.end as usize..].starts_with('`');
            let start = path.end + u32::from(start);
            Span::new(start, named.map_or(said.end, |named| named.start).max(start))
        });
        let remark = between.filter(|gap| self.is_remark(*gap)).map(|gap| self.trimmed(gap).start);
        let more = self.more(item, remark.unwrap_or(said.end));
        let mut paths: Vec<Span> = path.into_iter().collect();
        match between {
            Some(gap) => paths.extend(self.code_spans(gap)),
            None => paths = self.code_spans(said),
        }
        if paths.is_empty() {
            paths.push(said);
        }
        for path in paths {
            let Said { text: path, span } = self.said(path);
            let more = more.clone();
            self.body(owner).files.push(File { kind, path, description, done, span, more });
        }
        true
    }

    /// Whether a text says more than code spans and what joins them.
    fn is_remark(&self, gap: Span) -> bool {
        let text = self.document.source.slice(gap);
        let outside = text.split('`').step_by(2).flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        outside.into_iter().any(|word| !word.is_empty() && word != "and")
    }

    /// The insides of the code spans in a text.
    fn code_spans(&self, within: Span) -> Vec<Span> {
        let Some(block) = self.document.tree.block_at(within.start) else { return Vec::new() };
        let inlines = self.document.tree.inlines_of(block).iter();
        let code = inlines.filter(|inline| inline.kind == InlineKind::Code && within.contains(inline.span.start));
        code.map(|inline| {
            let text = self.document.source.slice(inline.span);
            let bare = text.trim_matches(['`', ' ']);
            let lead = text.len() - text.trim_start_matches(['`', ' ']).len();
            Span::of(inline.span.start as usize + lead, inline.span.start as usize + lead + bare.len())
        })
        .filter(|span| !span.is_empty())
        .collect()
    }
}
