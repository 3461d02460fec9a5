//! All integration tests but the named documents, in one binary.

mod cli;
mod fixing;
mod mending;
mod mutation;
mod property;
mod readme;
mod tidy;
