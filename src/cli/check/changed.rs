//! The options that leave the choice of files to git.

use std::path::{Path, PathBuf};

use crate::config::normal;
use crate::files::{self, Changed, Input, Since};

use crate::cli::Usage;

#[derive(Debug, Default, clap::Args)]
pub(super) struct ChangedOptions {
    /// Only files that differ from the last commit, new ones too; without any, all is well.
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
    fn since(&self) -> Option<Since> {
        let branch = self.since.clone().map(Since::Branch);
        branch.or(self.staged.then_some(Since::Index)).or(self.changed.then_some(Since::Head))
    }

    /// Leaves the files that git names. Those that are staged and gone from the folder are among them.
    pub(super) fn choose(
        &self,
        here: &Path,
        stdin: bool,
        roots: &[PathBuf],
        inputs: &mut Vec<Input>,
    ) -> Result<Option<Changed>, Usage> {
        let Some(since) = self.since() else { return Ok(None) };
        if stdin {
            return Err(Usage(
                "git does not say whether standard input has changed; name files and folders".to_owned(),
            ));
        }
        let changed = Changed::new(here, &since).map_err(Usage)?;
        inputs.retain(|input| changed.holds(&normal(here, &input.path)));
        if since == Since::Index {
            for path in changed.paths().filter(|path| !files::is_there(path)) {
                let root = roots.iter().map(|root| normal(here, root)).find(|root| path.starts_with(root));
                let Some(depth) = root.and_then(|root| Some(path.strip_prefix(root).ok()?.components().count())) else {
                    continue;
                };
                let shown = path.strip_prefix(here).unwrap_or(path).to_path_buf();
                inputs.extend(files::found(&shown, depth));
            }
            inputs.sort();
        }
        Ok(Some(changed).filter(|_| since == Since::Index))
    }

    /// Whether nothing to check is an answer.
    pub(super) fn is_given(&self) -> bool {
        self.since().is_some()
    }
}
