//! A format with other demands: which of its parts must be there.

use super::{Format, PartId, Presence, ROOT, Steps};

impl Format {
    /// The parts that a name means: the one of that path, or else all whose path holds these names in order and ends
    /// with the last of them (`task/step` means `task/steps/step`).
    pub(crate) fn called(&self, name: &str) -> Vec<PartId> {
        let parts = || (ROOT + 1..).zip(self.parts.iter().skip(1));
        if let Some((id, _)) = parts().find(|(_, part)| part.path == name) {
            return vec![id];
        }
        parts().filter(|(_, part)| leads(name, &part.path)).map(|(id, _)| id).collect()
    }

    /// The path of every part, in declaration order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> + Clone {
        self.parts.iter().skip(1).map(|part| part.path.as_str())
    }

    /// The path of a part.
    pub(crate) fn path(&self, id: PartId) -> &str {
        &self.part(id).path
    }

    /// Changes whether parts must be there.
    pub(crate) fn set_presence(&mut self, changes: &[(PartId, Presence)]) {
        for (id, presence) in changes {
            if let Some(part) = self.parts.get_mut(usize::from(*id)) {
                part.presence = *presence;
            }
        }
        self.steps = Steps::new(&self.parts, self.anchor);
    }
}

/// Whether `path` holds the names of `short` in order and both end with the same one.
fn leads(short: &str, path: &str) -> bool {
    let mut names = path.rsplit('/');
    let mut wanted = short.rsplit('/');
    wanted.next() == names.next() && wanted.all(|name| names.any(|known| known == name))
}
