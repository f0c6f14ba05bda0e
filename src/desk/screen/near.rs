//! Near copies: whether another student has sent nearly the same photo. All fingerprints of the store are kept in
//! memory, 48 bytes for each, and compared one after another: a million take some milliseconds.

use std::collections::BTreeSet;

use crate::domain::fingerprint::Fingerprint;
use crate::domain::student::StudentId;
use crate::domain::submission::SubmissionId;
use crate::store::{KeptFingerprint, Store, StoreError};

/// Of so many near copies is told at most.
const MOST: usize = 8;

/// The fingerprints of the store.
#[derive(Debug, Default)]
pub(super) struct Near {
    /// Up to this entry.
    seq: i64,
    known: Vec<KeptFingerprint>,
}

impl Near {
    /// Reads what was screened since.
    pub(super) fn read_on(&mut self, store: &Store) -> Result<(), StoreError> {
        for kept in store.fingerprints_after(self.seq)? {
            self.seq = self.seq.max(kept.seq);
            self.known.push(kept);
        }
        Ok(())
    }

    /// Knows one that is about to be recorded: the next may be its copy.
    pub(super) fn know(&mut self, kept: KeptFingerprint) {
        self.known.push(kept);
    }

    /// The submissions of other students whose photo is nearly this one, in the order in which they came.
    pub(super) fn copies(&self, of: Fingerprint, student: StudentId) -> Vec<SubmissionId> {
        let near = self.known.iter().filter(|kept| {
            kept.student != student && kept.fingerprint.distance(of) <= Fingerprint::NEAR
        });
        let found: BTreeSet<SubmissionId> = near.map(|kept| kept.submission).collect();
        found.into_iter().take(MOST).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(n: i64, student: i64, fingerprint: Fingerprint) -> KeptFingerprint {
        KeptFingerprint {
            seq: n,
            submission: SubmissionId(n),
            student: StudentId(student),
            fingerprint,
        }
    }

    #[test]
    fn only_others_that_are_near_are_told_each_once() {
        let this = Fingerprint([u64::MAX, 0, 0, 0]);
        let near = Fingerprint([u64::MAX, 0, 0, (1 << 48) - 1]);
        let far = Fingerprint([u64::MAX, 0, 0, (1 << 49) - 1]);
        let known = vec![
            kept(4, 2, near),
            kept(1, 1, this),
            kept(2, 2, this),
            kept(3, 3, far),
            kept(5, 2, near),
            kept(2, 2, this),
        ];
        let found = Near { seq: 5, known }.copies(this, StudentId(1));
        assert_eq!(found, [SubmissionId(2), SubmissionId(4), SubmissionId(5)]);
    }
}
