//! What several rules need to say and mend: how a part is written, where text goes, which edits move it.

mod blanks;
mod moves;
mod numbers;
mod ticks;

use std::borrow::Cow;

use crate::diagnostic::{Edit, Severity};
use crate::format::names::{behind_copy, read_heading};
use crate::format::{Form, Format, HoleKind, Look, PartId, Piece, Presence, Role};
use crate::lower::{BoxMark, Deviation, DeviationKind, Document, Fit, Item, Part, Standing, unfinished};
use crate::source::{Span, offset};
use crate::syntax::{BlockKind, Fence, NONE};

pub(super) use blanks::{fenced, filled, value};
pub(super) use moves::{copy, misplaced, repeated};
pub(super) use numbers::{Renumbered, renumber};
pub(super) use ticks::{ticks, unmarked, value_ticks};

/// How bad it is that a part is missing or empty.
pub(super) fn severity(presence: Presence) -> Severity {
    match presence {
        Presence::Required => Severity::Error,
        Presence::Expected => Severity::Warning,
        Presence::Suggested | Presence::Optional => Severity::Info,
    }
}

/// A text with the line ends of the document.
pub(super) fn lines(document: &Document, text: &str) -> String {
    match document.source.newline() {
        "\n" => text.to_owned(),
        newline => text.replace('\n', newline),
    }
}

/// A value short enough for a message, on one line.
pub(super) fn short(value: &str) -> Cow<'_, str> {
    let line = value.lines().next().unwrap_or("");
    if line.len() == value.len() && value.chars().count() <= 60 {
        return Cow::Borrowed(value);
    }
    Cow::Owned(format!("{}…", line.chars().take(60).collect::<String>().trim_end()))
}

/// A part as the format writes it, captures in braces.
pub(super) fn look(format: &Format, id: PartId) -> String {
    written(format.part(id).look())
}

fn written(look: &Look) -> String {
    let text = pieces(&look.pieces);
    match look.form {
        Form::Heading(level) => format!("{} {text}", "#".repeat(usize::from(level))),
        Form::Field { bulleted, .. } => {
            format!("{}**{}**: {text}", if bulleted { "- " } else { "" }, look.label).trim_end().to_owned()
        }
        Form::Item { ordered, boxed, .. } => {
            format!("{} {}{text}", if ordered { "1." } else { "-" }, if boxed { "[ ] " } else { "" })
        }
        Form::Fence => "```".to_owned() + &text,
        Form::Document | Form::Paragraph => text,
    }
}

fn pieces(all: &[Piece]) -> String {
    all.iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Hole { name, .. } => format!("{{{name}}}"),
            Piece::Optional(_) => String::new(),
        })
        .collect()
}

/// The looks of the declared items of a part.
pub(super) fn item_looks(format: &Format, id: PartId) -> Vec<String> {
    let content = &format.part(id).content;
    let looks = content.iter().flat_map(|id| &format.part(*id).looks);
    looks.filter(|look| matches!(look.form, Form::Item { .. })).map(written).collect()
}

/// Whether a value is the format's own text for a blank.
pub(super) fn is_placeholder(document: &Document, id: PartId, value: &str) -> bool {
    let format = &document.format;
    let value = value.trim();
    format.is_template(value)
        || format.part(id).placeholders.iter().any(|(_, text)| text.eq_ignore_ascii_case(value))
        || value.starts_with('[')
            && format.part(id).look().captures().iter().any(|capture| Format::is_blank(capture, value))
}

/// Whether what an item says is for later and nothing else, which is a finding of its own.
pub(super) fn is_unfinished(document: &Document, item: &Item) -> bool {
    let value = document.captures_of(item.captures).first().map_or(item.text, |first| first.span);
    unfinished(document.source.slice(value)).is_some()
}

/// Whether a declared item is the command without which nothing can be checked.
pub(super) fn is_needed_command(format: &Format, id: PartId) -> bool {
    format.part(id).role == Some(Role::Command) && format.part(id).presence == Presence::Required
}

