//! The report on standard output, in pieces of a size that suits the reader.

use std::io::{IsTerminal, stdout};

use super::{Usage, print};

/// Bytes that are written in one go where no terminal shows them.
const CHUNK: usize = 1 << 16;

/// Collects text for standard output. On a terminal it is shown as it comes.
pub(super) struct Printer {
    pending: String,
    at_once: bool,
    unwritable: bool,
}

impl Printer {
    pub(super) fn new() -> Self {
        Self { pending: String::new(), at_once: stdout().is_terminal(), unwritable: false }
    }

    /// Takes a text.
    ///
    /// # Errors
    ///
    /// The first failure to write; what comes after it is dropped.
    pub(super) fn print(&mut self, text: &str) -> Result<(), Usage> {
        self.pending.push_str(text);
        if self.at_once || self.pending.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    /// Writes what is not written yet.
    ///
    /// # Errors
    ///
    /// As for [`Self::print`].
    pub(super) fn flush(&mut self) -> Result<(), Usage> {
        let text = std::mem::take(&mut self.pending);
        if self.unwritable || text.is_empty() {
            return Ok(());
        }
        let written = print(&text);
        self.unwritable = written.is_err();
        written
    }
}
