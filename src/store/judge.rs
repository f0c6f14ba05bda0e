//! Judges an event against what stands: loads the subject, checks its revision, asks the lifecycle.
//!
//! `record` and the replay of `verify` judge by the same rules.

use rusqlite::Connection;

use super::error::{RecordError, StoreError};
use super::rows::{self, Claim};
use crate::domain::account::{AccountName, Actor};
use crate::domain::event::{Event, QueueEntry, Subject, Submitted};
use crate::domain::lifecycle::{self, Accusation, Refusal};
use crate::domain::photo_hash::Digest;
use crate::domain::policy::Policy;
use crate::domain::student::StudentNo;
use crate::domain::submission::{Revision, Standing, Status, SubmissionId};

/// What an event that may happen leads to.
#[derive(Debug)]
pub(super) enum Judged {
    /// It is only told; no table changes.
    Told,
    /// What the store asks of everybody changes.
    Policy(Policy),
    /// An account changes, or one is added.
    Account,
    /// A student changes, or one is added.
    Student,
    /// A submission enters.
    Entered(Standing),
    /// A submission moves.
    Moved {
        /// Whose it is.
        student: StudentNo,
        /// The newest lease on it, which may have run out; none outside the queue.
        claim: Option<Claim>,
        /// Where it stood.
        from: Status,
        /// Where it stands now.
        to: Standing,
    },
}

/// Judges `event`; `seen` is the revision that the request saw, none in a replay.
pub(super) fn judge(
    conn: &Connection,
    actor: &Actor,
    subject: &Subject,
    seen: Option<Revision>,
    event: &Event,
) -> Result<Judged, RecordError> {
    if !actor.is_operator() {
        lifecycle::check_enabled(rows::is_enabled(conn, &actor.account)?, event)?;
    }
    let judged = match (subject, event) {
        (Subject::Store, _) => {
            let created = rows::head(conn)?.0 > 0;
            lifecycle::check_store(created, actor, event)?;
            match event {
                Event::PolicySet(policy) => Judged::Policy(*policy),
                _ => Judged::Told,
            }
        }
        (Subject::Account(name), _) => judge_account(conn, actor, name, seen, event)?,
        (Subject::Student(no), _) => judge_student(conn, actor, no, seen, event)?,
        (Subject::Submission(id), Event::Submitted(submitted)) => {
            Judged::Entered(judge_entry(conn, actor, *id, seen, submitted)?)
        }
        (Subject::Submission(id), _) => judge_move(conn, actor, *id, seen, event)?,
    };
    Ok(if event.changes_subject() { judged } else { Judged::Told })
}

fn check_seen(seen: Option<Revision>, now: Revision, event: &Event) -> Result<(), RecordError> {
    match seen {
        Some(seen) if seen != now && event.changes_subject() => {
            Err(RecordError::Stale { seen, now })
        }
        _ => Ok(()),
    }
}

fn judge_account(
    conn: &Connection,
    actor: &Actor,
    name: &AccountName,
    seen: Option<Revision>,
    event: &Event,
) -> Result<Judged, RecordError> {
    let mut statement = conn.prepare_cached("SELECT last_seq FROM account WHERE name = ?1")?;
    let mut found = statement.query([name.as_str()])?;
    let revision = found.next()?.map(|row| row.get("last_seq")).transpose()?;
    check_seen(seen, Revision(revision.unwrap_or(0)), event)?;
    lifecycle::check_account(revision.is_some(), actor, name, event)?;
    if *event == Event::AccountDisabled && is_last_administrator(conn, name)? {
        return Err(Refusal::LastAdministrator.into());
    }
    // A refused sign-in under a name that nobody has is told, and changes nothing.
    Ok(if revision.is_some() || matches!(event, Event::AccountAdded { .. }) {
        Judged::Account
    } else {
        Judged::Told
    })
}

/// Whether this account is an administrator who can sign in, and there is no other.
fn is_last_administrator(conn: &Connection, name: &AccountName) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) = 1 AND max(name) = ?1 FROM account
         WHERE role = 'administrator' AND enabled = 1",
    )?;
    Ok(statement.query_row([name.as_str()], |row| row.get::<_, Option<bool>>(0))?.unwrap_or(false))
}

struct StudentStanding {
    revision: Revision,
    paid: bool,
    frozen: bool,
}

