//! The one write path: a transaction in which events are judged, sealed, appended and carried into the
//! tables, together with the events that follow from them.

mod append;
mod follow;
mod lookups;
mod taken_back;

use std::cell::Cell;

use chrono::{DateTime, SubsecRound as _, Utc};
use rusqlite::Connection;

use super::claims;
use super::entries::{self, Head};
use super::error::{RecordError, StoreError};
use super::judge::{Judged, Judging, judge};
use super::policy;
use super::project;
use crate::domain::account::Actor;
use crate::domain::clock::LogTime;
use crate::domain::deadline::Calendar;
use crate::domain::event::{Closing, Event, QueueEntry, Subject};
use crate::domain::lifecycle::{self, Refusal};
use crate::domain::log::Entry;
use crate::domain::operation::OperationId;
use crate::domain::photo_hash::Digest;
use crate::domain::rules::RULES;
use crate::domain::student::StudentId;
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
    time: LogTime,
    /// The import that the entries are part of.
    import: Option<OperationId>,
    /// The version of the rules that the entries name.
    rules: u32,
    next_submission: Option<i64>,
    next_student: Option<i64>,
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
        let Head { seq, digest: previous, at } = entries::head(conn)?;
        Ok(Self {
            conn,
            calendar,
            clock,
            at: Cell::new(None),
            seq,
            previous,
            time: entries::log_time(conn, at)?,
            import: None,
            rules: RULES,
            next_submission: None,
            next_student: None,
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
    /// , accused or refused by the receiver), the end of an attempt lets a waiting later one move, and an undo of an approval lets
    /// the one that it closed wait again. After an error the batch may go on: the event
    /// has changed nothing, or else the whole batch will be refused at its end.
    pub fn record(
        &mut self,
        actor: &Actor,
        subject: &Subject,
        seen: Revision,
        event: &Event,
    ) -> Result<Entry, RecordError> {
        self.one(|batch| {
            let operation = batch.new_operation();
            batch.record_now(operation, actor, subject, seen, event)
        })
    }

    /// As [`Self::record`], as the operation of this number. Where that was recorded already, its entry is
    /// given, and nothing is recorded again.
    pub fn record_once(
        &mut self,
        operation: OperationId,
        actor: &Actor,
        subject: &Subject,
        seen: Revision,
        event: &Event,
    ) -> Result<Entry, RecordError> {
        if let Some(entry) = entries::of_operation(self.conn, operation)? {
            let same = entry.actor == *actor && entry.subject == *subject && entry.event == *event;
            return if same { Ok(entry) } else { Err(Refusal::WrongSubject.into()) };
        }
        self.one(|batch| batch.record_now(operation, actor, subject, seen, event))
    }

    /// Records one event and what follows from it, all at one time.
    fn one(
        &mut self,
        record: impl FnOnce(&mut Self) -> Result<Entry, RecordError>,
    ) -> Result<Entry, RecordError> {
        let done = record(self);
        // The next entry is written later, also where this one was refused.
        self.at.set(None);
        done
    }

    fn record_now(
        &mut self,
        operation: OperationId,
        actor: &Actor,
        subject: &Subject,
        seen: Revision,
        event: &Event,
    ) -> Result<Entry, RecordError> {
        match event {
            // These have ways of their own, which keep the password's hash and the first entry, and take
            // the facts away.
            Event::StoreCreated { .. }
            | Event::AccountAdded { .. }
            | Event::PasswordSet { .. }
            | Event::Packed { .. }
            | Event::Delivered(_)
            | Event::Erased { .. } => return Err(Refusal::WrongSubject.into()),
            // Only a row of an import is taken back, by what has happened to it: `Batch::take_back`.
            _ if event.only_follows() || event.takes_back().is_some() => {
                return Err(Refusal::WrongSubject.into());
            }
            Event::Decided { witness, .. } => {
                lifecycle::check_witness(policy::read(self.conn)?, witness)?;
            }
            _ => {}
        }
        self.put_now(operation, actor, subject, Some(seen), event)
    }

    /// Records any event; no revision is checked where none was seen.
    pub(super) fn put(
        &mut self,
        actor: &Actor,
        subject: &Subject,
        seen: Option<Revision>,
        event: &Event,
    ) -> Result<Entry, RecordError> {
        self.one(|batch| {
            let operation = batch.new_operation();
            batch.put_now(operation, actor, subject, seen, event)
        })
    }

    /// Records what follows from the entry before, at its time.
    fn follow_up(
        &mut self,
        actor: &Actor,
        submission: SubmissionId,
        event: &Event,
    ) -> Result<(), RecordError> {
        let operation = self.new_operation();
        let subject = Subject::Submission(submission);
        self.put_now(operation, actor, &subject, None, event).map(|_entry| ())
    }

    /// Records an event, and what follows from it, at the time of the entry that is being written.
    fn put_now(
        &mut self,
        operation: OperationId,
        actor: &Actor,
        subject: &Subject,
        seen: Option<Revision>,
        event: &Event,
    ) -> Result<Entry, RecordError> {
        self.check_clock(event)?;
        let judged = judge(self.conn, actor, subject, seen, event, Judging::Today)?;
        if let Judged::Moved { claim, .. } | Judged::Standardised { claim, .. } = &judged {
            claims::check(claim.as_ref(), actor, event, self.at())?;
        }
        self.check_standard_photo(subject, event)?;
        if let Event::Submitted(submitted) = event
            && submitted.replaces_earlier()
        {
            self.check_replaceable(submitted.student)?;
        }
        let entry = self.append(operation, actor, subject, judged.student(), event)?;
        let carried = self.carry_out(&entry, &judged);
        if carried.is_err() {
            self.broken = true;
        }
        carried.map(|()| entry)
    }

    /// Carries over an entry that was recorded by these rules in another log: judged as in a replay, at its own
    /// time or, if that is before the newest entry's, at that one's. Nothing follows from it: what did is in
    /// that log too.
    pub(super) fn carry_over(
        &mut self,
        at: DateTime<Utc>,
        rules: u32,
        actor: &Actor,
        subject: &Subject,
        event: &Event,
    ) -> Result<Entry, RecordError> {
        self.rules = rules;
        self.at.set(Some(self.time.next(at)));
        let operation = self.new_operation();
        let judged = judge(self.conn, actor, subject, None, event, Judging::again(rules))?;
        let entry = self.append(operation, actor, subject, judged.student(), event)?;
        project::apply(self.conn, &entry, &judged)?;
        Ok(entry)
    }

    /// A clock that tells another time than the log lets people in, and nothing else, until one agrees.
    fn check_clock(&self, event: &Event) -> Result<(), Refusal> {
        match event {
            Event::SignedIn | Event::SignInRefused { .. } | Event::ClockAgreed { .. } => Ok(()),
            _ => Ok(self.time.check((self.clock)())?),
        }
    }

    /// A later attempt takes the place of open ones only where nobody has them before their eyes.
    fn check_replaceable(&self, student: StudentId) -> Result<(), RecordError> {
        for id in self.open(student)? {
            if self.is_claimed(id)? {
                return Err(RecordError::ClaimedByOther);
            }
            let row = self.submission(id)?.map(|row| row.standing);
            if let Some(earlier) = row.filter(Standing::keeps_its_place) {
                return Err(Refusal::WrongStatus { status: earlier.status }.into());
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, entry: &Entry, judged: &Judged) -> Result<(), RecordError> {
        project::apply(self.conn, entry, judged)?;
        match (&entry.subject, &entry.event, judged) {
            (Subject::Account(name), Event::AccountDisabled, _) => {
                Ok(claims::release_all(self.conn, name)?)
            }
            (Subject::Student(id), Event::Erased { .. }, _) => {
                for open in self.open(*id)? {
                    let event = Event::Closed { why: Closing::Erased };
                    self.follow_up(&entry.actor, open, &event)?;
                }
                Ok(())
            }
            (Subject::Student(id), Event::Paid(_), _) => self.admit_paid(&entry.actor, *id),
            (Subject::Student(id), Event::PaymentTakenBack(of), _) => {
                self.let_await_payment(&entry.actor, of.entry, *id)
            }
            (Subject::Submission(id), Event::Submitted(submitted), _) => {
                if submitted.entry == QueueEntry::AwaitingEarlier {
                    self.move_waiting(&entry.actor, submitted.student)
                } else if submitted.attempt > 1 {
                    self.replace_earlier(&entry.actor, *id, submitted.student)
                } else {
                    Ok(())
                }
            }
            (Subject::Submission(id), _, Judged::Moved { student, from, to, .. }) => {
                claims::follow(self.conn, *id, to.status, entry)?;
                if matches!(entry.event, Event::SubmissionTakenBack(_)) {
                    return self.let_stand_again(&entry.actor, *id, *student);
                }
                if *from == Status::Approved && to.has_later {
                    return self.let_wait_again(&entry.actor, *id, *student);
                }
                if to.has_later && !to.status.is_queued() && to.status != Status::Held {
                    self.move_waiting(&entry.actor, *student)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The connection, for what is not state: leases and password hashes.
    pub(super) fn connection(&self) -> &'a Connection {
        self.conn
    }

    /// The time of the next entry, and of what follows from it, to the millisecond: read when it is
    /// first asked for after the entry before, so that whatever is reckoned from it fits the entry.
    pub fn at(&self) -> DateTime<Utc> {
        let at = self.at.get().unwrap_or_else(|| self.time.next((self.clock)()).trunc_subsecs(3));
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

    /// The number for the next student on the roster; each call gives another.
    pub fn next_student_id(&mut self) -> Result<StudentId, StoreError> {
        let next = if let Some(next) = self.next_student {
            next
        } else {
            let sql = "SELECT coalesce(max(id), 0) + 1 FROM student";
            self.conn.query_row(sql, [], |row| row.get(0))?
        };
        self.next_student = Some(next + 1);
        Ok(StudentId(next))
    }

    /// From now on entries are part of this import, or of a new one; gives its number.
    pub(super) fn go_on_with_import(&mut self, import: Option<OperationId>) -> OperationId {
        let import = import.unwrap_or_else(|| self.new_operation());
        self.import = Some(import);
        self.at.set(None);
        import
    }

    /// The import that entries are part of, if they are.
    pub fn import(&self) -> Option<OperationId> {
        self.import
    }

    /// A number for an operation that is made now.
    fn new_operation(&self) -> OperationId {
        OperationId::new(self.at(), rand::random())
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
