//! Numbers that count parts, and the sentences that name a part by its number.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Edit, Safety};
use crate::format::Role;
use crate::lower::{Deviation, Document, Standing, children};
use crate::plan::View;
use crate::source::{Span, offset};

/// What renumbering changes, and whether it is certain to keep the author's meaning.
pub(in crate::rules) struct Renumbered {
    pub(in crate::rules) edits: Vec<Edit>,
    pub(in crate::rules) safety: Safety,
}

/// Nobody looks through more mentions for each finding; what they say is then doubtful.
const MOST_MENTIONS: usize = 2_000;

/// Of more parts each is numbered by itself: every finding would have an edit for each.
const MOST: usize = 500;

/// Numbers a part and those behind it in the same parent, and the mentions of their numbers in the same task.
pub(in crate::rules) fn renumber(document: &Document, found: &Deviation, expected: &str) -> Renumbered {
    // A number that repeats one around the part is mended alone.
    if number(document, found.part).is_some_and(|span| span != found.span)
        && !found.span.is_empty()
        && found.span != document.part(found.part).head
    {
        return Renumbered { edits: vec![Edit::replace(found.span, expected)], safety: Safety::Safe };
    }
    let parent = document.part(found.part).parent;
    let alike = |child: &u32| {
        document.part(*child).spec == Some(found.spec) && document.part(*child).standing != Standing::Stray
    };
    let siblings: Vec<u32> = children(&document.parts, parent).filter(alike).take(MOST + 1).collect();
    if siblings.len() > MOST && !found.span.is_empty() {
        return Renumbered { edits: vec![Edit::replace(found.span, expected)], safety: Safety::Unsafe };
    }
    let mut edits = Vec::new();
    let mut changes: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for child in &siblings {
        let Some(span) = number(document, *child) else { continue };
        let wanted = document.part(*child).ordinal;
        let written = document.source.slice(span);
        let is_meant = *child >= found.part || !written.is_empty();
        if let Ok(old) = written.parse() {
            changes.entry(old).or_default().push(if is_meant { wanted } else { old });
        }
        if written.is_empty() && is_meant {
            let spaced = document.source.slice(Span::new(span.start.saturating_sub(1), span.start)).trim().is_empty();
            edits.push(Edit::replace(span, if spaced { wanted.to_string() } else { format!(" {wanted}") }));
        } else if written != wanted.to_string() && is_meant {
            edits.push(Edit::replace(span, wanted.to_string()));
        }
    }
    // Numbers that are all there in another order may be right, and the order wrong.
    let places = 1..=offset(siblings.len());
    let mut certain = !changes.keys().copied().eq(places);
    if changes.iter().any(|(old, new)| new.iter().any(|new| new != old)) {
        certain &= mentions(document, found, &siblings, &changes, &mut edits);
        certain &= elsewhere(document, found, &changes, &mut edits);
    }
    Renumbered { edits, safety: if certain { Safety::Safe } else { Safety::Unsafe } }
}

fn number(document: &Document, index: u32) -> Option<Span> {
    let captures = document.part(index).captures;
    ["n", "id"].iter().find_map(|name| document.captured(captures, name))
}

/// Renumbers what the task says of its parts, such as `see Step 3`. Tells whether each such mention is plain.
fn mentions(
    document: &Document,
    found: &Deviation,
    siblings: &[u32],
    changes: &BTreeMap<u32, Vec<u32>>,
    edits: &mut Vec<Edit>,
) -> bool {
    let word = document.format.part(found.spec).title.to_ascii_lowercase();
    let task = document.view(found.part).around().find(|view| view.role() == Some(Role::Task));
    let within = task.map_or(document.part(0).span, |task| task.part().span);
    let text = document.source.slice(within).to_ascii_lowercase();
    let tasks: Vec<String> = task.map(|task| task.title().to_ascii_lowercase()).into_iter().collect();
    let mut plain = true;
    for at in memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()) {
        let Some(mention) = Mention::read(&text, at, at + word.len()) else { continue };
        let span = Span::new(within.start + offset(mention.start), within.start + offset(mention.end));
        let in_head = siblings.iter().any(|index| document.part(*index).head.contains(span.start));
        if in_head || document.is_code(span.start) {
            continue;
        }
        let Some(new) = changed(changes, mention.number) else { continue };
        let line = document.source.slice(document.source.line_around(span.start)).to_lowercase();
        let of_another = tasks.iter().any(|task| line.contains(task.as_str())) || names_another(document, task, &line);
        match new {
            [new] if !mention.many && !of_another => edits.push(Edit::replace(span, new.to_string())),
            _ => plain = false,
        }
    }
    plain
}

