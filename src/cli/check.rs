//! `planvet check`.

mod changed;
mod fixing;
mod output;
mod progress;
mod run;
mod summary;
mod watch;

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use clap::ValueEnum;
use rayon::prelude::*;

use crate::config::{Asked, Configs};
use crate::diagnostic::Severity;
use crate::emit::{Part, Style, Summary};
use crate::engine::{self, Report, Settings, UnknownRule};
use crate::files::{self, Changed, Input, OnDisk, Problem};
use crate::format::Format;
use crate::lower::Document;
use crate::source::Source;
use crate::syntax::Limits;

use super::baseline::{BaselineOptions, Baselines, Counted};
use super::config::{self, ConfigOptions, Plan, Target};
use super::{Usage, is_quiet, or_here, refuse_name, stdin_name};
use changed::ChangedOptions;
use fixing::Mode;
use output::{Formats, OutputOptions};
use progress::Progress;
use run::Run;

#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Args {
    /// Files and folders; `-` is standard input. Without any, the present folder.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Hold every file against this format: a name, or a TOML file.
    #[arg(long, value_name = "NAME|FILE")]
    format: Option<String>,
    /// Run only these rules and groups (`all` is every rule).
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not run these rules and groups.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Give the findings of a rule or group another severity.
    #[arg(long, value_name = "RULE=LEVEL", value_delimiter = ',')]
    severity: Vec<String>,
    /// The lowest severity that makes the exit status 1; `error` when nothing says otherwise.
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<FailOn>,
    #[command(flatten)]
    config: ConfigOptions,
    /// Leave out what the configuration excludes, also when it is named here (for hooks).
    #[arg(long)]
    force_exclude: bool,
    #[command(flatten)]
    baseline: BaselineOptions,
    /// Name of standard input, for reports, the configuration and the choice of format.
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<String>,
    /// Threads to check with; as many as there are cores when not given.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Largest file that is read, in bytes; `k`, `m`, `g` may follow.
    #[arg(long, value_name = "SIZE", default_value = "100m", value_parser = size)]
    max_file_size: u64,
    /// Look at files that ignore files exclude.
    #[arg(long)]
    no_ignore: bool,
    /// Accepted for scripts; there is no cache.
    #[arg(long)]
    no_cache: bool,
    /// End with status 0 when there is nothing to check.
    #[arg(long)]
    allow_empty: bool,
    /// Check again whenever a file changes, until interrupted.
    #[arg(long, conflicts_with_all = ["diff", "write_baseline", "prune_baseline"])]
    watch: bool,
    #[command(flatten)]
    changed: ChangedOptions,
    #[command(flatten)]
    fixing: fixing::Fixing,
    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Errors only.
    Error,
    /// Errors and warnings.
    Warning,
    /// Any finding.
    Info,
    /// Nothing.
    Never,
}

/// What became of one file.
#[allow(clippy::large_enum_variant, reason = "most files are checked")]
enum Outcome {
    Checked {
        /// What it gives to each output.
        rendered: Vec<Part>,
        summary: Summary,
        /// Whether something is at or above the failing level.
        failing: bool,
        counted: Option<Counted>,
        /// What went wrong beside the check.
        problem: Option<Problem>,
        /// The mended text, of standard input alone.
        text: Option<String>,
    },
    /// Found in a folder and not a plan; the name of one that is called like a plan.
    Skipped(Option<String>),
    Failed(Problem),
}

impl Outcome {
    /// Whether taking it may print something.
    fn prints(&self) -> bool {
        match self {
            Self::Checked { rendered, problem, .. } => {
                problem.is_some() || rendered.iter().any(|part| !part.is_empty())
            }
            Self::Skipped(called) => called.is_some(),
            Self::Failed(_) => true,
        }
    }
}

/// Files that are checked before their reports are printed: bounds memory, keeps order.
const BATCH: usize = 512;

pub(super) fn run(args: &Args, style: Style) -> Result<u8, Usage> {
    if args.watch { watch::run(args, style) } else { once(args, style) }
}

