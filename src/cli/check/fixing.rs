//! What `check` does with fixes: reports them, applies them, or shows what they would change.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use crate::diagnostic::Safety;
use crate::emit::{Part, Summary, diff};
use crate::engine;
use crate::files::{self, Problem};
use crate::fix::{Fixed, Restless, Unrest, fix};
use crate::lower::Document;
use crate::source::Source;
use crate::syntax::Limits;

use super::super::stdin_name;
use super::{Job, Origin, Outcome, Target};

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Fixing")]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub(super) struct Fixing {
    /// Apply the safe fixes to the files, then report what remains.
    #[arg(long)]
    fix: bool,
    /// Apply the unsafe fixes too; with `--diff`, show them too.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print what the fixes would change as a unified diff, and write nothing; status 1 when there is something.
    #[arg(long)]
    diff: bool,
    /// Apply the fixes and do not report what remains.
    #[arg(long)]
    fix_only: bool,
}

impl Fixing {
    pub(super) fn mode(&self) -> Mode {
        let safety = if self.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
        match self {
            Self { diff: true, .. } => Mode::Diff(safety),
            Self { fix_only: true, .. } => Mode::Apply { safety, only: true },
            Self { fix: true, .. } | Self { unsafe_fixes: true, .. } => Mode::Apply { safety, only: false },
            _ => Mode::Report,
        }
    }
}

/// What is done with fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Report,
    /// Fixes up to a safety are applied; with `only`, what remains is not reported.
    Apply {
        safety: Safety,
        only: bool,
    },
    Diff(Safety),
}

impl Job<'_> {
    /// Fixes a document, and writes the file that it comes from or says what would change.
    pub(super) fn mend(&self, document: Document, safety: Safety, target: &Target, origin: Origin) -> Outcome {
        let settings = &target.resolved.settings;
        let path = &target.input.path;
        let old = document.source().text().to_owned();
        let format = std::sync::Arc::clone(&document.format);
        let limits = Limits::default();
        let Fixed { mut document, applied, restless, .. } = fix(document, settings, safety, &limits);
        let mut fixed = applied.len();
        let mut message = restless.as_ref().map(complaint);
        let mut mended = None;
        if fixed > 0 && self.mode != Mode::Diff(safety) {
            let new = document.source().text();
            if origin == Origin::Stdin {
                mended = Some(new.to_owned());
            } else if let Err(problem) = files::write(path, &old, new) {
                message = Some(problem.message);
                fixed = 0;
                document = Document::read(Source::new(document.source().name(), old.as_str()), format, &limits);
            }
        }
        let mut outcome = self.outcome(&document, engine::report(&document, settings), target, fixed);
        if let Outcome::Checked { rendered, summary, failing, problem, text, .. } = &mut outcome {
            *problem = message.map(|message| Problem { path: path.clone(), message });
            *text = mended;
            match self.mode {
                Mode::Diff(_) => {
                    let color = self.style.color;
                    let terminal = io::stdout().is_terminal() || color;
                    let (name, new) = (document.source().name(), document.source().text());
                    *rendered = vec![Part::plain(diff::file(name, &old, new, terminal, color))];
                    *failing = false;
                }
                Mode::Apply { only: true, .. } => {
                    rendered.clear();
                    *summary = Summary { files: 1, fixed, ..Summary::default() };
                    *failing = false;
                }
                Mode::Apply { .. } | Mode::Report => {}
            }
        }
        outcome
    }

    /// Checks standard input. When fixes are applied, its text is given back on standard output, mended or as it is.
    pub(super) fn stdin(&self, target: &Target) -> Outcome {
        let (name, limit) = (stdin_name(self.args.stdin_filename.as_deref()), self.args.max_file_size);
        let check = |source| self.guarded(source, target, Origin::Stdin);
        if !matches!(self.mode, Mode::Apply { .. }) {
            return files::read_stdin(name, limit).map_or_else(Outcome::Failed, check);
        }
        let bytes = match files::stdin_bytes(name) {
            Ok(bytes) => bytes,
            Err(problem) => return Outcome::Failed(problem),
        };
        let outcome = check(files::source(name, bytes.clone(), limit));
        let mended = match &outcome {
            Outcome::Checked { text: Some(text), .. } => text.as_bytes(),
            _ => &bytes,
        };
        give_back(name, mended).map_or_else(Outcome::Failed, |()| outcome)
    }
}

/// Gives standard input back as it is.
pub(super) fn pass_on(name: &str) -> Result<(), Problem> {
    files::stdin_bytes(name).and_then(|bytes| give_back(name, &bytes))
}

/// Writes the text of standard input to standard output. A reader that went away is no mistake.
fn give_back(name: &str, text: &[u8]) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Problem {
            path: Path::new(name).to_path_buf(),
            message: format!("its text cannot be written: {error}"),
        }),
        _ => Ok(()),
    }
}

/// A defect of planvet, said so that it can be reported.
fn complaint(restless: &Restless) -> String {
    let rules: Vec<String> = restless.rules.iter().map(|rule| format!("`{rule}`")).collect();
    let what = match restless.cause {
        Unrest::Circle => "go round in a circle",
        Unrest::Endless => "do not come to an end",
    };
    let rules = rules.join(", ");
    format!("internal error: the fixes of {rules} {what}; it is left as it was; please report this with the file")
}
