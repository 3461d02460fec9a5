//! Finding, reading and writing files. The only place that touches the disk.

mod absent;
mod git;
mod watch;
mod write;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::{File, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use walkdir::WalkDir;

use crate::config::Disk;
use crate::source::{Source, Unreadable};

pub(crate) use absent::{place, real, real_root, would_find};
pub(crate) use git::{Changed, Since};
pub(crate) use watch::Watch;
pub(crate) use write::{Growing, make_folder, replace, write, write_new};

/// A file to check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    /// Named by the user, not found in a folder.
    pub(crate) named: bool,
    /// How many names of the path lie below the folder that was searched; 0 for a file that is named.
    pub(crate) depth: usize,
}

/// A path that could not be used.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) path: PathBuf,
    pub(crate) message: String,
}

/// The file of ignore patterns that counts for planvet alone.
const IGNORE_FILE: &str = ".planvetignore";

/// Files with these endings are looked at in folders.
const ENDINGS: [&str; 2] = ["md", "markdown"];

/// Finds the files that are meant by `paths`, each once under the first name that it was given, sorted. With `all`, no
/// ignore file counts.
pub(crate) fn find(paths: &[PathBuf], all: bool) -> (Vec<Input>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    // Where the files of each path begin in the list.
    let mut groups = Vec::with_capacity(paths.len());
    for path in paths {
        groups.push((path, found.len()));
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() && all => walk_all(path, &mut found, &mut problems),
            Ok(metadata) if metadata.is_dir() => walk(path, &mut found, &mut problems),
            Ok(metadata) if !is_readable(metadata.file_type()) => {
                problems.push(Problem { path: path.clone(), message: "is neither a file nor a folder".to_owned() });
            }
            Ok(_) => found.push(Input { path: bare(path), named: true, depth: 0 }),
            Err(error) => problems.push(problem(path, &error)),
        }
    }
    // Only in one folder can no file be found twice.
    if paths.len() > 1 {
        found = once(found, &groups);
    }
    found.sort();
    (found, problems)
}

/// Keeps the first of the inputs that are one file. One that is named and found counts as named.
fn once(found: Vec<Input>, groups: &[(&PathBuf, usize)]) -> Vec<Input> {
    let mut kept: Vec<Input> = Vec::with_capacity(found.len());
    let mut known: HashMap<PathBuf, usize> = HashMap::with_capacity(found.len());
    let mut groups = groups.iter().peekable();
    let (mut folder, mut real) = (Path::new(""), None);
    for (index, input) in found.into_iter().enumerate() {
        while let Some((path, _)) = groups.next_if(|(_, first)| *first <= index) {
            // A pipe that has no name in a folder is its own.
            (folder, real) = (path.as_path(), path.canonicalize().ok());
        }
        // Symbolic links are not followed below a folder, so that only the folder itself has to be looked up.
        let below = if input.named { Some(Path::new("")) } else { input.path.strip_prefix(bare(folder)).ok() };
        let file = match (&real, below) {
            (Some(real), Some(below)) if below.as_os_str().is_empty() => real.clone(),
            (Some(real), Some(below)) => real.join(below),
            _ => input.path.clone(),
        };
        match known.entry(file) {
            Entry::Occupied(first) => {
                if let Some(first) = kept.get_mut(*first.get()).filter(|_| input.named) {
                    (first.named, first.depth) = (true, 0);
                }
            }
            Entry::Vacant(place) => {
                place.insert(kept.len());
                kept.push(input);
            }
        }
    }
    kept
}

/// Whether a path that is no folder can be read like a file: pipes and terminals can, as `/dev/stdin` and what shells
/// put in the place of `<(command)`.
#[cfg(unix)]
fn is_readable(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_file() || kind.is_fifo() || kind.is_char_device()
}

#[cfg(not(unix))]
fn is_readable(kind: FileType) -> bool {
    kind.is_file()
}

/// Hidden files, symbolic links and what ignore files exclude are left out.
fn walk(folder: &Path, found: &mut Vec<Input>, problems: &mut Vec<Problem>) {
    // An ignore file counts where it stands, inside a repository or not.
    let walk = WalkBuilder::new(folder).require_git(false).add_custom_ignore_filename(IGNORE_FILE).build();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                take(entry.path(), entry.depth(), found);
            }
            Ok(_) => {}
            Err(error) => problems.push(unwalked(folder, &error)),
        }
    }
}

/// What a walk could not look at.
fn unwalked(folder: &Path, error: &ignore::Error) -> Problem {
    let (mut path, mut cause) = (folder, error);
    loop {
        match cause {
            ignore::Error::WithPath { path: at, err } => (path, cause) = (at, err),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => cause = err,
            ignore::Error::Io(error) => return problem(&bare(path), error),
            other => return Problem { path: bare(path), message: other.to_string() },
        }
    }
}