fn once(args: &Args, style: Style) -> Result<u8, Usage> {
    let style = Style { parallel: args.threads != Some(1), ..style };
    let mut configs = Configs::new(Rc::new(OnDisk), files::here(), asked(args)?);
    config::apply(&mut configs, &args.config, style)?;
    let format = match &args.format {
        Some(name) => {
            let here = config::usable(configs.of_folder(&files::here()), style)?;
            Some(super::formats::named(name, &here.formats, style)?)
        }
        None => None,
    };
    let paths = or_here(&args.paths);
    let stdin = paths.iter().any(|path| path.as_os_str() == "-");
    let on_disk: Vec<PathBuf> = paths.into_iter().filter(|path| path.as_os_str() != "-").collect();
    refuse_name(args.stdin_filename.as_deref(), stdin)?;
    args.changed.refuse(stdin)?;
    let (mut inputs, mut problems) = files::find(&on_disk, args.no_ignore);
    let claims = |path: &Path| configs.resolve(path).is_ok_and(|resolved| resolved.format().is_some());
    let staged = args.changed.choose(&files::here(), &on_disk, args.no_ignore, claims, (&mut inputs, &mut problems))?;
    let mode = args.fixing.mode();
    let mut plan = Plan::default();
    let named =
        stdin.then(|| Input { path: PathBuf::from(stdin_name(args.stdin_filename.as_deref())), named: true, depth: 0 });
    plan.add(&mut configs, named, args.force_exclude);
    let piped = plan.targets.pop();
    plan.add(&mut configs, inputs, args.force_exclude);
    let baselines = Baselines::new(&args.baseline, &files::here(), piped.iter().chain(&plan.targets))?;
    // Where the mended text of standard input goes, no report may.
    let aside = stdin && matches!(mode, Mode::Apply { .. });
    let read = plan.targets.iter().map(|target| target.resolved.path.as_path());
    let (formats, outputs) = args.output.open(style, aside, matches!(mode, Mode::Diff(_)), super::root(), read)?;
    let job = Job { args, format, formats, style, baselines, mode, staged };
    let mut run = Run::new(&job, outputs, plan.excluded);
    for problem in &problems {
        run.fail(problem);
    }
    for (broken, files) in &plan.broken {
        run.give_up(config::complain_of(broken, *files, style));
    }
    panic::set_hook(Box::new(|_| {}));
    let targets = plan.targets;
    if stdin && piped.is_none() && matches!(mode, Mode::Apply { .. }) {
        // A filter gives back what it leaves alone.
        if let Err(problem) = fixing::pass_on(stdin_name(args.stdin_filename.as_deref())) {
            run.fail(&problem);
        }
    }
    if let Some(target) = &piped {
        run.take(job.stdin(target));
    }
    let progress = Progress::new(targets.len(), is_quiet());
    let file = |target: &Target| {
        let outcome = job.file(target);
        progress.step();
        outcome
    };
    let mut take = |outcome: Outcome| {
        if outcome.prints() { progress.aside(|| run.take(outcome)) } else { run.take(outcome) }
    };
    match args.threads {
        Some(1) => targets.iter().for_each(|target| take(file(target))),
        // A pool costs more to start than one file to check.
        _ if targets.len() < 2 => targets.iter().for_each(|target| take(file(target))),
        threads => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
            let pool = pool.map_err(|error| Usage(format!("cannot start threads: {error}")))?;
            for batch in targets.chunks(BATCH) {
                let outcomes: Vec<Outcome> = pool.install(|| batch.par_iter().map(file).collect());
                outcomes.into_iter().for_each(&mut take);
            }
        }
    }
    progress.end();
    let (status, counted) = run.finish();
    job.baselines.finish(&files::here(), counted)?;
    if !args.watch {
        // The process ends here; taking the formats apart piece by piece would only cost time.
        std::mem::forget((job.format, piped, targets, configs));
    }
    Ok(status)
}

/// What the command line asks for; names that are unknown are mistakes here, before any file is read.
fn asked(args: &Args) -> Result<Asked, Usage> {
    let mut severity = Vec::new();
    for pair in &args.severity {
        let (name, level) = pair
            .split_once('=')
            .ok_or_else(|| Usage(format!("`--severity {pair}` has no level; write `--severity {pair}=warning`")))?;
        let level = Severity::from_name(level).ok_or_else(|| {
            let help = if level == "off" {
                format!("`--ignore {name}` turns it off")
            } else {
                "write `error`, `warning` or `info`".to_owned()
            };
            Usage(format!("`{level}` is not a severity; {help}"))
        })?;
        severity.push((name.to_owned(), level));
    }
    let asked = Asked {
        select: args.select.clone(),
        ignore: args.ignore.clone(),
        severity,
        fail_on: args.fail_on.map(FailOn::level),
    };
    asked.apply(&mut Settings::default()).map_err(|(option, unknown)| rule_usage(option, &unknown))?;
    Ok(asked)
}

