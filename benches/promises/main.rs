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
mod near;
mod screen;
mod screening;
mod vision;

use std::time::Duration;

/// Middle and tail of some durations.
pub struct Spread {
    sorted: Vec<Duration>,
}

impl Spread {
    /// Of at least one duration.
    ///
    /// # Panics
    /// Without any: then nothing was measured.
    pub fn of(mut times: Vec<Duration>) -> Self {
        assert!(!times.is_empty(), "nothing was measured");
        times.sort();
        Self { sorted: times }
    }

    fn at(&self, share: f64) -> Duration {
        self.sorted[((self.sorted.len() - 1) as f64 * share).round() as usize]
    }

    /// Half of them took at most so long.
    pub fn median(&self) -> Duration {
        self.at(0.5)
    }

    /// 95 of 100 took at most so long.
    pub fn p95(&self) -> Duration {
        self.at(0.95)
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let (median, p99, n) = (ms(self.median()), ms(self.at(0.99)), self.sorted.len());
        write!(f, "median {median:.2} ms, 99th {p99:.2} ms (n = {n})")
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
    if wanted("near") {
        near::run();
    }
    if wanted("screening") {
        screening::run();
    }
    if wanted("screen") {
        screen::run();
    }
    // Only where it is asked for: to see that the part still works.
    if asked.iter().any(|arg| arg == "screen-brief") {
        screen::run_briefly();
    }
}