fn student_standing(
    conn: &Connection,
    no: &StudentNo,
) -> Result<Option<StudentStanding>, StoreError> {
    let frozen = rows::FROZEN;
    let mut statement = conn
        .prepare_cached(&format!("SELECT last_seq, paid, {frozen} FROM student t WHERE no = ?1"))?;
    let mut rows = statement.query([no.as_str()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(StudentStanding {
        revision: Revision(row.get("last_seq")?),
        paid: row.get("paid")?,
        frozen: row.get("frozen")?,
    }))
}

fn judge_student(
    conn: &Connection,
    actor: &Actor,
    no: &StudentNo,
    seen: Option<Revision>,
    event: &Event,
) -> Result<Judged, RecordError> {
    let stands = student_standing(conn, no)?;
    if stands.is_none() && !matches!(event, Event::Enrolled(_)) {
        return Err(RecordError::NoSuchSubject);
    }
    let revision = stands.as_ref().map_or(Revision::default(), |stands| stands.revision);
    check_seen(seen, revision, event)?;
    let frozen = stands.as_ref().is_some_and(|stands| stands.frozen);
    lifecycle::check_student(frozen, stands.is_some(), actor, event)?;
    let fits = match event {
        Event::Enrolled(student) | Event::Corrected(student) => student.no == *no,
        Event::Paid(payment) => rows::payer(conn, &payment.transaction)?.is_none(),
        _ => true,
    };
    if fits { Ok(Judged::Student) } else { Err(Refusal::WrongSubject.into()) }
}

fn judge_entry(
    conn: &Connection,
    actor: &Actor,
    id: SubmissionId,
    seen: Option<Revision>,
    submitted: &Submitted,
) -> Result<Standing, RecordError> {
    let mut statement = conn.prepare_cached("SELECT last_seq FROM submission WHERE id = ?1")?;
    let mut found = statement.query([id.0])?;
    if let Some(row) = found.next()? {
        let (seen, now) = (seen.unwrap_or_default(), Revision(row.get("last_seq")?));
        return Err(RecordError::Stale { seen, now });
    }
    if !actor.role.may_import() {
        return Err(Refusal::NotAllowed { role: actor.role }.into());
    }
    let Some(student) = student_standing(conn, &submitted.student)? else {
        return Err(RecordError::NoSuchSubject);
    };
    if student.frozen {
        return Err(Refusal::Frozen.into());
    }
    let mut last = conn.prepare_cached(
        "SELECT attempt FROM submission WHERE student = ?1 ORDER BY attempt DESC LIMIT 1",
    )?;
    let mut last = last.query([submitted.student.as_str()])?;
    let last: u32 = last.next()?.map_or(Ok(0), |row| row.get("attempt"))?;
    let waits_for_fee = submitted.entry == QueueEntry::AwaitingPayment;
    let fits = id.0 > 0 && submitted.attempt == last + 1 && waits_for_fee != student.paid;
    if fits { Ok(lifecycle::submit(submitted.entry)) } else { Err(Refusal::WrongSubject.into()) }
}

fn judge_move(
    conn: &Connection,
    actor: &Actor,
    id: SubmissionId,
    seen: Option<Revision>,
    event: &Event,
) -> Result<Judged, RecordError> {
    let (frozen, lease) = (rows::FROZEN, rows::LEASE);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT s.student, s.photo, s.status, s.due, s.proposer, s.proposer_below, s.decided_by,
         s.status_before, s.has_later, s.proposed_seq, s.proposed_below, s.last_seq, t.stated_seq,
         {frozen}, c.token, c.holder, c.until
         FROM submission s JOIN student t ON t.no = s.student {lease} WHERE s.id = ?1"
    ))?;
    let mut found = statement.query([id.0])?;
    let Some(row) = found.next()? else { return Err(RecordError::NoSuchSubject) };
    check_seen(seen, Revision(row.get("last_seq")?), event)?;
    if let Event::Decided { witness, .. } = event
        && witness.photo != Digest(row.get("photo")?)
    {
        return Err(Refusal::WrongSubject.into());
    }
    let stands = rows::standing(row)?;
    let said = match event {
        Event::Decided { .. } if stands.status == Status::Seconding => {
            accusations(conn, [row.get("proposed_seq")?, row.get("proposed_below")?])?
        }
        _ => Vec::new(),
    };
    let to = lifecycle::advance(&stands, &said, actor, event)?;
    if let Event::Decided { witness, .. } = event {
        if to.status == Status::Approved && row.get("frozen")? {
            return Err(Refusal::Frozen.into());
        }
        if witness.student != Revision(row.get("stated_seq")?) {
            return Err(RecordError::StudentCorrected);
        }
    }
    let no: String = row.get("student")?;
    let student = StudentNo::new(&no).map_err(StoreError::damaged)?;
    let claim = rows::claim_in(row, id)?;
    Ok(Judged::Moved { student, claim, from: stands.status, to })
}

/// What the proposals of these entries accuse of.
fn accusations(conn: &Connection, seqs: [Option<i64>; 2]) -> Result<Vec<Accusation>, StoreError> {
    let mut said = Vec::new();
    for seq in seqs.into_iter().flatten() {
        let mut statement = conn.prepare_cached("SELECT account, event FROM log WHERE seq = ?1")?;
        let mut found = statement.query([seq])?;
        let Some(row) = found.next()? else { continue };
        let (account, json): (String, String) = (row.get("account")?, row.get("event")?);
        said.push(Accusation {
            by: rows::account_name(&account)?,
            reasons: rows::decision(&json)?.accusations(),
        });
    }
    Ok(said)
}
