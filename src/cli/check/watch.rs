//! `planvet check --watch`: checks again whenever something changes.

use std::io::{self, IsTerminal, Write};

use crate::emit::Style;
use crate::files::{self, Watch};

use super::super::{Usage, complain, note, or_here};
use super::Args;

/// Clears the terminal, with what has scrolled out of it.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// Checks until the process is interrupted.
pub(super) fn run(args: &Args, style: Style) -> Result<u8, Usage> {
    let paths = or_here(&args.paths);
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Usage("`--watch` waits for changes of files; standard input has none".to_owned()));
    }
    let watch = Watch::new(&files::here(), &paths).map_err(Usage)?;
    clear();
    // What is wrong with the command itself will not change.
    super::once(args, style)?;
    loop {
        note("waiting for changes; Ctrl-C ends");
        watch.wait().map_err(Usage)?;
        clear();
        if let Err(Usage(message)) = super::once(args, style) {
            complain(&message);
        }
    }
}

fn clear() {
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        let _ = out.write_all(CLEAR.as_bytes()).and_then(|()| out.flush());
    }
}
