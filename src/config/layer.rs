//! One configuration file as it is written, with the places of what other files must confirm.

use crate::config::keys::{FAIL_ON, FORMAT_KEYS, KEYS, OVERRIDE_KEYS, names};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::{Level, named};
use crate::format::Presence;
use crate::source::{Source, Span, Unreadable};
use crate::toml::{Reader, Table, Value, mistake};

use super::globs;

/// What mistakes in a configuration are called.
pub(super) const RULE: &str = "invalid-configuration";

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) extends: Vec<(String, Span)>,
    pub(super) rules: Levels,
    pub(super) include: Option<(Vec<String>, Span)>,
    pub(super) exclude: Option<(Vec<String>, Span)>,
    /// `None` inside: nothing makes the status 1.
    pub(super) fail_on: Option<(Option<Severity>, Span)>,
    pub(super) baseline: Option<(String, Span)>,
    pub(super) format_folder: Option<(String, Span)>,
    pub(super) formats: Vec<ForFiles>,
    pub(super) overrides: Vec<ForFiles>,
    pub(super) presence: Vec<Demands>,
}

/// Levels of single rules, in the order in which they count.
pub(super) type Levels = Vec<(&'static str, Level, Span)>;

/// An entry of `formats` or `overrides`.
#[derive(Debug, Default)]
pub(super) struct ForFiles {
    pub(super) files: Vec<String>,
    pub(super) rules: Levels,
    pub(super) format: Option<(String, Span)>,
}

/// Which parts of a format must be there.
#[derive(Debug)]
pub(super) struct Demands {
    pub(super) format: (String, Span),
    /// The presence is missing where it is a mistake.
    pub(super) parts: Vec<(String, Span, Option<Presence>)>,
}

/// Reads a file. Nothing when it is a `pyproject.toml` that does not speak of planvet.
pub(super) fn read(source: &Source, in_project: bool) -> Option<(Layer, Vec<Diagnostic>)> {
    if source.unreadable().is_some() {
        let message = match source.unreadable() {
            Some(Unreadable::Nul(_)) => "the file holds a NUL byte",
            _ => "the file is not UTF-8 text",
        };
        return Some((Layer::default(), vec![mistake(RULE, Span::at(source.len()), message, None)]));
    }
    // Most projects say nothing; finding that out costs no reading of TOML.
    if in_project && !source.text().contains("planvet") {
        return None;
    }
    let mut reader = Reader::new(source, RULE);
    let mut layer = Layer::default();
    let mut top = reader.document();
    if in_project && let Some(project) = top.take() {
        let tools = inside(&mut reader, project, "tool")?;
        top = Some(inside(&mut reader, tools, "planvet")?);
    }
    for (key, value) in top.into_iter().flat_map(Table::entries) {
        layer.key(&mut reader, key, value);
    }
    Some((layer, reader.finish()))
}

/// The table of that name in a table.
fn inside<'a>(reader: &mut Reader<'a>, table: Table<'a>, name: &str) -> Option<Table<'a>> {
    let (_, value) = table.entries().find(|((key, _), _)| *key == name)?;
    Some(reader.table(value))
}

impl Layer {
    fn key<'a>(&mut self, reader: &mut Reader<'a>, key: (&'a str, Span), value: Value<'a>) {
        let span = value.span;
        match key.0 {
            "extends" => self.extends = reader.strings_at(&value),
            "rules" => self.rules = levels(reader, value),
            "include" => self.include = Some((patterns(reader, &value), key.1)),
            "exclude" => self.exclude = Some((patterns(reader, &value), key.1)),
            "fail-on" => {
                let levels = [Some(Severity::Error), Some(Severity::Warning), Some(Severity::Info), None];
                self.fail_on = reader.choice(&value, &FAIL_ON).map(|at| (levels[at], span));
            }
            "baseline" => self.baseline = reader.text(&value).map(|text| (text, span)),
            "format-folder" => self.format_folder = reader.text(&value).map(|text| (text, span)),
            "formats" => {
                for value in reader.array(value) {
                    self.formats.push(for_files(reader, value, false));
                }
            }
            "overrides" => {
                for value in reader.array(value) {
                    self.overrides.push(for_files(reader, value, true));
                }
            }
            "presence" => {
                for ((format, at), value) in reader.table(value).entries() {
                    let parts = demands(reader, value);
                    self.presence.push(Demands { format: (format.to_owned(), at), parts });
                }
            }
            "tool" => {
                let help = "such a table stands in `pyproject.toml`; write its keys without it here";
                reader.mistake(key.1, "unknown key `tool`", Some(help.to_owned()));
            }
            _ => reader.unknown_key(key, &names(&KEYS)),
        }
    }
}

/// Levels by rule, groups before rules and `all` before groups, so that the narrower name comes later.
fn levels<'a>(reader: &mut Reader<'a>, value: Value<'a>) -> Levels {
    let mut all: Vec<(usize, Vec<&'static str>, Level, Span)> = Vec::new();
    for ((name, at), value) in reader.table(value).entries() {
        let level = reader.choice(&value, &Level::NAMES).map(|index| Level::ALL[index]);
        match named(name) {
            Ok(rules) => {
                let rules: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
                // A group of one rule is still a group.
                let width = if name == "all" { usize::MAX } else { rules.len() + usize::from(rules != [name]) };
                all.extend(level.map(|level| (width, rules, level, at)));
            }
            Err(unknown) => {
                let help = unknown
                    .nearest
                    .map_or_else(|| "`planvet rules` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
                reader.mistake(at, format!("no rule or group is called `{name}`"), Some(help));
            }
        }
    }
    all.sort_by_key(|(width, ..)| std::cmp::Reverse(*width));
    let flat = all.into_iter();
    flat.flat_map(|(_, rules, level, at)| rules.into_iter().map(move |rule| (rule, level, at))).collect()
}

/// Patterns of files; those that are none are mistakes.
fn patterns<'a>(reader: &mut Reader<'a>, value: &Value<'a>) -> Vec<String> {
    let mut good = Vec::new();
    for (text, at) in reader.strings_at(value) {
        match globs::mistake(&text) {
            Some((message, help)) => reader.mistake(at, message, help),
            None => good.push(text),
        }
    }
    good
}

fn for_files<'a>(reader: &mut Reader<'a>, value: Value<'a>, overrides: bool) -> ForFiles {
    let mut entry = ForFiles::default();
    let (at, mut has_files, mut has_format) = (value.span, false, false);
    for (key, value) in reader.table(value).entries() {
        match key.0 {
            "files" => {
                has_files = true;
                entry.files = patterns(reader, &value);
            }
            "format" => {
                has_format = true;
                entry.format = reader.text(&value).map(|text| (text, value.span));
            }
            "rules" if overrides => entry.rules = levels(reader, value),
            _ if overrides => reader.unknown_key(key, &names(&OVERRIDE_KEYS)),
            _ => reader.unknown_key(key, &names(&FORMAT_KEYS)),
        }
    }
    if !has_files {
        reader.mistake(at, "this does not say for which files", Some("add `files = [\"…\"]`".to_owned()));
    }
    if !overrides && !has_format {
        reader.mistake(at, "this does not name the format", Some("add `format = \"…\"`".to_owned()));
    }
    entry
}

fn demands<'a>(reader: &mut Reader<'a>, value: Value<'a>) -> Vec<(String, Span, Option<Presence>)> {
    let mut parts = Vec::new();
    for ((part, at), value) in reader.table(value).entries() {
        // `task/step` needs quotes; without them, dots would make tables of it.
        let presence = reader.choice(&value, &Presence::NAMES);
        parts.push((part.to_owned(), at, presence.map(|index| Presence::ALL[index])));
    }
    parts
}
