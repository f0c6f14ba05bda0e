//! The one write path: a transaction in which events are judged, sealed, appended and carried into the
//! tables, together with the events that follow from them.

use std::cell::Cell;

use chrono::{DateTime, SubsecRound as _, Utc};
use rusqlite::{Connection, params};

use super::claims;
use super::error::{RecordError, StoreError};
use super::judge::{Judged, judge};
use super::policy;
use super::project;
use super::rows::{self, StudentRow, SubmissionRow};
use crate::domain::account::Actor;
use crate::domain::deadline::Calendar;
use crate::domain::event::{Event, QueueEntry, Subject};
use crate::domain::lifecycle::{self, Refusal};
use crate::domain::log::{Entry, SealedFields, seal};
use crate::domain::photo_hash::Digest;
use crate::domain::student::StudentNo;
use crate::domain::submission::{Revision, Standing, Status, SubmissionId};

/// From so many entries on, a batch takes a larger page cache: without it the random inserts of a
/// large import would be written to disk over and over.
const LARGE: u64 = 5_000;

/// Page cache of a large batch, in KiB.
pub(super) const LARGE_CACHE_KIB: i64 = 256 * 1024;

/// Page cache of every other use, in KiB.
pub(super) const CACHE_KIB: i64 = 16 * 1024;

/// An open transaction: everything recorded in it becomes durable at once, or nothing does.
pub struct Batch<'a> {
    conn: &'a Connection,
    calendar: &'a Calendar,
    clock: &'a dyn Fn() -> DateTime<Utc>,
    /// The time of the entry that is being written; none before anybody has asked for it.
    at: Cell<Option<DateTime<Utc>>>,
    seq: i64,
    previous: Digest,
    next_submission: Option<i64>,
    recorded: u64,
    broken: bool,
}

impl<'a> Batch<'a> {
    /// Begins on a connection with an open write transaction.
    pub(super) fn begin(
        conn: &'a Connection,
        calendar: &'a Calendar,
        clock: &'a dyn Fn() -> DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let (seq, previous) = rows::head(conn)?;
        Ok(Self {
            conn,
            calendar,
            clock,
            at: Cell::new(None),
            seq,
            previous,
            next_submission: None,
            recorded: 0,
            broken: false,
        })
    }

    /// Ends: an error if an entry was left half carried out, so that nothing may be committed. Says
    /// whether the batch was a large one.
    pub(super) fn end(self) -> Result<bool, StoreError> {
        if self.broken {
            return Err(StoreError::damaged("an event of the batch failed half way"));
        }
        Ok(self.recorded >= LARGE)
    }

    /// Records an event, if `seen` is the subject's newest revision and the rules allow it.
    ///
    /// What follows from it is recorded too: a payment admits the submission that waited for it, a new
    /// attempt that does not wait takes the place of the open ones (refused while one of them is claimed
    /// or accused), the end of an attempt lets a waiting later one move, and an undo of an approval lets
    /// the one that it withdrew wait again. After an error the batch may go on: the event
    /// has changed nothing, or else the whole batch will be refused at its end.
    pub fn record(
        &mut self,
        actor: &Actor,
        subject: &Subject,
        seen: Revision,
        event: &Event,
    ) -> Result<Entry, RecordError> {
        match event {
            // These have ways of their own, which keep the password's hash and the first entry.
            Event::StoreCreated { .. } | Event::AccountAdded { .. } | Event::PasswordSet { .. } => {
                Err(Refusal::WrongSubject.into())
            }
            // This one only follows from an undo.
            Event::WaitsAgain => Err(Refusal::WrongSubject.into()),
            // By whoever may not withdraw it only follows from an approval.
            Event::Withdrawn { .. } if !actor.role.may_withdraw() => {
                Err(Refusal::NotAllowed { role: actor.role }.into())
            }
            Event::Decided { witness, .. } => {
                lifecycle::check_witness(policy::read(self.conn)?, witness)?;
                self.put(actor, subject, Some(seen), event)
            }
            _ => self.put(actor, subject, Some(seen), event),
        }
    }

    /// Records any event; no revision is checked where none was seen.
    pub(super) fn put(
        &mut self,
        actor: &Actor,
        subject: &Subject,
        seen: Option<Revision>,
        event: &Event,
    ) -> Result<Entry, RecordError> {
        let done = self.put_now(actor, subject, seen, event);
        // The next entry is written later, also where this one was refused.
        self.at.set(None);
        done
    }

