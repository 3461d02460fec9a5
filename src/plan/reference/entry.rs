//! The entries of a list of tasks, and what numbers and ranges look like in them.

/// Where the entry that begins at `start` ends, without and with its brackets, and where the next one begins.
pub(super) fn segment(text: &str, start: usize) -> (usize, usize, usize) {
    let bytes = text.as_bytes();
    // The byte that ends a quotation; of curly marks the last one of three.
    let (mut depth, mut quoted) = (0_u32, None);
    let mut end = None;
    for (at, byte) in (start..).zip(bytes[start..].iter().copied()) {
        match byte {
            // Most of a text.
            b'b'..=b'z' | b' ' => {}
            b'`' | b'"' if quoted == Some(byte) => quoted = None,
            b'`' | b'"' if quoted.is_none() => quoted = Some(byte),
            OPENS if is_curly(bytes, at) => quoted = Some(CLOSES),
            CLOSES if is_curly(bytes, at) => quoted = None,
            _ if quoted.is_some() => {}
            b'(' | b'[' | b'{' => {
                if depth == 0 {
                    end = end.or(Some(at));
                }
                depth += 1;
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            b',' | b';' | b'\n' | b'\r' | b'&' | b'+' => return (end.unwrap_or(at), at, at + 1),
            b'.' if bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) => {
                return (end.unwrap_or(at), at, text.len());
            }
            b'a' | b'A'
                if at > 0
                    && bytes[at - 1].is_ascii_whitespace()
                    && bytes.get(at + 1..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"nd"))
                    && bytes.get(at + 3).is_some_and(u8::is_ascii_whitespace) =>
            {
                return (end.unwrap_or(at), at, at + 4);
            }
            _ => {}
        }
    }
    (end.unwrap_or(text.len()), text.len(), text.len())
}

/// The last bytes of the curly marks of a quotation.
const OPENS: u8 = 0x9C;
const CLOSES: u8 = 0x9D;

/// Whether a byte is the last one of a curly quotation mark.
fn is_curly(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(2).and_then(|from| bytes.get(from..at)) == Some(&[0xE2, 0x80])
}

/// Skips bullets, quotes and words such as `completion of` before a name; gives the bytes skipped and the rest.
pub(super) fn opening(text: &str) -> (usize, &str) {
    let mut rest =
        text.trim_start_matches(|c: char| matches!(c, '-' | '*' | '_' | '`' | '"' | '“' | '\'') || c.is_whitespace());
    for lead in [
        "depends on ",
        "requires ",
        "needs ",
        "waits for ",
        "blocked by ",
        "both ",
        "completion of ",
        "completed ",
        "complete ",
        "after ",
        "finish ",
        "the ",
        "output of ",
        "results of ",
    ] {
        // Nearly every text begins with another letter.
        let alike = rest.bytes().next().map(|byte| byte.to_ascii_lowercase()) == lead.bytes().next();
        if alike && rest.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead)) {
            rest = rest[lead.len()..].trim_start_matches(|c: char| c.is_whitespace() || "*_`\"“'".contains(c));
        }
    }
    rest = rest[steps_of(rest)..].trim_start();
    (text.len() - rest.len(), rest.trim_end())
}

/// The length of `Step 2 of ` or `Steps 1-4 of ` at the start of a text.
fn steps_of(text: &str) -> usize {
    if !text.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("step")) {
        return 0;
    }
    let Some((steps, _)) = text.split_once(" of ") else { return 0 };
    let numbers = steps[4..].trim_start_matches(['s', 'S']);
    let counted = numbers.starts_with(' ') && numbers.chars().all(|c| c.is_ascii_digit() || " -–—.".contains(c));
    if counted { steps.len() + " of ".len() } else { 0 }
}

/// Where the other number of a range stands behind the first, and its length: `-3`, ` to 3`, ` – Task 3`.
pub(super) fn range_end(text: &str, plural: bool) -> Option<(usize, usize)> {
    let trimmed = text.trim_start();
    let dash = ["-", "–", "—"].iter().find_map(|dash| trimmed.strip_prefix(dash));
    let word = || ["to ", "through "].iter().find_map(|word| trimmed.strip_prefix(word));
    let after = dash.or_else(word)?.trim_start();
    let task = after.get(..4).filter(|word| word.eq_ignore_ascii_case("task"));
    let number = task.map_or(after, |_| after[4..].trim_start_matches(['s', ' ', '#']));
    let digits = number_length(number);
    // `Task 1 - 3 endpoints` is a remark.
    let alone = number[digits..].trim_start().chars().next().is_none_or(|c| !c.is_alphanumeric());
    (digits > 0 && (plural || alone || task.is_some())).then(|| (text.len() - number.len(), digits))
}

/// The length of a number such as `12` or `1.2` at the start of a text.
pub(super) fn number_length(text: &str) -> usize {
    let length = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let number = text[..length].trim_end_matches('.');
    let joined = text[number.len()..].chars().next().is_some_and(char::is_alphanumeric);
    if joined { 0 } else { number.len() }
}

/// Where a name ends that begins at `start` of an entry: before marks that were opened before the entry.
pub(super) fn name_end(entry: &str, start: usize) -> usize {
    let count = |mark: char| entry.matches(mark).count();
    let closes = |mark: &char| if *mark == '”' { count('”') > count('“') } else { count(*mark) % 2 == 1 };
    let quoted = ['"', '`', '”'].iter().filter(|mark| closes(mark)).filter_map(|mark| entry.rfind(*mark)).min();
    let name = &entry[..quoted.unwrap_or(entry.len())];
    let around = |c: char| matches!(c, '\'' | '*' | '_') && !entry[..start].contains(c);
    name.trim_end_matches(|c| matches!(c, '.' | ' ') || around(c)).len()
}

/// What the name of a task means where it still carries a box, a number or a word such as `Story:`; of an `exact`
/// heading only where the word is its `title` once more.
pub(super) fn meant<'t>(name: &'t str, title: &str, exact: bool) -> Option<&'t str> {
    let mut rest = name;
    loop {
        let number = number_length(rest);
        let digits = (number > 0).then(|| rest[number..].strip_prefix(['.', ')', ':'])).flatten();
        let boxed = || rest.strip_prefix('[')?.split_once(']').filter(|(mark, _)| mark.chars().count() < 2);
        let word = || {
            let (word, behind) = rest.split_once(':')?;
            let known = if exact { word == title } else { word.chars().all(char::is_alphabetic) };
            known.then_some(behind)
        };
        let shorter = digits.filter(|_| !exact).or_else(|| boxed().filter(|_| !exact).map(|(_, behind)| behind));
        let Some(shorter) = shorter.or_else(word).filter(|behind| behind.starts_with(' ')) else { break };
        rest = shorter.trim_start();
    }
    (rest.len() < name.len() && !rest.is_empty()).then_some(rest)
}
