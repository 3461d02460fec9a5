//! The report for people: each finding with the lines around it; the only file that names miette.

use std::fmt;
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};

use rayon::prelude::*;

use super::text::{columns, visible};
use super::window::Window;
use super::{Checked, Emitter, Limit, Part, Style, Totals};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Position, Source, Span};

pub(super) static EMITTER: Emitter = Emitter {
    name: "full",
    about: "Each finding with the lines around it",
    limit: Limit::Asked(None),
    render,
    tail: Totals::more,
    ..Emitter::PLAIN
};

fn render(checked: &Checked<'_>, style: &Style, part: &mut Part) {
    let page = Page::new(checked, style);
    let show = |diagnostic: &Diagnostic| {
        let mut out = String::new();
        page.show(diagnostic, &mut out);
        out
    };
    // Drawing is most of the work where findings are many, and each is drawn by itself.
    if style.parallel && checked.found.len() >= MANY {
        let drawn: Vec<String> = checked.found.par_iter().with_min_len(MANY / 4).map(show).collect();
        let mut drawn = drawn.iter();
        part.each(checked.found, |_, out| out.extend(drawn.next().map(String::as_str)));
    } else {
        part.each(checked.found, |diagnostic, out| page.show(diagnostic, out));
    }
}

/// Findings that are worth more than one thread.
const MANY: usize = 256;

/// Appends the findings of one file, each followed by an empty line.
pub(crate) fn file(source: &Source, diagnostics: &[Diagnostic], style: &Style, out: &mut String) {
    let checked = Checked::new(source, diagnostics, source.name());
    let page = Page::new(&checked, style);
    for diagnostic in diagnostics {
        page.show(diagnostic, out);
    }
}

/// More labels than this help nobody, and drawing them takes time that grows with their square.
const LABELS: usize = 8;

/// The widest text of a line; terminals may be wider.
const WIDEST: usize = 400;

struct Page<'a> {
    name: String,
    theme: GraphicalTheme,
    style: &'a Style,
    checked: &'a Checked<'a>,
}

impl<'a> Page<'a> {
    fn new(checked: &'a Checked<'a>, style: &'a Style) -> Self {
        let theme = if style.unicode { GraphicalTheme::unicode() } else { GraphicalTheme::ascii() };
        Self { name: visible(checked.source.name()).into_owned(), theme, style, checked }
    }

    fn show(&self, diagnostic: &Diagnostic, out: &mut String) {
        let width = self.style.width.max(40);
        let mut spans = vec![diagnostic.span];
        spans.extend(diagnostic.labels.iter().take(LABELS).map(|label| label.span));
        let window = Window::new(self.checked.source, &spans, self.room(&spans, width));
        let mut marks: Vec<Mark> = Vec::with_capacity(spans.len());
        for (index, range) in window.marks().iter().enumerate() {
            let label = index.checked_sub(1).and_then(|index| diagnostic.labels.get(index));
            marks.push(Mark {
                range: range.clone(),
                text: label.map(|label| clip(&visible(&label.message), width)).filter(|text| !text.is_empty()),
                main: index == 0,
                high: window.text().get(range.clone()).is_some_and(|text| text.contains('\n')),
                place: self.checked.places.at(spans.get(index).map_or(0, |span| span.start)),
            });
        }
        let marks = apart(marks, window.text());

        let report = Report { diagnostic, code: self.code(diagnostic.rule), name: &self.name, window, marks };
        self.draw(&report, width, out);
        self.notes(diagnostic, width, out);
        out.push('\n');
    }

    /// Lets miette draw the finding in colour and mends what it draws.
    fn draw(&self, report: &Report<'_>, width: usize, out: &mut String) {
        let mut theme = self.theme.clone();
        let styles = &theme.styles;
        let main = match report.diagnostic.severity {
            Severity::Error => styles.error,
            Severity::Warning => styles.warning,
            Severity::Info => styles.advice,
        };
        let (main, other) = (main.bold(), styles.highlights.first().copied().unwrap_or(main));
        // It draws a line down from every underline left of a text, also from those that have no text of their own.
        // Those are slanted, which does not show, so that their lines can be told apart and taken out.
        let stray = [main, other].map(|paint| paint.italic().style(theme.characters.vbar).to_string());
        let paint = |mark: &Mark| {
            let paint = if mark.main { main } else { other };
            if mark.text.is_none() && !mark.high { paint.italic() } else { paint }
        };
        theme.styles.highlights = report.marks.iter().map(paint).collect();
        let mut text = String::new();
        let handler = GraphicalReportHandler::new_themed(theme).with_width(width).without_syntax_highlighting();
        // Writing to a string cannot fail, and the window has every span that is asked for.
        let _ = handler.render_report(&mut text, report);
        let text = stray.iter().fold(text, |text, stray| text.replace(stray, " "));
        let text = if self.style.color { text } else { plain(&text) };
        for line in text.lines() {
            out.push_str(line.trim_end_matches(' '));
            out.push('\n');
        }
    }

    /// Columns for the text of a line: what the line numbers and the brackets of high spans leave.
    fn room(&self, spans: &[Span], width: usize) -> usize {
        let line = |offset: u32| self.checked.source.line_of(offset);
        let last = spans.iter().map(|span| line(span.end) + 2).max().unwrap_or(1);
        let high = spans.iter().filter(|span| line(span.start) < line(span.end)).count();
        let bracket = if high > 0 { high + 3 } else { 0 };
        width.saturating_sub(last.to_string().len() + 4 + bracket).clamp(24, WIDEST)
    }

