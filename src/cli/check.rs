//! `planvet check`.

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use rayon::prelude::*;

use crate::config::{Asked, Configs};
use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::{self, Style, Summary};
use crate::engine::{self, Report, Settings, UnknownRule};
use crate::files::{self, Input, OnDisk, Problem};
use crate::format::Format;
use crate::lower::Document;
use crate::source::Source;
use crate::syntax::Limits;

use super::baseline::{BaselineOptions, Baselines, Counted};
use super::config::{self, ConfigOptions, Plan, Target};
use super::printer::Printer;
use super::{FAILED, FOUND, Usage, complain, note, or_here, shown};

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
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t = OutputFormat::Full, value_name = "FORMAT")]
    output_format: OutputFormat,
    /// Name of standard input, for reports, the configuration and the choice of format.
    #[arg(long, value_name = "NAME", default_value = "<stdin>")]
    stdin_filename: String,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// Graphical reports.
    Full,
    /// One line a finding.
    Concise,
    /// One JSON document.
    Json,
}

/// What became of one file.
enum Outcome {
    Checked {
        rendered: String,
        summary: Summary,
        /// Whether something is at or above the failing level.
        failing: bool,
        counted: Option<Counted>,
    },
    /// Found in a folder and not a plan.
    Skipped,
    Failed(Problem),
}

/// Files that are checked before their reports are printed: bounds memory, keeps order.
const BATCH: usize = 512;

pub(super) fn run(args: &Args, style: Style) -> Result<u8, Usage> {
    let mut configs = Configs::new(&OnDisk, files::here(), asked(args)?);
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
    let (inputs, problems) = files::find(&on_disk, args.no_ignore);
    let mut plan = Plan::default();
    let named = stdin.then(|| Input { path: PathBuf::from(&args.stdin_filename), named: true, depth: 0 });
    plan.add(&mut configs, named, args.force_exclude);
    let piped = plan.targets.pop();
    plan.add(&mut configs, inputs, args.force_exclude);
    let baselines = Baselines::new(&args.baseline, &files::here(), piped.iter().chain(&plan.targets))?;
    let job = Job { args, format, style, baselines };
    let mut run = Run {
        job: &job,
        chunks: Vec::new(),
        summary: Summary::default(),
        failing: false,
        failed: false,
        printer: Printer::new(),
        excluded: plan.excluded,
        counted: Vec::new(),
    };
    for problem in &problems {
        run.fail(problem);
    }
    for (broken, files) in &plan.broken {
        run.failed = true;
        config::complain_of(broken, *files, style);
    }
    panic::set_hook(Box::new(|_| {}));
    let targets = plan.targets;
    if let Some(target) = &piped {
        let outcome = match files::read_stdin(&args.stdin_filename, args.max_file_size) {
            Ok(source) => job.guarded(source, target),
            Err(problem) => Outcome::Failed(problem),
        };
        run.take(outcome);
    }
    match args.threads {
        Some(1) => targets.iter().for_each(|target| run.take(job.file(target))),
        // A pool costs more to start than one file to check.
        _ if targets.len() < 2 => targets.iter().for_each(|target| run.take(job.file(target))),
        threads => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
            let pool = pool.map_err(|error| Usage(format!("cannot start threads: {error}")))?;
            for batch in targets.chunks(BATCH) {
                let outcomes: Vec<Outcome> = pool.install(|| batch.par_iter().map(|target| job.file(target)).collect());
                for outcome in outcomes {
                    run.take(outcome);
                }
            }
        }
    }
    let (status, counted) = run.finish();
    job.baselines.finish(&files::here(), counted)?;
    // The process ends here; taking the formats apart piece by piece would only cost time.
    std::mem::forget((job.format, piped, targets, configs));
    Ok(status)
}

/// What the command line asks for; names that are unknown are mistakes here, before any file is read.
fn asked(args: &Args) -> Result<Asked, Usage> {
    let mut severity = Vec::new();
    for pair in &args.severity {
        let (name, level) = pair
            .split_once('=')
            .ok_or_else(|| Usage(format!("`--severity {pair}` has no level; write `--severity {pair}=warning`")))?;
        let level = Severity::from_name(level)
            .ok_or_else(|| Usage(format!("`{level}` is not a severity; write `error`, `warning` or `info`")))?;
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
    style: Style,
    baselines: Baselines,
}

impl Job<'_> {
    fn file(&self, target: &Target) -> Outcome {
        match files::read(&target.input.path, self.args.max_file_size) {
            Ok(source) => self.guarded(source, target),
            Err(problem) => Outcome::Failed(problem),
        }
    }

    /// A defect in planvet costs one file its report, not the others theirs.
    fn guarded(&self, source: Source, target: &Target) -> Outcome {
        panic::catch_unwind(AssertUnwindSafe(|| self.check(source, target))).unwrap_or_else(|_| {
            let message = "internal error: planvet failed on this file; please report it with the file".to_owned();
            Outcome::Failed(Problem { path: target.input.path.clone(), message })
        })
    }

    fn check(&self, source: Source, target: &Target) -> Outcome {
        let limits = Limits::default();
        let Target { input, resolved } = target;
        let document = match self.format.clone().or_else(|| resolved.format()) {
            Some(format) => Document::read(source, format, &limits),
            None => match Document::choose(source, resolved.config.formats.all(), &limits) {
                Some(document) => document,
                None => return Outcome::Skipped,
            },
        };
        if !document.is_recognised() && !input.named && resolved.included != Some(true) {
            return Outcome::Skipped;
        }
        let Report { mut found, suppressed } = engine::report(&document, &resolved.settings);
        let counted = self.baselines.hide(resolved, &mut found);
        let suppressed = suppressed + counted.as_ref().map_or(0, |counted| counted.hidden);
        let mut summary = Summary { files: 1, suppressed, ..Summary::default() };
        for diagnostic in &found {
            summary.count(diagnostic);
        }
        let worst = found.iter().map(|diagnostic| diagnostic.severity).max();
        let failing = resolved.fail_on.is_some_and(|level| worst >= Some(level));
        Outcome::Checked { rendered: self.render(document.source(), &found), summary, failing, counted }
    }

    fn render(&self, source: &Source, found: &[Diagnostic]) -> String {
        let mut out = String::new();
        match self.args.output_format {
            OutputFormat::Full => emit::pretty::file(source, found, &self.style, &mut out),
            OutputFormat::Concise => emit::concise::file(source, found, &self.style, &mut out),
            OutputFormat::Json => out = emit::json::diagnostics(source, found),
        }
        out
    }
}

