//! Reads a format file. All mistakes in it are found at once, each with its place.

mod check;
mod nest;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};
use crate::toml::{Reader, Table, Value};

use self::nest::{anchor, find, nest, prepare};
use super::look::{self, Form, Look};
use super::skeleton::{CODE, TEXT};
use super::types::{BUILT_IN as BUILT_IN_TYPES, Pattern, Type, TypeRule};
use super::words::normalise;
use super::{
    Bracketed, Facts, Format, Names, PartId, PartSpec, Presence, ROOT, Role, Steps, Unique, byte_bit, first_bit,
};

/// The language version that this reader knows.
const LANGUAGE: i64 = 1;

/// Whether what only costs time to check is known to be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// The text is in the binary and checked by a test.
    BuiltIn,
    Checked,
}

/// A part with the places of what it cites, until the references are resolved.
pub(super) struct Draft {
    pub(super) spec: PartSpec,
    pub(super) span: Span,
    /// Captures named by `placeholder.X`, `sample.X` and `unique`.
    pub(super) cites: Vec<(String, Span)>,
    /// What the part itself says of unknown headings.
    others: Option<Option<Severity>>,
}

pub(super) fn load(source: &Source, trust: Trust) -> Result<Format, Vec<Diagnostic>> {
    let mut reader = Reader::new(source, "invalid-format");
    let format = read(&mut reader, trust);
    let mistakes = reader.finish();
    match format {
        Some(format) if mistakes.is_empty() => Ok(format),
        _ => Err(mistakes),
    }
}

fn read(reader: &mut Reader<'_>, trust: Trust) -> Option<Format> {
    let top = reader.document()?;
    let mut head = Head::default();
    for (key, value) in top.entries() {
        head.key(reader, key, value);
    }
    let language = head.language.unwrap_or_else(|| {
        reader.mistake(
            Span::at(0),
            "the format file does not say its `language`",
            Some("begin with `language = 1`".to_owned()),
        );
        LANGUAGE
    });
    if language != LANGUAGE {
        let message = format!("`language = {language}` is not one that this planvet reads");
        reader.mistake(head.language_at, message, Some("write `language = 1`, or use a newer planvet".to_owned()));
        return None;
    }
    if head.name.is_empty() {
        reader.mistake(Span::at(0), "the format has no `name`", Some("add `name = \"…\"`".to_owned()));
    }
    let drafts = nest(reader, head.parts, head.others.unwrap_or(Some(Severity::Warning)));
    let anchor = anchor(reader, &drafts, head.anchor.as_ref());
    let types = types(reader, head.types, &drafts, trust);
    if trust == Trust::Checked {
        check::parts(reader, &drafts, &types);
    }
    let mut parts: Vec<PartSpec> = drafts.into_iter().map(|draft| draft.spec).collect();
    prepare(&mut parts, &types);
    let names = Names::new(&parts);
    let steps = Steps::new(&parts, anchor);
    let Head { name, about, version, files, none, placeholders, .. } = head;
    let own = parts.iter().flat_map(|part| part.placeholders.iter().map(|(_, text)| text));
    let bracketed: Vec<Bracketed> = own.chain(&placeholders).filter_map(|text| Bracketed::new(text)).collect();
    let behind_brackets = bracketed.iter().fold(0, |all, known| all | byte_bit(known.next));
    let looks = parts.iter().flat_map(|part| part.looks.iter()).flat_map(Look::captures);
    let mut captures: Vec<&str> = looks.chain([CODE, TEXT]).collect();
    captures.sort_unstable();
    captures.dedup();
    let placeholders_begin = placeholders.iter().fold(0, |all, text| all | first_bit(text));
    let captures_begin = captures.iter().fold(0, |all, name| all | first_bit(name));
    let captures = captures.into_iter().map(str::to_owned).collect();
    let bulleted_fields = parts.iter().any(|part| matches!(part.form, Form::Field { bulleted: true, .. }));
    Some(Format {
        name,
        about,
        version,
        files,
        anchor,
        none,
        placeholders,
        placeholders_begin,
        bracketed,
        behind_brackets,
        captures,
        captures_begin,
        types,
        roles: parts.iter().map(|part| part.role).collect(),
        parts,
        names,
        steps,
        bulleted_fields,
    })
}

/// What stands outside the parts.
#[derive(Default)]
struct Head<'a> {
    language: Option<i64>,
    language_at: Span,
    name: String,
    version: String,
    about: String,
    files: Vec<String>,
    anchor: Option<(String, Span)>,
    none: Vec<String>,
    placeholders: Vec<String>,
    types: Vec<(String, Span, Value<'a>)>,
    parts: Vec<Draft>,
    others: Option<Option<Severity>>,
}

pub(super) const HEAD_KEYS: [&str; 11] =
    ["language", "name", "version", "about", "files", "anchor", "others", "none", "placeholders", "type", "part"];

