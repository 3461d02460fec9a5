//! TOML values with their places, and the mistakes found in them.

use ::toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Severity};
use crate::format::words::nearest;
use crate::source::{Source, Span};

/// A value and where it stands.
#[derive(Clone)]
pub(crate) struct Value<'a> {
    raw: DeValue<'a>,
    pub(crate) span: Span,
}

/// A table, its entries in the order of the file.
#[derive(Clone, Default)]
pub(crate) struct Table<'a>(Vec<((&'a str, Span), Value<'a>)>);

impl<'a> Table<'a> {
    pub(crate) fn entries(self) -> impl Iterator<Item = ((&'a str, Span), Value<'a>)> {
        self.0.into_iter()
    }
}

/// Reads values and collects every mistake on the way.
pub(crate) struct Reader<'a> {
    source: &'a Source,
    /// What mistakes of this kind of file are called.
    rule: &'static str,
    mistakes: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(source: &'a Source, rule: &'static str) -> Self {
        Self { source, rule, mistakes: Vec::new() }
    }

    /// All mistakes in file order.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.mistakes.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        // The parser may say one thing twice.
        self.mistakes.dedup();
        self.mistakes
    }

    pub(crate) fn mistake(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.mistakes.push(mistake(self.rule, span, message, help));
    }

    /// The whole file; syntax errors are mistakes.
    pub(crate) fn document(&mut self) -> Option<Table<'a>> {
        let (table, errors) = DeTable::parse_recoverable(self.source.text());
        // Every line after it would be a mistake too.
        if !errors.is_empty()
            && let Some(at) = lone_return(self.source.text())
        {
            let help = "save the file with LF or CRLF at the ends of its lines".to_owned();
            self.mistake(Span::of(at, at + 1), "not TOML: a line ends with CR alone", Some(help));
            return None;
        }
        for error in &errors {
            let span = error.span().map_or(Span::at(0), |range| Span::of(range.start, range.end));
            self.mistake(span, format!("not TOML: {}", error.message()), None);
        }
        errors.is_empty().then(|| self.entries(table.into_inner()))
    }

    fn entries(&self, table: DeTable<'a>) -> Table<'a> {
        let mut entries: Vec<((&'a str, Span), Value<'a>)> = Vec::new();
        for (key, value) in table {
            let at = Span::of(key.span().start, key.span().end);
            // A quoted key with escapes is not one that any format knows; its text in the file will do.
            let name = match key.into_inner() {
                std::borrow::Cow::Borrowed(name) => name,
                std::borrow::Cow::Owned(_) => self.source.slice(at),
            };
            let span = Span::of(value.span().start, value.span().end);
            entries.push(((name, at), Value { raw: value.into_inner(), span }));
        }
        entries.sort_by_key(|((_, at), _)| *at);
        Table(entries)
    }

    pub(crate) fn table(&mut self, value: Value<'a>) -> Table<'a> {
        if let DeValue::Table(table) = value.raw {
            return self.entries(table);
        }
        self.wrong(value.span, "a table");
        Table::default()
    }

    pub(crate) fn array(&mut self, value: Value<'a>) -> Vec<Value<'a>> {
        let DeValue::Array(array) = value.raw else {
            self.wrong(value.span, "a list");
            return Vec::new();
        };
        let place = |item: &::toml::Spanned<DeValue<'a>>| Span::of(item.span().start, item.span().end);
        array.into_iter().map(|item| Value { span: place(&item), raw: item.into_inner() }).collect()
    }

    /// A text; one of another type or without a character is a mistake.
    pub(crate) fn text(&mut self, value: &Value<'a>) -> Option<String> {
        self.said(&value.raw, value.span).map(str::to_owned)
    }

    fn said<'v>(&mut self, raw: &'v DeValue<'a>, span: Span) -> Option<&'v str> {
        match raw {
            DeValue::String(text) if text.is_empty() => self.mistake(span, "the text is empty", None),
            DeValue::String(text) => return Some(text),
            _ => self.wrong(span, "a string"),
        }
        None
    }

    /// A text, empty where it is a mistake.
    pub(crate) fn string(&mut self, value: &Value<'a>) -> String {
        self.text(value).unwrap_or_default()
    }

    pub(crate) fn integer(&mut self, value: &Value<'a>) -> Option<i64> {
        if let DeValue::Integer(number) = &value.raw {
            return i64::from_str_radix(number.as_str(), number.radix()).ok();
        }
        self.wrong(value.span, "a whole number");
        None
    }

    /// One string or a list of them.
    pub(crate) fn strings(&mut self, value: &Value<'a>) -> Vec<String> {
        self.strings_at(value).into_iter().map(|(text, _)| text).collect()
    }

    /// One string or a list of them, with their places, quotes included.
    pub(crate) fn strings_at(&mut self, value: &Value<'a>) -> Vec<(String, Span)> {
        match &value.raw {
            DeValue::String(_) => self.text(value).map(|text| (text, value.span)).into_iter().collect(),
            DeValue::Array(items) => {
                let places = items.iter().map(|item| (item.get_ref(), Span::of(item.span().start, item.span().end)));
                places.filter_map(|(raw, at)| self.said(raw, at).map(|text| (text.to_owned(), at))).collect()
            }
            _ => {
                self.wrong(value.span, "a string or a list of strings");
                Vec::new()
            }
        }
    }

    /// The index of the word among those allowed.
    pub(crate) fn choice(&mut self, value: &Value<'a>, words: &[&str]) -> Option<usize> {
        let text = self.said(&value.raw, value.span)?;
        let found = words.iter().position(|word| *word == text);
        if found.is_none() {
            let help = suggestion(text, words.iter().copied(), "one of");
            self.mistake(value.span, format!("`{text}` is not allowed here"), Some(help));
        }
        found
    }

    pub(crate) fn unknown_key(&mut self, (key, at): (&str, Span), known: &[&str]) {
        let help = nearest(key, known.iter().copied())
            .map_or_else(|| "the file may need a newer planvet".to_owned(), |near| format!("did you mean `{near}`?"));
        self.mistake(at, format!("unknown key `{key}`"), Some(help));
    }

    /// A name that nothing of a kind (`part`) has.
    pub(crate) fn unknown<'n>(&mut self, kind: &str, name: &str, at: Span, known: impl Iterator<Item = &'n str>) {
        self.mistakes.push(unknown(self.rule, kind, name, at, known));
    }

    fn wrong(&mut self, span: Span, wanted: &str) {
        self.mistake(span, format!("not {wanted}"), None);
    }
}

/// The first CR without an LF behind it.
fn lone_return(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\r', bytes).find(|at| bytes.get(at + 1) != Some(&b'\n'))
}

/// A mistake in a file of the user.
pub(crate) fn mistake(rule: &'static str, span: Span, message: impl Into<String>, help: Option<String>) -> Diagnostic {
    Diagnostic {
        rule,
        severity: Severity::Error,
        message: message.into(),
        span,
        task: None,
        step: None,
        labels: Vec::new(),
        help,
        fix: None,
    }
}

/// The mistake of a name that nothing of a kind has.
pub(crate) fn unknown<'n>(
    rule: &'static str,
    kind: &str,
    name: &str,
    at: Span,
    known: impl Iterator<Item = &'n str>,
) -> Diagnostic {
    let near = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
    mistake(rule, at, format!("no {kind} is called `{name}`"), near)
}

fn suggestion<'a>(text: &str, words: impl Iterator<Item = &'a str> + Clone, lead: &str) -> String {
    nearest(text, words.clone()).map_or_else(
        || {
            let all: Vec<String> = words.map(|word| format!("`{word}`")).collect();
            format!("write {lead} {}", all.join(", "))
        },
        |near| format!("did you mean `{near}`?"),
    )
}
