//! The program as tests start it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE");
    command
}

pub(crate) fn run(args: &[&str]) -> Output {
    command(args).output().expect("to start")
}

pub(crate) fn with_stdin(args: &[&str], text: &str) -> Output {
    let mut child =
        command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("to start");
    // A program that ends with a mistake in its arguments does not read.
    let _ = child.stdin.take().expect("a pipe").write_all(text.as_bytes());
    child.wait_with_output().expect("to end")
}

pub(crate) fn status(output: &Output) -> i32 {
    output.status.code().expect("a status")
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}
