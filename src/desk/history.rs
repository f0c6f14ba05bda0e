//! One submission with the history of it and its student; looking at it is logged.

use super::review::{self, Case};
use crate::domain::account::{AccountName, Actor};
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject};
use crate::domain::log::Entry;
use crate::domain::submission::{Revision, SubmissionId};
use crate::store::{RecordError, Store};

/// One submission with all that happened to it and its student.
#[derive(Debug, Clone)]
pub struct History {
    /// The submission, as a case without a lease of one's own.
    pub case: Case,
    /// Who holds a lease on it, if anybody.
    pub held_by: Option<AccountName>,
    /// Its standard photo has left in a delivery (交付): the approval stands.
    pub delivered: bool,
    /// Its revision.
    pub revision: Revision,
    /// The log of the submission and of its student, first to last. ID numbers are masked, as in the
    /// case.
    pub entries: Vec<Entry>,
    /// The numbers of the entries of the student and their submissions that can't be read.
    pub unread: Vec<i64>,
}

/// Logs that `actor` looks at a submission, and reads it with its history.
pub fn read(
    store: &mut Store,
    actor: &Actor,
    submission: SubmissionId,
    clock: impl Clock,
) -> Result<History, RecordError> {
    store.check_standing(actor)?;
    let row = store.submission(submission)?.ok_or(RecordError::NoSuchSubject)?;
    let subject = Subject::Submission(submission);
    let viewed = store.record(actor, &subject, row.revision, &Event::Viewed, clock)?;
    let case = review::case(store, submission, None)?.ok_or(RecordError::NoSuchSubject)?;
    let whose = Subject::Student(row.submitted.student);
    let (mut entries, unread) = store.readable_story(row.submitted.student)?;
    entries.retain(|entry| entry.subject == subject || entry.subject == whose);
    entries.iter_mut().for_each(mask);
    let held_by = row.claim.filter(|claim| claim.until > viewed.at).map(|claim| claim.holder);
    let delivered = row.standing.delivered;
    Ok(History { revision: row.revision, case, delivered, held_by, entries, unread })
}

/// Masks ID numbers: only `review::unmask`, which asks what for, shows them.
fn mask(entry: &mut Entry) {
    if let Event::Enrolled { student: Some(student) }
    | Event::Corrected { student: Some(student) }
    | Event::CorrectionTakenBack { student: Some(student), .. } = &mut entry.event
    {
        *student = student.masked();
    }
}
