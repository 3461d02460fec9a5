//! Replaces the text of a file so that, whatever happens, it holds either the old text or the new one.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Problem;

/// Begins the names of unfinished files: hidden, and with no ending that a walk looks for.
const PREFIX: &str = ".planvet-";

/// Writes `new` in place of `old`, the text that was read from `path`.
///
/// A symbolic link stays, the file that it leads to is replaced. Permissions and owner are kept; where they cannot be,
/// or where the file no longer holds `old`, nothing is written.
pub(crate) fn write(path: &Path, old: &str, new: &str) -> Result<(), Problem> {
    mend(path, old, new).map_err(|message| Problem { path: path.to_path_buf(), message })
}

fn mend(path: &Path, old: &str, new: &str) -> Result<(), String> {
    let real = std::fs::canonicalize(path).map_err(failed)?;
    let metadata = std::fs::metadata(&real).map_err(failed)?;
    if !metadata.is_file() {
        return Err("is not a regular file, it cannot be written".to_owned());
    }
    if metadata.permissions().readonly() {
        return Err("is read-only, it is left as it was".to_owned());
    }
    // Who may not write the file might still be let to put another one in its place.
    OpenOptions::new().write(true).open(&real).map_err(failed)?;
    // As late as possible: what somebody else wrote in the meantime must not be lost.
    let is_old = || {
        let same = std::fs::read(&real).map_err(failed)? == old.as_bytes();
        if same { Ok(()) } else { Err("has changed since it was read, it is left as it is now".to_owned()) }
    };
    put(&real, new, Some(&metadata), is_old)
}

/// Writes a file of planvet's own, which need not be there yet; otherwise as [`write`].
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Problem> {
    let mut file = Growing::begin(path)?;
    file.write(text)?;
    file.finish()
}

/// Makes a folder and those around it, as far as they are not there.
pub(crate) fn make_folder(path: &Path) -> Result<(), Problem> {
    std::fs::create_dir_all(path)
        .map_err(|error| Problem { path: path.to_path_buf(), message: format!("cannot be made: {}", reason(&error)) })
}

/// Writes a file that is not there yet.
pub(crate) fn write_new(path: &Path, text: &str) -> Result<(), Problem> {
    let file = File::options().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        let message = match error.kind() {
            io::ErrorKind::AlreadyExists => "is there already".to_owned(),
            _ => format!("cannot be written: {}", reason(&error)),
        };
        Problem { path: path.to_path_buf(), message }
    })
}

/// A file of planvet's own that is written bit by bit and appears when it is finished.
pub(crate) struct Growing {
    path: PathBuf,
    place: Place,
}

/// Where what is written goes.
enum Place {
    /// Beside the file that it is to become, or to take the place of.
    Beside { real: PathBuf, unfinished: NamedTempFile },
    /// Into a pipe or a device, which nothing may take the place of.
    Into(File),
}

impl Growing {
    /// Begins a file beside the place where it is to be.
    pub(crate) fn begin(path: &Path) -> Result<Self, Problem> {
        let place = Place::of(path).map_err(|message| Problem { path: path.to_path_buf(), message })?;
        Ok(Self { path: path.to_path_buf(), place })
    }

    /// Writes more.
    pub(crate) fn write(&mut self, text: &str) -> Result<(), Problem> {
        let written = match &mut self.place {
            Place::Beside { unfinished, .. } => unfinished.write_all(text.as_bytes()),
            // A reader that went away is no mistake.
            Place::Into(file) => match file.write_all(text.as_bytes()) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                written => written,
            },
        };
        written.map_err(|error| Problem { path: self.path.clone(), message: failed(error) })
    }

    /// Puts it in its place; a file that is there is replaced by it.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        let Self { path, place } = self;
        let Place::Beside { real, unfinished } = place else { return Ok(()) };
        let present = std::fs::metadata(&real).ok();
        settle_at(unfinished, &real, present.as_ref(), || Ok(())).map_err(|message| Problem { path, message })
    }
}

