//! Floor 5: the threads. `Command` in, `Update` out; prefetch; long jobs with progress and cancel.

pub mod command;
pub mod update;
