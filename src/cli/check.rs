//! `planvet check`.

mod fixing;
mod summary;

use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::{self, Style, Summary};
use crate::engine::{Settings, UnknownRule};
use crate::files::{self, Input, Problem};
use crate::lower::Document;
use crate::source::Source;
use crate::syntax::Limits;

use super::formats::Formats;
use super::{FAILED, FOUND, Usage, complain, note, or_here, print, shown};
use fixing::Mode;

#[derive(Debug, clap::Args)]
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
    /// The lowest severity that makes the exit status 1.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "LEVEL")]
    fail_on: FailOn,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t = OutputFormat::Full, value_name = "FORMAT")]
    output_format: OutputFormat,
    /// Name of standard input, for reports and for the choice of format.
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
    #[command(flatten)]
    fixing: fixing::Fixing,
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
        worst: Option<Severity>,
        /// What went wrong beside the check.
        problem: Option<Problem>,
        /// The mended text, of standard input alone.
        text: Option<String>,
    },
    /// Found in a folder and not a plan.
    Skipped,
    Failed(Problem),
}

/// Where a document comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Stdin,
    /// A file that the user named.
    Named,
    /// A file that was found in a folder.
    Walked,
}

/// Files that are checked before their reports are printed: bounds memory, keeps order.
const BATCH: usize = 512;

pub(super) fn run(args: &Args, style: Style) -> Result<u8, Usage> {
    let settings = settings(args)?;
    let formats = Formats::choose(args.format.as_deref(), style)?;
    let paths = or_here(&args.paths);
    let stdin = paths.iter().any(|path| path.as_os_str() == "-");
    let on_disk: Vec<PathBuf> = paths.into_iter().filter(|path| path.as_os_str() != "-").collect();
    let (inputs, problems) = files::find(&on_disk, args.no_ignore);
    let mode = args.fixing.mode();
    let inputs = if matches!(mode, Mode::Apply { .. }) { files::distinct(inputs) } else { inputs };
    let job = Job { args, settings, formats, style, mode };
    let mut run = Run {
        job: &job,
        chunks: Vec::new(),
        summary: Summary::default(),
        worst: None,
        failed: false,
        unwritable: false,
        // Where the mended text of standard input goes, no report may.
        aside: stdin && matches!(mode, Mode::Apply { .. }),
    };
    for problem in &problems {
        run.fail(problem);
    }
    panic::set_hook(Box::new(|_| {}));
    if stdin {
        run.take(job.stdin());
    }
    match args.threads {
        Some(1) => inputs.iter().for_each(|input| run.take(job.file(input))),
        // A pool costs more to start than one file to check.
        _ if inputs.len() < 2 => inputs.iter().for_each(|input| run.take(job.file(input))),
        threads => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
            let pool = pool.map_err(|error| Usage(format!("cannot start threads: {error}")))?;
            for batch in inputs.chunks(BATCH) {
                let outcomes: Vec<Outcome> = pool.install(|| batch.par_iter().map(|input| job.file(input)).collect());
                for outcome in outcomes {
                    run.take(outcome);
                }
            }
        }
    }
    let status = run.finish();
    // The process ends here; taking the formats apart piece by piece would only cost time.
    std::mem::forget(job);
    Ok(status)
}

fn settings(args: &Args) -> Result<Settings, Usage> {
    let mut settings = Settings::default();
    if !args.select.is_empty() {
        settings.select(args.select.iter().map(String::as_str)).map_err(|unknown| rule_usage("--select", &unknown))?;
    }
    settings.ignore(args.ignore.iter().map(String::as_str)).map_err(|unknown| rule_usage("--ignore", &unknown))?;
    for pair in &args.severity {
        let (name, level) = pair
            .split_once('=')
            .ok_or_else(|| Usage(format!("`--severity {pair}` has no level; write `--severity {pair}=warning`")))?;
        let severity = Severity::from_name(level)
            .ok_or_else(|| Usage(format!("`{level}` is not a severity; write `error`, `warning` or `info`")))?;
        settings.set_severity(name, severity).map_err(|unknown| rule_usage("--severity", &unknown))?;
    }
    Ok(settings)
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
    settings: Settings,
    formats: Formats,
    style: Style,
    mode: Mode,
}

