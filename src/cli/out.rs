//! Prints, and ends quietly where nobody reads any more: what was done is done, and the exit code tells it.

use std::fmt::Display;
use std::io::{ErrorKind, Write as _};
use std::sync::OnceLock;

/// Why standard output could not be written, if it could not.
static FAILURE: OnceLock<String> = OnceLock::new();

/// A line on standard output. Where nobody reads any more the line is lost and nothing else; where it can't be
/// written for another reason, such as a full disk, [`failure`] tells.
pub(super) fn say(line: impl Display) {
    if let Err(error) = writeln!(std::io::stdout().lock(), "{line}")
        && error.kind() != ErrorKind::BrokenPipe
    {
        // The first reason is the one that counts.
        drop(FAILURE.set(error.to_string()));
    }
}

/// Why some line could not be written to standard output, if one could not: then what was asked for is not there.
pub(super) fn failure() -> Option<&'static str> {
    FAILURE.get().map(String::as_str)
}

/// A line on standard error, with the program's name before it.
pub(super) fn complain(line: impl Display) {
    drop(writeln!(std::io::stderr().lock(), "photo-review: {line}"));
}