impl<'a> Head<'a> {
    fn key(&mut self, reader: &mut Reader<'a>, key: (&'a str, Span), value: Value<'a>) {
        match key.0 {
            "language" => {
                self.language_at = value.span;
                self.language = reader.integer(&value);
            }
            "name" => self.name = reader.string(&value),
            "version" => self.version = reader.string(&value),
            "about" => self.about = reader.string(&value),
            "files" => self.files = reader.strings(&value),
            "anchor" => self.anchor = Some((reader.string(&value), value.span)),
            "others" => self.others = Some(others(reader, &value)),
            "none" => self.none = reader.strings(&value),
            "placeholders" => self.placeholders = reader.strings(&value),
            "type" => {
                for ((name, span), value) in reader.table(value).entries() {
                    self.types.push((name.to_owned(), span, value));
                }
            }
            "part" => {
                for value in reader.array(value) {
                    let span = value.span;
                    let table = reader.table(value);
                    if let Some(draft) = part(reader, table, span) {
                        self.parts.push(draft);
                    }
                }
            }
            _ => reader.unknown_key(key, &HEAD_KEYS),
        }
    }
}

pub(super) const PART_KEYS: [&str; 13] = [
    "is",
    "also",
    "id",
    "role",
    "presence",
    "occurs",
    "order",
    "others",
    "none",
    "unique",
    "about",
    "placeholder",
    "sample",
];

fn part<'a>(reader: &mut Reader<'a>, table: Table<'a>, span: Span) -> Option<Draft> {
    let mut spec = PartSpec::empty();
    let mut cites = Vec::new();
    let mut id = None;
    let mut also_at = Vec::new();
    let mut is_at = span;
    let mut own_others = None;
    for (key, value) in table.entries() {
        match key.0 {
            "is" => {
                is_at = value.span;
                spec.looks = looks(reader, &value);
                spec.form = spec.looks.first().map_or(Form::Document, |look| look.form);
            }
            "also" => also_at = reader.strings_at(&value),
            "id" => id = Some(reader.string(&value)),
            "role" => spec.role = role(reader, &value),
            "presence" => spec.presence = presence(reader, &value),
            "occurs" => spec.most = occurs(reader, &value),
            "order" => spec.any_order = reader.choice(&value, &["declared", "any"]) == Some(1),
            "others" => own_others = Some(others(reader, &value)),
            "none" => {
                spec.none_allowed = reader.choice(&value, &["no", "allowed"]) == Some(1);
            }
            "unique" => {
                let text = reader.string(&value);
                let (capture, in_parent) =
                    text.strip_suffix(" in parent").map_or((text.as_str(), false), |name| (name, true));
                cites.push((capture.to_owned(), value.span));
                spec.unique = Some(Unique { capture: capture.to_owned(), in_parent });
            }
            "about" => spec.about = reader.string(&value),
            "placeholder" => spec.placeholders = captured(reader, value, &mut cites),
            "sample" => spec.samples = captured(reader, value, &mut cites),
            _ => reader.unknown_key(key, &PART_KEYS),
        }
    }
    let Some(first) = spec.looks.first() else {
        if is_at == span {
            reader.mistake(span, "the part does not say how it looks", Some("add `is = \"…\"`".to_owned()));
        }
        return None;
    };
    spec.title = first.title();
    spec.id = id.unwrap_or_else(|| normalise(&spec.title).replace(' ', "-"));
    if spec.id.is_empty() {
        spec.id = first.captures().first().map_or_else(|| "text".to_owned(), |name| name.replace('.', "-"));
    }
    let field = spec.is_field();
    for (text, at) in also_at {
        let read = if field { Ok(vec![look::Piece::Text(text)]) } else { look::text(&text) };
        match read {
            Ok(pieces) => spec.also.push(pieces),
            Err(error) => reader.mistake(
                Span::of(at.start as usize + 1 + error.at.start, at.start as usize + 1 + error.at.end),
                error.message,
                None,
            ),
        }
    }
    Some(Draft { spec, span: is_at, cites, others: own_others })
}

fn looks<'a>(reader: &mut Reader<'a>, value: &Value<'a>) -> Vec<Look> {
    let mut looks = Vec::new();
    for (text, at) in reader.strings_at(value) {
        match look::look(&text) {
            Ok(look) => looks.push(look),
            Err(error) => {
                // Offsets inside the quotes; a look with escapes before the mistake is marked a little early.
                let start = at.start as usize + 1;
                let span = Span::of(start + error.at.start, (start + error.at.end).min(at.end as usize));
                reader.mistake(span, error.message, None);
            }
        }
    }
    looks
}

fn captured<'a>(reader: &mut Reader<'a>, value: Value<'a>, cites: &mut Vec<(String, Span)>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for ((name, span), value) in reader.table(value).entries() {
        cites.push((name.to_owned(), span));
        all.extend(reader.strings(&value).into_iter().map(|text| (name.to_owned(), text)));
    }
    all
}

