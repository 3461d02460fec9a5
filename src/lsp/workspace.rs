//! What holds for a document: configurations of several roots, texts that are not saved yet, and the check itself.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use crate::baseline::{self, Baseline};
use crate::config::{self, Asked, Broken, Configs, Disk, Formats, NAMES, Resolved};
use crate::diagnostic::Diagnostic;
use crate::engine;
use crate::files::{self, Input, OnDisk};
use crate::lower::Document;
use crate::source::Source;
use crate::syntax::Limits;

/// Largest document that is checked, in bytes; the command line reads as much.
pub(super) const LARGEST: u64 = 100_000_000;

/// A document that has been checked.
#[derive(Debug)]
pub(super) struct Analysis {
    pub(super) document: Document,
    pub(super) found: Vec<Diagnostic>,
    pub(super) settings: Arc<engine::Settings>,
}

/// What a document is.
#[derive(Debug)]
pub(super) enum Judged {
    Plan(Box<Analysis>),
    /// Nothing that planvet has a say in.
    Other,
    /// Its configuration has mistakes, so that nobody knows what holds for it.
    Unconfigured {
        broken: Arc<Broken>,
        /// Whether it is a plan for all that is known.
        is_plan: bool,
    },
}

/// The disk, with the texts of open configurations in the place of saved ones.
#[derive(Debug, Default)]
struct Overlay {
    open: RefCell<BTreeMap<PathBuf, String>>,
    /// The files that were asked for, there or not.
    asked: RefCell<BTreeSet<PathBuf>>,
}

impl Disk for Overlay {
    fn read(&self, path: &Path, name: String) -> Option<Result<Source, String>> {
        self.asked.borrow_mut().insert(path.to_path_buf());
        match self.open.borrow().get(path) {
            Some(text) => Some(Ok(Source::new(name, text.clone()))),
            None => OnDisk.read(path, name),
        }
    }

    fn exists(&self, path: &Path) -> bool {
        self.open.borrow().contains_key(path) || OnDisk.exists(path)
    }

    fn formats(&self, folder: &Path) -> Option<Vec<PathBuf>> {
        OnDisk.formats(folder)
    }
}

/// The folders that are open, and what is known of them.
#[derive(Default)]
pub(super) struct Workspace {
    pub(super) roots: Vec<PathBuf>,
    overlay: Rc<Overlay>,
    asked: Asked,
    /// The configuration file that counts everywhere.
    fixed: Option<PathBuf>,
    /// By the root that paths are told from.
    configs: HashMap<PathBuf, Configs>,
    baselines: HashMap<PathBuf, Option<Baseline>>,
    /// Counts how often what was known was forgotten.
    pub(super) epoch: u64,
}

impl Workspace {
    /// Takes over what the user sets. Everything that depends on it is forgotten.
    pub(super) fn set(&mut self, asked: Asked, fixed: Option<PathBuf>) {
        (self.asked, self.fixed) = (asked, fixed);
        self.forget();
    }

    /// Reads configurations, formats and baselines anew when they are next needed.
    pub(super) fn forget(&mut self) {
        self.overlay.asked.borrow_mut().clear();
        self.configs.clear();
        self.baselines.clear();
        self.epoch += 1;
    }

    /// Takes the text of an open TOML file in the place of the saved one; nothing when it is closed. Whether anything
    /// depends on it.
    pub(super) fn overlay(&mut self, path: &Path, text: Option<&str>) -> bool {
        let mut open = self.overlay.open.borrow_mut();
        match text {
            Some(text) => open.insert(path.to_path_buf(), text.to_owned()),
            None => open.remove(path),
        };
        drop(open);
        let matters = self.matters(path);
        if matters {
            self.forget();
        }
        matters
    }

    /// Whether a file is part of a configuration, or would be if it were there.
    pub(super) fn matters(&self, path: &Path) -> bool {
        let named = path.file_name().is_some_and(|name| NAMES.iter().any(|known| name == *known));
        named || self.overlay.asked.borrow().contains(path)
    }

