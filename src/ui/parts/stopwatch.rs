//! The console's monotonic time: moments that never go back, whatever the clock on the wall does.

use std::time::{Duration, Instant};

/// How long after an act the next one counts as a slip of the finger: the second press of a double tap, or the second
/// click of a double click.
pub const SLIP: Duration = Duration::from_millis(300);

/// Measures time from an arbitrary start before the first drawing.
#[derive(Debug, Clone)]
pub enum Stopwatch {
    /// The system's monotonic clock.
    Running(Instant),
    /// In a test: the time of a window without a screen, which advances with each frame.
    #[cfg(test)]
    Drawn(egui::Context),
}

impl Stopwatch {
    /// Starts the system's monotonic clock.
    pub fn start() -> Self {
        Self::Running(Instant::now())
    }

    /// The time since the start.
    pub fn at(&self) -> Duration {
        match self {
            Self::Running(start) => start.elapsed(),
            #[cfg(test)]
            Self::Drawn(ctx) => Duration::from_secs_f64(ctx.input(|input| input.time).max(0.0)),
        }
    }
}