fn role<'a>(reader: &mut Reader<'a>, value: &Value<'a>) -> Option<Role> {
    let names = Role::ALL.map(|(_, name, _)| name);
    reader.choice(value, &names).map(|at| Role::ALL[at].0)
}

fn presence<'a>(reader: &mut Reader<'a>, value: &Value<'a>) -> Presence {
    reader.choice(value, &Presence::NAMES).map_or(Presence::Required, |at| Presence::ALL[at])
}

fn others<'a>(reader: &mut Reader<'a>, value: &Value<'a>) -> Option<Severity> {
    match reader.choice(value, &["error", "warning", "info", "allowed"]) {
        Some(0) => Some(Severity::Error),
        Some(2) => Some(Severity::Info),
        Some(3) => None,
        _ => Some(Severity::Warning),
    }
}

/// `"1"`, `"1.."`, `"..9"`, `"2..9"`: the most that may be there.
fn occurs<'a>(reader: &mut Reader<'a>, value: &Value<'a>) -> u32 {
    let text = reader.string(value);
    let (low, high) = text.split_once("..").unwrap_or((&text, &text));
    let number = |text: &str, empty: u32| if text.is_empty() { Some(empty) } else { text.parse::<u32>().ok() };
    match (number(low, 0), number(high, u32::MAX)) {
        (Some(low), Some(high)) if low <= high && high > 0 => high,
        _ => {
            reader.mistake(
                value.span,
                format!("`{text}` is not a range"),
                Some("write `\"1\"`, `\"1..\"` or `\"..9\"`".to_owned()),
            );
            1
        }
    }
}

pub(super) const TYPE_KEYS: [&str; 4] = ["about", "one-of", "pattern", "refers-to"];

fn types<'a>(
    reader: &mut Reader<'a>,
    raw: Vec<(String, Span, Value<'a>)>,
    drafts: &[Draft],
    trust: Trust,
) -> Vec<Type> {
    let mut types = Vec::new();
    for (name, span, value) in raw {
        if BUILT_IN_TYPES.contains(&name.as_str()) {
            reader.mistake(span, format!("`{name}` is a built-in type"), Some("choose another name".to_owned()));
        }
        let (mut about, mut rule) = (String::new(), None);
        for (key, value) in reader.table(value).entries() {
            match key.0 {
                "about" => about = reader.string(&value),
                "one-of" => rule = Some(TypeRule::OneOf(reader.strings(&value))),
                "pattern" => rule = Some(pattern(reader, &value, trust)),
                "refers-to" => {
                    rule = Some(TypeRule::RefersTo(refers_to(reader, &value, drafts)));
                }
                _ => reader.unknown_key(key, &TYPE_KEYS),
            }
        }
        match rule {
            Some(rule) => types.push(Type { name, about, rule }),
            None => reader.mistake(
                span,
                "the type demands nothing",
                Some("add `one-of`, `pattern` or `refers-to`".to_owned()),
            ),
        }
    }
    types
}

fn pattern<'a>(reader: &mut Reader<'a>, value: &Value<'a>, trust: Trust) -> TypeRule {
    let pattern = Pattern::new(&reader.string(value));
    if trust == Trust::Checked
        && let Err(reason) = pattern.check()
    {
        let reason = reason.lines().last().unwrap_or("").trim().trim_start_matches("error: ").to_owned();
        reader.mistake(value.span, format!("the pattern does not compile: {reason}"), None);
    }
    TypeRule::Pattern(pattern)
}

fn refers_to<'a>(reader: &mut Reader<'a>, value: &Value<'a>, drafts: &[Draft]) -> Vec<PartId> {
    let mut parts = Vec::new();
    for (name, at) in reader.strings_at(value) {
        match find(drafts, &name) {
            Some(id) => {
                let captures: Vec<&str> = drafts[usize::from(id)].spec.looks.iter().flat_map(Look::captures).collect();
                if !captures.iter().any(|name| ["id", "n", "name"].contains(name)) {
                    let help = "a part that others refer to captures `id`, `n` or `name`".to_owned();
                    reader.mistake(at, format!("`{name}` captures nothing that it could be called by"), Some(help));
                }
                parts.push(id);
            }
            None => reader.unknown("part", &name, at, drafts.iter().skip(1).map(|draft| draft.spec.path.as_str())),
        }
    }
    parts
}

impl PartSpec {
    fn empty() -> Self {
        Self {
            id: String::new(),
            path: String::new(),
            title: String::new(),
            looks: Vec::new(),
            form: Form::Document,
            also: Vec::new(),
            role: None,
            presence: Presence::Required,
            most: 1,
            any_order: false,
            others: None,
            none_allowed: false,
            unique: None,
            placeholders: Vec::new(),
            samples: Vec::new(),
            about: String::new(),
            parent: ROOT,
            children: Vec::new(),
            content: Vec::new(),
            items: Vec::new(),
            also_names: Vec::new(),
            facts: Facts::default(),
        }
    }
}
