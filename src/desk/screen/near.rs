//! Near copies: whether another student has sent nearly the same photo. The newest fingerprint of every submission is
//! kept in memory, 48 bytes and what a tree adds to them, and compared one after another: a million take some
//! milliseconds. Before any is told of, the store is asked whether it still stands: nobody is compared for ever with
//! a photo that was erased or taken back.

use crate::domain::fingerprint::Fingerprint;
use crate::domain::near_photos::NearPhotos;
use crate::domain::student::StudentId;
use crate::domain::submission::SubmissionId;
use crate::store::{Store, StoreError, Unscreened};

/// Of so many near copies is told at most.
const MOST: usize = 8;

/// The fingerprints of the store.
#[derive(Debug, Default)]
pub(super) struct Near {
    /// Up to this entry.
    seq: i64,
    known: NearPhotos,
    /// Of photos that were just looked at, and about which nothing is recorded yet.
    begun: NearPhotos,
}

impl Near {
    /// Reads what was screened since. What was begun is recorded by now, or never will be.
    pub(super) fn read_on(&mut self, store: &Store) -> Result<(), StoreError> {
        self.begun.clear();
        for kept in store.fingerprints_after(self.seq)? {
            self.seq = self.seq.max(kept.seq);
            self.known.insert(kept.submission, kept.student, kept.fingerprint);
        }
        Ok(())
    }

    /// Knows one that is about to be recorded: the next may be its copy.
    pub(super) fn begin(&mut self, of: Unscreened, fingerprint: Fingerprint) {
        self.begun.insert(of.submission, of.student, fingerprint);
    }

    /// The submissions of other students whose photo is nearly this one, in the order in which they came; those that
    /// the store no longer has are forgotten.
    pub(super) fn copies(
        &mut self,
        store: &Store,
        of: Fingerprint,
        student: StudentId,
    ) -> Result<Vec<SubmissionId>, StoreError> {
        let mut near = self.known.of_others(of, student);
        near.extend(self.begun.of_others(of, student));
        let mut found = Vec::new();
        for id in near {
            if found.len() == MOST {
                break;
            }
            if self.begun.contains(id) || store.has_fingerprint(id)? {
                found.push(id);
            } else {
                self.known.remove(id);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::domain::account::Actor;
    use crate::domain::event::{Event, Subject};
    use crate::domain::photo_hash::Digest;
    use crate::domain::samples;
    use crate::domain::screening::{Screened, Screening};
    use crate::domain::submission::Revision;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;
    const THIS: Fingerprint = Fingerprint([u64::MAX, 0, 0, 0]);
    const CLOSE: Fingerprint = Fingerprint([u64::MAX, 0, 0, (1 << 48) - 1]);
    const FAR: Fingerprint = Fingerprint([u64::MAX, 0, 0, (1 << 49) - 1]);

    /// A store in which each of these students has sent a photo with this fingerprint, numbered from 1.
    fn store_of(photos: &[(i64, Fingerprint)]) -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(dir.path(), AT).expect("opens");
        let operator = Actor::operator("test");
        for (id, (student, fingerprint)) in (1_i64..).zip(photos) {
            let mut on = |actor: &Actor, subject: Subject, event: &Event| {
                store.record(actor, &subject, Revision(0), event, AT).expect("recorded");
            };
            let before = photos[..id as usize - 1].iter().filter(|(whose, _)| whose == student);
            let attempt = before.count() + 1;
            if attempt == 1 {
                on(&operator, Subject::Student(StudentId(*student)), &samples::enrolled(*student));
            }
            let Event::Submitted(mut submitted) = samples::submitted(*student, Digest::ZERO, AT)
            else {
                panic!("a submission")
            };
            submitted.attempt = u32::try_from(attempt).expect("small");
            let subject = Subject::Submission(SubmissionId(id));
            on(&operator, subject.clone(), &Event::Submitted(submitted));
            on(&Actor::screening(), subject, &screened(*fingerprint));
        }
        (dir, store)
    }

    fn screened(fingerprint: Fingerprint) -> Event {
        let screening = Screening { fingerprint: Some(fingerprint), ..Screening::default() };
        let screening = Some(Box::new(screening));
        Event::Screened(Screened { screening, standard_photo: None, ..samples::screened() })
    }

    #[test]
    fn only_others_that_are_near_are_told_each_once() {
        let (_dir, mut store) = store_of(&[(1, THIS), (2, THIS), (3, FAR), (4, CLOSE)]);
        let mut near = Near::default();
        near.read_on(&store).expect("read");
        let again = Subject::Submission(SubmissionId(2));
        store.record(&Actor::screening(), &again, Revision(0), &screened(THIS), AT).expect("anew");
        near.read_on(&store).expect("read");
        let known = (1..=9).filter(|n| near.known.contains(SubmissionId(*n))).count();
        assert_eq!(known, 4, "each photo stands there once");
        let found = near.copies(&store, THIS, StudentId(1)).expect("asked");
        assert_eq!(found, [SubmissionId(2), SubmissionId(4)]);
    }

    #[test]
    fn what_was_begun_is_known_until_it_is_recorded_or_is_not() {
        let (_dir, store) = store_of(&[(1, FAR)]);
        let mut near = Near::default();
        near.read_on(&store).expect("read");
        let begun =
            Unscreened { submission: SubmissionId(9), student: StudentId(9), photo: Digest::ZERO };
        near.begin(begun, THIS);
        let found = near.copies(&store, THIS, StudentId(1)).expect("asked");
        assert_eq!(found, [SubmissionId(9)]);
        near.read_on(&store).expect("read");
        assert_eq!(near.copies(&store, THIS, StudentId(1)), Ok(Vec::new()), "it was refused");
    }

    #[test]
    fn nobody_is_compared_with_what_the_store_has_no_more() {
        let (_dir, mut store) = store_of(&[(1, THIS), (2, THIS)]);
        let mut near = Near::default();
        near.read_on(&store).expect("read");
        assert_eq!(near.copies(&store, THIS, StudentId(1)), Ok(vec![SubmissionId(2)]));
        // Its row goes as at an erasure: what is screened anew has no fingerprint.
        let screening = Some(Box::new(Screening::default()));
        let none = Screened { screening, standard_photo: None, ..samples::screened() };
        let subject = Subject::Submission(SubmissionId(2));
        let told = Event::Screened(none);
        store.record(&Actor::screening(), &subject, Revision(0), &told, AT).expect("recorded");
        near.read_on(&store).expect("read");
        assert_eq!(near.copies(&store, THIS, StudentId(1)), Ok(Vec::new()));
        assert!(!near.known.contains(SubmissionId(2)), "nor is it kept in memory");
    }
}
