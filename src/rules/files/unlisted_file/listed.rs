//! The paths of lists: to the letter, and with all that stands for several of them.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

/// Paths as lists have them to the letter. Nearly every file that is created stands in a list of its own task.
#[derive(Default)]
pub(super) struct Exact<'d> {
    /// Those of the present task.
    pub(super) own: Vec<&'d str>,
    /// Those of the tasks before that nobody asked for yet, and the others.
    before: Vec<&'d str>,
    sorted: BTreeSet<&'d str>,
}

/// Paths of a task that are asked one by one.
const FEW: usize = 32;

impl Exact<'_> {
    pub(super) fn next_task(&mut self) {
        self.before.append(&mut self.own);
    }

    pub(super) fn holds(&mut self, path: &str) -> bool {
        let path = plain(path);
        if self.own.iter().take(FEW).any(|own| *own == path) {
            return true;
        }
        self.sorted.extend(self.before.drain(..));
        if self.own.len() > FEW {
            self.sorted.extend(self.own.drain(FEW..));
        }
        self.sorted.contains(path)
    }
}

/// Paths as they are written: files, folders with their slash, and what stands before the star of patterns.
#[derive(Default)]
pub(super) struct Listed<'d> {
    paths: HashSet<Cow<'d, str>>,
    heads: Vec<Cow<'d, str>>,
}

/// Patterns that count; nobody lists more, and each is held against every file.
const PATTERNS: usize = 64;

impl<'d> Listed<'d> {
    pub(super) fn add(&mut self, name: &'d str) {
        let name = plain(name);
        if name.contains('{') {
            braced(name, |name| self.insert(Cow::Owned(slashed(&name).into_owned())));
        } else {
            self.insert(slashed(name));
        }
    }

    fn insert(&mut self, name: Cow<'d, str>) {
        match name.find('*') {
            Some(star) if self.heads.len() < PATTERNS => self.heads.push(Cow::Owned(name[..star].to_owned())),
            Some(_) => {}
            None => {
                self.paths.insert(name);
            }
        }
    }

    /// Whether a file is listed itself, by its folder or by a pattern.
    pub(super) fn holds(&self, path: &str) -> bool {
        let path = plain(path);
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..=at]);
        self.paths.contains(path)
            || folders.any(|folder| self.paths.contains(folder))
            || self.heads.iter().any(|head| path.starts_with(&**head))
    }

    /// Whether a file is listed in one of the folders that the text around it names.
    pub(super) fn holds_inside(&self, path: &str, text: &str) -> bool {
        let folders = text.split('`').skip(1).step_by(2).filter(|code| !code.contains(char::is_whitespace));
        folders
            .filter(|folder| *folder != path)
            .any(|folder| self.holds(&format!("{}/{path}", slashed(folder).trim_end_matches('/'))))
    }
}

/// A path with slashes in place of backslashes.
fn slashed(path: &str) -> Cow<'_, str> {
    if path.contains('\\') { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) }
}

/// Calls `each` with what the first braces of a path stand for, as in `a.{ts,css}`.
fn braced(path: &str, mut each: impl FnMut(String)) {
    let Some((head, (inner, tail))) = path.split_once('{').and_then(|(head, rest)| Some((head, rest.split_once('}')?)))
    else {
        each(path.to_owned());
        return;
    };
    for choice in inner.split(',') {
        each(format!("{head}{}{tail}", choice.trim()));
    }
}

/// A path without the present folder before it.
pub(super) fn plain(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}