impl Job<'_> {
    fn file(&self, input: &Input) -> Outcome {
        match files::read(&input.path, self.args.max_file_size) {
            Ok(source) => self.guarded(source, &input.path, if input.named { Origin::Named } else { Origin::Walked }),
            Err(problem) => Outcome::Failed(problem),
        }
    }

    /// A defect in planvet costs one file its report, not the others theirs.
    fn guarded(&self, source: Source, path: &Path, origin: Origin) -> Outcome {
        panic::catch_unwind(AssertUnwindSafe(|| self.check(source, path, origin))).unwrap_or_else(|_| {
            let message = "internal error: planvet failed on this file; please report it with the file".to_owned();
            Outcome::Failed(Problem { path: path.to_path_buf(), message })
        })
    }

    fn check(&self, source: Source, path: &Path, origin: Origin) -> Outcome {
        let limits = Limits::default();
        let document = match self.formats.of_file(path) {
            Some(format) => Document::read(source, format, &limits),
            None => match Document::choose(source, self.formats.all(), &limits) {
                Some(document) => document,
                None => return Outcome::Skipped,
            },
        };
        if !document.is_recognised() && origin == Origin::Walked {
            return Outcome::Skipped;
        }
        if let Mode::Apply { safety, .. } | Mode::Diff(safety) = self.mode {
            return self.mend(document, safety, path, origin);
        }
        let found = crate::engine::check(&document, &self.settings);
        let summary = fixing::counted(&found, 0);
        let worst = found.iter().map(|diagnostic| diagnostic.severity).max();
        let rendered = self.render(document.source(), &found);
        Outcome::Checked { rendered, summary, worst, problem: None, text: None }
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
    worst: Option<Severity>,
    failed: bool,
    unwritable: bool,
    /// Whether the report goes to standard error.
    aside: bool,
}

impl Run<'_> {
    fn take(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Skipped => self.summary.skipped += 1,
            Outcome::Failed(problem) => self.fail(&problem),
            Outcome::Checked { rendered, summary, worst, problem, text: _ } => {
                self.summary.add(&summary);
                self.worst = self.worst.max(worst);
                if self.is_json() {
                    self.chunks.push(rendered);
                } else if !rendered.is_empty() {
                    self.print(&rendered);
                }
                if let Some(problem) = problem {
                    self.fail(&problem);
                }
            }
        }
    }

    fn fail(&mut self, problem: &Problem) {
        self.failed = true;
        complain(&format!("{}: {}", shown(&problem.path), problem.message));
    }

    /// A diff is printed as such in every format.
    fn is_json(&self) -> bool {
        self.job.args.output_format == OutputFormat::Json && !matches!(self.job.mode, Mode::Diff(_))
    }

    /// A report that cannot be written is said once.
    fn print(&mut self, text: &str) {
        if self.aside {
            let _ = io::stderr().lock().write_all(text.as_bytes());
        } else if !self.unwritable
            && let Err(Usage(message)) = print(text)
        {
            self.unwritable = true;
            self.failed = true;
            complain(&message);
        }
    }

    fn finish(mut self) -> u8 {
        let args = self.job.args;
        if self.is_json() {
            let chunks: Vec<&String> = self.chunks.iter().filter(|chunk| !chunk.is_empty()).collect();
            let report = emit::json::report(&chunks, &self.summary);
            self.print(&report);
        }
        let nothing = self.summary.files == 0 && !self.failed;
        if self.summary.files > 0
            && let Some(line) = summary::line(&self.summary, self.job.mode)
        {
            note(&line);
        }
        if nothing && !args.allow_empty {
            let skipped = match self.summary.skipped {
                0 => String::new(),
                1 => "; the one Markdown file there is none, name it to check it all the same".to_owned(),
                count => format!("; the {count} Markdown files there are none, name one to check it all the same"),
            };
            complain(&format!("found no plan to check{skipped}"));
        }
        let level = match args.fail_on {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Info => Some(Severity::Info),
            FailOn::Never => None,
        };
        if self.failed || (nothing && !args.allow_empty) {
            FAILED
        } else if matches!(self.job.mode, Mode::Diff(_)) {
            if self.summary.fixed > 0 { FOUND } else { 0 }
        } else if level.is_some_and(|level| self.worst >= Some(level)) {
            FOUND
        } else {
            0
        }
    }
}
