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
}

pub(super) fn run(args: &Args) -> Result<u8, Usage> {
    print(match args.of {
        Schema::Config => include_str!("../../schemas/config.json"),
    })?;
    Ok(0)
}