/// The same without ignore files.
fn walk_all(folder: &Path, found: &mut Vec<Input>, problems: &mut Vec<Problem>) {
    let visible =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(folder).into_iter().filter_entry(visible) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => take(entry.path(), entry.depth(), found),
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_path_buf();
                problems.push(problem(&bare(&path), &io::Error::from(error)));
            }
        }
    }
}

/// A path without the present folder before it, so that one file has one name.
fn bare(path: &Path) -> PathBuf {
    path.strip_prefix("./").unwrap_or(path).to_path_buf()
}

fn take(path: &Path, depth: usize, all: &mut Vec<Input>) {
    all.extend(found(path, depth));
}

/// A file of a folder as an input, when its name is one to look at.
pub(crate) fn found(path: &Path, depth: usize) -> Option<Input> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let is_wanted = ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()));
    is_wanted.then(|| Input { path: bare(path), named: false, depth })
}

/// The present folder, from the root on.
pub(crate) fn here() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

/// Whether there is a file of that name, and no link to one.
pub(crate) fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_file())
}

/// Whether there is something of that name.
pub(crate) fn is_there(path: &Path) -> bool {
    path.exists()
}

/// The text of a file of planvet's own; nothing when there is no file.
pub(crate) fn text(path: &Path) -> Result<Option<String>, Problem> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(problem(path, &error)),
    }
}

/// Largest configuration or format file, in bytes.
const LARGEST: u64 = 1_000_000;

/// The disk as configurations ask for it.
pub(crate) struct OnDisk;

impl Disk for OnDisk {
    fn read(&self, path: &Path, name: String) -> Option<Result<Source, String>> {
        // Most files that are asked for are not there, which one question tells.
        let absent = |error: &io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
        if path.symlink_metadata().is_err_and(|error| absent(&error)) {
            return None;
        }
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_symlink() => {
                return Some(Err("is a link that leads nowhere".to_owned()));
            }
            Err(error) if absent(&error) => return None,
            Err(error) => return Some(Err(problem(path, &error).message)),
        };
        let size = match file.metadata() {
            Ok(found) if found.is_dir() => return None,
            Ok(found) => found.len(),
            Err(error) => return Some(Err(problem(path, &error).message)),
        };
        let source = read_from(file, &name, size, LARGEST).map_err(|error| problem(path, &error).message);
        Some(source.and_then(|source| match source.unreadable() {
            Some(Unreadable::TooLarge(..)) => Err(format!("has more than {LARGEST} bytes")),
            _ => Ok(source),
        }))
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn formats(&self, folder: &Path) -> Option<Vec<PathBuf>> {
        let walk = WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
        let files = walk.filter(|entry| entry.file_type().is_file());
        let formats =
            files.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|end| end == "toml"));
        folder.is_dir().then(|| formats.collect())
    }
}

/// Reads a file; one with more than `limit` bytes is read no further.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Source, Problem> {
    let name = shown(path);
    let file = File::open(path).map_err(|error| problem(path, &error))?;
    let size = file.metadata().map_err(|error| problem(path, &error))?;
    if size.is_dir() {
        return Err(Problem { path: path.to_path_buf(), message: "is a folder".to_owned() });
    }
    if size.len() > limit {
        return Ok(Source::too_large(name, size.len(), limit));
    }
    read_from(file, &name, size.len(), limit).map_err(|error| problem(path, &error))
}

/// Reads standard input.
pub(crate) fn read_stdin(name: &str, limit: u64) -> Result<Source, Problem> {
    read_from(io::stdin().lock(), name, 0, limit).map_err(|error| problem(Path::new(name), &error))
}

/// Reads all bytes of standard input, to give them back as they are or mended.
pub(crate) fn stdin_bytes(name: &str) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| problem(Path::new(name), &error))?;
    Ok(bytes)
}

/// Bytes that were read, as a text to check; more than `limit` of them are too many.
pub(crate) fn source(name: &str, bytes: Vec<u8>, limit: u64) -> Source {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > limit { Source::too_large(name, size, limit) } else { Source::from_bytes(name, bytes) }
}

/// Pipes and devices do not tell their size beforehand.
fn read_from(from: impl Read, name: &str, expected: u64, limit: u64) -> io::Result<Source> {
    // One byte more, so that the end is seen without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(limit)).unwrap_or(0) + 1);
    from.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(source(name, bytes, limit))
}

/// A path as reports show it: with slashes.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

fn problem(path: &Path, error: &io::Error) -> Problem {
    let message = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "may not be read".to_owned(),
        _ => error.to_string(),
    };
    Problem { path: path.to_path_buf(), message }
}

/// Holds a checked-in file against what it should be; `BLESS=1` writes it.
#[cfg(test)]
pub(crate) fn blessed(path: &Path, text: &str) {
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        std::fs::write(path, text).expect("the file is written");
    }
    let present = std::fs::read_to_string(path).unwrap_or_default();
    assert!(present == text, "{} is not current; `BLESS=1` writes it", path.display());
}
