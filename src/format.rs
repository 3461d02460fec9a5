//! Declared formats: what a document must look like, read from TOML.
//!
//! Nothing here or below names a heading, a label or a word of one particular format.

#[cfg(feature = "cli")]
mod adjust;
mod capture;
#[cfg(feature = "cli")]
pub(crate) mod draft;
mod load;
pub(crate) mod look;
pub(crate) mod names;
pub(crate) mod skeleton;
mod steps;
#[cfg(test)]
mod tests;
pub(crate) mod types;
pub(crate) mod words;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;

pub(crate) use capture::CaptureName;
pub(crate) use look::{Form, HoleKind, Look, Piece};
pub(crate) use names::{Hypothesis, Kind, Names};
pub(crate) use steps::Steps;
pub(crate) use types::Type;

/// Index of a part in [`Format::parts`]; 0 is the document itself.
pub(crate) type PartId = u16;

/// The document itself.
pub(crate) const ROOT: PartId = 0;

/// A declared format: its parts in document order with the tables that lowering needs.
#[derive(Debug)]
pub struct Format {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) version: String,
    /// Globs of the files that are in this format.
    pub(crate) files: Vec<String>,
    /// The part without which a document is not of this format.
    pub(crate) anchor: PartId,
    /// Words that stand for nothing, as written.
    pub(crate) none: Vec<String>,
    /// Template text that belongs to no capture.
    pub(crate) placeholders: Vec<String>,
    /// Their first bytes, as [`first_bit`] gives them.
    pub(crate) placeholders_begin: u64,
    /// All template text with a bracket in it, and the bytes behind the brackets as bits.
    pub(crate) bracketed: Vec<Bracketed>,
    pub(crate) behind_brackets: u64,
    /// The names of all captures, and those that a skeleton has blanks for beside them; sorted, each once. Their first
    /// bytes as bits.
    pub(crate) captures: Vec<String>,
    pub(crate) captures_begin: u64,
    pub(crate) types: Vec<Type>,
    /// The document, then every part in declaration order.
    pub(crate) parts: Vec<PartSpec>,
    /// The roles of the parts, close together: they are asked for again and again.
    pub(crate) roles: Vec<Option<Role>>,
    pub(crate) names: Names,
    pub(crate) steps: Steps,
    /// Whether some label stands in a bullet.
    pub(crate) bulleted_fields: bool,
}

/// One declared part.
#[derive(Debug, Clone)]
pub(crate) struct PartSpec {
    /// Its own name, unique among its siblings.
    pub(crate) id: String,
    /// Names from the outermost part to this one, joined by `/`.
    pub(crate) path: String,
    /// How people call it: the literal words of its look.
    pub(crate) title: String,
    pub(crate) looks: Vec<Look>,
    /// That of its first look, at hand: it is asked for again and again.
    pub(crate) form: Form,
    /// Other spellings that are understood.
    pub(crate) also: Vec<Vec<Piece>>,
    pub(crate) role: Option<Role>,
    pub(crate) presence: Presence,
    /// Most instances in one parent.
    pub(crate) most: u32,
    pub(crate) any_order: bool,
    /// How bad unknown headings inside are; `None` when they are welcome.
    pub(crate) others: Option<Severity>,
    pub(crate) none_allowed: bool,
    pub(crate) unique: Option<Unique>,
    /// Template text by capture.
    pub(crate) placeholders: Vec<(String, String)>,
    /// Text for skeletons that may stay, by capture.
    pub(crate) samples: Vec<(String, String)>,
    pub(crate) about: String,
    pub(crate) parent: PartId,
    /// Headings and labels inside, in order.
    pub(crate) children: Vec<PartId>,
    /// Items, fences and paragraphs inside, in order.
    pub(crate) content: Vec<PartId>,
    /// The looks of the items inside, by part and place, those with the most literal text first.
    pub(crate) items: Vec<(PartId, usize)>,
    /// The other spellings as they are compared.
    pub(crate) also_names: Vec<String>,
    pub(crate) facts: Facts,
}

