//! All integration tests but the named documents, in one binary.

mod baseline;
mod cli;
mod config;
mod export;
mod fixing;
mod git;
#[cfg(feature = "lsp")]
mod lsp;
mod manual;
mod mending;
mod mutation;
mod new;
mod outputs;
mod packages;
mod program;
mod property;
mod readme;
mod schema;
mod tidy;
mod watch;