    /// The root that a path lies in, else its folder.
    fn root(&self, path: &Path) -> PathBuf {
        let around = self.roots.iter().filter(|root| path.starts_with(root));
        let nearest = around.max_by_key(|root| root.as_os_str().len());
        nearest.map_or_else(|| path.parent().unwrap_or(path).to_path_buf(), PathBuf::clone)
    }

    fn configs(&mut self, path: &Path) -> &mut Configs {
        let root = self.root(path);
        self.configs.entry(root).or_insert_with_key(|root| {
            let asked =
                Asked { select: self.asked.select.clone(), ignore: self.asked.ignore.clone(), ..Asked::default() };
            let disk: Rc<Overlay> = Rc::clone(&self.overlay);
            let mut configs = Configs::new(disk, root.clone(), asked);
            if let Some(fixed) = &self.fixed {
                configs.fix(fixed);
            }
            configs
        })
    }

    /// The text of an open document as one to check.
    pub(super) fn source(&self, path: &Path, text: &str) -> Source {
        files::source(&config::shown(&self.root(path), path), text.as_bytes().to_vec(), LARGEST)
    }

    /// What is wrong with the configuration of a path, if something is.
    pub(super) fn broken(&mut self, path: &Path) -> Option<Arc<Broken>> {
        self.configs(path).resolve(path).err()
    }

    /// The files with mistakes in a configuration, with their paths.
    pub(super) fn places<'b>(&self, path: &Path, broken: &'b Broken) -> Vec<(PathBuf, &'b Source, &'b [Diagnostic])> {
        let root = self.root(path);
        broken
            .reports
            .iter()
            .map(|(source, found)| (config::normal(&root, Path::new(source.name())), source, &found[..]))
            .collect()
    }

    /// Checks a document, given by its full path. `is_open` is not said of files of a folder, which need not be plans.
    pub(super) fn judge(&mut self, path: &Path, source: Source, is_open: bool) -> Judged {
        let configs = self.configs(path);
        let resolved = match configs.excludes(path, None).and_then(|out| Ok((out, configs.resolve(path)?))) {
            Ok((false, resolved)) if resolved.included != Some(false) => resolved,
            Ok(_) => return Judged::Other,
            Err(broken) => return Judged::Unconfigured { broken, is_plan: looks_like_a_plan(path, source) },
        };
        let Some(document) = resolved.read(source, None, &Limits::default()) else { return Judged::Other };
        let claimed = resolved.included == Some(true) || (is_open && resolved.format().is_some());
        if !document.is_recognised() && !claimed {
            return Judged::Other;
        }
        let mut found = engine::report(&document, &resolved.settings).found;
        self.hide(&resolved, &mut found);
        Judged::Plan(Box::new(Analysis { document, found, settings: resolved.settings }))
    }

    /// Takes away what the baseline of a file knows.
    fn hide(&mut self, resolved: &Resolved, found: &mut Vec<Diagnostic>) {
        let Some(said) = &resolved.config.baseline else { return };
        let path = &said.value;
        let read = || files::text(path).ok().flatten().and_then(|text| Baseline::read(&text).ok());
        let known = self.baselines.entry(path.clone()).or_insert_with(read);
        let file = config::shown(path.parent().unwrap_or(path), &resolved.path);
        if let Some(recorded) = known.as_ref().and_then(|known| known.of(&file)) {
            baseline::hide(recorded, found);
        }
    }

    /// The Markdown files of all roots that no ignore file leaves out.
    pub(super) fn files(&self) -> Vec<Input> {
        if self.roots.is_empty() { Vec::new() } else { files::find(&self.roots, false).0 }
    }
}

/// Whether a text is a plan of a built-in format, or called like one.
fn looks_like_a_plan(path: &Path, source: Source) -> bool {
    let formats = Formats::default();
    formats.of_file(path).is_some()
        || Document::choose(source, formats.all(), &Limits::default()).is_some_and(|document| document.is_recognised())
}

/// Whether a file may be part of a configuration.
pub(super) fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "toml")
}
