//! Measures what the program promises, on this machine: `make bench`.
//!
//! Prints medians and 99th percentiles beside the goals. Nothing here fails for being slow: a
//! busy or small machine is no fault of the program.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark may fail loudly anywhere")]
#![allow(clippy::print_stdout, reason = "its results are what it prints")]

#[path = "../../tests/support/window.rs"]
#[allow(dead_code, reason = "shared with the window tests, which use the rest")]
mod window;

mod beside;
mod decide;
mod import;
mod screen;
mod vision;

use std::time::Duration;

/// Middle and tail of some durations.
pub struct Spread {
    median: Duration,
    p99: Duration,
    n: usize,
}

impl Spread {
    /// Of at least one duration.
    ///
    /// # Panics
    /// Without any: then nothing was measured.
    pub fn of(mut times: Vec<Duration>) -> Self {
        assert!(!times.is_empty(), "nothing was measured");
        times.sort();
        let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
        Self { median: at(0.5), p99: at(0.99), n: times.len() }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        write!(f, "median {:.2} ms, 99th {:.2} ms (n = {})", ms(self.median), ms(self.p99), self.n)
    }
}

fn main() {
    // `cargo bench -- decide` measures one part; cargo itself adds `--bench`.
    let asked: Vec<String> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let wanted = |part: &str| asked.is_empty() || asked.iter().any(|arg| arg == part);
    println!("photo-review, measured here; goals in brackets\n");
    if wanted("decide") {
        decide::run();
    }
    if wanted("import") {
        import::run();
    }
    if wanted("vision") {
        vision::run();
    }
    if wanted("beside") {
        beside::run();
    }
    if wanted("screen") {
        screen::run();
    }
    // Only where it is asked for: to see that the part still works.
    if asked.iter().any(|arg| arg == "screen-brief") {
        screen::run_briefly();
    }
}
