//! A run over all files: prints as it goes, counts, and says how it ended.

use crate::emit::Summary;
use crate::files::Problem;

use super::super::baseline::Counted;
use super::super::{FAILED, FOUND, Usage, complain, note, shown};
use super::fixing::Mode;
use super::output::Outputs;
use super::{Job, Outcome, summary};

/// What is known so far.
pub(super) struct Run<'a> {
    job: &'a Job<'a>,
    outputs: Outputs,
    summary: Summary,
    failing: bool,
    /// What could not be checked or written, as it was said.
    problems: Vec<String>,
    /// Files that the configuration leaves out.
    excluded: usize,
    counted: Vec<Counted>,
}

impl<'a> Run<'a> {
    /// A run that has checked nothing yet. The configuration leaves out so many files.
    pub(super) fn new(job: &'a Job<'a>, outputs: Outputs, excluded: usize) -> Self {
        Self {
            job,
            outputs,
            summary: Summary::default(),
            failing: false,
            problems: Vec::new(),
            excluded,
            counted: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Skipped(called) => {
                self.summary.skipped += 1;
                if let Some(name) = called {
                    self.say(&format!("skipped `{name}`: nothing of the format that its name stands for is there"));
                }
            }
            Outcome::Failed(problem) => self.fail(&problem),
            Outcome::Checked { rendered, summary, failing, counted, problem, text: _ } => {
                self.counted.extend(counted);
                self.summary.add(&summary);
                self.failing |= failing;
                let unwritten = self.outputs.take(&rendered);
                self.tell(unwritten);
                if let Some(problem) = problem {
                    self.fail(&problem);
                }
            }
        }
    }

    /// Says what is wrong with a file.
    pub(super) fn fail(&mut self, problem: &Problem) {
        let unwritten = self.outputs.flush();
        self.tell(unwritten);
        let message = format!("{}: {}", shown(&problem.path), problem.message);
        complain(&message);
        self.give_up(message);
    }

    /// Notes that something could not be checked, which is said already.
    pub(super) fn give_up(&mut self, message: String) {
        self.problems.push(message);
    }

    /// Says something that is no mistake, behind what is known by then.
    fn say(&mut self, message: &str) {
        let unwritten = self.outputs.flush();
        self.tell(unwritten);
        note(message);
    }

    /// Reports that could not be written.
    fn tell(&mut self, unwritten: Vec<Usage>) {
        for Usage(message) in unwritten {
            complain(&message);
            self.give_up(message);
        }
    }

    /// Ends the reports and says how it went: the exit status, and what the baseline is to know.
    pub(super) fn finish(mut self) -> (u8, Vec<Counted>) {
        let args = self.job.args;
        let nothing = self.nothing();
        // Reports must not pass for those of a run that checked what it was asked to.
        self.problems.extend(nothing.clone());
        let unwritten = std::mem::take(&mut self.outputs).finish(&self.summary, &self.problems);
        self.tell(unwritten);
        if (self.summary.files > 0 || args.changed.is_given() && self.summary.skipped > 0)
            && let Some(line) = summary::line(&self.summary, self.job.mode)
        {
            note(&line);
        }
        if let Some(message) = nothing {
            complain(&message);
        }
        let status = if !self.problems.is_empty() {
            FAILED
        } else if matches!(self.job.mode, Mode::Diff(_)) {
            if self.summary.fixed > 0 { FOUND } else { 0 }
        } else if self.failing {
            FOUND
        } else {
            0
        };
        (status, self.counted)
    }

    /// That there was nothing to check, where that is no answer.
    fn nothing(&self) -> Option<String> {
        let args = self.job.args;
        if self.summary.files > 0 || !self.problems.is_empty() || args.allow_empty || args.changed.is_given() {
            return None;
        }
        let skipped = match self.summary.skipped {
            0 => String::new(),
            1 => "; 1 Markdown file is not a plan, name it to check it all the same".to_owned(),
            count => format!("; {count} Markdown files are not plans, name one to check it all the same"),
        };
        let excluded = match self.excluded {
            0 => String::new(),
            1 => "; the configuration leaves out 1 file".to_owned(),
            count => format!("; the configuration leaves out {count} files"),
        };
        Some(format!("found no plan to check{skipped}{excluded}"))
    }
}