/// Whether what is missing is a field at the very start of a part whose heading is missing too.
pub(super) fn is_lost_with_heading(document: &Document, found: &Deviation) -> bool {
    let DeviationKind::Missing { at, .. } = found.kind else { return false };
    let part = document.part(found.part);
    part.standing == Standing::Implied && at == part.head.start && document.format.part(found.spec).is_field()
}

/// Tells after what something belongs that goes in at `at`.
pub(super) fn after(document: &Document, parent: u32, at: u32) -> String {
    let before = crate::lower::children(&document.parts, parent)
        .filter(|child| document.part(*child).span.end <= at && document.part(*child).standing == Standing::Found)
        .last();
    match before {
        Some(child) => format!("after {}", document.view(child).called()),
        None if parent == 0 => "at the beginning".to_owned(),
        None => "as the first thing in it".to_owned(),
    }
}

/// The lines that a span lies on, with their line ends.
pub(super) fn whole_line(document: &Document, span: Span) -> Span {
    let source = &document.source;
    let start = source.line_start(source.line_of(span.start)).max(source.bom());
    Span::new(start, source.line_start(source.line_of(span.end.max(span.start + 1) - 1) + 1))
}

/// The lines of a span, with the blank lines behind them where blank lines stand before them too.
pub(super) fn block(document: &Document, span: Span) -> Span {
    let lines = whole_line(document, span);
    let before = document.source.text().get(..lines.start as usize).unwrap_or("");
    let line = document.source.line_of(lines.start);
    let above = line.checked_sub(1).map_or("", |line| document.source.slice(document.source.line_span(line)));
    if before.is_empty() || above.trim().is_empty() { paragraph(document, span) } else { lines }
}

/// A paragraph with the blank lines behind it, or those before it at the end of the file.
pub(super) fn paragraph(document: &Document, span: Span) -> Span {
    let lines = whole_line(document, span);
    let text = document.source.text();
    let rest = text.get(lines.end as usize..).unwrap_or("");
    if rest.trim().is_empty() {
        let before = text.get(..lines.start as usize).unwrap_or("").trim_end();
        let line = document.source.line_of(offset(before.len()));
        return Span::new(document.source.line_start(line + 1).min(lines.start), document.source.len());
    }
    let line = document.source.line_of(lines.end + offset(rest.len() - rest.trim_start().len()));
    Span::new(lines.start, document.source.line_start(line))
}

impl Format {
    /// A heading with its number and the format's own text in its blanks.
    pub(super) fn heading(&self, id: PartId, number: u32) -> String {
        let skeleton = self.skeleton(id, number);
        skeleton.lines().next().unwrap_or("").to_owned()
    }
}

/// The heading of a part as the format writes it, with what its present text says.
pub(super) fn heading(document: &Document, index: u32, id: PartId) -> String {
    let format = &document.format;
    let part = document.part(index);
    let spec = format.part(id);
    let level = usize::from(if part.level > 0 { part.level } else { spec.level().unwrap_or(1) });
    let text = document.source.slice(part.name);
    let matched = read_heading(spec, text).map(|(_, matched)| matched).unwrap_or_default();
    let read = matched.captures;
    let captured =
        |name: &str| read.iter().find(|(known, _)| **known == *name).map(|(_, range)| text[range.clone()].to_owned());
    let numbered = part.level > 0 && spec.look().captures().contains(&"n");
    let all: String = spec
        .look()
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Optional(_) => String::new(),
            Piece::Hole { name, kind: HoleKind::Type(kind) } if kind == "count" => {
                let range = read.iter().find(|(known, _)| **known == **name).map(|(_, range)| range.clone());
                // A number that goes on in letters, such as `1b`, is none.
                let number = range.filter(|range| !text[range.end..].starts_with(char::is_alphanumeric));
                let number =
                    number.map(|range| text[range].trim_start_matches('0')).filter(|number| !number.is_empty());
                number.map_or_else(|| part.ordinal.to_string(), str::to_owned)
            }
            Piece::Hole { name, kind: HoleKind::SameAs { capture, .. } } => {
                let around = document.view(index).around().skip(1).find_map(|view| view.capture(capture));
                let around = around.map(|span| document.source.slice(span).to_owned());
                around.or_else(|| captured(name)).unwrap_or_else(|| format!("[{name}]"))
            }
            Piece::Hole { name, .. } => {
                let name = captured(name).map(|name| match behind_copy(spec, &name) {
                    Some(inner) => name[inner].to_owned(),
                    None => name,
                });
                name.map_or_else(|| stripped(text), |name| uncounted(&name, numbered))
            }
        })
        .collect();
    // A remark before the mark goes behind the name.
    let remark = matched.remark.map(|range| format!(" {}", &text[range])).unwrap_or_default();
    format!("{} {}{remark}", "#".repeat(level), all.trim_end())
}

