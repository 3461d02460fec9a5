//! Configuration: what the files around a path say of it. Pure; what it needs of the disk it asks for.
//!
//! A file is read into a layer, the layers of a file and of all that it extends are merged into a [`Config`], and a
//! [`Config`] is resolved for a path. [`Configs::resolve`] does all of it, for the command line and for editors, which
//! answer with unsaved text where the disk is asked.

mod formats;
mod globs;
mod keys;
mod layer;
mod merge;
mod search;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::{Level, Settings, UnknownRule};
use crate::format::{Format, Presence};
use crate::lower::Document;
use crate::source::Source;
use crate::syntax::Limits;

pub(crate) use formats::Formats;
pub(crate) use search::{Configs, NAMES};

use globs::Globs;

/// What is asked of the disk.
pub(crate) trait Disk {
    /// The text of a file under the name that reports call it, or why it cannot be read; nothing when there is no file.
    fn read(&self, path: &Path, name: String) -> Option<Result<Source, String>>;
    /// Whether a file or a folder is there.
    fn exists(&self, path: &Path) -> bool;
    /// The TOML files in a folder and the folders in it, sorted; nothing when there is no folder.
    fn formats(&self, folder: &Path) -> Option<Vec<PathBuf>>;
}

/// A value, and where it is said.
#[derive(Debug, Clone)]
pub(crate) struct Said<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// A line of a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) file: Arc<str>,
    /// From 1.
    pub(crate) line: u32,
}

/// What is said of rules.
pub(crate) type RuleLevels = BTreeMap<&'static str, Said<Level>>;

/// What a configuration file and those that it extends say together.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// The files, the one that was found first; empty when there is none.
    pub(crate) files: Vec<String>,
    pub(crate) rules: RuleLevels,
    pub(crate) include: Option<Said<Globs>>,
    pub(crate) exclude: Option<Said<Globs>>,
    /// `None` inside: nothing makes the status 1.
    pub(crate) fail_on: Option<Said<Option<Severity>>>,
    /// The full path of the file of known findings.
    pub(crate) baseline: Option<Said<PathBuf>>,
    /// The folder of format files of the file that was found first, else of one that it extends.
    pub(crate) format_folder: Option<Said<String>>,
    pub(crate) formats: Formats,
    /// What is said of parts, by the names of format and part.
    pub(crate) presence: BTreeMap<(String, String), Said<Presence>>,
    choices: Vec<Choice>,
    overrides: Vec<Override>,
    asked: Arc<Asked>,
    /// For files that no override is for.
    settings: Arc<Settings>,
}

/// The format of some files.
#[derive(Debug)]
struct Choice {
    files: Globs,
    format: Said<Arc<Format>>,
}

/// What else holds for some files.
#[derive(Debug)]
struct Override {
    files: Globs,
    rules: RuleLevels,
    format: Option<Said<Arc<Format>>>,
}

/// What holds for one file.
#[derive(Debug)]
pub(crate) struct Resolved {
    /// Its full path.
    pub(crate) path: PathBuf,
    pub(crate) config: Arc<Config>,
    pub(crate) settings: Arc<Settings>,
    /// The format that is chosen for it by name; see [`Resolved::format`].
    pub(crate) chosen: Option<Said<Arc<Format>>>,
    /// The lowest severity that makes the exit status 1.
    pub(crate) fail_on: Option<Severity>,
    /// Whether `include` names it; `None` when nothing is said.
    pub(crate) included: Option<bool>,
}

impl Resolved {
    /// The format that it is held against before anybody looks into it: the one that is chosen for it, else the one
    /// whose own globs match it.
    pub(crate) fn format(&self) -> Option<Arc<Format>> {
        let chosen = self.chosen.as_ref().map(|said| Arc::clone(&said.value));
        chosen.or_else(|| self.config.formats.of_file(&self.path))
    }

    /// Reads its text in `asked`, in its own format, or else in the one that fits best; nothing when there is no format.
    pub(crate) fn read(&self, source: Source, asked: Option<Arc<Format>>, limits: &Limits) -> Option<Document> {
        match asked.or_else(|| self.format()) {
            Some(format) => Some(Document::read(source, format, limits)),
            None => Document::choose(source, self.config.formats.all(), limits),
        }
    }
}

/// What is asked for beside all files, such as on the command line; it wins over them.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// When not empty, only these run.
    pub(crate) select: Vec<String>,
    pub(crate) ignore: Vec<String>,
    pub(crate) severity: Vec<(String, Severity)>,
    pub(crate) fail_on: Option<Option<Severity>>,
}

