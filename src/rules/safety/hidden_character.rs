//! No character is there that a reader cannot see.

use std::sync::LazyLock;

use memchr_n::{ByteSet, MemchrN};

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::Role;
use crate::lower::{BoxMark, Deviation, DeviationKind, Document};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::source::{Span, offset};
use crate::syntax::{Block, BlockKind, Inline, InlineKind};

pub(crate) static RULE: Rule = Rule {
    name: "hidden-character",
    summary: "a character is there that a reader cannot see",
    group: Group::Safety,
    severity: Severity::Error,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/safety/hidden-character.md"),
    check: Check::Document(check),
};

fn check(cx: &mut Cx<'_>) {
    let document = cx.document;
    let found = hidden(document.source.text());
    let misspelt = if found.is_empty() { Vec::new() } else { misspelt(document) };
    // Those of one kind on one line have one cause.
    let mut groups: Vec<(u32, Kind, Vec<Span>)> = Vec::new();
    let mut first = 0;
    for (span, kind) in found {
        // It is what is wrong with the name or value around it, which is reported.
        let around = misspelt.partition_point(|other| other.start <= span.start);
        if around.checked_sub(1).and_then(|at| misspelt.get(at)).is_some_and(|other| span.end <= other.end) {
            continue;
        }
        let line = document.source.line_of(span.start);
        if groups.last().is_some_and(|(last, ..)| *last != line) {
            first = groups.len();
        }
        match groups.iter_mut().skip(first).find(|(_, known, _)| *known == kind) {
            Some((_, _, spans)) => spans.push(span),
            None => groups.push((line, kind, vec![span])),
        }
    }
    for (_, kind, spans) in groups {
        report(kind, &spans, cx);
    }
    for span in wide_blanks(document) {
        let name = cx.text(span).chars().next().map_or(0, u32::from);
        cx.report(span, format!("a blank in this command is none to a shell (U+{name:04X})"))
            .severity(Severity::Warning)
            .help("write an ordinary blank")
            .fix(Fix::safe("write a blank", [Edit::replace(span, " ")]));
    }
}

/// Reports what is hidden of one kind on one line.
fn report(kind: Kind, spans: &[Span], cx: &mut Cx<'_>) {
    let document = cx.document;
    let Some((first, others)) = spans.split_first() else { return };
    let code = spans.iter().any(|span| is_meant(document, span.start));
    let edits: Vec<Edit> = spans.iter().copied().map(Edit::delete).collect();
    let title = if others.is_empty() && first.len() <= 4 { "remove it" } else { "remove them" };
    // Code may need what stands in it, as a test for such characters does.
    let fix = if code { Fix::unsafe_(title, edits) } else { Fix::safe(title, edits) };
    let name = cx.text(*first).chars().next().map_or(0, u32::from);
    let more = match others.len() {
        0 => String::new(),
        1 => ", and once more on the line".to_owned(),
        count => format!(", and {count} times more on the line"),
    };
    let counts = spans.iter().any(|span| is_exact(document, span.start));
    let mut report = cx
        .report(*first, format!("{} (U+{name:04X}) is hidden here{more}", kind.name()))
        .severity(if counts { Severity::Error } else { Severity::Warning });
    for other in others.iter().take(LABELS) {
        report = report.label(*other, "here too");
    }
    report.help("write what is meant with characters that can be seen").fix(fix);
}

/// Whether each character counts at an offset: in code, paths and names.
fn is_exact(document: &Document, offset: u32) -> bool {
    let Some(block) = document.tree.block_at(offset) else { return false };
    matches!(block.kind, BlockKind::Fence(_) | BlockKind::Indented | BlockKind::Heading { .. })
        || code_span(document, block, offset).is_some()
}

/// The code span around an offset.
fn code_span<'d>(document: &'d Document, block: &Block, offset: u32) -> Option<&'d Inline> {
    let mut inlines = document.tree.inlines_of(block).iter();
    inlines.find(|inline| inline.kind == InlineKind::Code && inline.span.contains(offset))
}

