//! All integration tests but the named documents, in one binary.

mod cli;
mod fixing;
mod mutation;
mod property;
mod readme;
mod tidy;
