//! Paths as services know them: from the root of a repository on, and as URIs.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::config::{is_straight, normal};

/// From where paths are told.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    here: PathBuf,
    root: PathBuf,
}

impl Base {
    /// The folder that relative paths start from, and the one that reports tell paths from, when it lies around it.
    pub(crate) fn new(here: PathBuf, root: Option<PathBuf>) -> Self {
        let root = root.map(|root| normal(&here, &root)).filter(|root| here.starts_with(root));
        let root = root.unwrap_or_else(|| here.clone());
        Self { here, root }
    }

    /// A path as it was given, told from the root; one that does not lie below it stays as it is.
    pub(crate) fn tell<'n>(&self, name: &'n str) -> Cow<'n, str> {
        if self.root == self.here && is_straight(Path::new(name)) {
            return Cow::Borrowed(name);
        }
        let full = normal(&self.here, Path::new(name));
        let Ok(below) = full.strip_prefix(&self.root) else { return Cow::Borrowed(name) };
        let below = below.to_string_lossy();
        Cow::Owned(if cfg!(windows) { below.replace('\\', "/") } else { below.into_owned() })
    }
}

/// A path as a URI: relative where the path is.
pub(super) fn uri(path: &str) -> String {
    let windows = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/');
    let mut out = String::with_capacity(path.len() + 16);
    if is_absolute(path) {
        out.push_str(if windows { "file:///" } else { "file://" });
    }
    for (index, byte) in path.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'@' | b'+' | b',' => {
                out.push(char::from(byte));
            }
            b':' if windows && index == 1 => out.push(':'),
            _ => {
                const HEX: [char; 16] =
                    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
                out.push('%');
                out.extend(HEX.get(usize::from(byte >> 4)));
                out.extend(HEX.get(usize::from(byte & 15)));
            }
        }
    }
    out
}

/// Whether a path, shown with slashes, starts from a root.
pub(super) fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || (path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_hold_no_character_that_means_something_else() {
        assert_eq!(uri("plans/a b.md"), "plans/a%20b.md");
        assert_eq!(uri("plän/50%#1?.md"), "pl%C3%A4n/50%25%231%3F.md");
        assert_eq!(uri("a:b\n[c]"), "a%3Ab%0A%5Bc%5D");
        assert_eq!(uri("/tmp/a.md"), "file:///tmp/a.md");
        assert_eq!(uri("C:/plans/a.md"), "file:///C:/plans/a.md");
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_told_from_the_root() {
        let base = Base::new("/r/docs".into(), Some("/r".into()));
        assert_eq!(base.tell("a.md"), "docs/a.md");
        assert_eq!(base.tell("../b/c.md"), "b/c.md");
        assert_eq!(base.tell("/r/docs/a.md"), "docs/a.md");
        assert_eq!(base.tell("/elsewhere/a.md"), "/elsewhere/a.md");
        assert_eq!(base.tell("../../a.md"), "../../a.md");
        let other = Base::new("/r".into(), Some("/elsewhere".into()));
        assert_eq!(other.tell("./docs/a.md"), "docs/a.md");
        assert_eq!(Base::new("/r".into(), None).tell("<stdin>"), "<stdin>");
    }
}
