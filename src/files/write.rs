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
    replace(path, old, new).map_err(|message| Problem { path: path.to_path_buf(), message })
}

fn replace(path: &Path, old: &str, new: &str) -> Result<(), String> {
    let failed = |error: io::Error| format!("cannot be written, it is left as it was: {error}");
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
    let folder = real.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let mut unfinished = tempfile::Builder::new().prefix(PREFIX).tempfile_in(&folder).map_err(failed)?;
    unfinished.write_all(new.as_bytes()).map_err(failed)?;
    keep_owner(&unfinished, &metadata)?;
    unfinished.as_file().set_permissions(metadata.permissions()).map_err(failed)?;
    unfinished.as_file().sync_all().map_err(failed)?;
    // As late as possible: what somebody else wrote in the meantime must not be lost.
    if std::fs::read(&real).map_err(failed)? != old.as_bytes() {
        return Err("has changed since it was read, it is left as it is now".to_owned());
    }
    unfinished.persist(&real).map_err(|error| failed(error.error))?;
    settle(&folder);
    Ok(())
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
