//! Text of strangers made safe to show: nothing in it can move the cursor, hide, reorder or break a line.

use std::borrow::Cow;

/// The text with a sign one column wide in the place of everything that a terminal would obey or not show.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(shown(before, c, chars.peek().copied()));
        before = Some(c);
    }
    Cow::Owned(out)
}

/// What stands for `c` between its neighbours: mostly `c` itself.
pub(super) fn shown(before: Option<char>, c: char, after: Option<char>) -> char {
    match c {
        ' '..='~' => c,
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(UNSHOWN),
        '\u{7F}' => '\u{2421}',
        // Joiners belong to many scripts and to emoji; beside ASCII, or in a row, they only hide.
        '\u{200C}' | '\u{200D}' if joins(before) && joins(after) => c,
        // Variation selectors likewise; digits, `#` and `*` become key caps.
        '\u{FE00}'..='\u{FE0F}' if joins(before) => c,
        '\u{FE0F}' if before.is_some_and(|c| matches!(c, '0'..='9' | '#' | '*')) => c,
        _ if hides(c) => UNSHOWN,
        _ => c,
    }
}

/// Columns of a character in a terminal, roughly and rather too many: enough to decide where to cut.
pub(super) fn columns(c: char) -> usize {
    match c {
        '\t' => 4,
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{A4CF}'
        | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{1F000}'..='\u{1FAFF}'
        | '\u{20000}'..='\u{3FFFF}' => 2,
        _ => 1,
    }
}

const UNSHOWN: char = '\u{FFFD}';

fn joins(neighbour: Option<char>) -> bool {
    neighbour.is_some_and(|c| !c.is_ascii() && (!hides(c) || matches!(c, '\u{FE0E}' | '\u{FE0F}')))
}

/// Whether a character outside ASCII is a control, has no width or no sight, or turns the order of its neighbours.
fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{9F}'
            | '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{FDD0}'..='\u{FDEF}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    ) || u32::from(c) & 0xFFFE == 0xFFFE
}
