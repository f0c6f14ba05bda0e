//! Personal facts: what an entry of the log says of a person stands beside the log, where it can be erased.
//!
//! The entry itself holds a salted digest of them, so that they can be proved for as long as they are there,
//! and nobody can find out from the digest what they were once they are gone.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::camera::CameraFacts;
use super::decision::Decision;
use super::event::Event;
use super::photo_hash::Digest;
use super::screening::Screening;
use super::student::Student;

/// What an entry says of a person; one document for each entry that says anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The student as the roster states them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub student: Option<Student>,
    /// The payment provider's number of a payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction: Option<String>,
    /// The name of the photo's file in its package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What the camera wrote into the photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camera: Option<CameraFacts>,
    /// What the machine said of the photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screening: Option<Box<Screening>>,
    /// Free words for the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// A reviewer's own wording for the student.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

/// Random bytes that keep short facts from being guessed from their digest.
pub type Salt = [u8; 32];

/// The digest of a document of facts that the log keeps: SHA-256 over the salt and the document as it is
/// stored.
pub fn commitment(salt: &Salt, document: &str) -> Digest {
    Digest(Sha256::new().chain_update(salt).chain_update(document).finalize().into())
}

impl Facts {
    /// Takes what is personal out of an event. What is left says nothing of a person, and is what the log
    /// holds.
    pub fn take_from(event: &mut Event) -> Self {
        let mut facts = Self::default();
        match event {
            Event::Enrolled { student }
            | Event::Corrected { student }
            | Event::CorrectionTakenBack { student, .. } => facts.student = student.take(),
            Event::Paid(payment) => facts.transaction = taken(&mut payment.transaction),
            Event::Submitted(submitted) => {
                facts.file = taken(&mut submitted.file);
                let camera = std::mem::take(&mut submitted.camera);
                facts.camera = (camera != CameraFacts::default()).then_some(camera);
            }
            Event::Decided { decision, .. } => match decision {
                Decision::Approve => {}
                Decision::Reject { note, .. } => facts.note = note.take(),
                Decision::Retake { note, notice, .. } => {
                    (facts.note, facts.notice) = (note.take(), notice.take());
                }
            },
            Event::Screened(screened) => facts.screening = screened.screening.take(),
            Event::StandardisedAgain(again) => facts.screening = again.screened.screening.take(),
            Event::Held { note } => facts.note = note.take(),
            Event::Withdrawn { note }
            | Event::Revoked { note }
            | Event::RefusedByReceiver { reason: note, .. } => facts.note = taken(note),
            _ => {}
        }
        facts
    }

    /// Puts it back into the event that it was taken from.
    pub fn put_into(self, event: &mut Event) {
        match event {
            Event::Enrolled { student }
            | Event::Corrected { student }
            | Event::CorrectionTakenBack { student, .. } => *student = self.student,
            Event::Paid(payment) => payment.transaction = self.transaction.unwrap_or_default(),
            Event::Submitted(submitted) => {
                submitted.file = self.file.unwrap_or_default();
                submitted.camera = self.camera.unwrap_or_default();
            }
            Event::Decided { decision, .. } => match decision {
                Decision::Approve => {}
                Decision::Reject { note, .. } => *note = self.note,
                Decision::Retake { note, notice, .. } => {
                    (*note, *notice) = (self.note, self.notice);
                }
            },
            Event::Screened(screened) => screened.screening = self.screening,
            Event::StandardisedAgain(again) => again.screened.screening = self.screening,
            Event::Held { note } => *note = self.note,
            Event::Withdrawn { note }
            | Event::Revoked { note }
            | Event::RefusedByReceiver { reason: note, .. } => {
                *note = self.note.unwrap_or_default();
            }
            _ => {}
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn taken(text: &mut String) -> Option<String> {
    let text = std::mem::take(text);
    (!text.is_empty()).then_some(text)
}
