//! What follows from an event, recorded in its transaction: attempts that are admitted, give way, are closed
//! or wait again.

use rusqlite::params;

use super::Batch;
use crate::domain::account::Actor;
use crate::domain::event::{Closing, Event, Subject};
use crate::domain::student::StudentId;
use crate::domain::submission::{Status, SubmissionId};
use crate::store::error::{RecordError, StoreError};
use crate::store::rows;

impl Batch<'_> {
    /// The fee has come: the last submission that waited for it enters the queue, and takes the place
    /// of any before it.
    pub(super) fn admit_paid(
        &mut self,
        actor: &Actor,
        student: StudentId,
    ) -> Result<(), RecordError> {
        let waiting: Vec<SubmissionId> = self
            .statuses(student)?
            .into_iter()
            .filter(|(_, status)| *status == Status::AwaitingPayment)
            .map(|(id, _)| id)
            .collect();
        self.admit_last(actor, &waiting)
    }

    /// A new attempt takes the place of every earlier one that is still open.
    pub(super) fn replace_earlier(
        &mut self,
        actor: &Actor,
        by: SubmissionId,
        student: StudentId,
    ) -> Result<(), RecordError> {
        for id in self.open(student)?.into_iter().filter(|id| *id != by) {
            self.follow_up(actor, id, &Event::Superseded { by })?;
        }
        Ok(())
    }

    /// The submissions of a student that are not decided for good, by attempt.
    pub(super) fn open(&self, student: StudentId) -> Result<Vec<SubmissionId>, StoreError> {
        let statuses = self.statuses(student)?.into_iter();
        Ok(statuses.filter(|(_, status)| status.is_open()).map(|(id, _)| id).collect())
    }

    /// Lets waiting later attempts move where nothing before them is open any more. After an approval
    /// they are withdrawn: nothing more can be submitted.
    pub(super) fn move_waiting(
        &mut self,
        actor: &Actor,
        student: StudentId,
    ) -> Result<(), RecordError> {
        let statuses = self.statuses(student)?;
        let is_waiting = |status: Status| status == Status::AwaitingEarlier;
        let waiting: Vec<SubmissionId> =
            statuses.iter().filter(|(_, status)| is_waiting(*status)).map(|(id, _)| *id).collect();
        if waiting.is_empty() {
            return Ok(());
        }
        if statuses.iter().any(|(_, status)| *status == Status::Approved) {
            let event = Event::Closed { why: Closing::ApprovedBefore };
            // The last one first: the end of an attempt looks for those that wait behind it.
            for id in waiting.into_iter().rev() {
                self.follow_up(actor, id, &event)?;
            }
            return Ok(());
        }
        let open = statuses.iter().any(|(_, status)| {
            status.is_queued() || matches!(status, Status::Held | Status::AwaitingPayment)
        });
        if open { Ok(()) } else { self.admit_last(actor, &waiting) }
    }

    /// An approval was taken back: the last attempt that it withdrew waits again. An approved student
    /// is frozen, so whatever changed behind the approval was changed by it.
    pub(super) fn let_wait_again(
        &mut self,
        actor: &Actor,
        approved: SubmissionId,
        student: StudentId,
    ) -> Result<(), RecordError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id FROM submission WHERE student = ?1 AND status = 'withdrawn' AND last_seq > (
                 SELECT max(seq) FROM log WHERE student = ?1 AND subject = ?2 AND kind = 'decided'
             ) ORDER BY attempt DESC LIMIT 1",
        )?;
        let subject = Subject::Submission(approved);
        let mut found = statement.query(params![student.0, subject.to_string()])?;
        let Some(row) = found.next()? else { return Ok(()) };
        self.follow_up(actor, SubmissionId(row.get("id")?), &Event::WaitsAgain)
    }

    fn admit_last(&mut self, actor: &Actor, waiting: &[SubmissionId]) -> Result<(), RecordError> {
        let Some((last, before)) = waiting.split_last() else { return Ok(()) };
        // Admitted first: then no earlier one that gives way finds it waiting still.
        let due = self.due();
        self.follow_up(actor, *last, &Event::Admitted { due })?;
        for id in before {
            self.follow_up(actor, *id, &Event::Superseded { by: *last })?;
        }
        Ok(())
    }

    fn statuses(&self, student: StudentId) -> Result<Vec<(SubmissionId, Status)>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, status FROM submission WHERE student = ?1 ORDER BY attempt",
        )?;
        let mut found = statement.query(params![student.0])?;
        let mut statuses = Vec::new();
        while let Some(row) = found.next()? {
            let code: String = row.get("status")?;
            statuses.push((SubmissionId(row.get("id")?), rows::status(&code)?));
        }
        Ok(statuses)
    }
}
