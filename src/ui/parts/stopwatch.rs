//! The console's monotonic time: moments that never go back, whatever the clock on the wall does.

use std::time::{Duration, Instant};

/// Gives moments, counted from some moment before the first drawing.
#[derive(Debug, Clone)]
pub enum Stopwatch {
    /// The system's monotonic clock.
    Running(Instant),
    /// The time of a window without a screen, which goes on frame by frame.
    #[cfg(test)]
    Drawn(egui::Context),
}

impl Stopwatch {
    /// One that runs from now on.
    pub fn start() -> Self {
        Self::Running(Instant::now())
    }

    /// The moment that it is now.
    pub fn at(&self) -> Duration {
        match self {
            Self::Running(start) => start.elapsed(),
            #[cfg(test)]
            Self::Drawn(ctx) => Duration::from_secs_f64(ctx.input(|input| input.time).max(0.0)),
        }
    }
}
