//! Prints, and ends quietly where nobody reads any more: what was done is done, and the exit code tells it.

use std::fmt::Display;
use std::io::Write as _;

/// A line on standard output. Where that is closed or full, the line is lost and nothing else.
pub(super) fn say(line: impl Display) {
    drop(writeln!(std::io::stdout().lock(), "{line}"));
}

/// A line on standard error, with the program's name before it.
pub(super) fn complain(line: impl Display) {
    drop(writeln!(std::io::stderr().lock(), "photo-review: {line}"));
}
