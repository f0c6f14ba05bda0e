//! Which photos are nearly the same as one: fingerprints compared one after another.

use std::collections::{BTreeMap, BTreeSet};

use super::fingerprint::Fingerprint;
use super::student::StudentId;
use super::submission::SubmissionId;

/// Photos by their fingerprints, one for each submission.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NearPhotos(BTreeMap<SubmissionId, (StudentId, Fingerprint)>);

impl NearPhotos {
    /// Knows the photo of a submission, in place of what was known of it.
    pub fn insert(&mut self, of: SubmissionId, student: StudentId, fingerprint: Fingerprint) {
        self.0.insert(of, (student, fingerprint));
    }

    /// Forgets the photo of a submission.
    pub fn remove(&mut self, of: SubmissionId) {
        self.0.remove(&of);
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether the photo of a submission is known.
    pub fn contains(&self, of: SubmissionId) -> bool {
        self.0.contains_key(&of)
    }

    /// The submissions of other students whose photo is nearly one of this fingerprint.
    pub fn of_others(
        &self,
        fingerprint: Fingerprint,
        student: StudentId,
    ) -> BTreeSet<SubmissionId> {
        let is_near = |whose: StudentId, known: Fingerprint| {
            whose != student && known.distance(fingerprint) <= Fingerprint::NEAR
        };
        let near = self.0.iter().filter(|(_, (whose, known))| is_near(*whose, *known));
        near.map(|(submission, _)| *submission).collect()
    }
}
