//! `planvet init`.

use std::path::Path;

use crate::config::NAMES;
use crate::files;

use super::{Usage, note};

/// What is written.
pub(crate) const TEXT: &str = include_str!("init.toml");

/// How the file is called.
const NAME: &str = "planvet.toml";

pub(super) fn run() -> Result<u8, Usage> {
    // One of another name would win, or be hidden.
    if let Some(other) = NAMES.iter().find(|name| name.ends_with(NAME) && files::is_there(Path::new(name))) {
        return Err(Usage(format!("`{other}` is there already; nothing was written")));
    }
    files::write_new(Path::new(NAME), TEXT)
        .map_err(|problem| Usage(format!("`{NAME}` {}; nothing was written", problem.message)))?;
    note(&format!("wrote `{NAME}`; each key stands in it as a comment"));
    Ok(0)
}
