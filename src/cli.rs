//! The command line: arguments, one file for each verb, exit status.

mod baseline;
mod check;
mod config;
mod explain;
mod export;
mod formats;
pub(crate) mod init;
#[cfg(feature = "lsp")]
mod lsp;
mod manual;
mod new;
mod printer;
mod rules;
mod schema;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::emit::Style;
use crate::emit::text::visible;

/// Something found at or above the failing level.
const FOUND: u8 = 1;
/// Bad usage, an unreadable path, an internal error.
const FAILED: u8 = 2;

const STATUS: &str = "\
Exit status: 0 when nothing is found at or above the failing level, 1 when something is, 2 for bad usage, a bad \
configuration, a file that cannot be read, and when there is nothing to check.";

/// Checks Markdown implementation plans before an agent carries them out.
#[derive(Debug, Parser)]
#[command(name = "planvet", version, max_term_width = 100, after_help = STATUS)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
    /// Say nothing on standard error but what went wrong.
    #[arg(long, short, global = true)]
    quiet: bool,
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Check files, folders, or standard input (`-`).
    Check(Box<check::Args>),
    /// Print a plan as typed JSON, with spans.
    Export(export::Args),
    /// Write a new plan with blanks for what it must say.
    New(new::Args),
    /// Show the page of a rule.
    Explain(explain::Args),
    /// List every rule.
    Rules(rules::Args),
    /// List the formats that documents can be held against.
    Formats(formats::Args),
    /// Show what the configuration says of a file.
    Config(config::Args),
    /// Write a commented `planvet.toml` into the present folder.
    Init,
    /// Print a JSON Schema.
    Schema(schema::Args),
    /// Serve an editor over standard input and output (Language Server Protocol).
    #[cfg(feature = "lsp")]
    Lsp(lsp::Args),
    /// Print completions for a shell.
    Completions(manual::CompletionsArgs),
    /// Print the manual page, or write those of all verbs.
    Man(manual::ManArgs),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless the environment says otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How lists are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// A mistake in how planvet was called: one line, with what to do.
#[derive(Debug)]
struct Usage(String);

/// Runs the command line with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let cli = match parse(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output with status 0, mistakes to standard error with 2.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILED));
        }
    };
    QUIET.store(cli.quiet, Ordering::Relaxed);
    let style = style(cli.color);
    let result = match cli.verb {
        Verb::Check(args) => check::run(&args, style),
        Verb::Export(args) => export::run(&args, style),
        Verb::New(args) => new::run(&args, style),
        Verb::Explain(args) => explain::run(&args, style),
        Verb::Rules(args) => rules::run(&args),
        Verb::Formats(args) => formats::run(&args, style),
        Verb::Config(args) => config::run(&args, style),
        Verb::Init => init::run(),
        Verb::Schema(args) => schema::run(&args),
        #[cfg(feature = "lsp")]
        Verb::Lsp(args) => lsp::run(&args),
        Verb::Completions(args) => manual::completions(&args),
        Verb::Man(args) => manual::man(&args),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(Usage(message)) => {
            complain(&message);
            ExitCode::from(FAILED)
        }
    }
}

/// Reads the arguments.
fn parse(args: impl Iterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    let mut matches = command.try_get_matches_from_mut(args)?;
    let cli = Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))?;
    // The process ends soon; taking the description of all arguments apart would only cost time.
    std::mem::forget(command);
    Ok(cli)
}

/// Decides once how reports look; nothing below asks the environment.
fn style(color: Color) -> Style {
    let stdout = io::stdout();
    let terminal = stdout.is_terminal();
    // Forcing with `0` means not to force.
    let unforced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value == "0");
    let auto = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never && (terminal || !unforced);
    let width = terminal.then(terminal_size::terminal_size).flatten().map_or(100, |(width, _)| usize::from(width.0));
    Style {
        color: match color {
            Color::Auto => auto,
            Color::Always => true,
            Color::Never => false,
        },
        links: terminal && color != Color::Never && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        unicode: !terminal || supports_unicode::on(supports_unicode::Stream::Stdout),
        width,
        parallel: true,
    }
}

/// Writes to standard output. A reader that went away is no mistake; a full disk is.
fn print(text: &str) -> Result<(), Usage> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Usage(format!("cannot write the report: {error}")))
        }
        _ => Ok(()),
    }
}

/// Whether notes are not wanted.
static QUIET: AtomicBool = AtomicBool::new(false);

/// Says on standard error what went wrong.
fn complain(message: &str) {
    say(&format!("error: {message}"));
}

fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// Says on standard error what is good to know.
fn note(message: &str) {
    if !is_quiet() {
        say(message);
    }
}

/// Writes one line without anything that a terminal would obey.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible(line));
}

/// A count with its word: `1 plan`, `2 plans`.
fn many(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

fn shown(path: &std::path::Path) -> String {
    crate::files::shown(path)
}

/// The folder that a service tells paths from, where one runs planvet.
fn root() -> Option<PathBuf> {
    ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"].into_iter().find_map(std::env::var_os).map(PathBuf::from)
}

/// What standard input is called.
fn stdin_name(given: Option<&str>) -> &str {
    given.unwrap_or("<stdin>")
}

/// A name for standard input is a mistake where it is not read: what was piped would pass unseen.
fn refuse_name(given: Option<&str>, stdin: bool) -> Result<(), Usage> {
    match given {
        Some(_) if !stdin => {
            Err(Usage("`--stdin-filename` names standard input; write `-` too, so that it is read".to_owned()))
        }
        _ => Ok(()),
    }
}

fn or_here(paths: &[PathBuf]) -> Vec<PathBuf> {
    if paths.is_empty() { vec![PathBuf::from(".")] } else { paths.to_vec() }
}