/// Whether what is hidden at an offset may be what the code is about: in a block of code, in quotes inside a code span, or
/// all that a span holds.
fn is_meant(document: &Document, offset: u32) -> bool {
    let Some(block) = document.tree.block_at(offset) else { return false };
    let quoted = |inline: &Inline| {
        let before = document.source.slice(Span::new(inline.span.start, offset));
        let alone =
            || !document.source.slice(inline.span).contains(|c: char| c != '`' && c != ' ' && kind(c).is_none());
        ['"', '\''].iter().any(|mark| before.matches(*mark).count() % 2 == 1) || alone()
    };
    matches!(block.kind, BlockKind::Fence(_) | BlockKind::Indented)
        || code_span(document, block, offset).is_some_and(quoted)
}

/// Places that are shown; the fix goes over all.
const LABELS: usize = 8;

/// Names, values and boxes that are reported and written anew, in order.
fn misspelt(document: &Document) -> Vec<Span> {
    let boxes = |part: u32| {
        document.items_of(document.part(part)).iter().filter_map(|item| match item.mark {
            BoxMark::Malformed { span, .. } => Some(span),
            _ => None,
        })
    };
    let spelt = |found: &Deviation| match found.kind {
        DeviationKind::Misnamed { .. }
        | DeviationKind::BadValue { .. }
        | DeviationKind::LabelStyle
        | DeviationKind::BadBox { .. } => vec![found.span],
        DeviationKind::NoBoxes => boxes(found.part).collect(),
        _ => Vec::new(),
    };
    let mut spans: Vec<Span> = document.deviations.iter().flat_map(spelt).collect();
    spans.sort_unstable();
    spans
}

/// Why a character cannot be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Control,
    Width,
    Direction,
    Tag,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Control => "a control character",
            Self::Width => "a character without width",
            Self::Direction => "a mark that turns the direction of text",
            Self::Tag => "text in tag characters",
        }
    }
}

/// Runs of hidden characters of one kind, in order.
fn hidden(text: &str) -> Vec<(Span, Kind)> {
    let mut found: Vec<(Span, Kind)> = Vec::new();
    let mut lines = Lines { text, end: 0, right_to_left: false };
    let mut done = 0;
    for at in ODD.iter(text.as_bytes()) {
        if at >= done
            && let Some(rest) = text.get(at..)
        {
            done = at + run(text, at, rest, &mut lines, &mut found);
        }
    }
    found
}

/// The bytes that a hidden character may begin with.
static ODD: LazyLock<MemchrN> = LazyLock::new(|| {
    let mut odd = ByteSet::from_bytes(b"\x7F\xC2\xD8\xE1\xE2\xEF\xF3");
    odd.add_range(0..=b' ' - 1);
    MemchrN::from_byte_set(odd.difference(ByteSet::from_bytes(b"\t\n\r")))
});

/// Takes the hidden characters at the start of `rest`, which begins at `at`; their length.
fn run(text: &str, at: usize, rest: &str, lines: &mut Lines<'_>, found: &mut Vec<(Span, Kind)>) -> usize {
    let length = rest.find(|c| kind(c).is_none()).unwrap_or(rest.len());
    let (inside, behind) = rest.split_at(length);
    // What stands around all of them says what they are for.
    let around = [text[..at].chars().next_back(), behind.chars().next()];
    for (offset, c) in inside.char_indices() {
        let Some(kind) = kind(c) else { continue };
        if is_at_home(at + offset, c, kind, around, lines) {
            continue;
        }
        let span = Span::of(at + offset, at + offset + c.len_utf8());
        match found.last_mut() {
            Some((last, known)) if *known == kind && last.end == span.start => *last = last.to(span),
            _ => found.push((span, kind)),
        }
    }
    length
}

fn kind(c: char) -> Option<Kind> {
    match c {
        '\t' | '\n' | '\r' => None,
        _ if c.is_control() => Some(Kind::Control),
        '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{180E}' | '\u{AD}' => Some(Kind::Width),
        '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            Some(Kind::Direction)
        }
        '\u{E0000}'..='\u{E007F}' => Some(Kind::Tag),
        _ => None,
    }
}