/// What is asked of a part again and again, worked out once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// Its place among its siblings that are headings or labels.
    pub(crate) place: usize,
    /// The items that it declares.
    pub(crate) items: Vec<PartId>,
    pub(crate) wants: Wants,
    /// Whether an item that it declares begins with words and a colon.
    pub(crate) keyed: bool,
    /// Whether a capture has a type that not every text has.
    pub(crate) typed: bool,
    /// Whether its look captures a name.
    pub(crate) named: bool,
    /// The first bytes of its template text, as [`first_bit`] gives them.
    pub(crate) blanks: u64,
    /// The item that lists files in it, and what the files are.
    pub(crate) files: Option<(PartId, Role)>,
    /// Where it declares a command, the item that says its result, if that may be absent.
    pub(crate) result: Option<PartId>,
}

/// Template text with a bracket, such as `[Task Name]`.
#[derive(Debug, Clone)]
pub(crate) struct Bracketed {
    pub(crate) text: String,
    /// Bytes before the bracket.
    pub(crate) lead: usize,
    /// The byte behind the bracket, in lower case.
    pub(crate) next: u8,
}

impl Bracketed {
    fn new(text: &str) -> Option<Self> {
        let lead = text.find('[')?;
        let next = text.as_bytes().get(lead + 1)?.to_ascii_lowercase();
        Some(Self { text: text.to_owned(), lead, next })
    }
}

/// The bit of a text's first byte, in lower case: tells most texts apart at once.
pub(crate) fn first_bit(text: &str) -> u64 {
    text.bytes().next().map_or(0, byte_bit)
}

/// One bit for a byte and its upper case.
pub(crate) fn byte_bit(byte: u8) -> u64 {
    1 << (byte.to_ascii_lowercase() & 63)
}

/// What must stand in a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Wants {
    /// Items with boxes.
    Boxes,
    /// Fenced code and nothing else.
    Fences,
    #[default]
    Other,
}

/// Whether a part must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// An error when missing or empty.
    Required,
    /// A warning when missing or empty.
    Expected,
    /// A hint when missing.
    Suggested,
    Optional,
}

impl Presence {
    pub(crate) const ALL: [Self; 4] = [Self::Required, Self::Expected, Self::Suggested, Self::Optional];
    /// Their names in files, in the same order.
    pub(crate) const NAMES: [&'static str; 4] = ["required", "expected", "suggested", "optional"];
}

/// A capture that no two parts share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unique {
    pub(crate) capture: String,
    pub(crate) in_parent: bool,
}

/// What a part means to rules, whatever a format calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Role {
    Action,
    Code,
    Command,
    Complexity,
    Criterion,
    Deliverable,
    Dependency,
    Expected,
    FileModified,
    FileNew,
    FileTest,
    FileTouched,
    FileVerified,
    NextTask,
    Objective,
    Phase,
    Prerequisite,
    Requirement,
    Scenario,
    Step,
    Task,
    Unlocks,
}

impl Role {
    /// Every role with its name in format files and the capture that it needs.
    pub(crate) const ALL: [(Self, &'static str, Option<&'static str>); 22] = [
        (Self::Action, "action", None),
        (Self::Code, "code", None),
        (Self::Command, "command", None),
        (Self::Complexity, "complexity", None),
        (Self::Criterion, "criterion", None),
        (Self::Deliverable, "deliverable", None),
        (Self::Dependency, "dependency", Some("package")),
        (Self::Expected, "expected", None),
        (Self::FileModified, "file-modified", Some("path")),
        (Self::FileNew, "file-new", Some("path")),
        (Self::FileTest, "file-test", Some("path")),
        (Self::FileTouched, "file-touched", None),
        (Self::FileVerified, "file-verified", Some("path")),
        (Self::NextTask, "next-task", Some("tasks")),
        (Self::Objective, "objective", None),
        (Self::Phase, "phase", Some("name")),
        (Self::Prerequisite, "prerequisite", Some("tasks")),
        (Self::Requirement, "requirement", Some("name")),
        (Self::Scenario, "scenario", Some("name")),
        (Self::Step, "step", Some("name")),
        (Self::Task, "task", Some("name")),
        (Self::Unlocks, "unlocks", Some("tasks")),
    ];
}