/// A name without the letter that a number before it ended with, such as the `b` of `1b: Name`.
fn uncounted(name: &str, numbered: bool) -> String {
    let rest = name.strip_prefix(|c: char| c.is_ascii_lowercase()).and_then(|rest| rest.strip_prefix(':'));
    rest.filter(|rest| numbered && !rest.trim().is_empty())
        .map_or_else(|| name.to_owned(), |rest| rest.trim().to_owned())
}

/// Writes the heading of a part on a line of its own, outside of all lists; what it says beside its name goes below.
pub(super) fn headed(document: &Document, index: u32, heading: &str) -> Vec<Edit> {
    let part = document.part(index);
    let source = &document.source;
    let said = source.slice(part.value);
    if is_listed(document, index) {
        return unlisted(document, part, heading);
    }
    if said.is_empty() || part.level == 0 {
        return vec![Edit::replace(part.head, heading)];
    }
    let line = source.line_of(part.value.end);
    let rest = source.slice(Span::new(part.value.end, source.line_span(line).end));
    // A closing run of hashes goes, a comment stays.
    let hashes = rest.trim_start().trim_start_matches('#');
    let end = part.value.end + offset(rest.len() - hashes.len());
    let below = source.slice(source.line_span(line + 1));
    let gap = if below.trim().is_empty() { "" } else { "\n" };
    let text = lines(document, &format!("{heading}\n{said}{gap}"));
    vec![Edit::replace(Span::new(part.head.start, end), text)]
}

/// Whether the heading of a part stands in an item of a list.
pub(super) fn is_listed(document: &Document, index: u32) -> bool {
    let part = document.part(index);
    let around = document.tree.block_at(part.name.start);
    part.level > 0
        && part.styled
        && part.value.is_empty()
        && around.is_some_and(|block| matches!(block.kind, BlockKind::Heading { .. }) && block.parent != NONE)
}

/// Writes a heading that stands in an item outside of it, together with all that follows in the item.
fn unlisted(document: &Document, part: &Part, heading: &str) -> Vec<Edit> {
    let source = &document.source;
    let line = source.line_of(part.head.start);
    let start = source.line_start(line);
    let mut edits = vec![Edit::replace(Span::new(start, part.head.end), heading)];
    let blanks = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
    let hashes = source.slice(Span::new(start, part.name.start)).find('#').unwrap_or(0);
    let mut last = line;
    let mut around = document.tree.block_at(part.name.start);
    while let Some(block) = around.and_then(|block| document.tree.block(block.parent)) {
        last = last.max(source.line_of(block.span.end));
        around = Some(block);
    }
    for line in line + 1..=last {
        let span = source.line_span(line);
        let indent = offset(blanks(source.slice(span)).min(hashes));
        if indent > 0 {
            edits.push(Edit::replace(Span::new(span.start, span.start + indent), ""));
        }
    }
    edits
}