    fn code(&self, rule: &str) -> String {
        match crate::rules::url(rule).filter(|_| self.style.links) {
            Some(url) => format!("\u{1b}]8;;{}\u{1b}\\{}\u{1b}]8;;\u{1b}\\", visible(&url), visible(rule)),
            None => visible(rule).into_owned(),
        }
    }

    fn notes(&self, diagnostic: &Diagnostic, width: usize, out: &mut String) {
        if let Some(help) = &diagnostic.help {
            self.note("help", help, width, out);
        }
        if let Some(fix) = &diagnostic.fix {
            self.note(" fix", &format!("{} ({})", fix.title, fix.safety.name()), width, out);
        }
        let more = diagnostic.labels.len().saturating_sub(LABELS);
        if more > 0 {
            self.note("also", &format!("{more} more places"), width, out);
        }
    }

    /// A text after a coloured word, wrapped between words.
    fn note(&self, word: &str, text: &str, width: usize, out: &mut String) {
        let (on, off) = if self.style.color { ("\u{1b}[36m", "\u{1b}[0m") } else { ("", "") };
        out.extend(["  ", on, word, ":", off]);
        let start = word.len() + 3;
        let mut column = start;
        for word in visible(text).split(' ') {
            let length = word.chars().map(columns).sum::<usize>() + 1;
            if column > start && column + length > width {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', start));
                column = start;
            }
            out.push(' ');
            out.push_str(word);
            column += length;
        }
        out.push('\n');
    }
}

/// A text without the colours that miette gave it; links stay.
fn plain(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    out.extend(parts.map(|part| part.split_once('m').map_or(part, |(_, rest)| rest)));
    out
}

/// The start of a text, as long as fits: the texts of labels are not wrapped.
fn clip(text: &str, width: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += columns(*c);
        used < width
    };
    let mut out: String = text.chars().take_while(fits).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

/// A place to underline, in the copy.
#[derive(Clone)]
struct Mark {
    range: Range<usize>,
    text: Option<String>,
    /// Whether it is the finding's own place.
    main: bool,
    /// Whether it covers more than one line.
    high: bool,
    place: Position,
}

/// Cuts marks so that none overlaps another on a line, where miette would draw one to the right of its text.
///
/// The shorter one keeps its columns; the longer one keeps the rest and its text goes to the longest part of it.
fn apart(mut marks: Vec<Mark>, text: &str) -> Vec<Mark> {
    marks.sort_by_key(|mark| (mark.range.len(), mark.range.start));
    let mut kept: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        if mark.high {
            kept.push(mark);
            continue;
        }
        let parts = remains(&mark.range, &kept, text);
        let longest = (0..parts.len()).rev().max_by_key(|index| parts.get(*index).map_or(0, Range::len));
        let Some(longest) = longest else {
            join(&mut kept, mark);
            continue;
        };
        for (index, range) in parts.into_iter().enumerate() {
            let text = mark.text.clone().filter(|_| index == longest);
            kept.push(Mark { range, text, ..mark.clone() });
        }
    }
    kept.sort_by_key(|mark| mark.range.start);
    kept
}

/// The parts of `range` that no mark covers; an empty mark covers the character after it.
fn remains(range: &Range<usize>, marks: &[Mark], text: &str) -> Vec<Range<usize>> {
    let mut parts = vec![range.clone()];
    for mark in marks {
        let after = text.get(mark.range.start..).and_then(|text| text.chars().next()).map_or(1, char::len_utf8);
        let (start, end) = (mark.range.start, mark.range.end.max(mark.range.start + after));
        let cut = |part: Range<usize>| {
            let whole = part.end <= start || part.start >= end;
            if whole && !(part.is_empty() && part.start == start) {
                return [Some(part), None];
            }
            let left = part.start..start.min(part.end);
            let right = end.max(part.start)..part.end;
            [Some(left), Some(right)].map(|part| part.filter(|part| !part.is_empty()))
        };
        parts = parts.into_iter().flat_map(cut).flatten().collect();
    }
    parts
}

/// Gives the text of a mark that others cover to the first of them.
fn join(kept: &mut [Mark], mark: Mark) {
    let covers = |other: &&mut Mark| other.range.start <= mark.range.start && mark.range.start <= other.range.end;
    let Some(other) = kept.iter_mut().find(covers) else { return };
    other.main |= mark.main;
    other.text = match (other.text.take(), mark.text) {
        (Some(first), Some(second)) => Some(format!("{first}; {second}")),
        (first, second) => first.or(second),
    };
}

/// A finding as miette wants it.
struct Report<'a> {
    diagnostic: &'a Diagnostic,
    code: String,
    name: &'a str,
    window: Window,
    marks: Vec<Mark>,
}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = |mark: &Mark| {
            let span = SourceSpan::from(mark.range.clone());
            if mark.main {
                LabeledSpan::new_primary_with_span(mark.text.clone(), span)
            } else {
                LabeledSpan::new_with_span(mark.text.clone(), span)
            }
        };
        Some(Box::new(self.marks.iter().map(label)))
    }
}

impl SourceCode for Report<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let range = span.offset()..span.offset() + span.len();
        let excerpt = self.window.excerpt(&range, before.max(after)).ok_or(MietteError::OutOfBounds)?;
        let lines = SourceSpan::from(excerpt.start..excerpt.start + excerpt.text.len());
        // Without context the place of a mark is asked for, to be shown as it is in the document.
        let mark = self.marks.iter().find(|mark| before + after == 0 && mark.range == range);
        let (line, column) = mark.map_or((excerpt.line, 0), |mark| (mark.place.line - 1, mark.place.column - 1));
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.to_owned(),
            excerpt.text.as_bytes(),
            lines,
            line as usize,
            column as usize,
            excerpt.count,
        )))
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.diagnostic.message))
    }
}

impl std::error::Error for Report<'_> {}