/// A run over all files: prints as it goes and counts.
struct Run<'a> {
    job: &'a Job<'a>,
    chunks: Vec<String>,
    summary: Summary,
    failing: bool,
    failed: bool,
    printer: Printer,
    /// Files that the configuration leaves out.
    excluded: usize,
    counted: Vec<Counted>,
}

impl Run<'_> {
    fn take(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Skipped => self.summary.skipped += 1,
            Outcome::Failed(problem) => self.fail(&problem),
            Outcome::Checked { rendered, summary, failing, counted } => {
                self.counted.extend(counted);
                self.summary.files += summary.files;
                self.summary.errors += summary.errors;
                self.summary.warnings += summary.warnings;
                self.summary.infos += summary.infos;
                self.summary.fixable += summary.fixable;
                self.summary.suppressed += summary.suppressed;
                self.failing |= failing;
                if self.job.args.output_format == OutputFormat::Json {
                    self.chunks.push(rendered);
                } else if !rendered.is_empty() {
                    self.print(&rendered);
                }
            }
        }
    }

    fn fail(&mut self, problem: &Problem) {
        self.failed = true;
        self.flush();
        complain(&format!("{}: {}", shown(&problem.path), problem.message));
    }

    fn print(&mut self, text: &str) {
        let written = self.printer.print(text);
        self.note_unwritten(written);
    }

    fn flush(&mut self) {
        let written = self.printer.flush();
        self.note_unwritten(written);
    }

    fn note_unwritten(&mut self, written: Result<(), Usage>) {
        if let Err(Usage(message)) = written {
            self.failed = true;
            complain(&message);
        }
    }

    fn finish(mut self) -> (u8, Vec<Counted>) {
        let args = self.job.args;
        if args.output_format == OutputFormat::Json {
            let chunks: Vec<&String> = self.chunks.iter().filter(|chunk| !chunk.is_empty()).collect();
            let report = emit::json::report(&chunks, &self.summary);
            self.print(&report);
        }
        self.flush();
        let nothing = self.summary.files == 0 && !self.failed;
        if self.summary.files > 0
            && let Some(line) = line(&self.summary)
        {
            note(&line);
        }
        if nothing && !args.allow_empty {
            let skipped = match self.summary.skipped {
                0 => String::new(),
                1 => "; the one Markdown file there is none, name it to check it all the same".to_owned(),
                count => format!("; the {count} Markdown files there are none, name one to check it all the same"),
            };
            let excluded = match self.excluded {
                0 => String::new(),
                1 => "; the configuration leaves out 1 file".to_owned(),
                count => format!("; the configuration leaves out {count} files"),
            };
            complain(&format!("found no plan to check{skipped}{excluded}"));
        }
        let status = if self.failed || (nothing && !args.allow_empty) {
            FAILED
        } else if self.failing {
            FOUND
        } else {
            0
        };
        (status, self.counted)
    }
}

/// `checked 12 plans: 3 errors, 1 warning (2 fixable)`; nothing when there is nothing to say.
fn line(summary: &Summary) -> Option<String> {
    let many = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let found = summary.errors + summary.warnings + summary.infos;
    if found == 0 && summary.skipped == 0 {
        return None;
    }
    let mut counts = Vec::new();
    for (count, word) in [(summary.errors, "error"), (summary.warnings, "warning"), (summary.infos, "info")] {
        if count > 0 {
            counts.push(many(count, word));
        }
    }
    let counts = if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") };
    let fixable = if summary.fixable > 0 { format!(" ({} fixable)", summary.fixable) } else { String::new() };
    let skipped = if summary.skipped > 0 {
        format!(
            "; skipped {} not a plan",
            many(summary.skipped, "file").replace("files", "files that are").replace("1 file", "1 file that is")
        )
    } else {
        String::new()
    };
    Some(format!("checked {}: {counts}{fixable}{skipped}", many(summary.files, "plan")))
}
