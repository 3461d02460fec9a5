//! `planvet lsp`.

use super::Usage;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Accepted because editors add it; there is no other way to talk.
    #[arg(long)]
    stdio: bool,
}

pub(super) fn run(args: &Args) -> Result<u8, Usage> {
    let Args { stdio: _ } = args;
    match crate::lsp::serve() {
        // An editor that goes away without a word was interrupted.
        Ok(ended_well) => Ok(u8::from(!ended_well)),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(1),
        Err(error) => Err(Usage(format!("cannot talk to the editor: {error}"))),
    }
}
