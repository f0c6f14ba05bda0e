//! What came with a photo that was sent for review, and how it met the queue.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::camera::CameraFacts;
use super::photo_hash::PhotoHash;
use super::student::StudentId;

/// A photo sent for review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// Whose photo.
    pub student: StudentId,
    /// Which try of that student, from 1.
    pub attempt: u32,
    /// The original, byte for byte.
    pub photo: PhotoHash,
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// What the camera wrote; nothing once it is erased.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub camera: CameraFacts,
    /// When the student sent it.
    pub submitted_at: DateTime<Utc>,
    /// The file's name in its package; empty once it is erased.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// What it waits for, if not straight for a reviewer.
    pub entry: QueueEntry,
}

fn is_nothing(camera: &CameraFacts) -> bool {
    *camera == CameraFacts::default()
}

impl Submitted {
    /// Whether it takes the place of the student's open attempts: a later one that does not wait for them.
    pub fn replaces_earlier(&self) -> bool {
        self.attempt > 1 && self.entry != QueueEntry::AwaitingEarlier
    }
}

/// How a new submission meets the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum QueueEntry {
    /// Enters at once; its two working days end at `due`.
    Queued {
        /// End of the two working days.
        due: DateTime<Utc>,
    },
    /// Waits for the fee.
    AwaitingPayment,
    /// Waits for the decision on a claimed earlier attempt.
    AwaitingEarlier,
}
