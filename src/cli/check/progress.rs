//! A bar on the terminal while a run takes longer than a second; the only file that names indicatif.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Runs that end sooner show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a run has come. Shown on standard error, and only to people.
pub(super) struct Progress(Option<Meter>);

struct Meter {
    bar: ProgressBar,
    begun: Instant,
    shown: AtomicBool,
}

impl Progress {
    /// Of so many files.
    pub(super) fn new(files: usize, quiet: bool) -> Self {
        if quiet || files < 2 || !io::stderr().is_terminal() {
            return Self(None);
        }
        let length = u64::try_from(files).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("checking {bar:24} {pos} of {len}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(Some(Meter { bar, begun: Instant::now(), shown: AtomicBool::new(false) }))
    }

    /// One more file is done; from any thread.
    pub(super) fn step(&self) {
        let Some(Meter { bar, begun, shown }) = &self.0 else { return };
        bar.inc(1);
        if begun.elapsed() > PATIENCE && !shown.swap(true, Ordering::Relaxed) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Does something that may print, without the bar in between.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.0 {
            Some(Meter { bar, shown, .. }) if shown.load(Ordering::Relaxed) => bar.suspend(print),
            _ => print(),
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(Meter { bar, .. }) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
