//! The options about baselines, and what they hide in a run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::baseline::{self, Baseline, Counts, Stale};
use crate::config::{self, Resolved};
use crate::diagnostic::Diagnostic;
use crate::files;
use crate::rules::rule;

use super::config::Target;
use super::{Usage, many, note};

#[derive(Debug, Default, clap::Args)]
pub(super) struct BaselineOptions {
    /// Hide the findings that this file records.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Record all findings in this file, for `--baseline` to hide.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "prune_baseline", "diff"])]
    write_baseline: Option<PathBuf>,
    /// Lower what the baseline records to what is still found.
    #[arg(long, conflicts_with = "diff")]
    prune_baseline: bool,
}

/// The baselines of a run, by full path.
pub(super) struct Baselines {
    named: Option<PathBuf>,
    writes: bool,
    prunes: bool,
    all: BTreeMap<PathBuf, Baseline>,
}

/// What a baseline did to one file.
#[derive(Debug)]
pub(super) struct Counted {
    baseline: PathBuf,
    file: String,
    counts: Counts,
    pub(super) hidden: usize,
    stale: Vec<Stale>,
}

/// Entries that are told one by one.
const TOLD: usize = 10;

impl Baselines {
    /// Reads every baseline that one of the files needs.
    pub(super) fn new<'t>(
        options: &BaselineOptions,
        here: &Path,
        targets: impl Iterator<Item = &'t Target>,
    ) -> Result<Self, Usage> {
        let named = options.write_baseline.as_ref().or(options.baseline.as_ref());
        let mut baselines = Self {
            named: named.map(|path| config::normal(here, path)),
            writes: options.write_baseline.is_some(),
            prunes: options.prune_baseline,
            all: BTreeMap::new(),
        };
        let of_targets = targets.filter_map(|target| baselines.path(&target.resolved)).map(Path::to_path_buf);
        let paths: BTreeSet<PathBuf> = of_targets.chain(baselines.named.clone()).collect();
        for path in paths {
            let name = config::shown(here, &path);
            let text =
                files::text(&path).map_err(|problem| Usage(format!("the baseline `{name}`: {}", problem.message)))?;
            let found = match text {
                Some(text) => Baseline::read(&text).map_err(|reason| Usage(format!("`{name}` {reason}")))?,
                None if baselines.writes => Baseline::default(),
                None => {
                    let help = format!("`--write-baseline {name}` writes it");
                    return Err(Usage(format!("there is no baseline `{name}`; {help}")));
                }
            };
            baselines.all.insert(path, found);
        }
        if baselines.prunes && baselines.all.is_empty() {
            let help = "name it with `--baseline`, or in the configuration";
            return Err(Usage(format!("`--prune-baseline`: there is no baseline; {help}")));
        }
        Ok(baselines)
    }

    fn path<'b>(&'b self, resolved: &'b Resolved) -> Option<&'b Path> {
        let said = || resolved.config.baseline.as_ref().map(|said| said.value.as_path());
        self.named.as_deref().or_else(said)
    }

    /// Takes away the findings of a file that are recorded.
    pub(super) fn hide(&self, resolved: &Resolved, found: &mut Vec<Diagnostic>) -> Option<Counted> {
        let path = self.path(resolved)?;
        let file = config::shown(path.parent().unwrap_or(path), &resolved.path);
        let mut counts = baseline::count(found);
        let recorded = self.all.get(path).and_then(|known| known.of(&file));
        // A rule that there is no more is found no more.
        let runs = |name: &str| rule(name).is_none() || resolved.settings.is_on(name);
        let (mut hidden, mut stale) = (0, Vec::new());
        if self.writes {
            hidden = found.len();
            found.clear();
            // What did not run may be there as before.
            let idle = recorded.into_iter().flatten().filter(|(rule, _)| !runs(rule));
            counts.extend(idle.map(|(rule, count)| (rule.clone(), *count)));
        } else if let Some(recorded) = recorded {
            hidden = baseline::hide(recorded, found);
            stale = baseline::stale(&file, recorded, &counts, runs);
        }
        Some(Counted { baseline: path.to_path_buf(), file, counts, hidden, stale })
    }

    /// Writes what was found, or what is left of what was recorded, or tells what is recorded and found no more.
    pub(super) fn finish(mut self, here: &Path, counted: Vec<Counted>) -> Result<(), Usage> {
        if self.writes && counted.is_empty() {
            return Ok(());
        }
        let mut stale: BTreeMap<PathBuf, Vec<Stale>> = BTreeMap::new();
        // Standard input is looked at without being there.
        let mut seen: BTreeSet<(PathBuf, String)> = BTreeSet::new();
        for one in counted {
            let Some(known) = self.all.get_mut(&one.baseline) else { continue };
            if self.writes {
                known.set(&one.file, one.counts);
            }
            stale.entry(one.baseline.clone()).or_default().extend(one.stale);
            seen.insert((one.baseline, one.file));
        }
        for (path, mut known) in self.all {
            let mut old = stale.remove(&path).unwrap_or_default();
            let folder = path.parent().unwrap_or(&path);
            // Files that were not looked at keep their entries as long as they are there.
            let gone = |file: &&str| {
                let looked_at = seen.contains(&(path.clone(), (*file).to_owned()));
                !looked_at && !files::is_there(&config::normal(folder, Path::new(file)))
            };
            for file in known.files().filter(gone) {
                let counts = known.of(file).into_iter().flatten();
                old.extend(counts.map(|(rule, recorded)| Stale {
                    file: file.to_owned(),
                    rule: rule.clone(),
                    recorded: *recorded,
                    present: 0,
                }));
            }
            old.sort();
            let name = config::shown(here, &path);
            if self.writes || (self.prunes && !old.is_empty()) {
                for entry in &old {
                    known.lower(entry);
                }
                files::replace(&path, &known.text())
                    .map_err(|problem| Usage(format!("the baseline `{name}` {}", problem.message)))?;
            }
            if self.writes {
                let (findings, files) = known.size();
                note(&format!("recorded {} of {} in `{name}`", many(findings, "finding"), many(files, "file")));
            } else if self.prunes {
                note(&format!("pruned {} of `{name}`", many(old.len(), "entry").replace("entrys", "entries")));
            } else if !old.is_empty() {
                tell(&name, &old);
            }
        }
        Ok(())
    }
}

fn tell(name: &str, stale: &[Stale]) {
    for Stale { file, rule, recorded, present } in stale.iter().take(TOLD) {
        note(&format!("{name}: {file}: {rule}: {recorded} recorded, {present} found"));
    }
    let more = stale.len().saturating_sub(TOLD);
    if more > 0 {
        note(&format!("{name}: and {more} more"));
    }
    note("`--prune-baseline` lowers what is recorded to what is found");
}
