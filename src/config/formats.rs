//! The formats that documents may be held against under one configuration, each read when it is first needed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use globset::GlobBuilder;

use crate::format::Format;

use super::globs::Globs;

/// Formats in the order in which they are tried: those of the user first, then the built-in ones.
#[derive(Debug)]
pub(crate) struct Formats(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    name: Cow<'static, str>,
    /// The files of a user's format.
    files: Option<Globs>,
    /// The globs of a built-in one.
    built_in: Vec<&'static str>,
    format: OnceLock<Option<Arc<Format>>>,
}

impl Default for Formats {
    fn default() -> Self {
        Self::new(Vec::new(), &BTreeMap::new())
    }
}

impl Formats {
    /// The user's formats, then the built-in ones that no other has the name of, as they are in `changed` or else in
    /// the binary.
    pub(super) fn new(own: Vec<(Arc<Format>, Globs)>, changed: &BTreeMap<String, Arc<Format>>) -> Self {
        let mut entries: Vec<Entry> = own
            .into_iter()
            .map(|(format, files)| Entry {
                name: format.name().to_owned().into(),
                files: Some(files),
                built_in: Vec::new(),
                format: OnceLock::from(Some(format)),
            })
            .collect();
        for name in Format::names() {
            if entries.iter().all(|entry| entry.name != name) {
                let format =
                    changed.get(name).map_or_else(OnceLock::new, |format| OnceLock::from(Some(Arc::clone(format))));
                entries.push(Entry { name: name.into(), files: None, built_in: Format::globs(name).collect(), format });
            }
        }
        Self(entries)
    }

    /// The format of that name.
    pub(crate) fn named(&self, name: &str) -> Option<Arc<Format>> {
        self.0.iter().find(|entry| entry.name == name)?.read()
    }

    /// The format whose globs match a file, given by its full path.
    pub(crate) fn of_file(&self, path: &Path) -> Option<Arc<Format>> {
        self.0.iter().find(|entry| entry.holds(path)).and_then(Entry::read)
    }

    /// The formats in order, each read when the iterator comes to it.
    pub(crate) fn all(&self) -> impl Iterator<Item = Arc<Format>> {
        self.0.iter().filter_map(Entry::read)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.iter().map(|entry| &*entry.name)
    }
}

impl Entry {
    fn read(&self) -> Option<Arc<Format>> {
        self.format.get_or_init(|| Format::named(&self.name)).clone()
    }

    fn holds(&self, path: &Path) -> bool {
        match &self.files {
            Some(files) => files.file(path),
            None => self.built_in.iter().any(|glob| matches(glob, path)),
        }
    }
}

/// Whether a glob of a built-in format matches a path. `*.plan.md` needs no machinery.
fn matches(glob: &str, path: &Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    let plain = |text: &str| !text.contains(['*', '?', '[', ']', '{', '}', '/', '\\']);
    if let Some(ending) = glob.strip_prefix('*').filter(|ending| plain(ending)) {
        return name.to_string_lossy().ends_with(ending);
    }
    let matcher = GlobBuilder::new(glob).literal_separator(true).build().map(|glob| glob.compile_matcher());
    matcher.is_ok_and(|matcher| matcher.is_match(if glob.contains('/') { path.as_os_str() } else { name }))
}
