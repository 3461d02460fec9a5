//! `planvet config`, and which configuration holds for each file of a run.

use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::config::{Asked, Broken, Config, Configs, Origin, Resolved, RuleLevels};
use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::{self, Style};
use crate::engine::Level;
use crate::files::{self, Input, OnDisk};
use crate::format::Presence;
use crate::rules::RULES;
use crate::source::Source;

use super::{ListFormat, Usage, complain, print};

/// Which configuration files count.
#[derive(Debug, Default, clap::Args)]
pub(super) struct ConfigOptions {
    /// Use this configuration file for every path.
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Ignore all configuration files.
    #[arg(long)]
    isolated: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// What holds for a file, and where it is said.
    Show {
        /// The file; without it, the present folder.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// How it is printed.
        #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
        output_format: ListFormat,
        #[command(flatten)]
        config: ConfigOptions,
    },
}

/// A file to check with the configuration that holds for it.
pub(super) struct Target {
    pub(super) input: Input,
    pub(super) resolved: Resolved,
}

/// What becomes of the files that were found.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) targets: Vec<Target>,
    pub(super) excluded: usize,
    /// Configurations with mistakes, and how many files each is for.
    pub(super) broken: Vec<(Arc<Broken>, usize)>,
}

/// Takes the options into account; a file that is named must be there and right.
pub(super) fn apply(configs: &mut Configs, options: &ConfigOptions, style: Style) -> Result<(), Usage> {
    if options.isolated {
        configs.isolate();
    }
    let Some(file) = &options.config else { return Ok(()) };
    let name = files::shown(file);
    let Some(found) = configs.fix(file) else {
        let why = match file.file_name() {
            _ if !configs.is_there(file) => "there is no such file",
            Some(name) if name == "pyproject.toml" => "has no table `[tool.planvet]`",
            _ => "is a folder",
        };
        return Err(Usage(format!("{name}: {why}")));
    };
    usable(found, style).map(|_| ())
}

/// The configuration of the present folder.
pub(super) fn here(options: &ConfigOptions, style: Style) -> Result<Arc<Config>, Usage> {
    let mut configs = Configs::new(Rc::new(OnDisk), files::here(), Asked::default());
    apply(&mut configs, options, style)?;
    usable(configs.of_folder(&files::here()), style)
}

/// A configuration; one with mistakes ends the run.
pub(super) fn usable(found: Result<Arc<Config>, Arc<Broken>>, style: Style) -> Result<Arc<Config>, Usage> {
    found.map_err(|broken| unusable(&broken, style))
}

/// Shows the mistakes of a configuration; the run ends with what is given back.
pub(super) fn unusable(broken: &Broken, style: Style) -> Usage {
    show(broken, style);
    Usage(summary(broken))
}

impl Plan {
    /// Gives each file its configuration and leaves out what is excluded.
    pub(super) fn add(&mut self, configs: &mut Configs, inputs: impl IntoIterator<Item = Input>, force_exclude: bool) {
        for input in inputs {
            // What is named, a file or the folder that was searched, is not excluded unless that is forced.
            let depth = (!force_exclude).then_some(input.depth);
            let found = match configs.excludes(&input.path, depth) {
                Ok(true) => Ok(None),
                Ok(false) => configs.resolve(&input.path).map(Some),
                Err(broken) => Err(broken),
            };
            match found {
                Ok(Some(resolved)) if input.named || resolved.included != Some(false) => {
                    self.targets.push(Target { input, resolved });
                }
                Ok(_) => self.excluded += 1,
                Err(broken) => match self.broken.iter_mut().find(|(known, _)| Arc::ptr_eq(known, &broken)) {
                    Some((_, files)) => *files += 1,
                    None => self.broken.push((broken, 1)),
                },
            }
        }
    }
}

/// Says what is wrong with a configuration, and that the files under it are not checked.
pub(super) fn complain_of(broken: &Broken, files: usize, style: Style) -> String {
    show(broken, style);
    let files = if files == 1 { "1 file is".to_owned() } else { format!("{files} files are") };
    let message = format!("{}; {files} not checked", summary(broken));
    complain(&message);
    message
}

fn show(broken: &Broken, style: Style) {
    for problem in &broken.problems {
        complain(problem);
    }
    for (source, found) in &broken.reports {
        show_mistakes(source, found, style);
    }
}

/// Writes mistakes in a file of the user to standard error.
pub(super) fn show_mistakes(source: &Source, found: &[Diagnostic], style: Style) {
    let mut report = String::new();
    emit::pretty::file(source, found, &Style { color: false, links: false, ..style }, &mut report);
    let _ = std::io::stderr().lock().write_all(report.as_bytes());
}

fn summary(broken: &Broken) -> String {
    let count = broken.reports.iter().map(|(_, found)| found.len()).sum::<usize>();
    if count == 0 {
        return "the configuration cannot be read".to_owned();
    }
    format!("the configuration has {}, shown above", mistakes(count))
}

/// `1 mistake`, `2 mistakes`.
pub(super) fn mistakes(count: usize) -> String {
    format!("{count} mistake{}", if count == 1 { "" } else { "s" })
}

