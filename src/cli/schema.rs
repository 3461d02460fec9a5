//! `planvet schema`.

use clap::ValueEnum;

use super::{Usage, print};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Of what.
    #[arg(value_enum, value_name = "WHAT")]
    of: Schema,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Schema {
    /// The configuration: `planvet.toml`.
    Config,
    /// The report of `check --output-format json`.
    Report,
    /// What `export` prints.
    Plan,
    /// A format file.
    Format,
}

pub(super) fn run(args: &Args) -> Result<u8, Usage> {
    print(match args.of {
        Schema::Config => include_str!("../../schemas/config.json"),
        Schema::Report => include_str!("../../schemas/report.json"),
        Schema::Plan => include_str!("../../schemas/plan.json"),
        Schema::Format => include_str!("../../schemas/format.json"),
    })?;
    Ok(0)
}
