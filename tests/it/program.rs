//! What a run of the program gave.

use std::process::Output;

pub(super) fn status(output: &Output) -> i32 {
    output.status.code().expect("a status")
}

pub(super) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub(super) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}
