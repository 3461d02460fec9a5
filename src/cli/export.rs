//! `planvet export`.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::config::{Asked, Configs};
use crate::emit::Style;
use crate::export;
use crate::files::{self, OnDisk};

use super::config::{self, ConfigOptions};
use super::{FAILED, FOUND, Usage, complain, print, refuse_name, stdin_name};

/// Largest plan that is read, in bytes.
pub(super) const LARGEST: u64 = 100_000_000;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The plan; `-` is standard input.
    #[arg(value_name = "PLAN")]
    path: PathBuf,
    /// Hold it against this format: a name, or a TOML file.
    #[arg(long, value_name = "NAME|FILE")]
    format: Option<String>,
    #[command(flatten)]
    config: ConfigOptions,
    /// Name of standard input, for the configuration and the choice of format.
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<String>,
}

pub(super) fn run(args: &Args, style: Style) -> Result<u8, Usage> {
    let stdin = args.path.as_os_str() == "-";
    refuse_name(args.stdin_filename.as_deref(), stdin)?;
    let name = stdin_name(args.stdin_filename.as_deref());
    let path = if stdin { Path::new(name) } else { args.path.as_path() };
    let mut configs = Configs::new(Rc::new(OnDisk), files::here(), Asked::default());
    config::apply(&mut configs, &args.config, style)?;
    let source = if stdin { files::read_stdin(name, LARGEST) } else { files::read(&args.path, LARGEST) };
    let source = source.map_err(|problem| Usage(format!("{}: {}", files::shown(path), problem.message)))?;
    let (document, resolved) = super::formats::held(&mut configs, path, source, args.format.as_deref(), style)?;
    let name = document.source().name();
    if !export::is_readable(&document) {
        complain(&format!("{name}: cannot be read as text; `planvet check` says why"));
        return Ok(FAILED);
    }
    if !document.is_recognised() {
        complain(&format!("{name}: nothing of the format `{}` is there", document.format().name()));
        return Ok(FOUND);
    }
    print(&export::json(&document, &resolved.settings))?;
    Ok(0)
}
