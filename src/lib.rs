//! Holds Markdown implementation plans against a declared format and says, with exact spans, what is wrong and how to
//! mend it.
//!
//! ```
//! use planvet::{Document, Format, Limits, Settings, Source, check};
//!
//! let format = Format::named("task-list").expect("a built-in format");
//! let source = Source::new("demo.tasks.md", "## Task: Build\n**Description**: The parser.\n");
//! let document = Document::read(source, format, &Limits::default());
//! let found = check(&document, &Settings::default());
//! assert_eq!(found[0].rule, "missing-field");
//! ```

mod diagnostic;
mod engine;
mod fix;
mod format;
mod lower;
mod plan;
mod rule;
mod rules;
mod source;
mod suppress;
mod syntax;
mod toml;

#[cfg(feature = "cli")]
mod baseline;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod config;
#[cfg(feature = "cli")]
mod emit;
#[cfg(feature = "cli")]
mod export;
#[cfg(feature = "cli")]
mod files;
#[cfg(feature = "lsp")]
mod lsp;

pub use diagnostic::{Diagnostic, Edit, Fix, Label, Safety, Severity};
pub use engine::{Level, Report, Settings, UnknownRule, check, report};
pub use fix::{Fixed, Restless, Unrest, fix};
pub use format::Format;
pub use lower::Document;
pub use rule::{FixAvailability, Group, Rule};
pub use rules::{RULES, rule, url};
pub use source::{Position, Positions, Source, Span, Unreadable};
pub use syntax::Limits;

#[cfg(feature = "cli")]
pub use cli::main;

/// One session of the language server, for the fuzzer: what it answers to the bytes of an editor.
#[cfg(all(fuzzing, feature = "lsp"))]
#[doc(hidden)]
pub fn replay(bytes: &[u8]) -> Vec<u8> {
    let mut output = Vec::new();
    lsp::replay(bytes, &mut output).expect("memory can be written");
    output
}