pub(super) fn run(args: &Args, style: Style) -> Result<u8, Usage> {
    let Verb::Show { file, output_format, config } = &args.verb;
    let mut configs = Configs::new(Rc::new(OnDisk), files::here(), Asked::default());
    apply(&mut configs, config, style)?;
    let show_broken = |broken: Arc<Broken>| unusable(&broken, style);
    let rows = match file {
        Some(file) => {
            let excluded = configs.excludes(file, None).map_err(show_broken)?;
            Rows::of_file(&configs.resolve(file).map_err(show_broken)?, excluded)
        }
        None => Rows::of_config(configs.of_folder(&files::here()).map_err(show_broken)?),
    };
    print(&match output_format {
        ListFormat::Text => rows.text(),
        ListFormat::Json => format!("{:#}\n", rows.json()),
    })?;
    Ok(0)
}

/// What holds, as it is shown.
struct Rows {
    config: Arc<Config>,
    values: Vec<(&'static str, Value, Option<Origin>)>,
    rules: RuleLevels,
}

impl Rows {
    fn of_config(config: Arc<Config>) -> Self {
        let mut values = Vec::new();
        let level = config.fail_on().map_or("never", Severity::name);
        values.push(("fail-on", json!(level), config.fail_on.as_ref().map(|said| said.origin.clone())));
        for (name, said) in [("include", &config.include), ("exclude", &config.exclude)] {
            let texts = said.as_ref().map(|said| said.value.texts());
            values.push((name, json!(texts), said.as_ref().map(|said| said.origin.clone())));
        }
        let baseline = config.baseline.as_ref();
        let path = baseline.map(|said| crate::config::shown(&files::here(), &said.value));
        values.push(("baseline", json!(path), baseline.map(|said| said.origin.clone())));
        let folder = config.format_folder.as_ref();
        values.push(("format-folder", json!(folder.map(|said| &said.value)), folder.map(|said| said.origin.clone())));
        values.push(("formats", config.formats.names().collect(), None));
        let rules = config.rules.clone();
        Self { config, values, rules }
    }

    fn of_file(file: &Resolved, excluded: bool) -> Self {
        let mut rows = Self::of_config(Arc::clone(&file.config));
        let name = file.format().map(|format| format.name().to_owned());
        let own = [
            ("format", json!(name), file.chosen.as_ref().map(|said| said.origin.clone())),
            ("included", json!(file.included), None),
            ("excluded", json!(excluded), None),
        ];
        rows.values.splice(0..0, own);
        rows.rules = file.config.rules_for(&file.path);
        rows
    }

    fn text(&self) -> String {
        let files = if self.config.files.is_empty() { "none".to_owned() } else { self.config.files.join(", ") };
        let mut rows = vec![("configuration".to_owned(), files, String::new())];
        for (name, value, origin) in &self.values {
            let value = match value {
                Value::Null => "not said".to_owned(),
                Value::Bool(value) => if *value { "yes" } else { "no" }.to_owned(),
                Value::String(text) => text.clone(),
                Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
                other => other.to_string(),
            };
            rows.push(((*name).to_owned(), value, place(origin.as_ref())));
        }
        for rule in RULES {
            if let Some(said) = self.rules.get(rule.name) {
                rows.push((
                    format!("rules.{}", rule.name),
                    level_name(said.value).to_owned(),
                    place(Some(&said.origin)),
                ));
            }
        }
        for ((format, part), said) in &self.config.presence {
            rows.push((format!("presence.{format}.{part}"), name(said.value).to_owned(), place(Some(&said.origin))));
        }
        let width = |of: fn(&(String, String, String)) -> usize| rows.iter().map(of).max().unwrap_or(0);
        let (first, second) = (width(|row| row.0.chars().count()), width(|row| row.1.chars().count()).min(40));
        let mut out = String::new();
        for (name, value, place) in &rows {
            out.push_str(&emit::text::visible(format!("{name:first$}  {value:second$}  {place}").trim_end()));
            out.push('\n');
        }
        out
    }

    fn json(&self) -> Value {
        let place = |origin: &Option<Origin>| origin.as_ref().map(|at| json!({ "file": &*at.file, "line": at.line }));
        let values = self
            .values
            .iter()
            .map(|(name, value, origin)| ((*name).to_owned(), json!({ "value": value, "origin": place(origin) })));
        let rules = RULES.iter().map(|rule| {
            let said = self.rules.get(rule.name);
            let level = said.map_or(Level::On, |said| said.value);
            let origin = said.map(|said| said.origin.clone());
            (rule.name.to_owned(), json!({ "value": level_name(level), "origin": place(&origin) }))
        });
        let presence = self.config.presence.iter().map(|((format, part), said)| {
            let origin = Some(said.origin.clone());
            json!({ "format": format, "part": part, "value": name(said.value), "origin": place(&origin) })
        });
        json!({
            "files": self.config.files,
            "values": values.collect::<serde_json::Map<_, _>>(),
            "rules": rules.collect::<serde_json::Map<_, _>>(),
            "presence": presence.collect::<Vec<_>>(),
        })
    }
}

fn place(origin: Option<&Origin>) -> String {
    origin.map_or_else(String::new, |at| format!("{}:{}", at.file, at.line))
}

fn name(presence: Presence) -> &'static str {
    let at = Presence::ALL.iter().position(|known| *known == presence);
    at.and_then(|at| Presence::NAMES.get(at)).copied().unwrap_or("required")
}

fn level_name(level: Level) -> &'static str {
    let at = Level::ALL.iter().position(|known| *known == level);
    at.and_then(|at| Level::NAMES.get(at)).copied().unwrap_or("on")
}
