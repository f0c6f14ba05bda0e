//! Policies: what a store asks of everybody who works on it, set by an event.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a store asks of its reviewers. `record` holds new events to it; a replay doesn't, since an
/// entry was judged by the policy of its own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// How long a photo must have been on the screen before it may be decided on, in milliseconds.
    ///
    /// The default of 300 keeps the second press of a double tap from a photo that nobody can have seen:
    /// people need about 200 ms to react to a picture at all.
    pub on_screen_ms: u64,
    /// An approval needs the standard photo (标准照): the newest that was made of the submission, seen for as long
    /// as [`Self::on_screen_ms`] asks. A policy from before this was asked for says nothing of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub standard_photo: bool,
}

impl Policy {
    /// The longest time on the screen that can be asked for, in milliseconds: more would lock the
    /// reviewers out.
    pub const LONGEST_MS: u64 = 60_000;

    /// What a store asks that is made today.
    pub const OF_NEW_STORE: Self = Self { on_screen_ms: 300, standard_photo: true };

    /// How long a photo must have been on the screen before it may be decided on.
    pub fn on_screen(&self) -> Duration {
        Duration::from_millis(self.on_screen_ms)
    }
}

/// What a store from before asks as long as nobody has set anything.
impl Default for Policy {
    fn default() -> Self {
        Self { on_screen_ms: 300, standard_photo: false }
    }
}
