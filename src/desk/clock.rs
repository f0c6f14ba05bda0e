//! The system's clock: the only place that reads it. All code below this floor is handed the time.

use chrono::{DateTime, SubsecRound as _, Utc};

/// The time now, to the millisecond, as the log keeps it.
#[allow(clippy::disallowed_methods, reason = "this is the one place that may")]
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(3)
}