/// Whether a hidden character does what it is made for: joins letters or emoji, guides text that runs from right to left,
/// or begins the file.
fn is_at_home(at: usize, c: char, kind: Kind, around: [Option<char>; 2], lines: &mut Lines<'_>) -> bool {
    match kind {
        Kind::Control => false,
        Kind::Width if c == '\u{FEFF}' => at == 0,
        // Between plain letters nothing is joined or parted.
        Kind::Width => !around.into_iter().all(|next| next.is_none_or(|next| next.is_ascii())),
        Kind::Direction => lines.is_right_to_left(at),
        // Flags of regions are a black flag and tags.
        Kind::Tag => around[0] == Some('\u{1F3F4}'),
    }
}

/// What is known of the last line that was looked at: one line may hold all marks of a file.
struct Lines<'t> {
    text: &'t str,
    end: usize,
    right_to_left: bool,
}

impl Lines<'_> {
    /// Whether the line at an offset holds letters that run from right to left, and no mark that turns any letters;
    /// offsets come in order.
    fn is_right_to_left(&mut self, at: usize) -> bool {
        if at >= self.end {
            let start = self.text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
            self.end = self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |length| at + length);
            let line = &self.text[start..self.end];
            self.right_to_left = line.chars().any(is_right_to_left) && !line.contains(OVERRIDES);
        }
        self.right_to_left
    }
}

/// Marks that turn the letters of any script.
const OVERRIDES: [char; 2] = ['\u{202D}', '\u{202E}'];

/// Hebrew, Arabic and their neighbours.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}')
        && c != '\u{61C}'
}

/// Blanks in commands that only look like one.
fn wide_blanks(document: &Document) -> Vec<Span> {
    let source = &document.source;
    let commands = document.items_with_role(Role::Command);
    let commands = commands.filter_map(|item| document.captured(item.captures, "command"));
    // Nearly every command is plain.
    let commands = commands.filter(|span| !source.slice(*span).is_ascii());
    let inside = |span: Span| {
        let places = source.slice(span).match_indices(WIDE);
        places.map(move |(at, c)| Span::new(span.start + offset(at), span.start + offset(at + c.len())))
    };
    commands.flat_map(inside).collect()
}

/// No-break spaces and the blank of East Asian text.
const WIDE: [char; 4] = ['\u{A0}', '\u{202F}', '\u{2007}', '\u{3000}'];

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Kind)> {
        hidden(text).into_iter().map(|(span, kind)| (&text[span.range()], kind)).collect()
    }

    #[test]
    fn what_cannot_be_seen_is_found() {
        assert_eq!(found("pass\u{200B}word"), [("\u{200B}", Kind::Width)]);
        assert_eq!(found("a\u{200B}\u{200B}b\u{AD}c"), [("\u{200B}\u{200B}", Kind::Width), ("\u{AD}", Kind::Width)]);
        assert_eq!(found("rm \u{202E}fr-\u{202C}"), [("\u{202E}", Kind::Direction), ("\u{202C}", Kind::Direction)]);
        assert_eq!(found("שלום \u{202E}live\u{202C}"), [("\u{202E}", Kind::Direction), ("\u{202C}", Kind::Direction)]);
        assert_eq!(found("go\u{E0061}\u{E0062}."), [("\u{E0061}\u{E0062}", Kind::Tag)]);
        assert_eq!(
            found("\u{1B}[2J \u{7F} \u{9B}"),
            [("\u{1B}", Kind::Control), ("\u{7F}", Kind::Control), ("\u{9B}", Kind::Control)]
        );
        assert_eq!(found("a\u{FEFF}b"), [("\u{FEFF}", Kind::Width)]);
        let far = format!("{}\u{200B}a", "é".repeat(100) + &"x".repeat(61));
        assert_eq!(found(&far), [("\u{200B}", Kind::Width)]);
    }

    #[test]
    fn what_does_its_work_is_left_alone() {
        for text in [
            "\u{FEFF}# Title\r\n\tcode — “quoted” … ×",
            "👩\u{200D}💻 and 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
            "می\u{200C}خواهم क\u{94D}\u{200D}ष",
            "the word \u{2067}שלום\u{2069} is Hebrew\u{200F}",
            "ภาษา\u{200B}ไทย",
        ] {
            assert_eq!(found(text), [], "{text:?}");
        }
    }
}