/// What becomes of a number, if anything does. One that nobody has now and somebody has afterwards is as doubtful as one
/// that two have.
fn changed(changes: &BTreeMap<u32, Vec<u32>>, number: u32) -> Option<&[u32]> {
    let new = changes.get(&number).map_or(&[][..], Vec::as_slice);
    let comes = || changes.values().flatten().any(|new| *new == number);
    let stays = new.iter().all(|new| *new == number) && !(new.is_empty() && comes());
    (!stays).then_some(new)
}

/// Whether a line in lower case has the name of another task.
fn names_another(document: &Document, task: Option<View<'_>>, line: &str) -> bool {
    let others = document.with_role(Role::Task).filter(|other| task.is_none_or(|task| task.index != other.index));
    others.map(|other| other.name().to_lowercase()).any(|name| !name.is_empty() && line.contains(&name))
}

/// Renumbers what other tasks say of the parts of this one, such as `NAME (Step 3)` and `Step 3 of Task: NAME`. Tells
/// whether there is nothing else on a line that speaks of both.
fn elsewhere(document: &Document, found: &Deviation, changes: &BTreeMap<u32, Vec<u32>>, edits: &mut Vec<Edit>) -> bool {
    let view = document.view(found.part);
    let Some(task) = view.around().skip(1).find(|around| around.role() == Some(Role::Task)) else { return true };
    let (own, source) = (task.part().span, &document.source);
    let title = &document.format.part(found.spec).title;
    let text = source.text();
    let words = BTreeSet::from([title.clone(), title.to_lowercase()]);
    let too_often =
        |word: &String| memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).nth(MOST_MENTIONS).is_some();
    if words.iter().any(too_often) {
        return false;
    }
    let place = document.with_role(Role::Task).position(|other| other.index == task.index).unwrap_or(0) + 1;
    let number = Some(task.number()).filter(|number| !number.is_empty()).unwrap_or_else(|| place.to_string());
    let counted = format!("{} {number}", task.title().to_lowercase());
    let names = [task.name().to_lowercase(), counted];
    let mut plain = true;
    for word in &words {
        for at in memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()) {
            let Some(mention) = Mention::read(text, at, at + word.len()) else { continue };
            let Some(new) = changed(changes, mention.number) else { continue };
            let line = source.line_around(offset(at));
            let said = source.slice(line);
            let lower = said.to_lowercase();
            let span = Span::new(offset(mention.start), offset(mention.end));
            if own.contains(span.start) || said.starts_with('#') || document.is_code(span.start) {
                continue;
            }
            let is_whole = |name: &String| !name.is_empty() && finds(&lower, name);
            if !names.iter().any(is_whole) {
                continue;
            }
            let before = text[line.start as usize..at].to_lowercase();
            let behind = text[mention.end..line.end as usize].to_lowercase();
            let direct = names.iter().filter(|name| !name.is_empty()).any(|name| is_next(&before, &behind, name));
            match new {
                [new] if direct && !mention.many && !names_another(document, Some(task), &lower) => {
                    edits.push(Edit::replace(span, new.to_string()));
                }
                _ => plain = false,
            }
        }
    }
    plain
}

/// Whether a name stands in a text, and no number goes on behind it.
fn finds(text: &str, name: &str) -> bool {
    let mut ends = text.match_indices(name).map(|(at, name)| &text[at + name.len()..]);
    ends.any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// Whether a name stands right before a mention or, behind `of`, right after it.
fn is_next(before: &str, behind: &str, name: &str) -> bool {
    let mark = |c: char| !c.is_alphanumeric() && c != ';' && c != '.';
    let of = behind.strip_prefix(" of ").or_else(|| behind.strip_prefix(" in "));
    let after = of.is_some_and(|of| {
        let of = of.trim_start_matches(mark);
        let bare = of.split_once(':').map_or(of, |(_, bare)| bare.trim_start_matches(mark));
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric());
        [of, bare].iter().any(|text| text.strip_prefix(name).is_some_and(ends))
    });
    after || before.trim_end_matches(mark).ends_with(name)
}

/// A number behind a word, such as the `3` of `step 3`.
struct Mention {
    start: usize,
    end: usize,
    number: u32,
    /// Whether it is one of several: `steps 2 and 3`, `step 2-4`.
    many: bool,
}

impl Mention {
    fn read(text: &str, word: usize, behind: usize) -> Option<Self> {
        if text[..word].ends_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        let rest = &text[behind..];
        let many = rest.starts_with('s');
        let gap = rest[usize::from(many)..].trim_start_matches([' ', '\u{A0}', '#']);
        let start = text.len() - gap.len();
        let digits = gap.bytes().take_while(u8::is_ascii_digit).count();
        let after = &gap[digits..];
        let range = after.trim_start_matches(['-', '–', '.']);
        let goes_on = range.len() < after.len() && range.starts_with(|c: char| c.is_ascii_digit());
        if digits == 0 || start == behind || after.starts_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        Some(Self { start, end: start + digits, number: gap[..digits].parse().ok()?, many: many || goes_on })
    }
}
