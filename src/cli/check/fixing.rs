//! What `check` does with fixes: reports them, applies them, or shows what they would change.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use crate::diagnostic::{Diagnostic, Safety};
use crate::emit::{Summary, diff};
use crate::files::{self, Problem};
use crate::fix::{Fixed, Restless, Unrest, fix};
use crate::lower::Document;
use crate::source::Source;
use crate::syntax::Limits;

use super::{Job, Origin, Outcome};

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
    pub(super) fn mend(&self, document: Document, safety: Safety, path: &Path, origin: Origin) -> Outcome {
        let old = document.source().text().to_owned();
        let format = std::sync::Arc::clone(&document.format);
        let limits = Limits::default();
        let Fixed { mut document, mut found, applied, restless } = fix(document, &self.settings, safety, &limits);
        let mut fixed = applied.len();
        let mut message = restless.as_ref().map(complaint);
        let mut text = None;
        if fixed > 0 && self.mode != Mode::Diff(safety) {
            let new = document.source().text();
            if origin == Origin::Stdin {
                text = Some(new.to_owned());
            } else if let Err(problem) = files::write(path, &old, new) {
                message = Some(problem.message);
                fixed = 0;
                document = Document::read(Source::new(document.source().name(), old.as_str()), format, &limits);
                found = crate::engine::check(&document, &self.settings);
            }
        }
        let problem = message.map(|message| Problem { path: path.to_path_buf(), message });
        let new = document.source().text();
        match self.mode {
            Mode::Diff(_) => {
                let terminal = io::stdout().is_terminal();
                let color = self.style.color;
                let rendered = diff::file(document.source().name(), &old, new, terminal || color, color);
                let summary = counted(&found, fixed);
                Outcome::Checked { rendered, summary, worst: None, problem, text }
            }
            Mode::Apply { only: true, .. } => {
                let summary = Summary { files: 1, fixed, ..Summary::default() };
                Outcome::Checked { rendered: String::new(), summary, worst: None, problem, text }
            }
            _ => Outcome::Checked {
                rendered: self.render(document.source(), &found),
                summary: counted(&found, fixed),
                worst: found.iter().map(|diagnostic| diagnostic.severity).max(),
                problem,
                text,
            },
        }
    }

    /// Checks standard input. When fixes are applied, its text is given back on standard output, mended or as it is.
    pub(super) fn stdin(&self) -> Outcome {
        let (name, limit) = (self.args.stdin_filename.as_str(), self.args.max_file_size);
        let check = |source| self.guarded(source, Path::new(name), Origin::Stdin);
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
        let mut out = io::stdout().lock();
        match out.write_all(mended).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Outcome::Failed(Problem {
                path: Path::new(name).to_path_buf(),
                message: format!("its text cannot be written: {error}"),
            }),
            _ => outcome,
        }
    }
}

/// The counts of one file.
pub(super) fn counted(found: &[Diagnostic], fixed: usize) -> Summary {
    let mut summary = Summary { files: 1, fixed, ..Summary::default() };
    for diagnostic in found {
        summary.count(diagnostic);
    }
    summary
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
