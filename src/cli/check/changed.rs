//! The options that leave the choice of files to git.

use std::path::{Path, PathBuf};

use crate::files::{self, Changed, Input, Problem, Since};

use crate::cli::{Usage, note};

#[derive(Debug, Default, clap::Args)]
pub(super) struct ChangedOptions {
    /// Only files that differ from the last commit, new ones too; without any, the status is 0.
    #[arg(long)]
    changed: bool,
    /// Only files that have changed since the present branch left this one, such as `origin/main`.
    #[arg(long, value_name = "REF", conflicts_with = "changed")]
    since: Option<String>,
    /// Only what the next commit changes, as it is staged.
    #[arg(long, conflicts_with_all = ["changed", "since", "fix", "unsafe_fixes", "fix_only", "diff"])]
    staged: bool,
}

impl ChangedOptions {
    /// Standard input is no file of a repository.
    pub(super) fn refuse(&self, stdin: bool) -> Result<(), Usage> {
        if stdin && self.is_given() {
            let why = "git does not say whether standard input has changed; name files and folders";
            return Err(Usage(why.to_owned()));
        }
        Ok(())
    }

    fn since(&self) -> Option<Since> {
        let branch = self.since.clone().map(Since::Branch);
        branch.or(self.staged.then_some(Since::Index)).or(self.changed.then_some(Since::Head))
    }

    /// Leaves the files that git names. Those that are staged and gone from the folder are among them, and are no
    /// problem any more.
    pub(super) fn choose(
        &self,
        here: &Path,
        roots: &[PathBuf],
        no_ignore: bool,
        mut claims: impl FnMut(&Path) -> bool,
        (inputs, problems): (&mut Vec<Input>, &mut Vec<Problem>),
    ) -> Result<Option<Changed>, Usage> {
        let Some(since) = self.since() else { return Ok(None) };
        let changed = Changed::new(here, &since).map_err(Usage)?;
        let mut places = Vec::with_capacity(roots.len());
        for root in roots {
            let real = files::real_root(&here.join(root));
            // Silence would be taken for a pass.
            if !changed.is_around(&real) {
                let name = files::shown(root);
                return Err(Usage(format!(
                    "`{name}` is not in the git repository around this folder; check it from there"
                )));
            }
            places.push((root, real));
        }
        let kept = changed.retain(here, inputs);
        let within = |path: &&Path| places.iter().any(|(_, real)| path.starts_with(real));
        let passed_over: Vec<&Path> = changed
            .paths()
            .filter(|path| !kept.contains(*path) && files::is_file(path) && claims(path))
            .filter(within)
            .collect();
        mention(here, &passed_over);
        if since != Since::Index {
            return Ok(None);
        }
        for path in changed.paths().filter(|path| !kept.contains(*path) && !files::is_file(path)) {
            let found = places.iter().find_map(|(root, real)| Some((*root, gone(root, real, path, no_ignore)?)));
            if let Some((root, input)) = found {
                inputs.push(input);
                problems.retain(|problem| problem.path != *root || files::is_there(root));
            }
        }
        inputs.sort();
        Ok(Some(changed))
    }

    /// Whether nothing to check is an answer.
    pub(super) fn is_given(&self) -> bool {
        self.since().is_some()
    }
}

/// Says of changed files that they are not looked at, though they are called like plans.
fn mention(here: &Path, passed_over: &[&Path]) {
    const MOST: usize = 5;
    let told = |path: &Path| files::shown(path.strip_prefix(here).unwrap_or(path));
    for path in passed_over.iter().take(MOST) {
        note(&format!("left out `{}`, which is hidden or ignored; name it to check it all the same", told(path)));
    }
    if passed_over.len() > MOST {
        note(&format!("left out {} more files that are hidden or ignored", passed_over.len() - MOST));
    }
}

/// A file that is not in its folder, as a search from `root` would find it.
fn gone(root: &Path, real: &Path, path: &Path, no_ignore: bool) -> Option<Input> {
    if path == real {
        return Some(Input { path: root.to_path_buf(), named: true, depth: 0 });
    }
    let below = path.strip_prefix(real).ok()?;
    let input = files::found(&root.join(below), below.components().count())?;
    files::would_find(real, path, no_ignore).then_some(input)
}
