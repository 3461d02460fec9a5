//! A bar on the terminal while a run takes longer than a second.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Runs that end sooner show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// The bar is not drawn more often.
const PAUSE: Duration = Duration::from_millis(50);

/// Blocks in the bar.
const WIDTH: usize = 24;

/// How far a run has come. Shown on standard error, and only to people.
pub(super) struct Progress(Option<Meter>);

struct Meter {
    files: usize,
    done: AtomicUsize,
    begun: Instant,
    /// When the bar was last drawn, if it is there.
    drawn: Mutex<Option<Instant>>,
}

impl Progress {
    /// Of so many files.
    pub(super) fn new(files: usize, quiet: bool) -> Self {
        let shown = !quiet && files > 1 && io::stderr().is_terminal();
        let meter = || Meter { files, done: AtomicUsize::new(0), begun: Instant::now(), drawn: Mutex::new(None) };
        Self(shown.then(meter))
    }

    /// One more file is done; from any thread.
    pub(super) fn step(&self) {
        let Some(meter) = &self.0 else { return };
        let done = meter.done.fetch_add(1, Ordering::Relaxed) + 1;
        let spent = meter.begun.elapsed();
        if spent < PATIENCE {
            return;
        }
        // Whoever comes while another draws has nothing newer to show.
        if let Ok(mut drawn) = meter.drawn.try_lock()
            && drawn.is_none_or(|last| last.elapsed() >= PAUSE)
        {
            draw(&line(done, meter.files, spent));
            *drawn = Some(Instant::now());
        }
    }

    /// Does something that may print, without the bar in between.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        let Some(meter) = &self.0 else { return print() };
        let mut drawn = meter.drawn();
        if drawn.take().is_some() {
            draw("");
        }
        print()
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.aside(|| ());
    }
}

impl Meter {
    fn drawn(&self) -> MutexGuard<'_, Option<Instant>> {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a line over the one before it. A terminal that went away is no mistake.
fn draw(line: &str) {
    let _ = write!(io::stderr().lock(), "\r\x1B[2K{line}");
}

fn line(done: usize, files: usize, spent: Duration) -> String {
    let full = (WIDTH * done / files.max(1)).min(WIDTH);
    let bar = "█".repeat(full) + &"░".repeat(WIDTH - full);
    let line = format!("checking {bar} {done} of {files}, {} left", left(done, files, spent));
    // A line that wraps could not be taken away.
    let room = terminal_size::terminal_size_of(io::stderr()).map_or(80, |(width, _)| usize::from(width.0));
    line.chars().take(room.saturating_sub(1)).collect()
}

/// How long the rest takes when it goes on like this, in one unit: `40s`, `3m`.
fn left(done: usize, files: usize, spent: Duration) -> String {
    let each = spent.as_millis() / u128::try_from(done.max(1)).unwrap_or(1);
    let seconds = (each * u128::try_from(files.saturating_sub(done)).unwrap_or(0)).div_ceil(1000);
    match seconds {
        0..100 => format!("{seconds}s"),
        100..6000 => format!("{}m", seconds.div_ceil(60)),
        _ => format!("{}h", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_it_is_and_how_long_the_rest_takes() {
        let half = "█".repeat(12) + &"░".repeat(12);
        assert_eq!(line(50, 100, Duration::from_secs(20)), format!("checking {half} 50 of 100, 20s left"));
        assert_eq!(left(1, 101, Duration::from_millis(2500)), "5m");
        assert_eq!(left(1, 10_001, Duration::from_secs(2)), "6h");
        assert_eq!(left(100, 100, Duration::from_secs(9)), "0s");
    }
}
