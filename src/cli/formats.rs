//! `planvet formats`, and which format a file is held against.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use globset::GlobBuilder;

use crate::emit::{self, Style};
use crate::files;
use crate::format::Format;
use crate::format::words::nearest;

use super::{ListFormat, Usage, print};

/// Largest format file, in bytes.
const LARGEST: u64 = 1_000_000;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print the file of this format, to be copied and changed.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// How the list is printed.
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    output_format: ListFormat,
}

pub(super) fn run(args: &Args) -> Result<u8, Usage> {
    if let Some(name) = &args.name {
        print(Format::text(name).ok_or_else(|| unknown(name))?)?;
        return Ok(0);
    }
    let formats: Vec<Arc<Format>> = Format::names().filter_map(Format::named).collect();
    if args.output_format == ListFormat::Json {
        let rows: Vec<serde_json::Value> = formats
            .iter()
            .map(|format| {
                serde_json::json!({
                    "name": format.name(), "version": format.version(), "about": format.about(), "files": format.files(),
                })
            })
            .collect();
        print(&format!("{:#}\n", serde_json::Value::Array(rows)))?;
        return Ok(0);
    }
    let width = formats.iter().map(|format| format.name().len()).max().unwrap_or(0);
    let rows: Vec<String> = formats
        .iter()
        .map(|format| format!("{:width$}  {:18}  {}\n", format.name(), format.files().join(", "), format.about()))
        .collect();
    print(&rows.concat())?;
    Ok(0)
}

/// The formats that files are held against, each read when it is first needed.
pub(super) struct Formats {
    chosen: Option<Arc<Format>>,
    built_in: Vec<BuiltIn>,
}

struct BuiltIn {
    name: &'static str,
    globs: Vec<&'static str>,
    format: OnceLock<Option<Arc<Format>>>,
}

impl BuiltIn {
    fn read(&self) -> Option<Arc<Format>> {
        self.format.get_or_init(|| Format::named(self.name)).clone()
    }
}

impl Formats {
    /// All built-in formats, or the one that was asked for: by name, or read from a file.
    pub(super) fn choose(asked: Option<&str>, style: Style) -> Result<Self, Usage> {
        let known = |name| BuiltIn { name, globs: Format::globs(name).collect(), format: OnceLock::new() };
        let built_in = Format::names().map(known).collect();
        let chosen = asked.map(|asked| named(asked, style)).transpose()?;
        Ok(Self { chosen, built_in })
    }

    /// The format that is asked for, or whose globs match the file.
    pub(super) fn of_file(&self, path: &Path) -> Option<Arc<Format>> {
        if let Some(format) = &self.chosen {
            return Some(Arc::clone(format));
        }
        let fits = |known: &&BuiltIn| known.globs.iter().any(|glob| matches(glob, path));
        self.built_in.iter().find(fits).and_then(BuiltIn::read)
    }

    /// The formats in order, each read when the iterator comes to it.
    pub(super) fn all(&self) -> impl Iterator<Item = Arc<Format>> {
        self.built_in.iter().filter_map(BuiltIn::read)
    }
}

/// Whether a glob of a format matches a path. `*.plan.md` needs no machinery.
fn matches(glob: &str, path: &Path) -> bool {
    let plain = |text: &str| !text.contains(['*', '?', '[', ']', '{', '}', '/', '\\']);
    if let Some(ending) = glob.strip_prefix('*').filter(|ending| plain(ending)) {
        return path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ending));
    }
    let matcher = GlobBuilder::new(glob).literal_separator(true).build().map(|glob| glob.compile_matcher());
    matcher.is_ok_and(|matcher| {
        matcher.is_match(path) || (!glob.contains('/') && path.file_name().is_some_and(|name| matcher.is_match(name)))
    })
}

fn unknown(name: &str) -> Usage {
    let near = nearest(name, Format::names());
    let help = near.map_or_else(|| "`planvet formats` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
    Usage(format!("no format is called `{name}`; {help}"))
}

fn named(asked: &str, style: Style) -> Result<Arc<Format>, Usage> {
    if let Some(format) = Format::named(asked) {
        return Ok(format);
    }
    let path = Path::new(asked);
    let is_path = path.extension().is_some() || asked.contains(['/', '\\']);
    if !is_path {
        return Err(unknown(asked));
    }
    let source = files::read(path, LARGEST)
        .map_err(|problem| Usage(format!("the format `{asked}` cannot be read: {}", problem.message)))?;
    Format::read(&source).map_err(|mistakes| {
        let mut report = String::new();
        emit::pretty::file(&source, &mistakes, &Style { color: false, links: false, ..style }, &mut report);
        let _ = std::io::Write::write_all(&mut std::io::stderr().lock(), report.as_bytes());
        let count = mistakes.len();
        Usage(format!("the format `{asked}` has {count} mistake{}, shown above", if count == 1 { "" } else { "s" }))
    })
}
