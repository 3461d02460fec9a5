//! Globs of a configuration: which files below a folder are meant.
//!
//! A pattern without a slash counts at any depth, one with a slash from the folder on. What matches a folder matches
//! everything in it; with a slash at its end a pattern matches folders only.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Patterns that are seen from one folder.
#[derive(Debug, Clone)]
pub(crate) struct Globs {
    base: PathBuf,
    texts: Vec<String>,
    /// Files by the pattern itself.
    files: GlobSet,
    /// Folders by the pattern itself.
    folders: GlobSet,
    /// All that lies in such folders.
    inside: GlobSet,
}

impl Globs {
    /// Takes patterns; those that [`mistake`] refuses match nothing.
    pub(crate) fn new(base: &Path, texts: Vec<String>) -> Self {
        let [mut files, mut folders, mut inside] = [(); 3].map(|()| GlobSetBuilder::new());
        for text in &texts {
            let Some(pattern) = anchored(text) else { continue };
            // `x/**` is all that lies in `x`, which is what `x/` says.
            let core = pattern.trim_end_matches('/').trim_end_matches("/**");
            let folders_only = core.len() < pattern.len() && core != "**";
            let glob = |text: &str| GlobBuilder::new(text).literal_separator(true).build();
            if let (Ok(own), Ok(below)) = (glob(core), glob(&format!("{core}/**"))) {
                if !folders_only {
                    files.add(own.clone());
                }
                folders.add(own);
                inside.add(below);
            }
        }
        // Each glob was built, so that only a set beyond all size could fail; it matches nothing then.
        let [files, folders, inside] = [files, folders, inside].map(|set| set.build().unwrap_or_default());
        Self { base: base.to_path_buf(), texts, files, folders, inside }
    }

    /// The patterns as they are written.
    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Whether a file, given by its full path, is meant: itself, or a folder that it lies in.
    pub(crate) fn file(&self, path: &Path) -> bool {
        path.strip_prefix(&self.base).is_ok_and(|path| self.files.is_match(path) || self.inside.is_match(path))
    }

    /// Whether a file or folder, given by its full path, is meant itself.
    pub(crate) fn itself(&self, path: &Path, folder: bool) -> bool {
        let set = if folder { &self.folders } else { &self.files };
        path.strip_prefix(&self.base).is_ok_and(|path| set.is_match(path))
    }
}

/// What is wrong with a pattern, and what to do.
pub(crate) fn mistake(text: &str) -> Option<(String, Option<String>)> {
    if text.starts_with('!') {
        let help = "name in `include` what is to be checked".to_owned();
        return Some(("a pattern cannot begin with `!`".to_owned(), Some(help)));
    }
    if text.split('/').any(|part| part == "..") {
        let help = "a pattern reaches what lies below the folder of its file".to_owned();
        return Some((format!("`{text}` leads out of the folder"), Some(help)));
    }
    let Some(pattern) = anchored(text) else {
        return Some(("the pattern is empty".to_owned(), None));
    };
    let error = GlobBuilder::new(&pattern).literal_separator(true).build().err()?;
    Some((format!("`{text}` is not a pattern: {}", error.kind()), None))
}

/// A pattern as seen from the folder; `None` for one that says nothing.
fn anchored(text: &str) -> Option<String> {
    let bare = text.strip_prefix("./").unwrap_or(text);
    let rooted = bare.trim_start_matches('/');
    let inner = rooted.trim_end_matches('/');
    if inner.is_empty() {
        return None;
    }
    let anywhere = rooted.len() == bare.len() && bare.len() == text.len() && !inner.contains('/');
    Some(if anywhere { format!("**/{rooted}") } else { rooted.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(pattern: &str, path: &str) -> bool {
        Globs::new(Path::new("/r"), vec![pattern.to_owned()]).file(&Path::new("/r").join(path))
    }

    #[test]
    fn patterns_without_a_slash_count_at_any_depth() {
        assert!(meant("*.draft.md", "a.draft.md") && meant("*.draft.md", "x/y/a.draft.md"));
        assert!(meant("archive", "archive/a.md") && meant("archive", "x/archive/y/a.md"));
        assert!(meant("archive/", "x/archive/a.md") && !meant("archive/", "x/archive"));
        assert!(!meant("archive", "archives/a.md") && !meant("a.md", "aa.md"));
    }

    #[test]
    fn patterns_with_a_slash_count_from_the_folder_on() {
        assert!(meant("plans/*.md", "plans/a.md") && !meant("plans/*.md", "plans/x/a.md"));
        assert!(!meant("plans/*.md", "x/plans/a.md"));
        assert!(meant("plans/**", "plans/x/a.md") && meant("plans/old", "plans/old/a.md"));
        assert!(meant("/old", "old/a.md") && !meant("/old", "x/old/a.md"));
        assert!(meant("./old", "old/a.md") && !meant("./old", "x/old/a.md"));
        assert!(meant("**/*.md", "a.md") && meant("{a,b}.md", "x/b.md"));
    }

    #[test]
    fn nothing_outside_the_folder_is_meant() {
        let globs = Globs::new(Path::new("/r/x"), vec!["*".to_owned()]);
        assert!(globs.file(Path::new("/r/x/a")) && !globs.file(Path::new("/r/y/a")));
    }

    #[test]
    fn a_folder_and_what_lies_in_it_are_told_apart() {
        let itself = |pattern: &str, path: &str, folder: bool| {
            Globs::new(Path::new("/r"), vec![pattern.to_owned()]).itself(&Path::new("/r").join(path), folder)
        };
        for pattern in ["old/", "old/**", "old"] {
            assert!(itself(pattern, "old", true), "{pattern}");
            assert!(!itself(pattern, "old/a.md", false), "{pattern}");
        }
        assert!(itself("old", "old", false) && !itself("old/", "old", false) && !itself("old", "new", true));
        assert!(
            itself("**", "a.md", false) && itself("old/*.md", "old/a.md", false) && !itself("old/*.md", "old", true)
        );
    }

    #[test]
    fn what_is_no_pattern_is_a_mistake() {
        for bad in ["!a", "../a", "", "/", "[a", "a/{b"] {
            assert!(mistake(bad).is_some(), "{bad}");
        }
        assert_eq!(mistake("plans/**/*.md"), None);
    }
}
