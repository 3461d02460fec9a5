//! Puts the files of one configuration together: formats are read, names are looked up, later files win.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::format::{Format, PartId, Presence};
use crate::source::{Source, Span};
use crate::toml::{mistake, unknown};

use super::formats::Formats;
use super::globs::Globs;
use super::layer::{Demands, ForFiles, Layer, Levels, RULE};
use super::{Broken, Choice, Config, Disk, NAMES, Origin, Override, RuleLevels, Said, normal};

/// A file with where it stands and the mistakes in it.
pub(super) struct Sheet {
    pub(super) path: PathBuf,
    pub(super) source: Source,
    pub(super) layer: Layer,
    pub(super) mistakes: Vec<Diagnostic>,
}

impl Sheet {
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    fn origin(&self, at: Span) -> Origin {
        Origin { file: self.source.name().into(), line: self.source.line_of(at.start) + 1 }
    }

    fn said<T>(&self, value: T, at: Span) -> Said<T> {
        Said { value, origin: self.origin(at) }
    }

    pub(super) fn mistake(&mut self, at: Span, message: impl Into<String>, help: Option<String>) {
        self.mistakes.push(mistake(RULE, at, message, help));
    }
}

/// Merges files, the one that the others build on first. `main` is the folder that the last one is found for.
pub(super) fn merge(
    disk: &dyn Disk,
    name: &dyn Fn(&Path) -> String,
    mut sheets: Vec<Sheet>,
    main: &Path,
) -> (Config, Broken) {
    let mut broken = Broken::default();
    let mut pool = Pool::default();
    pool.read_folders(disk, name, &mut sheets, &mut broken);
    pool.read_files(disk, name, &mut sheets, &mut broken);
    pool.demand(&mut sheets);
    let known: Vec<String> = pool.names().map(str::to_owned).collect();
    let mut config = Config::default();
    for sheet in &mut sheets {
        // Patterns of a file that stands elsewhere are seen from the folder that it is used in.
        let folder = if main.starts_with(sheet.folder()) { sheet.folder() } else { main }.to_path_buf();
        let globs = |texts: &[String]| Globs::new(&folder, texts.to_vec());
        let layer = std::mem::take(&mut sheet.layer);
        if let Some((text, at)) = layer.format_folder {
            config.format_folder = Some(sheet.said(text, at));
        }
        for Demands { format: (format, _), parts } in &layer.presence {
            for (part, at, presence) in parts {
                let Some(presence) = *presence else { continue };
                config.presence.insert((format.clone(), part.clone()), sheet.said(presence, *at));
            }
        }
        config.files.push(sheet.source.name().to_owned());
        apply(sheet, &layer.rules, &mut config.rules);
        let set = |known: &mut Option<Said<Globs>>, said: &Option<(Vec<String>, Span)>| {
            if let Some((texts, at)) = said {
                *known = Some(sheet.said(globs(texts), *at));
            }
        };
        set(&mut config.include, &layer.include);
        set(&mut config.exclude, &layer.exclude);
        if let Some((level, at)) = layer.fail_on {
            config.fail_on = Some(sheet.said(level, at));
        }
        if let Some((text, at)) = layer.baseline {
            config.baseline = Some(sheet.said(normal(sheet.folder(), Path::new(&text)), at));
        }
        let mut choices = Vec::new();
        for entry in &layer.formats {
            if let Some(format) = pool.cited(sheet, entry, &known) {
                choices.push(Choice { files: globs(&entry.files), format });
            }
        }
        // What a file says itself comes before what it builds on.
        config.choices.splice(0..0, choices);
        for entry in &layer.overrides {
            let mut rules = RuleLevels::new();
            apply(sheet, &entry.rules, &mut rules);
            let format = pool.cited(sheet, entry, &known);
            config.overrides.push(Override { files: globs(&entry.files), rules, format });
        }
    }
    config.formats = pool.formats(main);
    for sheet in sheets.into_iter().rev() {
        let mut mistakes = sheet.mistakes;
        if !mistakes.is_empty() {
            mistakes.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
            broken.reports.push((sheet.source, mistakes));
        }
    }
    (config, broken)
}

fn apply(sheet: &Sheet, levels: &Levels, rules: &mut RuleLevels) {
    for (rule, level, at) in levels {
        rules.insert(rule, sheet.said(*level, *at));
    }
}

/// The formats that the files speak of.
#[derive(Default)]
struct Pool {
    /// Those of format folders, in order, with the folder that their own globs are seen from.
    own: Vec<(Arc<Format>, PathBuf)>,
    /// Those that are named by a path.
    files: BTreeMap<PathBuf, Option<Arc<Format>>>,
    /// Built-in ones with other demands.
    changed: BTreeMap<String, Arc<Format>>,
}

impl Pool {
    /// Formats of a later file come first and hide those of the same name.
    fn read_folders(
        &mut self,
        disk: &dyn Disk,
        name: &dyn Fn(&Path) -> String,
        sheets: &mut [Sheet],
        broken: &mut Broken,
    ) {
        for sheet in sheets.iter_mut().rev() {
            let Some((text, at)) = sheet.layer.format_folder.clone() else { continue };
            let folder = normal(sheet.folder(), Path::new(&text));
            let Some(files) = disk.formats(&folder) else {
                sheet.mistake(at, format!("there is no folder `{text}`"), None);
                continue;
            };
            let mut here = BTreeSet::new();
            // A configuration in such a folder is no format.
            let is_config = |path: &Path| path.file_name().is_some_and(|name| NAMES.iter().any(|own| name == *own));
            for path in files.into_iter().filter(|path| !is_config(path)) {
                let Some(format) = read(disk, name, &path, broken) else { continue };
                if !here.insert(format.name().to_owned()) {
                    let message = format!("two formats in `{text}` are called `{}`", format.name());
                    sheet.mistake(at, message, Some("give one of them another `name`".to_owned()));
                } else if self.own.iter().all(|(known, _)| known.name() != format.name()) {
                    self.own.push((format, sheet.folder().to_path_buf()));
                }
            }
        }
    }

