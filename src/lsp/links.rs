//! Paths in a plan that lead to files which are there.

use std::path::{Path, PathBuf};

use gen_lsp_types::DocumentLink;

use crate::files;

use super::convert::Opened;
use super::navigate::paths;
use super::uri;

/// Links that are looked up at most: each asks the disk.
const MOST: usize = 2_000;

/// A path is told from the root that it lies in; nothing outside of it is a link.
pub(super) fn links(open: &Opened<'_>, roots: &[PathBuf]) -> Vec<DocumentLink> {
    let document = &open.analysis.document;
    let own = uri::path(open.uri);
    let around = roots.iter().filter(|root| own.as_ref().is_some_and(|own| own.starts_with(root)));
    let Some(root) = around.max_by_key(|root| root.as_os_str().len()) else { return Vec::new() };
    let mut places = open.buffer.places();
    let linked = paths(document).into_iter().take(MOST).filter_map(|span| {
        let path = inside(root, open.slice(span))?;
        files::is_file(&path).then(|| DocumentLink {
            range: places.range(span),
            target: Some(uri::of(&path)),
            tooltip: None,
            data: None,
        })
    });
    linked.collect()
}

/// The full path of a relative one that does not lead out of its root.
fn inside(root: &Path, text: &str) -> Option<PathBuf> {
    let relative = Path::new(text);
    let path = crate::config::normal(root, relative);
    (relative.is_relative() && path.starts_with(root) && path != root).then_some(path)
}
