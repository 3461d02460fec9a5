//! The language server: what editors ask over standard input and output. The only room that knows the protocol.
//!
//! One thread reads messages; the other owns all state, answers in order, and checks documents when no message is left,
//! so that findings of a text that has changed since are never published.

mod actions;
mod buffer;
mod complete;
mod convert;
mod diagnostics;
mod documents;
mod folding;
mod format;
mod hover;
mod lenses;
mod links;
mod navigate;
mod requests;
mod send;
mod server;
mod settings;
mod symbols;
#[cfg(test)]
mod tests;
mod uri;
mod wire;
mod workspace;

use std::io::{self, BufReader};
#[cfg(any(test, fuzzing))]
use std::io::{BufRead, Write};
use std::sync::mpsc;
use std::thread;

use server::Server;

/// Serves what was written down beforehand. Whether the session ended as the protocol asks.
#[cfg(any(test, fuzzing))]
pub(crate) fn replay(mut input: impl BufRead, output: impl Write) -> io::Result<bool> {
    let (sender, incoming) = mpsc::channel();
    while let Some(read) = wire::read(&mut input) {
        // The other end is right here.
        let _ = sender.send(read);
    }
    drop(sender);
    Server::new(output, incoming).run()
}

/// Serves one editor until it says that it ends, or goes away. Whether it ended as the protocol asks.
pub(crate) fn serve() -> io::Result<bool> {
    let (sender, incoming) = mpsc::channel();
    // The thread ends with the process: a read from standard input cannot be called off.
    thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let mut input = BufReader::new(io::stdin());
        while let Some(read) = wire::read(&mut input) {
            if sender.send(read).is_err() {
                return;
            }
        }
    })?;
    Server::new(io::stdout(), incoming).run()
}
