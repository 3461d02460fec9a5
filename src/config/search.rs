//! Which configuration holds for a path: walks up, follows `extends`, remembers what it found.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use crate::source::Source;

use super::layer::{Layer, read};
use super::merge::{Sheet, merge};
use super::{Asked, Broken, Config, Disk, Resolved, normal, shown};

/// What the configuration of a folder may be called; the first that is there counts.
pub(crate) const NAMES: [&str; 3] = [".planvet.toml", "planvet.toml", PROJECT];
/// A file that others share; it counts when it speaks of planvet.
const PROJECT: &str = "pyproject.toml";

/// Most files of one configuration.
const MOST_FILES: usize = 32;

/// The configurations of many paths.
pub(crate) struct Configs {
    disk: Rc<dyn Disk>,
    /// The full path that others are relative to, also in reports.
    here: PathBuf,
    asked: Arc<Asked>,
    none: Arc<Config>,
    /// What holds everywhere, whatever files are there.
    fixed: Option<Found>,
    folders: HashMap<PathBuf, Found>,
    /// The folder, and how many of its names count, that was last looked at for exclusion, and what came of it.
    last: Option<(PathBuf, usize, bool)>,
    /// The folder whose configuration was last asked for, and that configuration.
    latest: Option<(PathBuf, Found)>,
}

/// A configuration, or why there is none.
pub(crate) type Found = Result<Arc<Config>, Arc<Broken>>;

impl Configs {
    /// Looks for files around each path.
    pub(crate) fn new(disk: Rc<dyn Disk>, here: PathBuf, asked: Asked) -> Self {
        let asked = Arc::new(asked);
        let none = Arc::new(Config::default().finish(&asked));
        Self { disk, here, asked, none, fixed: None, folders: HashMap::new(), last: None, latest: None }
    }

    /// Takes no file into account.
    pub(crate) fn isolate(&mut self) {
        self.fixed = Some(Ok(Arc::clone(&self.none)));
    }

    /// Takes one file for every path; `None` when it is not there.
    pub(crate) fn fix(&mut self, file: &Path) -> Option<Found> {
        let path = self.full(file);
        let source = self.disk.read(&path, shown(&self.here, &path))?;
        let found = self.load(path, source, None);
        self.fixed.insert(found?).clone().into()
    }

    /// A path from the root on, without `.` and `..`.
    pub(crate) fn full(&self, path: &Path) -> PathBuf {
        normal(&self.here, path)
    }

    /// Whether there is a file or folder of that path.
    pub(crate) fn is_there(&self, path: &Path) -> bool {
        self.disk.exists(&self.full(path))
    }

    /// What holds for a file. The one way in for every edge.
    pub(crate) fn resolve(&mut self, path: &Path) -> Result<Resolved, Arc<Broken>> {
        let path = self.full(path);
        Ok(Config::resolve(&self.of(&path)?, path))
    }

    /// The configuration of a file, given by its full path.
    pub(super) fn of(&mut self, path: &Path) -> Found {
        self.of_folder(path.parent().unwrap_or(path))
    }

    /// The configuration of a folder, given by its full path.
    pub(crate) fn of_folder(&mut self, folder: &Path) -> Found {
        if let Some(fixed) = &self.fixed {
            return fixed.clone();
        }
        // Files come folder by folder.
        if let Some((latest, found)) = &self.latest
            && latest.as_os_str() == folder.as_os_str()
        {
            return found.clone();
        }
        let mut passed = Vec::new();
        let mut found = None;
        for at in folder.ancestors() {
            if let Some(known) = self.folders.get(at) {
                found = Some(known.clone());
                break;
            }
            passed.push(at);
            found = self.in_folder(at);
            if found.is_some() || self.disk.exists(&at.join(".git")) {
                break;
            }
        }
        let found = found.unwrap_or_else(|| Ok(Arc::clone(&self.none)));
        for at in passed {
            self.folders.insert(at.to_path_buf(), found.clone());
        }
        self.latest = Some((folder.to_path_buf(), found.clone()));
        found
    }

    /// Whether a file is left out: by its own configuration, or because one of the folders above it is by theirs. Of
    /// the path, the last `depth` names count; without it, all below the root of the repository or the present folder.
    pub(crate) fn excludes(&mut self, path: &Path, depth: Option<usize>) -> Result<bool, Arc<Broken>> {
        if depth == Some(0) {
            return Ok(false);
        }
        let path = self.full(path);
        let depth = depth.unwrap_or_else(|| {
            let here = path.strip_prefix(&self.here).map_or(0, |path| path.components().count());
            let root = path.ancestors().skip(1).position(|folder| self.disk.exists(&folder.join(".git")));
            root.map_or(usize::MAX, |above| here.max(above + 1))
        });
        let folder = path.parent().unwrap_or(&path);
        let outside = match &self.last {
            // Files come folder by folder.
            Some((last, known, outside)) if *known == depth && last.as_os_str() == folder.as_os_str() => *outside,
            _ => {
                let outside = self.excludes_folder(folder, depth - 1)?;
                self.last = Some((folder.to_path_buf(), depth, outside));
                outside
            }
        };
        if outside {
            return Ok(true);
        }
        Ok(self.of_folder(folder)?.exclude.as_ref().is_some_and(|exclude| exclude.value.itself(&path, false)))
    }

