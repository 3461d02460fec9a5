//! The command line of planvet.

use std::process::ExitCode;

fn main() -> ExitCode {
    planvet::main()
}