/// A heading's text without marks and number before it.
fn stripped(text: &str) -> String {
    // The word and number of another counting, behind a box or in brackets.
    let counted = text.split_once(':').filter(|(head, _)| {
        let head = head.rsplit_once("] ").map_or(*head, |(_, head)| head).trim_matches(|c: char| !c.is_alphanumeric());
        head.split_once(' ').is_some_and(|(word, number)| {
            word.chars().all(char::is_alphabetic) && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
        })
    });
    let text = counted.map_or(text, |(_, name)| name);
    let bare = text.trim_start_matches(|c: char| !c.is_alphabetic()).trim_end_matches([':', '*', '_', ' ']);
    if bare.is_empty() { text.trim().to_owned() } else { bare.to_owned() }
}

/// Writes the label of a part, on a line of its own when a list stands above it.
pub(super) fn label(document: &Document, index: u32, label: &str) -> Edit {
    let part = document.part(index);
    let source = &document.source;
    let line = source.line_of(part.head.start);
    let above = line.checked_sub(1).map_or("", |line| source.slice(source.line_span(line)));
    let in_list = above.starts_with(['-', '*', '+', ' ', '\t']) && !above.trim().is_empty() && !above.starts_with("**");
    let behind = source.slice(Span::new(part.head.end, part.head.end + 1));
    let space = if behind.trim().is_empty() { "" } else { " " };
    let start = if in_list { lines(document, "\n") } else { String::new() };
    Edit::replace(part.head, format!("{start}{label}{space}"))
}

/// Takes away the end of emphasis that went over the text behind a label too.
pub(super) fn closing_marks(document: &Document, index: u32) -> Option<Edit> {
    let part = document.part(index);
    let marks = crate::lower::open_marks(document.source.slice(part.head))?;
    let rest = document.source.text().get(part.value.end as usize..)?;
    let span = Span::new(part.value.end, part.value.end + offset(marks.len()));
    rest.starts_with(marks).then(|| Edit::replace(span, ""))
}

/// Gives a heading another level.
pub(super) fn level(document: &Document, index: u32, level: usize) -> Edit {
    let part = document.part(index);
    let hashes = "#".repeat(level);
    if document.source.slice(part.head).starts_with('#') {
        let old = document.source.slice(part.head).bytes().take_while(|byte| *byte == b'#').count();
        return Edit::replace(Span::new(part.head.start, part.head.start + offset(old)), hashes);
    }
    Edit::replace(part.head, format!("{hashes} {}", document.source.slice(part.name)))
}

/// The fence that opens at a span, where no list or quote stands around it.
pub(super) fn fence(document: &Document, opener: Span) -> Option<Fence> {
    let block = document.tree.block_at(opener.start)?;
    document.tree.fence(block).filter(|_| block.parent == NONE).copied()
}

/// The items of a part that say something.
pub(super) fn items(document: &Document, index: u32) -> Vec<&Item> {
    document.items_of(document.part(index)).iter().filter(|item| !item.text.is_empty()).collect()
}

/// Writes bullet and box before an item's text.
pub(super) fn boxed(item: &Item) -> Edit {
    let ticked = match item.mark {
        BoxMark::Good { ticked } | BoxMark::Malformed { ticked, .. } => ticked,
        BoxMark::None => false,
    };
    Edit::replace(Span::new(item.span.start, item.text.start), if ticked { "- [x] " } else { "- [ ] " })
}

/// The end of the last item of a part, or of its label.
pub(super) fn list_end(document: &Document, index: u32) -> u32 {
    let part = document.part(index);
    let items = document.items_of(part);
    // Behind the list, items under a lead of their own may stand.
    let last = items.iter().rfind(|item| item.spec.is_some() || item.fit != Fit::Fits).or(items.last());
    last.map_or(part.head.end.max(part.value.end), |item| item.span.end)
}