impl Asked {
    /// Changes settings; the first name that is unknown, with the option that has it.
    pub(crate) fn apply(&self, settings: &mut Settings) -> Result<(), (&'static str, UnknownRule)> {
        if !self.select.is_empty() {
            settings.select(self.select.iter().map(String::as_str)).map_err(|unknown| ("--select", unknown))?;
        }
        settings.ignore(self.ignore.iter().map(String::as_str)).map_err(|unknown| ("--ignore", unknown))?;
        for (name, severity) in &self.severity {
            settings.set_severity(name, *severity).map_err(|unknown| ("--severity", unknown))?;
        }
        Ok(())
    }
}

impl Config {
    /// Works out once what holds for most files.
    fn finish(mut self, asked: &Arc<Asked>) -> Self {
        self.asked = Arc::clone(asked);
        self.settings = Arc::new(self.settings(&self.rules));
        self
    }

    fn resolve(config: &Arc<Self>, path: PathBuf) -> Resolved {
        let mut for_it = config.for_file(&path).peekable();
        let settings = match for_it.peek() {
            Some(_) => Arc::new(config.settings(&config.rules_for(&path))),
            None => Arc::clone(&config.settings),
        };
        let own = for_it.filter_map(|entry| entry.format.as_ref()).last();
        let chosen = || config.choices.iter().find(|choice| choice.files.file(&path)).map(|choice| &choice.format);
        Resolved {
            config: Arc::clone(config),
            settings,
            chosen: own.or_else(chosen).cloned(),
            fail_on: config.fail_on(),
            included: config.include.as_ref().map(|include| include.value.file(&path)),
            path,
        }
    }

    /// The lowest severity that makes the exit status 1.
    pub(crate) fn fail_on(&self) -> Option<Severity> {
        let said = || self.fail_on.as_ref().map(|said| said.value);
        self.asked.fail_on.or_else(said).unwrap_or(Some(Severity::Error))
    }

    /// What files say of rules for a file, given by its full path.
    pub(crate) fn rules_for(&self, path: &Path) -> RuleLevels {
        let mut rules = self.rules.clone();
        for entry in self.for_file(path) {
            rules.extend(entry.rules.iter().map(|(rule, level)| (*rule, level.clone())));
        }
        rules
    }

    fn for_file(&self, path: &Path) -> impl Iterator<Item = &Override> {
        self.overrides.iter().filter(move |entry| entry.files.file(path))
    }

    fn settings(&self, rules: &RuleLevels) -> Settings {
        let mut settings = Settings::default();
        for (rule, level) in rules {
            // The reader let known names pass only, and so did the command line.
            let _ = settings.set_level(rule, level.value);
        }
        let _ = self.asked.apply(&mut settings);
        settings
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, Default)]
pub(crate) struct Broken {
    /// Files with the mistakes in them.
    pub(crate) reports: Vec<(Source, Vec<Diagnostic>)>,
    /// Files that cannot be read.
    pub(crate) problems: Vec<String>,
}

impl Broken {
    fn is_empty(&self) -> bool {
        self.reports.is_empty() && self.problems.is_empty()
    }
}

/// Whether a path goes down from name to name, as nearly all do, to the letter as it would be told.
pub(crate) fn is_straight(path: &Path) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    let odd = |pair: &[u8]| matches!(pair, [b'/', b'/' | b'.']);
    !cfg!(windows) && !matches!(bytes, [] | [b'/' | b'.', ..] | [.., b'/']) && !bytes.windows(2).any(odd)
}

/// A path seen from a folder, from the root on, without `.` and `..`; links are not followed.
pub(crate) fn normal(folder: &Path, path: &Path) -> PathBuf {
    if is_straight(path) {
        return folder.join(path);
    }
    let mut out = folder.to_path_buf();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            // A root takes the place of all before it.
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => out.push(part),
        }
    }
    out
}

/// A full path as reports show it: from a folder on, where that is no detour.
pub(crate) fn shown(here: &Path, path: &Path) -> String {
    let text = |path: &Path| path.to_string_lossy().replace('\\', if cfg!(windows) { "/" } else { "\\" });
    let mut up = String::new();
    for folder in here.ancestors().filter(|folder| folder.parent().is_some()) {
        if let Ok(rest) = path.strip_prefix(folder) {
            return format!("{up}{}", text(rest));
        }
        up.push_str("../");
    }
    text(path)
}
