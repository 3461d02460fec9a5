//! Which files git says have changed, and what the index holds of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::config::normal;
use crate::source::Source;

use super::{Input, Problem, here, real, real_root, shown, source};

/// What counts as changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Since {
    /// What differs from the last commit, new files too.
    Head,
    /// What differs from where the present branch left another.
    Branch(String),
    /// What the next commit would change.
    Index,
}

/// The changed files of the repository around a folder.
#[derive(Debug)]
pub(crate) struct Changed {
    /// The uppermost folder, as git is started in it.
    top: PathBuf,
    /// The same without links.
    real: PathBuf,
    /// By full path without links, with the name that git has for it.
    files: BTreeMap<PathBuf, OsString>,
}

impl Changed {
    /// Asks git; a line that says what is wrong, and what to do, when it has no answer.
    pub(crate) fn new(here: &Path, since: &Since) -> Result<Self, String> {
        let up = ask(here, &["rev-parse", "--show-cdup"]).map_err(|told| match told {
            Told::Missing => "git is not installed, or not on the search path".to_owned(),
            Told::Failed(text) if text.starts_with("not a git repository") => {
                "this is no working copy of a git repository".to_owned()
            }
            Told::Failed(text) if text.contains("dubious ownership") => {
                format!("git says: {text}; `safe.directory` in git's configuration trusts it")
            }
            Told::Failed(text) => format!("git says: {text}"),
        })?;
        let top = normal(here, Path::new(String::from_utf8_lossy(&up).trim_end_matches(['\r', '\n'])));
        let mut changed = Self { real: real_root(&top), top, files: BTreeMap::new() };
        let base = changed.base(since)?;
        let mut diff = vec!["diff", "--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--abbrev=4"];
        diff.push("--ignore-submodules=all");
        if *since == Since::Index {
            diff.push("--cached");
        }
        diff.extend([base.as_str(), "--"]);
        let listed = changed.ask(&diff)?;
        let mut fields = listed.split(|byte| *byte == 0);
        // `:100644 100644 5f1e 0000 M`, then the path.
        while let (Some(about), Some(path)) = (fields.next(), fields.next()) {
            let is_file = about.split(|byte| *byte == b' ').nth(1).is_some_and(|mode| mode.starts_with(b"100"));
            if is_file {
                changed.add(path);
            }
        }
        if *since != Since::Index {
            for path in changed.ask(&["ls-files", "--others", "--exclude-standard", "-z"])?.split(|byte| *byte == 0) {
                changed.add(path);
            }
        }
        Ok(changed)
    }

    /// The tree that the files are held against.
    fn base(&self, since: &Since) -> Result<String, String> {
        let commit = |name: &str| self.ask(&["rev-parse", "--verify", "--quiet", name]);
        let head = commit("HEAD^{commit}").ok();
        let Since::Branch(branch) = since else {
            // Before the first commit everything is new.
            return match head {
                Some(_) => Ok("HEAD".to_owned()),
                None => self.ask(&["hash-object", "-t", "tree", "--stdin"]).map(|id| line(&id)),
            };
        };
        // git would take it for an option.
        if branch.starts_with('-') {
            return Err(format!("`--since {branch}`: the name of a commit does not begin with `-`"));
        }
        let other = commit(&format!("{branch}^{{commit}}"))
            .map_err(|_| format!("git knows no commit `{branch}`; {}", self.cure("`git fetch` may bring it")))?;
        let head = head.ok_or("there is no commit yet")?;
        self.ask(&["merge-base", &line(&head), &line(&other)])
            .map(|id| line(&id))
            .map_err(|_| format!("`{branch}` and the present branch share no commit; {}", self.cure("name another")))
    }

    /// What helps: the rest of a clone that is not whole, else what is given.
    fn cure(&self, other: &'static str) -> &'static str {
        match self.ask(&["rev-parse", "--is-shallow-repository"]) {
            Ok(said) if line(&said) == "true" => {
                "this clone is shallow, `git fetch --unshallow` or `fetch-depth: 0` fills it"
            }
            _ => other,
        }
    }

    fn add(&mut self, name: &[u8]) {
        if !name.is_empty() {
            let name = os_string(name);
            self.files.insert(normal(&self.real, Path::new(&name)), name);
        }
    }

    /// Whether a full path without links lies in this repository, and not in one within it.
    pub(crate) fn is_around(&self, path: &Path) -> bool {
        let mut below = path.ancestors().take_while(|folder| *folder != self.real);
        path.starts_with(&self.real) && !below.any(|folder| folder.join(".git").exists())
    }

    /// Leaves the inputs that have changed, and gives their full paths without links.
    pub(crate) fn retain(&self, here: &Path, inputs: &mut Vec<Input>) -> BTreeSet<PathBuf> {
        let mut kept = BTreeSet::new();
        // Neighbours share a folder, which is looked up once.
        let mut last: Option<(PathBuf, PathBuf)> = None;
        inputs.retain(|input| {
            let path = here.join(&input.path);
            let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return false };
            let real = match &last {
                Some((known, real)) if known == folder => real.join(name),
                _ => real(&path),
            };
            last = Some((folder.to_path_buf(), real.parent().unwrap_or(folder).to_path_buf()));
            let holds = self.files.contains_key(&real);
            if holds {
                kept.insert(real);
            }
            holds
        });
        kept
    }

    /// The full paths, without links.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    /// Reads what the next commit would hold of a file.
    pub(crate) fn staged(&self, given: &Path, limit: u64) -> Result<Source, Problem> {
        let name = self.files.get(&real(&here().join(given))).cloned().unwrap_or_default();
        let mut object = OsString::from(":0:");
        object.push(name);
        let bytes = run(command(&self.top).args(["cat-file", "blob"]).arg(object));
        let bytes = bytes.map_err(|told| Problem {
            path: given.to_path_buf(),
            message: format!("git cannot read what is staged: {}", told.text()),
        })?;
        Ok(source(&shown(given), bytes, limit))
    }

    fn ask(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        ask(&self.top, args).map_err(|told| format!("git says: {}", told.text()))
    }
}

/// Why git gave no answer.
enum Told {
    Missing,
    Failed(String),
}

impl Told {
    fn text(&self) -> &str {
        match self {
            Self::Missing => "git is not there",
            Self::Failed(text) => text,
        }
    }
}

/// git in a folder, so that it takes no locks, starts no helpers and shows names as they are.
fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).stdin(Stdio::null()).env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command.args(["--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"]);
    command
}

fn ask(folder: &Path, args: &[&str]) -> Result<Vec<u8>, Told> {
    run(command(folder).args(args))
}

fn run(command: &mut Command) -> Result<Vec<u8>, Told> {
    let output = command.output().map_err(|_| Told::Missing)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let text = String::from_utf8_lossy(&output.stderr);
    // Warnings and hints may stand around it.
    let fatal = text.lines().find_map(|line| line.strip_prefix("fatal: "));
    Err(Told::Failed(fatal.or_else(|| text.lines().next()).unwrap_or("nothing").to_owned()))
}

fn line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

#[cfg(unix)]
fn os_string(name: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(name.to_vec())
}

#[cfg(not(unix))]
fn os_string(name: &[u8]) -> OsString {
    String::from_utf8_lossy(name).into_owned().into()
}
