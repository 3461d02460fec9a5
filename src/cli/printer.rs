//! The report on standard output, in pieces of a size that suits the reader.

use std::io::{IsTerminal, Write, stderr, stdout};

use super::{Usage, print};

/// Bytes that are written in one go where no terminal shows them.
const CHUNK: usize = 1 << 16;

/// Collects text for standard output. On a terminal it is shown as it comes.
pub(super) struct Printer {
    pending: String,
    at_once: bool,
    /// Whether the report goes to standard error, since standard output has the text of a document.
    aside: bool,
    unwritable: bool,
}

impl Printer {
    pub(super) fn new(aside: bool) -> Self {
        Self { pending: String::new(), at_once: stdout().is_terminal(), aside, unwritable: false }
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
        if self.aside {
            let _ = stderr().lock().write_all(text.as_bytes());
            return Ok(());
        }
        let written = print(&text);
        self.unwritable = written.is_err();
        written
    }
}