impl Place {
    fn of(path: &Path) -> Result<Self, String> {
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        match std::fs::metadata(path) {
            Ok(present) if present.is_dir() => return Err("is a folder".to_owned()),
            Ok(present) if !present.is_file() => {
                return OpenOptions::new().write(true).open(path).map(Self::Into).map_err(failed);
            }
            // Others write to it too, and would go on with the file that is no more.
            Ok(_) if is_open_elsewhere(path) => {
                return Err("leads to a file that is open already, whose text would be lost".to_owned());
            }
            Ok(present) if present.permissions().readonly() => {
                return Err("is read-only, it is left as it was".to_owned());
            }
            _ => {}
        }
        let unfinished = unfinished().tempfile_in(folder_of(&real));
        let unfinished = unfinished.map_err(|error| format!("cannot be written: {}", reason(&error)))?;
        Ok(Self::Beside { real, unfinished })
    }
}

/// Whether a path is a name for an open file of a process, such as `/dev/stdout`.
fn is_open_elsewhere(path: &Path) -> bool {
    let mut at = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    // No system follows more links than that.
    for _ in 0..40 {
        if ["/proc", "/dev/fd"].iter().any(|folder| at.starts_with(folder)) {
            return true;
        }
        let Ok(next) = std::fs::read_link(&at) else { return false };
        at = at.parent().unwrap_or(&at).join(next);
    }
    false
}

/// Puts a finished file in the place of `real`, like the one that was there, if `last` has nothing against it.
fn put(
    real: &Path,
    text: &str,
    present: Option<&Metadata>,
    last: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let mut unfinished = unfinished().tempfile_in(folder_of(real)).map_err(failed)?;
    unfinished.write_all(text.as_bytes()).map_err(failed)?;
    settle_at(unfinished, real, present, last)
}

fn folder_of(real: &Path) -> &Path {
    real.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn settle_at(
    unfinished: NamedTempFile,
    real: &Path,
    present: Option<&Metadata>,
    last: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    if let Some(present) = present {
        keep_owner(&unfinished, present)?;
        unfinished.as_file().set_permissions(present.permissions()).map_err(failed)?;
    }
    unfinished.as_file().sync_all().map_err(failed)?;
    last()?;
    unfinished.persist(real).map_err(|error| failed(error.error))?;
    settle(folder_of(real));
    Ok(())
}

#[allow(clippy::needless_pass_by_value, reason = "it stands where errors are mapped")]
fn failed(error: io::Error) -> String {
    format!("cannot be written, it is left as it was: {}", reason(&error))
}

/// What went wrong without the name of the unfinished file, which says nothing to anybody.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::Other => error.to_string(),
        io::ErrorKind::NotFound => "its folder is not there".to_owned(),
        _ if error.raw_os_error().is_some() => error.to_string(),
        kind => io::Error::from(kind).to_string(),
    }
}

/// A file that is not finished: hidden, and as open to others as any new file.
fn unfinished() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder
}

/// Gives the unfinished file to the owner and the group of the one that it replaces.
#[cfg(unix)]
fn keep_owner(unfinished: &NamedTempFile, metadata: &Metadata) -> Result<(), String> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let own = unfinished.as_file().metadata().map_err(|error| error.to_string())?;
    if (own.uid(), own.gid()) == (metadata.uid(), metadata.gid()) {
        return Ok(());
    }
    fchown(unfinished.as_file(), Some(metadata.uid()), Some(metadata.gid()))
        .map_err(|error| format!("cannot be replaced by a file of the same owner, it is left as it was: {error}"))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn keep_owner(_: &NamedTempFile, _: &Metadata) -> Result<(), String> {
    Ok(())
}

/// Makes the new name last through a loss of power. Not every file system can; the file is whole either way.
fn settle(folder: &Path) {
    if cfg!(unix)
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_is_not_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.md");
        std::fs::write(&path, "theirs").expect("to write");
        let problem = write(&path, "old", "new").expect_err("to be refused");
        assert!(problem.message.starts_with("has changed since it was read"), "{}", problem.message);
        assert_eq!(std::fs::read_to_string(&path).expect("the file"), "theirs");
        write(&path, "theirs", "new").expect("to be written");
        assert_eq!(std::fs::read_to_string(&path).expect("the file"), "new");
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1);
        assert!(write(folder.path(), "", "new").is_err());
        assert!(write(&folder.path().join("none.md"), "", "new").is_err());
    }
}
