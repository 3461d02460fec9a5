//! Front matter: YAML between two lines of dashes, or TOML between two of plus signs, at the very start.

use crate::source::{Source, Span};

/// What stands at the start of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrontMatter {
    /// Nothing of that kind; a first line of dashes is a thematic break.
    None,
    /// From the first dash to the last.
    Closed(Span),
    /// Keys after an opening line, but no closing one; up to the last line that can be YAML.
    Unclosed(Span),
}

impl FrontMatter {
    /// Where Markdown begins: the start of a line.
    pub(crate) fn after(self, source: &Source) -> u32 {
        match self {
            Self::None => source.bom(),
            Self::Closed(span) | Self::Unclosed(span) => source.line_start(source.line_of(span.end) + 1),
        }
    }
}

/// Finds front matter. It must hold a key, so that a plan which begins with a thematic break is not eaten up to the
/// next one.
pub(crate) fn front_matter(source: &Source) -> FrontMatter {
    let first = source.line_span(0);
    let start = first.start + source.bom();
    match source.slice(Span::new(start, first.end)).trim_ascii_end() {
        "---" => {}
        "+++" => return toml(source, start),
        _ => return FrontMatter::None,
    }
    let (mut keys, mut end, mut blank, mut doubtful) = (0, first.end, false, false);
    let is_above_key = |line| is_key(source.slice(source.line_span(line + 1)).trim_ascii_end());
    // A heading at the start is a comment only where the end is found.
    let mut sure = true;
    for line in 1..source.line_count() {
        let span = source.line_span(line);
        let text = source.slice(span);
        match text.trim_ascii_end() {
            "---" | "..." if keys > 0 => return FrontMatter::Closed(Span::new(start, span.end)),
            "---" | "..." => return FrontMatter::None,
            "" if keys == 0 => return FrontMatter::None,
            "" => {
                blank = true;
                continue;
            }
            trimmed if is_key(trimmed) => keys += 1,
            // Goes on with the value above: a comment, an item, a deeper line.
            trimmed if keys > 0 && trimmed.starts_with([' ', '\t', '-']) => {}
            trimmed if keys > 0 && !blank && is_comment(trimmed) => {}
            trimmed if trimmed.starts_with('#') && (keys == 0 || !is_comment(trimmed)) && is_above_key(line) => {
                (doubtful, sure) = (true, sure && keys > 0);
            }
            // After a blank line it is rather the title of a document whose front matter never closed, unless a key
            // stands right below and the end is found.
            trimmed if keys > 0 && is_comment(trimmed) && is_above_key(line) => doubtful = true,
            _ => break,
        }
        if !doubtful {
            end = span.end;
        }
        blank = false;
    }
    if keys > 0 && sure { FrontMatter::Unclosed(Span::new(start, end)) } else { FrontMatter::None }
}

/// TOML up to the next line of plus signs, where it begins with a key, a table or a comment.
fn toml(source: &Source, start: u32) -> FrontMatter {
    let begin = source.slice(source.line_span(1));
    if !begin.contains('=') && !begin.starts_with(['[', '#']) {
        return FrontMatter::None;
    }
    let mut lines = (2..source.line_count()).map(|line| source.line_span(line));
    let close = lines.find(|span| source.slice(*span).trim_ascii_end() == "+++");
    close.map_or(FrontMatter::None, |close| FrontMatter::Closed(Span::new(start, close.end)))
}

fn is_key(line: &str) -> bool {
    let Some((key, rest)) = line.split_once(':') else { return false };
    let name = key.trim_matches(['"', '\'']);
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-. ".contains(&byte))
        && !name.starts_with([' ', '-'])
        && (rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// `# one` is a comment; `## one` is far more likely a heading, but for one right above a key.
fn is_comment(line: &str) -> bool {
    line.starts_with('#') && !line.starts_with("##")
}
