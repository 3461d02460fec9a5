//! The files that a task makes and changes.

pub(super) mod unlisted_file;
