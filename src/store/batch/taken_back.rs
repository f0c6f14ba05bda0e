//! What follows where an import is withdrawn: what the taken back attempt had replaced stands again, and what the
//! taken back payment had admitted waits for the fee.

use rusqlite::params;

use super::Batch;
use crate::domain::account::{AccountName, Actor};
use crate::domain::event::{Event, QueueEntry, Subject};
use crate::domain::student::StudentId;
use crate::domain::submission::{Status, SubmissionId};
use crate::store::entries;
use crate::store::error::{RecordError, StoreError};

impl Batch<'_> {
    /// A submission was taken back: every attempt whose place it had taken stands where it stood, if nothing has
    /// happened to it since.
    pub(super) fn let_stand_again(
        &mut self,
        actor: &Actor,
        taken_back: SubmissionId,
        student: StudentId,
    ) -> Result<(), RecordError> {
        for id in self.replaced_by(taken_back, student)? {
            let (status, held_by) = self.stood_before(id)?;
            self.follow_up(actor, id, &Event::StandsAgain { status, held_by })?;
        }
        self.move_waiting(actor, student)
    }

    /// A payment was taken back: what it had admitted waits for the fee again.
    pub(super) fn let_await_payment(
        &mut self,
        actor: &Actor,
        payment: i64,
        student: StudentId,
    ) -> Result<(), RecordError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id FROM submission s WHERE student = ?1 AND status = 'pending' AND EXISTS (
                 SELECT 1 FROM log WHERE student = ?1 AND seq > ?2 AND kind = 'admitted'
                 AND subject = 'submission:' || s.id
             ) ORDER BY attempt",
        )?;
        let ids = statement.query_map(params![student.0, payment], |row| row.get("id"))?;
        for id in ids.collect::<Result<Vec<i64>, _>>().map_err(StoreError::from)? {
            self.follow_up(actor, SubmissionId(id), &Event::AwaitsPaymentAgain)?;
        }
        Ok(())
    }

    /// The attempts whose newest entry says that this one took their place.
    fn replaced_by(
        &self,
        by: SubmissionId,
        student: StudentId,
    ) -> Result<Vec<SubmissionId>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT s.id FROM submission s JOIN log l ON l.seq = s.last_seq
             WHERE s.student = ?1 AND s.status = 'superseded' AND NOT s.taken_back
             AND l.kind = 'superseded' AND json_extract(l.event, '$.by') = ?2 ORDER BY s.attempt",
        )?;
        let ids = statement.query_map(params![student.0, by.0], |row| row.get("id"))?;
        Ok(ids.map(|id| id.map(SubmissionId)).collect::<Result<_, _>>()?)
    }

    /// Where a superseded attempt stood before, and who held it if anybody did.
    fn stood_before(&self, id: SubmissionId) -> Result<(Status, Option<AccountName>), StoreError> {
        let story = entries::timeline(self.conn, &Subject::Submission(id))?;
        let changed = story.into_iter().rev().filter(|entry| entry.event.changes_subject());
        let last = changed.skip_while(|entry| matches!(entry.event, Event::Superseded { .. }));
        Ok(last.into_iter().next().map_or((Status::Pending, None), |entry| match entry.event {
            Event::Held { .. } => (Status::Held, Some(entry.actor.account)),
            Event::StandsAgain { status, held_by } => (status, held_by),
            Event::WaitsAgain => (Status::AwaitingEarlier, None),
            Event::AwaitsPaymentAgain => (Status::AwaitingPayment, None),
            Event::Submitted(submitted) => match submitted.entry {
                QueueEntry::Queued { .. } => (Status::Pending, None),
                QueueEntry::AwaitingPayment => (Status::AwaitingPayment, None),
                QueueEntry::AwaitingEarlier => (Status::AwaitingEarlier, None),
            },
            _ => (Status::Pending, None),
        }))
    }
}