/// The globs in the text of a built-in format: they stand on one line, so that a name can be held against them without
/// reading the format.
fn globs(text: &'static str) -> impl Iterator<Item = &'static str> {
    let line = text.lines().find_map(|line| line.strip_prefix("files = [")).unwrap_or("");
    line.split(',').map(|glob| glob.trim_matches([' ', '"', ']'])).filter(|glob| !glob.is_empty())
}

/// The texts of the formats in the binary, the default first.
const BUILT_IN: [(&str, &str); 3] = [
    ("implementation-plan", include_str!("../rules/formats/implementation-plan.toml")),
    ("task-breakdown", include_str!("../rules/formats/task-breakdown.toml")),
    ("task-list", include_str!("../rules/formats/task-list.toml")),
];

impl Format {
    /// Names of the formats in the binary, the default first.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The globs of the files that are in the built-in format of that name.
    pub fn globs(name: &str) -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().filter(move |(built_in, _)| *built_in == name).flat_map(|(_, text)| globs(text))
    }

    /// The text of the built-in format of that name, to be copied and changed.
    #[must_use]
    pub fn text(name: &str) -> Option<&'static str> {
        BUILT_IN.iter().find(|(built_in, _)| *built_in == name).map(|(_, text)| *text)
    }

    /// The format of that name in the binary.
    #[must_use]
    pub fn named(name: &str) -> Option<Arc<Self>> {
        let (_, text) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name)?;
        load::load(&Source::new(name, *text), load::Trust::BuiltIn).ok().map(Arc::new)
    }

    /// Reads a format file.
    ///
    /// # Errors
    ///
    /// Every mistake in it, each with its place in the file.
    pub fn read(source: &Source) -> Result<Arc<Self>, Vec<Diagnostic>> {
        load::load(source, load::Trust::Checked).map(Arc::new)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What documents of this format are, in one sentence.
    #[must_use]
    pub fn about(&self) -> &str {
        &self.about
    }

    /// Its own version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Globs of the files that are in this format.
    #[must_use]
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// Whether a text is one of the format's own that belong to no capture.
    pub(crate) fn is_template(&self, text: &str) -> bool {
        // Most texts begin with another letter, and are longer or shorter than any of these with marks around it.
        if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && first_bit(text) & self.placeholders_begin == 0 {
            return false;
        }
        let may_be = |known: &&String| (known.len()..=known.len() + 16).contains(&text.len());
        self.placeholders.iter().filter(may_be).any(|known| {
            let text = text.trim_matches(|c: char| c.is_whitespace() || "*_`".contains(c));
            known.eq_ignore_ascii_case(text)
        })
    }

    /// Whether every item that a part declares begins with a name in back-ticks.
    pub(crate) fn is_named_list(&self, id: PartId) -> bool {
        let ticked = |look: &Look| matches!(look.pieces.first(), Some(Piece::Text(text)) if text.starts_with('`'));
        let items = &self.part(id).facts.items;
        !items.is_empty() && items.iter().all(|id| self.part(*id).looks.iter().all(ticked))
    }

    pub(crate) fn part(&self, id: PartId) -> &PartSpec {
        // Ids are made by the loader and always lie in the list; the document stands in for one that would not.
        self.parts.get(usize::from(id)).unwrap_or(&self.parts[0])
    }

    /// The part itself and those around it, from the inside out; ends with the document.
    pub(crate) fn ancestors(&self, id: PartId) -> impl Iterator<Item = PartId> + '_ {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let id = next?;
            next = (id != ROOT).then(|| self.part(id).parent);
            Some(id)
        })
    }
}

impl PartSpec {
    pub(crate) fn look(&self) -> &Look {
        &self.looks[0]
    }

    /// The level of a heading part.
    pub(crate) fn level(&self) -> Option<u8> {
        if let Form::Heading(level) = self.form { Some(level) } else { None }
    }

    pub(crate) fn is_heading(&self) -> bool {
        self.level().is_some()
    }

    pub(crate) fn is_field(&self) -> bool {
        matches!(self.form, Form::Field { .. })
    }

    /// Whether headings, labels or blocks can belong to it.
    pub(crate) fn owns(&self) -> bool {
        matches!(self.form, Form::Document | Form::Heading(_) | Form::Field { owns: true, .. })
    }

    pub(crate) fn repeats(&self) -> bool {
        self.most > 1
    }

    /// How it is written when there is nothing to capture: a heading with its marks or a bold label.
    pub(crate) fn written(&self) -> String {
        match self.form {
            Form::Heading(level) => format!("{} {}", "#".repeat(usize::from(level)), self.title),
            Form::Field { bulleted, .. } => format!("{}**{}**:", if bulleted { "- " } else { "" }, self.title),
            Form::Document | Form::Item { .. } | Form::Fence | Form::Paragraph => self.title.clone(),
        }
    }
}