impl FailOn {
    fn level(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

fn rule_usage(option: &str, unknown: &UnknownRule) -> Usage {
    let help = unknown
        .nearest
        .map_or_else(|| "`planvet rules` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
    Usage(format!("`{option}`: no rule or group is called `{}`; {help}", unknown.name))
}

/// Reads a size such as `500k` or `10M`.
fn size(text: &str) -> Result<u64, String> {
    let lower = text.to_ascii_lowercase();
    let digits = lower.trim_end_matches(['k', 'm', 'g', 'b']);
    let unit = match lower[digits.len()..].trim_end_matches('b') {
        "" => 1,
        "k" => 1_000,
        "m" => 1_000_000,
        "g" => 1_000_000_000,
        _ => return Err("write a number of bytes, such as `500k` or `10m`".to_owned()),
    };
    let number = digits.parse::<u64>().map_err(|_| "write a number of bytes, such as `500k` or `10m`".to_owned())?;
    // Offsets are kept in 32 bits.
    Ok(number.saturating_mul(unit).min(u64::from(u32::MAX) - 1))
}

/// What is the same for every file.
struct Job<'a> {
    args: &'a Args,
    /// The format that is asked for.
    format: Option<Arc<Format>>,
    /// How findings are printed.
    formats: Formats,
    style: Style,
    baselines: Baselines,
    mode: Mode,
    /// What is read in the place of files, when the index is checked.
    staged: Option<Changed>,
}

/// A file on disk, or standard input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Stdin,
    Disk,
}

impl Job<'_> {
    fn file(&self, target: &Target) -> Outcome {
        let path = &target.input.path;
        let read = match &self.staged {
            Some(staged) => staged.staged(path, self.args.max_file_size),
            None => files::read(path, self.args.max_file_size),
        };
        match read {
            Ok(source) => self.guarded(source, target, Origin::Disk),
            Err(problem) => Outcome::Failed(problem),
        }
    }

    /// A defect in planvet costs one file its report, not the others theirs.
    fn guarded(&self, source: Source, target: &Target, origin: Origin) -> Outcome {
        panic::catch_unwind(AssertUnwindSafe(|| self.check(source, target, origin))).unwrap_or_else(|_| {
            let message = "internal error: planvet failed on this file; please report it with the file".to_owned();
            Outcome::Failed(Problem { path: target.input.path.clone(), message })
        })
    }

    fn check(&self, source: Source, target: &Target, origin: Origin) -> Outcome {
        let limits = Limits::default();
        let Target { input, resolved } = target;
        let Some(document) = resolved.read(source, self.format.clone(), &limits) else {
            return Outcome::Skipped(None);
        };
        if !document.is_recognised() && !input.named && resolved.included != Some(true) {
            let claims = resolved.format().is_some();
            // A change that takes all tasks out of a plan is not to pass in silence.
            if !(claims && self.args.changed.is_given()) {
                return Outcome::Skipped(claims.then(|| document.source().name().to_owned()));
            }
        }
        if let Mode::Apply { safety, .. } | Mode::Diff(safety) = self.mode {
            return self.mend(document, safety, target, origin);
        }
        let report = engine::report(&document, &resolved.settings);
        self.outcome(&document, report, target, 0)
    }

    /// What is reported of a document, less what the baseline knows.
    fn outcome(&self, document: &Document, report: Report, target: &Target, fixed: usize) -> Outcome {
        let Report { mut found, suppressed } = report;
        let counted = self.baselines.hide(&target.resolved, &mut found);
        let suppressed = suppressed + counted.as_ref().map_or(0, |counted| counted.hidden);
        let mut summary = Summary { files: 1, suppressed, fixed, ..Summary::default() };
        for diagnostic in &found {
            summary.count(diagnostic);
        }
        let worst = found.iter().map(|diagnostic| diagnostic.severity).max();
        let failing = target.resolved.fail_on.is_some_and(|level| worst >= Some(level));
        let rendered = self.formats.render(document.source(), &found);
        Outcome::Checked { rendered, summary, failing, counted, problem: None, text: None }
    }
}
