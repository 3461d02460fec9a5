//! `planvet new`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use crate::config::{Asked, Configs};
use crate::emit::Style;
use crate::engine::{self, Settings};
use crate::export;
use crate::files::{self, OnDisk};
use crate::format::Format;
use crate::format::draft::Planned;
use crate::format::words::identity;
use crate::lower::Document;
use crate::source::Source;
use crate::syntax::Limits;

use super::config::{self, ConfigOptions};
use super::export::LARGEST;
use super::{Usage, note, print};

/// The rule that reports blanks.
const BLANK: &str = "template-text";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The names of its tasks, in order.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Take over the tasks of this document, such as a task list: their names, objectives and complexity, and what they
    /// wait for. `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "names")]
    from: Option<PathBuf>,
    /// The format of the new plan: a name, or a TOML file. Without it, the one for the name of the output, else the
    /// implementation plan.
    #[arg(long, value_name = "NAME|FILE")]
    format: Option<String>,
    /// Write to this file, which must not be there yet; `-` is standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigOptions,
}

pub(super) fn run(args: &Args, style: Style) -> Result<u8, Usage> {
    let mut configs = Configs::new(Rc::new(OnDisk), files::here(), Asked::default());
    config::apply(&mut configs, &args.config, style)?;
    let tasks = match &args.from {
        Some(path) => taken_over(&mut configs, path, style)?,
        None => args.names.iter().map(|name| named(name)).collect::<Result<_, _>>()?,
    };
    let format = format(&mut configs, args, style)?;
    if !tasks.is_empty() && !format.has_named_tasks() {
        return Err(Usage(format!("the format `{}` has no tasks with names; give none", format.name())));
    }
    let mut known = BTreeSet::new();
    if let Some(twice) = tasks.iter().find(|task| !task.name.is_empty() && !known.insert(identity(&task.name))) {
        return Err(Usage(format!("two tasks are called `{}`; a name must be the only one", twice.name)));
    }
    let text = format.draft(&tasks);
    if args.from.is_none() {
        hold(&tasks, &text, &format)?;
    }
    let Some(path) = args.output.as_ref().filter(|path| path.as_os_str() != "-") else {
        print(&text)?;
        return Ok(0);
    };
    let shown = files::shown(path);
    files::write_new(path, &text)
        .map_err(|problem| Usage(format!("`{shown}`: {}; nothing was written", problem.message)))?;
    note(&format!("wrote `{shown}`; `planvet check` lists its blanks until they are filled"));
    Ok(0)
}

fn named(name: &str) -> Result<Planned, Usage> {
    let name = name.trim();
    if !name.contains(char::is_alphanumeric) || name.contains(char::is_control) {
        return Err(Usage("the name of a task is one line of text with a letter or digit in it".to_owned()));
    }
    Ok(Planned { name: name.to_owned(), ..Planned::default() })
}

/// Refuses names that mean something else where the format puts them, and those that a check would report at once.
fn hold(tasks: &[Planned], text: &str, format: &Arc<Format>) -> Result<(), Usage> {
    let document = Document::read(Source::new("new", text), Arc::clone(format), &Limits::default());
    let kept = export::planned(&document);
    let changed = tasks.iter().zip(&kept).find(|(task, kept)| normalise_blanks(&task.name) != kept.name);
    if let Some((task, _)) = changed {
        return Err(Usage(format!("a heading cannot hold the name `{}` as it is", task.name)));
    }
    for found in engine::check(&document, &Settings::default()) {
        let line = document.source().slice(document.source().line_around(found.span.start));
        let named = tasks.iter().find(|task| line.starts_with('#') && line.ends_with(task.name.as_str()));
        if let Some(task) = named.filter(|_| found.rule != BLANK) {
            return Err(Usage(format!("the name `{}` would be reported: {}", task.name, found.message)));
        }
    }
    Ok(())
}

fn normalise_blanks(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn taken_over(configs: &mut Configs, path: &Path, style: Style) -> Result<Vec<Planned>, Usage> {
    let shown = files::shown(path);
    let stdin = path.as_os_str() == "-";
    let source = if stdin { files::read_stdin(super::stdin_name(None), LARGEST) } else { files::read(path, LARGEST) };
    let source = source.map_err(|problem| Usage(format!("{shown}: {}", problem.message)))?;
    let (document, _) = super::formats::held(configs, path, source, None, style)?;
    if !export::is_readable(&document) {
        return Err(Usage(format!("{shown}: cannot be read as text; `planvet check` says why")));
    }
    let tasks = export::planned(&document);
    if tasks.is_empty() {
        return Err(Usage(format!("{shown}: has no task of any format to take over")));
    }
    Ok(tasks)
}

fn format(configs: &mut Configs, args: &Args, style: Style) -> Result<Arc<Format>, Usage> {
    if let Some(name) = &args.format {
        let here = config::usable(configs.of_folder(&files::here()), style)?;
        return super::formats::named(name, &here.formats, style);
    }
    let place = args.output.clone().unwrap_or_else(|| files::here().join("-"));
    let resolved = configs.resolve(&place).map_err(|broken| config::unusable(&broken, style))?;
    let chosen = args.output.as_ref().and_then(|_| resolved.format());
    let usual = || Format::names().next().and_then(|name| resolved.config.formats.named(name));
    chosen.or_else(usual).ok_or_else(|| Usage("there is no format to write in".to_owned()))
}
