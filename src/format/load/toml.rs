//! TOML values with their places, and the mistakes found in them.

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Severity};
use crate::format::words::nearest;
use crate::source::{Source, Span};

/// A value and where it stands.
#[derive(Clone)]
pub(super) struct Value<'a> {
    raw: DeValue<'a>,
    pub(super) span: Span,
}

/// A table, its entries in the order of the file.
#[derive(Clone, Default)]
pub(super) struct Table<'a>(Vec<((&'a str, Span), Value<'a>)>);

impl<'a> Table<'a> {
    pub(super) fn entries(self) -> impl Iterator<Item = ((&'a str, Span), Value<'a>)> {
        self.0.into_iter()
    }
}

/// Reads values and collects every mistake on the way.
pub(super) struct Reader<'a> {
    source: &'a Source,
    mistakes: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, mistakes: Vec::new() }
    }

    pub(super) fn is_clean(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// All mistakes in file order.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.mistakes.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        self.mistakes
    }

    pub(super) fn mistake(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.mistakes.push(Diagnostic {
            rule: "invalid-format",
            severity: Severity::Error,
            message: message.into(),
            span,
            task: None,
            step: None,
            labels: Vec::new(),
            help,
            fix: None,
        });
    }

    /// The whole file; syntax errors are mistakes.
    pub(super) fn document(&mut self) -> Option<Table<'a>> {
        let (table, errors) = DeTable::parse_recoverable(self.source.text());
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

    pub(super) fn table(&mut self, value: Value<'a>) -> Table<'a> {
        match value.raw {
            DeValue::Table(table) => self.entries(table),
            raw => {
                self.wrong(&Value { raw, span: value.span }, "a table");
                Table::default()
            }
        }
    }

    pub(super) fn array(&mut self, value: Value<'a>) -> Vec<Value<'a>> {
        match value.raw {
            DeValue::Array(array) => array
                .into_iter()
                .map(|item| {
                    let span = Span::of(item.span().start, item.span().end);
                    Value { raw: item.into_inner(), span }
                })
                .collect(),
            raw => {
                self.wrong(&Value { raw, span: value.span }, "a list");
                Vec::new()
            }
        }
    }

    pub(super) fn string(&mut self, value: &Value<'a>) -> String {
        if let DeValue::String(text) = &value.raw {
            return text.to_string();
        }
        self.wrong(value, "a string");
        String::new()
    }

    pub(super) fn integer(&mut self, value: &Value<'a>) -> Option<i64> {
        if let DeValue::Integer(number) = &value.raw {
            return i64::from_str_radix(number.as_str(), number.radix()).ok();
        }
        self.wrong(value, "a whole number");
        None
    }

    /// One string or a list of them.
    pub(super) fn strings(&mut self, value: &Value<'a>) -> Vec<String> {
        self.strings_at(value).into_iter().map(|(text, _)| text).collect()
    }

    /// One string or a list of them, with their places, quotes included.
    pub(super) fn strings_at(&mut self, value: &Value<'a>) -> Vec<(String, Span)> {
        match &value.raw {
            DeValue::String(text) => vec![(text.to_string(), value.span)],
            DeValue::Array(_) => self
                .array(value.clone())
                .iter()
                .map(|item| (self.string(item), item.span))
                .filter(|(text, _)| !text.is_empty())
                .collect(),
            _ => {
                self.wrong(value, "a string or a list of strings");
                Vec::new()
            }
        }
    }

    /// The index of the word among those allowed.
    pub(super) fn choice(&mut self, value: &Value<'a>, words: &[&str]) -> Option<usize> {
        let text = self.string(value);
        let found = words.iter().position(|word| *word == text);
        if found.is_none() && !text.is_empty() {
            let help = suggestion(&text, words.iter().copied(), "one of");
            self.mistake(value.span, format!("`{text}` is not allowed here"), Some(help));
        }
        found
    }

    pub(super) fn unknown_key(&mut self, (key, at): (&str, Span), known: &[&str]) {
        let help = nearest(key, known.iter().copied())
            .map_or_else(|| "the file may need a newer planvet".to_owned(), |near| format!("did you mean `{near}`?"));
        self.mistake(at, format!("unknown key `{key}`"), Some(help));
    }

    pub(super) fn unknown_part<'n>(&mut self, name: &str, at: Span, known: impl Iterator<Item = &'n str>) {
        let near = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
        self.mistake(at, format!("no part is called `{name}`"), near);
    }

    fn wrong(&mut self, value: &Value<'a>, wanted: &str) {
        self.mistake(value.span, format!("not {wanted}"), None);
    }
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
