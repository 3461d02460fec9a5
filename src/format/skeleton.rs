//! Skeletons: a declared part as it would be written, with the format's own text in its blanks.

use super::{Form, Format, Look, PartId, Piece, Presence};

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
            if self.part(*child).presence != Presence::Optional || part.content.len() == 1 {
                self.write(*child, 1, out);
            }
        }
        for child in &part.children {
            if matches!(self.part(*child).presence, Presence::Optional | Presence::Suggested) {
                continue;
            }
            let owns = self.part(*child).is_field() && self.part(*child).owns();
            if owns && !out.ends_with("\n\n") && !self.is_first(id, *child) {
                out.push('\n');
            }
            self.write(*child, 1, out);
        }
    }

    fn is_first(&self, parent: PartId, child: PartId) -> bool {
        self.part(parent).children.first() == Some(&child)
    }

    /// One look with its blanks filled.
    fn line(&self, id: PartId, look: &Look, number: u32) -> String {
        let text = self.fill(id, &look.pieces, number);
        match look.form {
            Form::Heading(level) => format!("{} {text}", "#".repeat(usize::from(level))),
            Form::Field { bulleted, .. } => {
                let line = format!("{}**{}**: {text}", if bulleted { "- " } else { "" }, look.label);
                line.trim_end().to_owned()
            }
            Form::Item { ordered, boxed, .. } => {
                format!("{} {}{text}", if ordered { "1." } else { "-" }, if boxed { "[ ] " } else { "" })
            }
            Form::Fence => format!("```{text}\n{}\n```", self.blank(id, "code")),
            Form::Document | Form::Paragraph => text,
        }
    }

    fn fill(&self, id: PartId, pieces: &[Piece], number: u32) -> String {
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Optional(_) => String::new(),
                Piece::Hole { name, .. } if &**name == "n" || name.ends_with(".n") => number.to_string(),
                Piece::Hole { name, .. } if &**name == "language" => "text".to_owned(),
                Piece::Hole { name, .. } => self.blank(id, name),
            })
            .collect()
    }

    /// Text for a capture: the template's own, a sample, or the capture's name in brackets.
    fn blank(&self, id: PartId, capture: &str) -> String {
        let part = self.part(id);
        let own = part.placeholders.iter().chain(&part.samples).find(|(name, _)| name == capture);
        own.map_or_else(|| format!("[{capture}]"), |(_, text)| text.clone())
    }
}
