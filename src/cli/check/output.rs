//! Where reports go: standard output and files, each in its format.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::diagnostic::Diagnostic;
use crate::emit::{Base, Checked, EMITTERS, Emitter, Limit, Part, Report, Style, Summary, statistics};
use crate::files::{self, Growing};
use crate::format::words::nearest;
use crate::source::Source;

use super::super::printer::Printer;
use super::super::{Usage, shown};

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputOptions {
    /// How findings are printed; `FORMAT:FILE` writes a file (`-` is standard output). May be given several times.
    #[arg(long, value_name = "FORMAT[:FILE]", default_value = "full", value_parser = WantedParser)]
    output_format: Vec<Wanted>,
    /// Write the report to this file, whole or not at all, and not to standard output.
    #[arg(long, value_name = "FILE", conflicts_with = "diff")]
    output_file: Option<PathBuf>,
    /// Print how many findings each rule has in the place of the findings (`full`, `concise` and `json`).
    #[arg(long, conflicts_with = "diff")]
    statistics: bool,
    /// Print no more than so many findings (`full`, `concise`, `github` and `agent`, which prints 50 when not told).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "diff")]
    max_findings: Option<u32>,
}

/// An output that is asked for.
#[derive(Debug, Clone)]
struct Wanted {
    emitter: &'static Emitter,
    file: Option<PathBuf>,
}

/// Reads `sarif` and `sarif:report.sarif`.
#[derive(Debug, Clone, Copy)]
struct WantedParser;

impl TypedValueParser for WantedParser {
    type Value = Wanted;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Wanted, clap::Error> {
        let text = value.to_string_lossy();
        let (name, file) = match text.split_once(':') {
            Some((name, file)) => (name, Some(file)),
            None => (text.as_ref(), None),
        };
        let emitter = EMITTERS.iter().copied().find(|emitter| emitter.name == name);
        let Some(emitter) = emitter.filter(|_| file != Some("")) else {
            let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            let argument = argument.map(ToString::to_string).unwrap_or_default();
            error.insert(ContextKind::InvalidArg, ContextValue::String(argument));
            error.insert(ContextKind::InvalidValue, ContextValue::String(text.clone().into_owned()));
            let names = EMITTERS.iter().map(|emitter| emitter.name.to_owned()).collect();
            error.insert(ContextKind::ValidValue, ContextValue::Strings(names));
            if let Some(near) = nearest(name, EMITTERS.iter().map(|emitter| emitter.name)) {
                error.insert(ContextKind::SuggestedValue, ContextValue::String(near.to_owned()));
            }
            return Err(error);
        };
        Ok(Wanted { emitter, file: file.map(PathBuf::from) })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(EMITTERS.iter().map(|emitter| PossibleValue::new(emitter.name).help(emitter.about))))
    }
}

/// The formats of a run: what worker threads need.
pub(super) struct Formats {
    all: Vec<(&'static Emitter, Style)>,
    base: Base,
}

/// The outputs of a run, in the order of [`Formats`].
#[derive(Default)]
pub(super) struct Outputs(Vec<Output>);

struct Output {
    report: Report,
    sink: Sink,
}

enum Sink {
    Standard(Printer),
    File(Growing),
    /// It could not be written; that is said.
    Broken,
}

/// The report of a run that prints a diff: a text as it comes.
static DIFF: Emitter = Emitter::PLAIN;

impl OutputOptions {
    /// Opens every output. `aside` is whether standard output has the text of a document, so that reports go to standard
    /// error; `root` is the folder that services tell paths from. None of the `inputs` may be written over.
    pub(super) fn open<'p>(
        &self,
        style: Style,
        aside: bool,
        diff: bool,
        root: Option<PathBuf>,
        inputs: impl Iterator<Item = &'p Path>,
    ) -> Result<(Formats, Outputs), Usage> {
        let wanted = self.wanted(diff)?;
        apart(&wanted, inputs)?;
        let mut formats = Formats { all: Vec::new(), base: Base::new(files::here(), root) };
        let mut outputs = Vec::new();
        for Wanted { emitter, file } in wanted {
            let (sink, style) = match &file {
                None => (Sink::Standard(Printer::new(aside)), style),
                Some(path) => {
                    let file = Growing::begin(path).map_err(|problem| unwritable(path, &problem.message))?;
                    (
                        Sink::File(file),
                        Style { color: false, links: false, unicode: true, width: 100, parallel: style.parallel },
                    )
                }
            };
            formats.all.push((emitter, style));
            let most = self.max_findings.and_then(|most| usize::try_from(most).ok());
            outputs.push(Output { report: Report::new(emitter, most), sink });
        }
        Ok((formats, Outputs(outputs)))
    }

