//! Skeletons: a declared part as it would be written, with the format's own text in its blanks.

use super::{Form, Format, Look, PartId, Piece, Presence, Role, first_bit};

/// Between the name of a blank and its sample.
const SUCH_AS: &str = ", such as ";

/// The name of the blank in a part that holds no more than text.
pub(crate) const TEXT: &str = "text";

/// The name of the blank in a fence.
pub(crate) const CODE: &str = "code";

impl Format {
    /// A part with everything required inside it. `number` is its place among its siblings.
    pub(crate) fn skeleton(&self, id: PartId, number: u32) -> String {
        let mut out = String::new();
        self.write(id, number, &mut out);
        out.trim_end().to_owned()
    }

    fn write(&self, id: PartId, number: u32, out: &mut String) {
        let part = self.part(id);
        let line = self.line(id, part.look(), number);
        if part.is_heading() && !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        out.push_str(&line);
        out.push('\n');
        for child in &part.content {
            if self.is_needed(id, *child) {
                self.write(*child, 1, out);
            }
        }
        if part.is_heading() && part.content.is_empty() && part.children.is_empty() {
            out.push_str(&self.blank(id, TEXT));
            out.push('\n');
        }
        let is_needed = |child: &PartId| matches!(self.part(*child).presence, Presence::Required | Presence::Expected);
        // A part all of whose parts may be absent says something all the same.
        let none = part.content.is_empty() && !part.children.iter().any(is_needed);
        for (at, child) in part.children.iter().enumerate() {
            if !(is_needed(child) || (none && at == 0)) {
                continue;
            }
            let owns = self.part(*child).is_field() && self.part(*child).owns();
            if owns && !out.ends_with("\n\n") && !self.is_first(id, *child) {
                out.push('\n');
            }
            self.write(*child, 1, out);
        }
    }

    /// Whether an item belongs into a whole part: one that must be there, and what a command is expected to give.
    pub(super) fn is_needed(&self, id: PartId, item: PartId) -> bool {
        let content = &self.part(id).content;
        let commands = || content.iter().any(|id| self.part(*id).role == Some(Role::Command));
        self.part(item).presence != Presence::Optional
            || content.len() == 1
            || (self.part(item).role == Some(Role::Expected) && commands())
    }

    fn is_first(&self, parent: PartId, child: PartId) -> bool {
        self.part(parent).children.first() == Some(&child)
    }

    /// One look with its blanks in it.
    pub(super) fn line(&self, id: PartId, look: &Look, number: u32) -> String {
        let fill = |name: &str| match name {
            "n" => number.to_string(),
            _ if name.rsplit('.').next() == Some("n") => number.to_string(),
            "language" => "text".to_owned(),
            _ => self.blank(id, name),
        };
        self.line_saying(id, look, &fill)
    }

    /// An item as the format writes it, with what is known in the place of its captures and blanks for the rest.
    pub(crate) fn item_saying(&self, id: PartId, known: &[(&str, &str)]) -> String {
        let said = |name: &str| known.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
        self.line_saying(id, self.part(id).look(), &|name| said(name).unwrap_or_else(|| self.blank(id, name)))
    }

    fn line_saying(&self, id: PartId, look: &Look, fill: &dyn Fn(&str) -> String) -> String {
        let pieces = look.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Optional(_) => String::new(),
            Piece::Hole { name, .. } => fill(name),
        });
        let text: String = pieces.collect();
        match look.form {
            Form::Heading(level) => format!("{} {text}", "#".repeat(usize::from(level))),
            Form::Field { bulleted, .. } => {
                let line = format!("{}**{}**: {text}", if bulleted { "- " } else { "" }, look.label);
                line.trim_end().to_owned()
            }
            Form::Item { ordered, boxed, .. } => {
                format!("{} {}{text}", if ordered { "1." } else { "-" }, if boxed { "[ ] " } else { "" })
            }
            Form::Fence => format!("```{text}\n{}\n```", self.blank(id, CODE)),
            Form::Document | Form::Paragraph => text,
        }
    }

    /// Text for a capture: the template's own, else its name in brackets, with a sample. [`Format::is_blank`] knows both.
    pub(super) fn blank(&self, id: PartId, capture: &str) -> String {
        let part = self.part(id);
        let of =
            |texts: &[(String, String)]| texts.iter().find(|(name, _)| name == capture).map(|(_, text)| text.clone());
        let made = || match of(&part.samples) {
            Some(sample) => format!("[{capture}{SUCH_AS}{sample}]"),
            None => format!("[{capture}]"),
        };
        of(&part.placeholders).unwrap_or_else(made)
    }

    /// Whether a text is what a skeleton writes for a capture for which the format has no text of its own.
    pub(crate) fn is_blank(capture: &str, text: &str) -> bool {
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let rest = inner.and_then(|inner| inner.strip_prefix(capture));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(SUCH_AS))
    }

    /// Whether a text, from behind a bracket on, begins like what a skeleton writes for some capture.
    pub(crate) fn begins_blank(&self, text: &str) -> bool {
        if first_bit(text) & self.captures_begin == 0 {
            return false;
        }
        let alike = |name: &&String| name.as_bytes().first() == text.as_bytes().first();
        let mut rests = self.captures.iter().filter(alike).filter_map(|name| text.strip_prefix(name.as_str()));
        rests.any(|rest| rest.starts_with(']') || rest.starts_with(SUCH_AS))
    }
}
