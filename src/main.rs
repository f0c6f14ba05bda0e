//! The program: see [`photo_review::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    photo_review::cli::run()
}