    /// What is asked for, once for each place.
    fn wanted(&self, diff: bool) -> Result<Vec<Wanted>, Usage> {
        let mut wanted = self.output_format.clone();
        for one in &mut wanted {
            one.file = one.file.take().filter(|file| !is_standard(file));
        }
        if diff {
            return match wanted.iter().find_map(|wanted| wanted.file.as_ref()) {
                Some(file) => {
                    Err(Usage(format!("`--diff` prints a diff; there is no report to write to `{}`", shown(file))))
                }
                None => Ok(vec![Wanted { emitter: &DIFF, file: None }]),
            };
        }
        if let Some(path) = self.output_file.as_ref().filter(|path| !is_standard(path)) {
            match wanted.iter_mut().find(|wanted| wanted.file.is_none()) {
                Some(first) => first.file = Some(path.clone()),
                None => {
                    return Err(Usage(format!(
                        "`--output-file {}`: every output has a file of its own; name a format without one",
                        shown(path)
                    )));
                }
            }
        }
        let place = |one: &Wanted| one.file.as_deref().map(files::place);
        for (index, one) in wanted.iter().enumerate() {
            let twice = wanted.iter().skip(index + 1).any(|other| place(other) == place(one));
            if let (true, name) = (twice, one.emitter.name) {
                return Err(Usage(match &one.file {
                    Some(file) => format!("two outputs cannot be one file, `{}`", shown(file)),
                    None => format!("two outputs cannot both go to standard output; write `{name}:FILE` for one"),
                }));
            }
        }
        if self.max_findings.is_some() && !wanted.iter().any(|one| matches!(one.emitter.limit, Limit::Asked(_))) {
            let name = wanted.first().map_or("", |one| one.emitter.name);
            return Err(Usage(format!(
                "`--max-findings`: `{name}` is always whole, what is left out would count as mended"
            )));
        }
        if self.statistics {
            for one in &mut wanted {
                one.emitter = match one.emitter.name {
                    "full" | "concise" => &statistics::TABLE,
                    "json" => &statistics::JSON,
                    other => {
                        let help = "`full`, `concise` and `json` do";
                        return Err(Usage(format!("`--statistics`: `{other}` has no place for counts; {help}")));
                    }
                };
            }
        }
        Ok(wanted)
    }
}

/// Whether a file is named that stands for standard output.
fn is_standard(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// Refuses outputs that would take the place of a document that is checked.
fn apart<'p>(wanted: &[Wanted], inputs: impl Iterator<Item = &'p Path>) -> Result<(), Usage> {
    let there = wanted.iter().filter_map(|one| one.file.as_deref()).filter(|file| files::is_there(file));
    let there: Vec<(&Path, PathBuf)> = there.map(|file| (file, files::place(file))).collect();
    if there.is_empty() {
        return Ok(());
    }
    for input in inputs {
        let input = files::place(input);
        if let Some((file, _)) = there.iter().find(|(_, place)| *place == input) {
            return Err(Usage(format!("the report cannot go to `{}`, which is to be checked", shown(file))));
        }
    }
    Ok(())
}

impl Formats {
    /// What one file gives to each output.
    pub(super) fn render(&self, source: &Source, found: &[Diagnostic]) -> Vec<Part> {
        let path = self.base.tell(source.name());
        let checked = Checked::new(source, found, &path);
        let each = self.all.iter().map(|(emitter, style)| {
            let mut part = Part::default();
            (emitter.render)(&checked, style, &mut part);
            part
        });
        each.collect()
    }
}

impl Outputs {
    /// Takes the parts of the next file, one for each output.
    pub(super) fn take(&mut self, parts: &[Part]) -> Vec<Usage> {
        let mut text = String::new();
        let mut failed = Vec::new();
        for (output, part) in self.0.iter_mut().zip(parts) {
            text.clear();
            output.report.add(part, &mut text);
            failed.extend(output.write(&text).err());
        }
        failed
    }

    /// Writes what is known to standard output, before something is said on standard error.
    pub(super) fn flush(&mut self) -> Vec<Usage> {
        let printers = self.0.iter_mut().filter_map(|output| match &mut output.sink {
            Sink::Standard(printer) => Some(printer),
            Sink::File(_) | Sink::Broken => None,
        });
        printers.filter_map(|printer| printer.flush().err()).collect()
    }

    /// Ends every output. `problems` is what kept some of what was asked for from being checked.
    pub(super) fn finish(self, summary: &Summary, problems: &[String]) -> Vec<Usage> {
        let each = self.0.into_iter().filter_map(|mut output| {
            let mut text = String::new();
            output.report.end(summary, problems, &mut text);
            let written = output.write(&text);
            let ended = match output.sink {
                Sink::Standard(mut printer) => printer.flush(),
                Sink::File(file) => file.finish().map_err(|problem| unwritable(&problem.path, &problem.message)),
                Sink::Broken => Ok(()),
            };
            written.and(ended).err()
        });
        each.collect()
    }
}

impl Output {
    fn write(&mut self, text: &str) -> Result<(), Usage> {
        match &mut self.sink {
            _ if text.is_empty() => Ok(()),
            Sink::Standard(printer) => printer.print(text),
            Sink::File(file) => {
                let written = file.write(text).map_err(|problem| unwritable(&problem.path, &problem.message));
                if written.is_err() {
                    self.sink = Sink::Broken;
                }
                written
            }
            Sink::Broken => Ok(()),
        }
    }
}

fn unwritable(path: &Path, message: &str) -> Usage {
    Usage(format!("the report `{}` {message}", shown(path)))
}
