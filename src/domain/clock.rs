//! What tells the time: an entry bears the time at which it is written, not that of the request.

use chrono::{DateTime, Utc};

/// Tells the time, to whom it is handed. Whoever writes asks it once they may write: a request may
/// have waited for another writer, or for a thousand photos, since it was made.
///
/// A function that gives the time is one. A time is one too, and stands still: for histories that are
/// made up, and for tests.
pub trait Clock: Copy {
    /// The time now.
    fn now(self) -> DateTime<Utc>;
}

impl Clock for DateTime<Utc> {
    fn now(self) -> DateTime<Utc> {
        self
    }
}

impl<F: Fn() -> DateTime<Utc> + Copy> Clock for F {
    fn now(self) -> DateTime<Utc> {
        self()
    }
}