    /// Records an event, and what follows from it, at the time of the entry that is being written.
    fn put_now(
        &mut self,
        actor: &Actor,
        subject: &Subject,
        seen: Option<Revision>,
        event: &Event,
    ) -> Result<Entry, RecordError> {
        let judged = judge(self.conn, actor, subject, seen, event)?;
        if let Judged::Moved { claim, .. } = &judged {
            claims::check(claim.as_ref(), actor, event, self.at())?;
        }
        if let Event::Submitted(submitted) = event
            && submitted.replaces_earlier()
        {
            for id in self.open(&submitted.student)? {
                if self.is_claimed(id)? {
                    return Err(RecordError::ClaimedByOther);
                }
                let row = self.submission(id)?.map(|row| row.standing);
                if let Some(earlier) = row.filter(Standing::awaits_second) {
                    return Err(Refusal::WrongStatus { status: earlier.status }.into());
                }
            }
        }
        let entry = self.append(actor, subject, event)?;
        let carried = self.carry_out(&entry, &judged);
        if carried.is_err() {
            self.broken = true;
        }
        carried.map(|()| entry)
    }

    fn append(
        &mut self,
        actor: &Actor,
        subject: &Subject,
        event: &Event,
    ) -> Result<Entry, StoreError> {
        let json = serde_json::to_string(event).map_err(StoreError::damaged)?;
        let subject_text = subject.to_string();
        let fields = SealedFields {
            seq: self.seq + 1,
            at_ms: rows::stored(self.at()),
            account: actor.account.as_str(),
            role: actor.role.code(),
            subject: &subject_text,
            kind: event.kind(),
            event: &json,
        };
        let digest = seal(&self.previous, &fields);
        project::append(self.conn, &fields, &digest.0)?;
        let entry = Entry {
            seq: fields.seq,
            at: self.at(),
            actor: actor.clone(),
            subject: subject.clone(),
            event: event.clone(),
            previous: self.previous,
            digest,
        };
        self.seq = entry.seq;
        self.previous = digest;
        self.recorded += 1;
        if self.recorded == LARGE {
            self.conn.pragma_update(None, "cache_size", -LARGE_CACHE_KIB)?;
        }
        Ok(entry)
    }