    fn read_files(
        &mut self,
        disk: &dyn Disk,
        name: &dyn Fn(&Path) -> String,
        sheets: &mut [Sheet],
        broken: &mut Broken,
    ) {
        for sheet in sheets {
            let entries = sheet.layer.formats.iter().chain(&sheet.layer.overrides);
            let cited: Vec<(String, Span)> = entries.filter_map(|entry| entry.format.clone()).collect();
            for (text, at) in cited.into_iter().filter(|(text, _)| is_path(text)) {
                let path = normal(sheet.folder(), Path::new(&text));
                if self.files.contains_key(&path) {
                    continue;
                }
                if disk.read(&path, String::new()).is_none() {
                    sheet.mistake(at, format!("there is no file `{text}`"), None);
                }
                self.files.insert(path.clone(), read(disk, name, &path, broken));
            }
        }
    }

    /// Changes what formats demand, as the files say from the first to the last.
    fn demand(&mut self, sheets: &mut [Sheet]) {
        for sheet in sheets {
            let presence = std::mem::take(&mut sheet.layer.presence);
            for Demands { format: (name, at), parts } in &presence {
                let is_own = self.own.iter().any(|(format, _)| format.name() == name);
                if !is_own && !self.changed.contains_key(name) {
                    self.changed.extend(Format::named(name).map(|format| (name.clone(), format)));
                }
                let own = self.own.iter_mut().map(|(format, _)| format);
                let all = own.chain(self.changed.values_mut()).chain(self.files.values_mut().flatten());
                let mut known = false;
                for format in all.filter(|format| format.name() == name) {
                    known = true;
                    let changes = changes(sheet, format, parts);
                    // Nobody else holds the format yet.
                    if let Some(format) = Arc::get_mut(format) {
                        format.set_presence(&changes);
                    }
                }
                if !known {
                    let files = self.files.values().flatten().map(|format| format.name());
                    let names: Vec<&str> = self.names().chain(files).collect();
                    sheet.mistakes.push(unknown(RULE, "format", name, *at, names.into_iter()));
                }
            }
            sheet.layer.presence = presence;
        }
    }

    /// The format that an entry names.
    fn cited(&self, sheet: &mut Sheet, entry: &ForFiles, known: &[String]) -> Option<Said<Arc<Format>>> {
        let (name, at) = entry.format.as_ref()?;
        let format = if is_path(name) {
            self.files.get(&normal(sheet.folder(), Path::new(name)))?.clone()?
        } else {
            let own = self.own.iter().map(|(format, _)| format).chain(self.changed.values());
            let found = own.into_iter().find(|format| format.name() == name).cloned();
            let Some(format) = found.or_else(|| Format::named(name)) else {
                let known = known.iter().map(String::as_str);
                sheet.mistakes.push(unknown(RULE, "format", name, *at, known));
                return None;
            };
            format
        };
        Some(sheet.said(format, *at))
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let built_in: Vec<&str> = Format::names().collect();
        self.own.iter().map(|(format, _)| format.name()).chain(built_in)
    }

    fn formats(self, main: &Path) -> Formats {
        let own = self.own.into_iter().map(|(format, folder)| {
            let folder = if main.starts_with(&folder) { folder } else { main.to_path_buf() };
            let files = Globs::new(&folder, format.files().to_vec());
            (format, files)
        });
        Formats::new(own.collect(), &self.changed)
    }
}

/// The parts that are named, each with what is said of it; what names none is a mistake.
fn changes(sheet: &mut Sheet, format: &Format, parts: &[(String, Span, Option<Presence>)]) -> Vec<(PartId, Presence)> {
    let mut changes = Vec::new();
    for (name, at, presence) in parts {
        match *format.called(name) {
            [id] => changes.extend(presence.map(|presence| (id, presence))),
            [] => sheet.mistakes.push(unknown(RULE, "part", name, *at, format.paths())),
            [first, second, ..] => {
                let help = format!("write `{}` or `{}`", format.path(first), format.path(second));
                sheet.mistake(*at, format!("`{name}` is more than one part"), Some(help));
            }
        }
    }
    changes
}

/// Whether a format is meant by its file.
fn is_path(text: &str) -> bool {
    text.contains(['/', '\\']) || Path::new(text).extension().is_some_and(|ending| ending == "toml")
}

fn read(disk: &dyn Disk, name: &dyn Fn(&Path) -> String, path: &Path, broken: &mut Broken) -> Option<Arc<Format>> {
    match disk.read(path, name(path))? {
        Ok(source) => match Format::read(&source) {
            Ok(format) => Some(format),
            Err(mistakes) => {
                broken.reports.push((source, mistakes));
                None
            }
        },
        Err(message) => {
            broken.problems.push(format!("{}: {message}", name(path)));
            None
        }
    }
}
