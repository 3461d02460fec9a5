//! Drafts: a whole document with everything that its format demands, where what is known is filled in and the rest are
//! blanks.

use super::types::TypeRule;
use super::{Form, Format, HoleKind, PartId, PartSpec, Piece, Presence, ROOT, Role};

/// What is known of a task before it is written, each text on one line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Planned {
    /// Empty when it has none yet.
    pub(crate) name: String,
    pub(crate) objective: Option<String>,
    pub(crate) complexity: Option<String>,
    /// `None` when nobody knows.
    pub(crate) waits_for: Option<Waits>,
}

/// What a task waits for.
#[derive(Debug, Clone)]
pub(crate) enum Waits {
    Nothing,
    /// Tasks by their names.
    Tasks(Vec<String>),
    /// Tasks and more, in the author's words.
    Words(String),
}

impl Format {
    /// A conforming document with these tasks, but for its blanks. Without tasks it has one, all blank.
    pub(crate) fn draft(&self, tasks: &[Planned]) -> String {
        let one = [Planned::default()];
        let tasks = if tasks.is_empty() { &one } else { tasks };
        let mut out = String::new();
        self.frame(ROOT, tasks, &mut out);
        format!("{}\n", out.trim_end())
    }

    /// Whether a document can hold several tasks that are called by their names.
    pub(crate) fn has_named_tasks(&self) -> bool {
        let task = self.part(self.task());
        task.repeats() && task.look().captures().contains(&"name")
    }

    /// The part that stands for a task: the one of that role, else the main one.
    fn task(&self) -> PartId {
        let with_role = (0..).zip(&self.parts).find(|(_, part)| part.role == Some(Role::Task));
        with_role.map_or(self.anchor, |(id, _)| id)
    }

    /// A part around the tasks, with the tasks in it.
    fn frame(&self, id: PartId, tasks: &[Planned], out: &mut String) {
        let part = self.part(id);
        if id != ROOT {
            push(out, &self.line(id, part.look(), 1), true);
        }
        for item in part.content.iter().filter(|item| self.is_needed(id, **item)) {
            push(out, &self.skeleton(*item, 1), false);
        }
        let wanted = self.task();
        for child in part.children.iter().copied() {
            let declared = self.part(child);
            let apart = declared.is_heading() || declared.owns();
            if child == wanted {
                for (number, task) in (1..).zip(tasks) {
                    push(out, &self.filled(child, number, task), apart);
                }
            } else if self.ancestors(wanted).any(|around| around == child) {
                self.frame(child, tasks, out);
            } else if matches!(declared.presence, Presence::Required | Presence::Expected) {
                push(out, &self.skeleton(child, 1), apart);
            }
        }
    }

    /// A task with its blanks, as far as nothing is known that goes into them.
    fn filled(&self, id: PartId, number: u32, task: &Planned) -> String {
        let part = self.part(id);
        let text = self.skeleton(id, number);
        let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let mut lines = vec![self.entitled(id, number, &task.name).unwrap_or_else(|| head.to_owned())];
        lines.extend(rest.lines().map(str::to_owned));
        for child in part.children.iter().copied() {
            let (declared, blank) = (self.part(child), self.skeleton(child, 1));
            let Some(value) = self.value(declared, task) else { continue };
            let label = format!("{}:", declared.written().trim_end_matches(':'));
            // A value in a list below its label is left as a blank.
            if let Some(line) = lines.iter_mut().find(|line| **line == blank) {
                *line = format!("{label} {value}");
            }
        }
        lines.join("\n")
    }

    /// The heading of a task; every part around it is the first of its kind.
    fn entitled(&self, id: PartId, number: u32, name: &str) -> Option<String> {
        let part = self.part(id);
        let Form::Heading(level) = part.form else { return None };
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Optional(_) => String::new(),
            Piece::Hole { kind: HoleKind::SameAs { .. }, .. } => "1".to_owned(),
            Piece::Hole { name: hole, .. } if &**hole == "n" => number.to_string(),
            Piece::Hole { name: hole, .. } if &**hole == "name" && !name.is_empty() => name.to_owned(),
            Piece::Hole { name: hole, .. } => self.blank(id, hole),
        };
        let text: String = part.look().pieces.iter().map(piece).collect();
        Some(format!("{} {text}", "#".repeat(usize::from(level))))
    }

    /// What is known of a task that goes into one of its parts, where the format allows it.
    fn value(&self, part: &PartSpec, task: &Planned) -> Option<String> {
        if !part.is_field() {
            return None;
        }
        match part.role? {
            Role::Objective => task.objective.clone(),
            Role::Complexity => self.allowed(part, task.complexity.as_deref()?),
            Role::Prerequisite => match task.waits_for.as_ref()? {
                Waits::Nothing => self.none.first().filter(|_| part.none_allowed).cloned(),
                Waits::Tasks(names) => {
                    Some(names.iter().map(|name| format!("Task: {name}")).collect::<Vec<_>>().join(", "))
                }
                Waits::Words(words) => Some(words.clone()),
            },
            _ => None,
        }
    }

    /// A value as the type of the part's capture writes it.
    fn allowed(&self, part: &PartSpec, value: &str) -> Option<String> {
        let name = part.look().pieces.iter().find_map(|piece| match piece {
            Piece::Hole { kind: HoleKind::Type(name), .. } => Some(name),
            _ => None,
        })?;
        match self.types.iter().find(|known| known.name == *name).map(|known| &known.rule) {
            Some(TypeRule::OneOf(words)) => words.iter().find(|word| word.eq_ignore_ascii_case(value.trim())).cloned(),
            _ => None,
        }
    }
}

/// Appends a part on lines of its own, with a blank line before it where it stands `apart`.
fn push(out: &mut String, text: &str, apart: bool) {
    if apart && !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
    out.push_str(text);
    out.push('\n');
}
