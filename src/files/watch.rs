//! Waits for changes of files; the only file that names notify.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{CreateKind, ModifyKind, RemoveKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::{ENDINGS, IGNORE_FILE, shown};

/// Editors write a file in several steps; this much silence ends them.
const SILENCE: Duration = Duration::from_millis(50);
/// A folder that never comes to rest is looked at all the same.
const LONGEST: Duration = Duration::from_secs(1);

/// Files and folders whose changes are told from the moment on that it is made.
pub(crate) struct Watch {
    /// Told until it is dropped.
    _watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    /// Files that were named, and folders with all that is in them.
    roots: Vec<PathBuf>,
}

impl Watch {
    /// Watches paths, and the files of the configuration in the folders around them; a line that says what is wrong.
    pub(crate) fn new(here: &Path, paths: &[PathBuf]) -> Result<Self, String> {
        let (sender, events) = channel();
        let failed = |path: &Path, error: &notify::Error| format!("`{}` cannot be watched: {error}", shown(path));
        let mut watcher = notify::recommended_watcher(sender).map_err(|error| failed(here, &error))?;
        let roots: Vec<PathBuf> = paths.iter().map(|path| super::real(&here.join(path))).collect();
        let mut around = BTreeSet::new();
        for root in &roots {
            if root.is_dir() {
                watcher.watch(root, RecursiveMode::Recursive).map_err(|error| failed(root, &error))?;
            }
            // An editor may write another file in the place of one that is named, which only its folder tells.
            let repository = root.ancestors().position(|folder| folder.join(".git").exists());
            around.extend(root.ancestors().skip(1).take(repository.unwrap_or(1).max(1)).map(Path::to_path_buf));
        }
        for folder in around.iter().filter(|folder| !roots.iter().any(|root| folder.starts_with(root))) {
            // Of folders around, not all may be ours to watch.
            let begun = watcher.watch(folder, RecursiveMode::NonRecursive);
            if let Err(error) = begun
                && roots.iter().any(|root| root.parent() == Some(folder))
            {
                return Err(failed(folder, &error));
            }
        }
        Ok(Self { _watcher: watcher, events, roots })
    }

    /// Waits until something has changed that a check may depend on, and then for a moment of silence.
    pub(crate) fn wait(&self) -> Result<(), String> {
        loop {
            let event = self.events.recv().map_err(|_| "nothing is watched any more".to_owned())?;
            if self.counts(&event) {
                break;
            }
        }
        let begun = Instant::now();
        while begun.elapsed() < LONGEST {
            match self.events.recv_timeout(SILENCE) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Err("nothing is watched any more".to_owned()),
            }
        }
        Ok(())
    }

    /// Whether an event may change what is found. Events that were lost may be any.
    fn counts(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        let folders = match event.kind {
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => return false,
            // What a folder brings along or takes away is not told one by one.
            EventKind::Create(CreateKind::Folder)
            | EventKind::Remove(RemoveKind::Folder)
            | EventKind::Modify(ModifyKind::Name(_)) => true,
            _ => event.need_rescan(),
        };
        event.need_rescan() || event.paths.iter().any(|path| self.is_read(path, folders))
    }

    fn is_read(&self, path: &Path, folders: bool) -> bool {
        if path.components().any(|part| part.as_os_str() == ".git") {
            return false;
        }
        let name = path.file_name().unwrap_or_default();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
        let settings = ending == "toml" || name == ".gitignore" || name == ".ignore" || name == IGNORE_FILE;
        let inside = self.roots.iter().any(|root| path.starts_with(root));
        let document = ENDINGS.contains(&ending) || self.roots.iter().any(|root| root == path);
        settings || inside && (document || folders && ending.is_empty())
    }
}
