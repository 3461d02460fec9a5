//! What goes into a part that says nothing: the format's own blanks, which are then reported until somebody fills them.

use crate::diagnostic::Edit;
use crate::format::PartId;
use crate::lower::Document;
use crate::source::{Span, offset};

use super::lines;

/// Writes the blanks of a part behind its heading or label, where the line has room for them.
pub(in crate::rules) fn filled(document: &Document, index: u32, spec: PartId) -> Option<Edit> {
    let part = document.part(index);
    let declared = document.format.part(spec);
    let skeleton = document.format.skeleton(spec, part.ordinal);
    let line = document.source.line_around(part.head.end);
    let behind = Span::new(part.head.end, line.end);
    if !document.source.slice(behind).trim().is_empty() || part.head.start < line.start {
        return None;
    }
    let text = if declared.is_field() && !declared.owns() {
        let (_, value) = skeleton.split_once("**: ")?;
        format!(" {value}")
    } else {
        let (_, rest) = skeleton.split_once('\n')?;
        format!("\n{rest}")
    };
    Some(Edit::replace(behind, lines(document, &text)))
}

/// Writes a fence with a blank in it into a part, behind what it says already.
pub(in crate::rules) fn fenced(document: &Document, index: u32, spec: PartId) -> Option<Edit> {
    let part = document.part(index);
    let (_, fence) =
        document.format.skeleton(spec, 1).split_once('\n').map(|(head, fence)| (head.len(), fence.to_owned()))?;
    let end = document.units_of(part).last();
    let text = end.map_or(part.value, |unit| part.value.to(unit.span));
    if text.is_empty() || document.source.slice(text).trim().is_empty() {
        return Some(Edit::insert(part.head.end, lines(document, &format!("\n{fence}"))));
    }
    Some(Edit::insert(text.end.max(part.head.end), lines(document, &format!("\n\n{fence}"))))
}

/// Writes the blank of a declared item behind its first words, where nothing follows their colon.
pub(in crate::rules) fn value(document: &Document, text: Span, spec: PartId) -> Option<Edit> {
    let skeleton = document.format.skeleton(spec, 1);
    let (_, blank) = skeleton.lines().next()?.split_once(": ")?;
    let written = document.source.slice(text).trim_end();
    written.ends_with(':').then(|| {
        let end = text.start + offset(written.len());
        Edit::replace(Span::new(end, text.end), format!(" {blank}"))
    })
}