    fn carry_out(&mut self, entry: &Entry, judged: &Judged) -> Result<(), RecordError> {
        project::apply(self.conn, entry, judged)?;
        match (&entry.subject, &entry.event, judged) {
            (Subject::Account(name), Event::AccountDisabled, _) => {
                Ok(claims::release_all(self.conn, name)?)
            }
            (Subject::Student(no), Event::Paid(_), _) => self.admit_paid(&entry.actor, no),
            (Subject::Submission(id), Event::Submitted(submitted), _) => {
                if submitted.entry == QueueEntry::AwaitingEarlier {
                    self.move_waiting(&entry.actor, &submitted.student)
                } else if submitted.attempt > 1 {
                    self.replace_earlier(&entry.actor, *id, &submitted.student)
                } else {
                    Ok(())
                }
            }
            (Subject::Submission(id), _, Judged::Moved { student, from, to, .. }) => {
                claims::follow(self.conn, *id, to.status, entry)?;
                if *from == Status::Approved && to.has_later {
                    return self.let_wait_again(&entry.actor, *id, student);
                }
                if to.has_later && !to.status.is_queued() && to.status != Status::Held {
                    self.move_waiting(&entry.actor, student)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The fee has come: the last submission that waited for it enters the queue, and takes the place
    /// of any before it.
    fn admit_paid(&mut self, actor: &Actor, no: &StudentNo) -> Result<(), RecordError> {
        let waiting: Vec<SubmissionId> = self
            .statuses(no)?
            .into_iter()
            .filter(|(_, status)| *status == Status::AwaitingPayment)
            .map(|(id, _)| id)
            .collect();
        self.admit_last(actor, &waiting)
    }

    /// A new attempt takes the place of every earlier one that is still open.
    fn replace_earlier(
        &mut self,
        actor: &Actor,
        by: SubmissionId,
        no: &StudentNo,
    ) -> Result<(), RecordError> {
        for id in self.open(no)?.into_iter().filter(|id| *id != by) {
            self.put_now(actor, &Subject::Submission(id), None, &Event::Superseded { by })?;
        }
        Ok(())
    }

    /// The submissions of a student that are not decided for good, by attempt.
    fn open(&self, no: &StudentNo) -> Result<Vec<SubmissionId>, StoreError> {
        let statuses = self.statuses(no)?.into_iter();
        Ok(statuses.filter(|(_, status)| status.is_open()).map(|(id, _)| id).collect())
    }

    /// Lets waiting later attempts move where nothing before them is open any more. After an approval
    /// they are withdrawn: nothing more can be submitted.
    fn move_waiting(&mut self, actor: &Actor, no: &StudentNo) -> Result<(), RecordError> {
        let statuses = self.statuses(no)?;
        let is_waiting = |status: Status| status == Status::AwaitingEarlier;
        let waiting: Vec<SubmissionId> =
            statuses.iter().filter(|(_, status)| is_waiting(*status)).map(|(id, _)| *id).collect();
        if waiting.is_empty() {
            return Ok(());
        }
        if statuses.iter().any(|(_, status)| *status == Status::Approved) {
            let event = Event::Withdrawn { note: APPROVED_BEFORE.to_owned() };
            // The last one first: the end of an attempt looks for those that wait behind it.
            for id in waiting.into_iter().rev() {
                self.put_now(actor, &Subject::Submission(id), None, &event)?;
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
    fn let_wait_again(
        &mut self,
        actor: &Actor,
        approved: SubmissionId,
        no: &StudentNo,
    ) -> Result<(), RecordError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id FROM submission WHERE student = ?1 AND status = 'withdrawn' AND last_seq > (
                 SELECT max(seq) FROM log WHERE subject = ?2 AND kind = 'decided'
             ) ORDER BY attempt DESC LIMIT 1",
        )?;
        let subject = Subject::Submission(approved);
        let mut found = statement.query(params![no.as_str(), subject.to_string()])?;
        let Some(row) = found.next()? else { return Ok(()) };
        let last = Subject::Submission(SubmissionId(row.get("id")?));
        self.put_now(actor, &last, None, &Event::WaitsAgain).map(|_entry| ())
    }

    fn admit_last(&mut self, actor: &Actor, waiting: &[SubmissionId]) -> Result<(), RecordError> {
        let Some((last, before)) = waiting.split_last() else { return Ok(()) };
        // Admitted first: then no earlier one that gives way finds it waiting still.
        let due = self.due();
        self.put_now(actor, &Subject::Submission(*last), None, &Event::Admitted { due })?;
        for id in before {
            self.put_now(actor, &Subject::Submission(*id), None, &Event::Superseded { by: *last })?;
        }
        Ok(())
    }

    fn statuses(&self, no: &StudentNo) -> Result<Vec<(SubmissionId, Status)>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, status FROM submission WHERE student = ?1 ORDER BY attempt",
        )?;
        let mut found = statement.query(params![no.as_str()])?;
        let mut statuses = Vec::new();
        while let Some(row) = found.next()? {
            let code: String = row.get("status")?;
            statuses.push((SubmissionId(row.get("id")?), rows::status(&code)?));
        }
        Ok(statuses)
    }

    /// The connection, for what is not state: leases and password hashes.
    pub(super) fn connection(&self) -> &'a Connection {
        self.conn
    }

    /// The time of the next entry, and of what follows from it, to the millisecond: read when it is
    /// first asked for after the entry before, so that whatever is reckoned from it fits the entry.
    pub fn at(&self) -> DateTime<Utc> {
        let at = self.at.get().unwrap_or_else(|| (self.clock)().trunc_subsecs(3));
        self.at.set(Some(at));
        at
    }

    /// The number for the next new submission; each call gives another.
    pub fn next_submission_id(&mut self) -> Result<SubmissionId, StoreError> {
        let next = match self.next_submission {
            Some(next) => next,
            None => self.conn.query_row(
                "SELECT coalesce(max(id), 0) + 1 FROM submission",
                [],
                |row| row.get(0),
            )?,
        };
        self.next_submission = Some(next + 1);
        Ok(SubmissionId(next))
    }

    /// The student of a number.
    pub fn student(&self, no: &StudentNo) -> Result<Option<StudentRow>, StoreError> {
        rows::student(self.conn, no)
    }

    /// The student of an exam number; nobody if several students carry it.
    pub fn student_by_exam_no(&self, exam_no: &str) -> Result<Option<StudentRow>, StoreError> {
        rows::student_by_exam_no(self.conn, exam_no)
    }

    /// Every submission of a student, by attempt.
    pub fn attempts(&self, no: &StudentNo) -> Result<Vec<SubmissionRow>, StoreError> {
        rows::attempts(self.conn, no)
    }

    /// The submission of a number.
    pub fn submission(&self, id: SubmissionId) -> Result<Option<SubmissionRow>, StoreError> {
        rows::submission(self.conn, id)
    }

    /// Whether somebody holds a live lease of it.
    pub fn is_claimed(&self, id: SubmissionId) -> Result<bool, StoreError> {
        Ok(rows::claim(self.conn, id)?.is_some_and(|claim| claim.is_live(self.at())))
    }

    /// End of the two working days of a submission that enters the queue by the next entry.
    pub fn due(&self) -> DateTime<Utc> {
        self.calendar.due(self.at())
    }

    /// Whose payment has this transaction number.
    pub fn payer(&self, number: &str) -> Result<Option<StudentNo>, StoreError> {
        rows::payer(self.conn, number)
    }
}

/// Tidies up after a large batch, so that whoever works next does not wait for it: the write-ahead log
/// is carried over and cut, the page cache shrinks.
pub(super) fn settle_down(conn: &Connection) -> Result<(), StoreError> {
    conn.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // Where a reader is in the way, the log stays as it is, for the next one to carry over.
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_row| Ok(()))?;
    Ok(())
}

/// The note of a withdrawal that follows from an approval.
const APPROVED_BEFORE: &str = "an earlier attempt was approved";