    /// Whether a folder, or one of those above it of which the last `depth` names tell, is left out.
    fn excludes_folder(&mut self, folder: &Path, depth: usize) -> Result<bool, Arc<Broken>> {
        let entries: Vec<&Path> = folder.ancestors().take(depth).filter(|entry| entry.parent().is_some()).collect();
        for entry in entries.iter().rev() {
            let config = self.of(entry)?;
            if config.exclude.as_ref().is_some_and(|exclude| exclude.value.itself(entry, true)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn in_folder(&self, folder: &Path) -> Option<Found> {
        NAMES.iter().find_map(|name| {
            let path = folder.join(name);
            let source = self.disk.read(&path, shown(&self.here, &path))?;
            self.load(path, source, Some(folder))
        })
    }

    /// Reads a file and all that it builds on; nothing when it does not speak of planvet.
    fn load(&self, path: PathBuf, source: Result<Source, String>, main: Option<&Path>) -> Option<Found> {
        let mut loader = Loader { disk: &*self.disk, here: &self.here, sheets: Vec::new(), open: Vec::new(), count: 0 };
        let folder = path.parent().unwrap_or(&path).to_path_buf();
        // A file that is named for all paths is used in the present folder.
        let main = main.unwrap_or(if self.here.starts_with(&folder) { &folder } else { &self.here });
        let source = match source {
            Ok(source) => source,
            Err(message) => {
                let problems = vec![format!("{}: {message}", shown(&self.here, &path))];
                return Some(Err(Arc::new(Broken { problems, ..Broken::default() })));
            }
        };
        if !loader.file(path, source) {
            return None;
        }
        let name = |path: &Path| shown(&self.here, path);
        let (mut config, broken) = merge(&*self.disk, &name, loader.sheets, main);
        if broken.is_empty() {
            config.files.reverse();
            Some(Ok(Arc::new(config.finish(&self.asked))))
        } else {
            Some(Err(Arc::new(broken)))
        }
    }
}

/// Follows `extends`. What is built on comes first.
struct Loader<'l> {
    disk: &'l dyn Disk,
    here: &'l Path,
    sheets: Vec<Sheet>,
    /// The files that are being read, each extended by the one before it.
    open: Vec<PathBuf>,
    count: usize,
}

impl Loader<'_> {
    /// Reads a file after those that it extends; whether it speaks of planvet.
    fn file(&mut self, path: PathBuf, source: Source) -> bool {
        let in_project = path.file_name().is_some_and(|name| name == PROJECT);
        let Some((layer, mistakes)) = read(&source, in_project) else { return false };
        let mut sheet = Sheet { path, source, layer: Layer::default(), mistakes };
        self.count += 1;
        self.open.push(sheet.path.clone());
        for (text, at) in &layer.extends {
            if let Some((message, help)) = self.extend(&sheet, text) {
                sheet.mistake(*at, message, help);
            }
        }
        self.open.pop();
        sheet.layer = layer;
        self.sheets.push(sheet);
        true
    }

    /// Reads a file that another extends, or says why not.
    fn extend(&mut self, sheet: &Sheet, text: &str) -> Option<(String, Option<String>)> {
        let path = normal(sheet.folder(), Path::new(text));
        if let Some(first) = self.open.iter().position(|open| *open == path) {
            let circle = self.open[first..].iter().chain([&path]).map(|file| format!("`{}`", shown(self.here, file)));
            let help = format!("{} go round in a circle", circle.collect::<Vec<_>>().join(" → "));
            return Some(("the file extends itself".to_owned(), Some(help)));
        }
        if self.count >= MOST_FILES {
            return Some((format!("more than {MOST_FILES} files extend each other"), None));
        }
        match self.disk.read(&path, shown(self.here, &path)) {
            None => Some((format!("there is no file `{text}`"), None)),
            Some(Err(message)) => Some((format!("`{text}` {message}"), None)),
            Some(Ok(source)) => {
                let speaks = self.file(path, source);
                (!speaks).then(|| (format!("`{text}` has no table `[tool.planvet]`"), None))
            }
        }
    }
}
