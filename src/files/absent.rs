//! Where a path really leads, and what a walk would make of a file that is not in its folder.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::Gitignore;

use crate::config::normal;

use super::{IGNORE_FILE, here};

/// Ignore files, those that count most first.
const IGNORE_FILES: [&str; 3] = [IGNORE_FILE, ".ignore", ".gitignore"];

/// A full path without links on the way to its last name. What is gone keeps the names that it had.
pub(crate) fn real(path: &Path) -> PathBuf {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => resolved(parent).join(name),
        _ => resolved(path),
    }
}

/// The same for a place to search: a folder may be a link itself.
pub(crate) fn real_root(path: &Path) -> PathBuf {
    if path.is_dir() { resolved(path) } else { real(path) }
}

/// Whether a walk over `root` would come to `path`, if it were there; both are full paths. With `all`, no ignore file
/// counts.
pub(crate) fn would_find(root: &Path, path: &Path, all: bool) -> bool {
    let Ok(below) = path.strip_prefix(root) else { return false };
    let mut place = root.to_path_buf();
    below.components().all(|name| {
        place.push(name);
        is_visible(&place, place != path, all)
    })
}

fn is_visible(place: &Path, is_folder: bool, all: bool) -> bool {
    for name in IGNORE_FILES.iter().filter(|_| !all) {
        // The nearest file decides.
        for folder in place.ancestors().skip(1) {
            match Gitignore::new(folder.join(name)).0.matched(place, is_folder) {
                Match::Ignore(_) => return false,
                Match::Whitelist(_) => return true,
                Match::None => {}
            }
        }
    }
    !place.file_name().map(OsStr::to_string_lossy).is_some_and(|name| name.starts_with('.'))
}

/// The one path of a file, there or not, by whatever name it is called.
pub(crate) fn place(path: &Path) -> PathBuf {
    resolved(&here().join(path))
}

fn resolved(path: &Path) -> PathBuf {
    let known = path.ancestors().find_map(|known| {
        let real = known.canonicalize().ok()?;
        Some(normal(&real, path.strip_prefix(known).ok()?))
    });
    known.unwrap_or_else(|| path.to_path_buf())
}
