//! `planvet formats`, and which format a file is held against.

use std::path::Path;
use std::sync::Arc;

use crate::config::{Configs, Formats, Resolved};
use crate::emit::Style;
use crate::files;
use crate::format::Format;
use crate::format::words::nearest;
use crate::lower::Document;
use crate::source::Source;
use crate::syntax::Limits;

use super::config::{self, ConfigOptions};
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
    #[command(flatten)]
    config: ConfigOptions,
}

pub(super) fn run(args: &Args, style: Style) -> Result<u8, Usage> {
    if let Some(name) = &args.name {
        print(Format::text(name).ok_or_else(|| unknown(name, Format::names()))?)?;
        return Ok(0);
    }
    let config = config::here(&args.config, style)?;
    let formats: Vec<Arc<Format>> = config.formats.all().collect();
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

fn unknown<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Usage {
    let near = nearest(name, known);
    let help = near.map_or_else(|| "`planvet formats` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
    Usage(format!("no format is called `{name}`; {help}"))
}

/// The format that is asked for: by its name, or read from a file.
pub(super) fn named(asked: &str, formats: &Formats, style: Style) -> Result<Arc<Format>, Usage> {
    if let Some(format) = formats.named(asked) {
        return Ok(format);
    }
    let path = Path::new(asked);
    let is_path = path.extension().is_some() || asked.contains(['/', '\\']);
    if !is_path {
        return Err(unknown(asked, formats.names()));
    }
    let source = files::read(path, LARGEST)
        .map_err(|problem| Usage(format!("the format `{asked}` cannot be read: {}", problem.message)))?;
    Format::read(&source).map_err(|mistakes| {
        config::show_mistakes(&source, &mistakes, style);
        Usage(format!("the format `{asked}` has {}, shown above", config::mistakes(mistakes.len())))
    })
}

/// A document under the configuration that holds for its path: in the format that is asked for, else the one that is
/// chosen for it, else the one that fits best.
pub(super) fn held(
    configs: &mut Configs,
    path: &Path,
    source: Source,
    asked: Option<&str>,
    style: Style,
) -> Result<(Document, Resolved), Usage> {
    let resolved = configs.resolve(path).map_err(|broken| config::unusable(&broken, style))?;
    let format = match asked {
        // As for `check`, a name is that of a format of the present folder.
        Some(name) => {
            let here = config::usable(configs.of_folder(&files::here()), style)?;
            Some(named(name, &here.formats, style)?)
        }
        None => None,
    };
    let document = resolved.read(source, format, &Limits::default());
    let document = document.ok_or_else(|| Usage("there is no format to hold it against".to_owned()))?;
    Ok((document, resolved))
}
