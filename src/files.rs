//! Finding, reading and writing files. The only place that touches the disk.

mod write;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use walkdir::WalkDir;

use crate::source::Source;

pub(crate) use write::write;

/// A file to check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    /// Named by the user, not found in a folder.
    pub(crate) named: bool,
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

/// Finds the files that are meant by `paths`, each once, sorted. With `all`, no ignore file counts.
pub(crate) fn find(paths: &[PathBuf], all: bool) -> (Vec<Input>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() && all => walk_all(path, &mut found, &mut problems),
            Ok(metadata) if metadata.is_dir() => walk(path, &mut found, &mut problems),
            Ok(_) => found.push(Input { path: bare(path), named: true }),
            Err(error) => problems.push(problem(path, &error)),
        }
    }
    // A file that is named and found counts as named.
    found.sort_by(|a, b| a.path.cmp(&b.path).then(b.named.cmp(&a.named)));
    found.dedup_by(|later, first| later.path == first.path);
    (found, problems)
}

/// The files without those that are another one by another name, so that none is written twice at a time.
pub(crate) fn distinct(inputs: Vec<Input>) -> Vec<Input> {
    let mut seen = BTreeSet::new();
    let is_new = |input: &Input| std::fs::canonicalize(&input.path).map_or(true, |real| seen.insert(real));
    inputs.into_iter().filter(is_new).collect()
}

/// Hidden files, symbolic links and what ignore files exclude are left out.
fn walk(folder: &Path, found: &mut Vec<Input>, problems: &mut Vec<Problem>) {
    // An ignore file counts where it stands, inside a repository or not.
    let walk = WalkBuilder::new(folder).require_git(false).add_custom_ignore_filename(IGNORE_FILE).build();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => take(entry.path(), found),
            Ok(_) => {}
            Err(error) => problems.push(Problem { path: folder.to_path_buf(), message: error.to_string() }),
        }
    }
}

/// The same without ignore files.
fn walk_all(folder: &Path, found: &mut Vec<Input>, problems: &mut Vec<Problem>) {
    let visible =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(folder).into_iter().filter_entry(visible) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => take(entry.path(), found),
            Ok(_) => {}
            Err(error) => problems.push(Problem { path: folder.to_path_buf(), message: error.to_string() }),
        }
    }
}

/// A path without the present folder before it, so that one file has one name.
fn bare(path: &Path) -> PathBuf {
    path.strip_prefix("./").unwrap_or(path).to_path_buf()
}

fn take(path: &Path, found: &mut Vec<Input>) {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
        found.push(Input { path: bare(path), named: false });
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
