//! Judges an event against what stands: loads the subject, checks its revision, asks the lifecycle.
//!
//! `record` and the replay of `verify` judge by the same order of events, actors and revisions. What an event
//! needs by itself, by the checklist and the policies of its day, is asked by `record` alone.

mod entering;
mod taken_back;

use rusqlite::Connection;

use super::entries;
use super::error::{RecordError, StoreError};
use super::packed;
use super::rows::{self, Claim};
use super::screenings;
use crate::domain::account::{AccountName, Actor, ActorKind, Role};
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle::{self, Accusation, Listed, Refusal, StudentStanding};
use crate::domain::photo_hash::Digest;
use crate::domain::policy::Policy;
use crate::domain::rules::BEFORE;
use crate::domain::student::StudentId;
use crate::domain::submission::{Revision, Standing, Status, SubmissionId};

/// What an event that may happen leads to.
#[derive(Debug)]
pub(super) enum Judged {
    /// It is only told; no table changes. It belongs to this student's story, if to one.
    Told(Option<StudentId>),
    /// What the store asks of everybody changes.
    Policy(Policy),
    /// The store's specification changes.
    Specification,
    /// A person has agreed that the clock is right.
    Clock,
    /// The machine has looked at this student's photo.
    Screened(StudentId),
    /// Whoever holds a submission of this student had its standard photo made again.
    Standardised {
        /// Whose it is.
        student: StudentId,
        /// The newest lease on it, which may have run out.
        claim: Option<Claim>,
    },
    /// A delivery is recorded.
    Delivered,
    /// This student's standard photo is packed for a delivery.
    Packed(StudentId),
    /// An account changes, or one is added.
    Account,
    /// A student changes, or one is added.
    Student(StudentId),
    /// A submission enters.
    Entered {
        /// Whose it is.
        student: StudentId,
        /// Where it stands.
        to: Standing,
    },
    /// A submission moves.
    Moved {
        /// Whose it is.
        student: StudentId,
        /// The newest lease on it, which may have run out; none outside the queue.
        claim: Option<Claim>,
        /// Where it stood.
        from: Status,
        /// Where it stands now.
        to: Standing,
    },
}

impl Judged {
    /// Whose story the event belongs to.
    pub(super) fn student(&self) -> Option<StudentId> {
        match self {
            Self::Told(student) => *student,
            Self::Policy(_)
            | Self::Specification
            | Self::Clock
            | Self::Delivered
            | Self::Account => None,
            Self::Student(student)
            | Self::Screened(student)
            | Self::Standardised { student, .. }
            | Self::Packed(student)
            | Self::Entered { student, .. }
            | Self::Moved { student, .. } => Some(*student),
        }
    }
}

/// By what an event is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judging {
    /// By the rules of today: it is about to be recorded.
    Today,
    /// It was recorded, by the rules of its day: only its order, its actor and what stood are judged.
    Replay,
    /// As [`Self::Replay`], and its actor by the rules of version 0.1.
    Before,
}

impl Judging {
    /// How an entry that names this version of the rules is judged again.
    pub(super) fn again(rules: u32) -> Self {
        if rules == BEFORE { Self::Before } else { Self::Replay }
    }
}

/// Judges `event`; `seen` is the revision that the request saw, none in a replay.
pub(super) fn judge(
    conn: &Connection,
    actor: &Actor,
    subject: &Subject,
    seen: Option<Revision>,
    event: &Event,
    judging: Judging,
) -> Result<Judged, RecordError> {
    let before;
    let actor = if judging == Judging::Before {
        check_enabled(conn, actor, event)?;
        before = lifecycle::as_before(actor, event);
        &before
    } else {
        lifecycle::check_kind(actor, event)?;
        if actor.kind() == Some(ActorKind::Account) {
            lifecycle::check_standing(standing_of(conn, actor, subject, event)?, actor, event)?;
        }
        actor
    };
    if judging == Judging::Today {
        lifecycle::check_form(event)?;
    }
    let judged = match (subject, event) {
        (Subject::Store, _) => {
            let created = entries::head(conn)?.seq > 0;
            lifecycle::check_store(created, actor, event)?;
            match event {
                Event::PolicySet(policy) | Event::StoreCreated { policy: Some(policy), .. } => {
                    Judged::Policy(*policy)
                }
                Event::SpecificationSet { .. } => Judged::Specification,
                Event::ClockAgreed { .. } => Judged::Clock,
                Event::Delivered(_) => Judged::Delivered,
                _ => Judged::Told(None),
            }
        }
        (Subject::Account(name), _) => judge_account(conn, actor, name, seen, event)?,
        // A sign-in under a name that nobody has is only ever refused.
        (Subject::Name(_), Event::SignInRefused { .. }) => Judged::Told(None),
        (Subject::Name(_), _) => return Err(Refusal::WrongSubject.into()),
        (Subject::Student(id), _) => judge_student(conn, actor, *id, seen, event)?,
        (Subject::Submission(id), Event::Submitted(submitted)) => {
            let (student, to) =
                (submitted.student, entering::judge(conn, actor, *id, seen, submitted)?);
            Judged::Entered { student, to }
        }
        (Subject::Submission(id), _) => judge_move(conn, actor, *id, seen, event)?,
    };
    Ok(match (event, judged) {
        (Event::Screened(_), Judged::Moved { student, .. }) => Judged::Screened(student),
        (Event::StandardisedAgain(_), Judged::Moved { student, claim, .. }) => {
            Judged::Standardised { student, claim }
        }
        (Event::Packed { .. }, Judged::Moved { student, .. }) => Judged::Packed(student),
        (event, judged) if event.changes_subject() => judged,
        (_, judged) => Judged::Told(judged.student()),
    })
}

/// By the rules of version 0.1 only a disabled account was shut out.
fn check_enabled(conn: &Connection, actor: &Actor, event: &Event) -> Result<(), RecordError> {
    match rows::standing_of(conn, &actor.account)? {
        Some((_, enabled)) => {
            Ok(lifecycle::check_standing(Some((actor.role, enabled)), actor, event)?)
        }
        None => Ok(()),
    }
}

/// What the account table says of the actor. The first administrator, whom nobody else can add, adds
/// themself.
fn standing_of(
    conn: &Connection,
    actor: &Actor,
    subject: &Subject,
    event: &Event,
) -> Result<Option<(Role, bool)>, StoreError> {
    let stands = rows::standing_of(conn, &actor.account)?;
    let adds_themself = *subject == Subject::Account(actor.account.clone())
        && matches!(event, Event::AccountAdded { role: Role::Administrator, .. })
        && actor.role == Role::Administrator;
    if stands.is_none() && adds_themself && !has_administrator(conn)? {
        return Ok(Some((Role::Administrator, true)));
    }
    Ok(stands)
}

fn has_administrator(conn: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM account WHERE role = 'administrator')";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
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
    Ok(Judged::Account)
}

/// Whether this account is an administrator who can sign in, and there is no other.
fn is_last_administrator(conn: &Connection, name: &AccountName) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) = 1 AND max(name) = ?1 FROM account
         WHERE role = 'administrator' AND enabled = 1",
    )?;
    Ok(statement.query_row([name.as_str()], |row| row.get::<_, Option<bool>>(0))?.unwrap_or(false))
}

/// A student as an event finds them.
struct FoundStudent {
    revision: Revision,
    paid: bool,
    standing: StudentStanding,
}

fn found_student(conn: &Connection, id: StudentId) -> Result<Option<FoundStudent>, StoreError> {
    let frozen = rows::FROZEN;
    let mut statement = conn.prepare_cached(&format!(
        "SELECT t.last_seq, t.paid, t.erased, t.off_roster, t.erasure_seq, l.account, l.event, {frozen}, EXISTS (
             SELECT 1 FROM submission q WHERE q.student = t.id AND q.queued
         ) AS in_review
         FROM student t LEFT JOIN log l ON l.seq = t.erasure_seq WHERE t.id = ?1"
    ))?;
    let mut rows = statement.query([id.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (account, json): (Option<String>, Option<String>) =
        (row.get("account")?, row.get("event")?);
    let erasure = match (account, json) {
        (Some(account), Some(json)) => match rows::event(&json)? {
            Event::ErasureProposed { why } => Some((rows::account_name(&account)?, why)),
            _ => None,
        },
        _ => None,
    };
    Ok(Some(FoundStudent {
        revision: Revision(row.get("last_seq")?),
        paid: row.get("paid")?,
        standing: StudentStanding {
            frozen: row.get("frozen")?,
            in_review: row.get("in_review")?,
            paid: row.get("paid")?,
            listed: match (row.get("erased")?, row.get("off_roster")?) {
                (true, _) => Listed::Erased,
                (false, true) => Listed::OffRoster,
                (false, false) => Listed::OnRoster,
            },
            erasure,
        },
    }))
}

fn judge_student(
    conn: &Connection,
    actor: &Actor,
    id: StudentId,
    seen: Option<Revision>,
    event: &Event,
) -> Result<Judged, RecordError> {
    let found = found_student(conn, id)?;
    if found.is_none() && !matches!(event, Event::Enrolled { .. }) {
        return Err(RecordError::NoSuchSubject);
    }
    let revision = found.as_ref().map_or(Revision::default(), |found| found.revision);
    check_seen(seen, revision, event)?;
    lifecycle::check_student(found.as_ref().map(|found| &found.standing), actor, event)?;
    taken_back::check(conn, &Subject::Student(id), event)?;
    let fits = match event {
        Event::Enrolled { student: Some(student) } => {
            // Who was taken off the roster is enrolled again as who they were.
            id.0 > 0 && rows::student_ever(conn, &student.no)?.is_none_or(|row| row.id == id)
        }
        // A correction keeps the number.
        Event::Corrected { student: Some(student) } => {
            rows::student(conn, &student.no)?.is_some_and(|row| row.id == id)
        }
        Event::Paid(payment) => rows::payer(conn, &payment.transaction)?.is_none(),
        _ => true,
    };
    if fits { Ok(Judged::Student(id)) } else { Err(Refusal::WrongSubject.into()) }
}

fn judge_move(
    conn: &Connection,
    actor: &Actor,
    id: SubmissionId,
    seen: Option<Revision>,
    event: &Event,
) -> Result<Judged, RecordError> {
    let (frozen, delivered, lease) = (rows::FROZEN, rows::DELIVERED, rows::LEASE);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT s.student, s.photo, s.status, s.due, s.proposer, s.earlier_proposer, s.decided_by,
         s.status_before, s.has_later, s.proposed_seq, s.earlier_proposed_seq, s.last_seq, t.stated_seq, t.erased,
         t.erasure_seq IS NOT NULL AS erasure_proposed,
         {frozen}, {delivered}, c.token, c.holder, c.since, c.until
         FROM submission s JOIN student t ON t.id = s.student {lease} WHERE s.id = ?1"
    ))?;
    let mut found = statement.query([id.0])?;
    let Some(row) = found.next()? else { return Err(RecordError::NoSuchSubject) };
    check_seen(seen, Revision(row.get("last_seq")?), event)?;
    let needs_person = event.changes_subject() && !event.only_follows();
    if row.get("erased")? && (needs_person || matches!(event, Event::Packed { .. })) {
        return Err(Refusal::Erased.into());
    }
    if matches!(event, Event::Packed { .. }) && row.get("erasure_proposed")? {
        return Err(Refusal::ErasureProposed.into());
    }
    if let Event::Packed { standard_photo, .. } = event
        && !packed::is_made_of(conn, id, *standard_photo)?
    {
        return Err(Refusal::WrongSubject.into());
    }
    if let Event::Decided { witness, .. } = event
        && witness.photo != Digest(row.get("photo")?)
    {
        return Err(Refusal::WrongSubject.into());
    }
    let stands = rows::standing(row)?;
    let is_approved = stands.status == Status::Approved;
    if matches!(event, Event::Screened(_)) && is_approved && packed::is_made(conn, id)? {
        return Err(Refusal::WrongStatus { status: stands.status }.into());
    }
    if let Event::StandardisedAgain(again) = event
        && !screenings::is_made_by(conn, id, again.screened.by)?
    {
        return Err(Refusal::ScreenedOtherwise.into());
    }
    let said = match event {
        Event::Decided { .. } if stands.status == Status::Seconding => {
            accusations(conn, [row.get("proposed_seq")?, row.get("earlier_proposed_seq")?])?
        }
        _ => Vec::new(),
    };
    let to = lifecycle::advance(&stands, &said, actor, event)?;
    taken_back::check(conn, &Subject::Submission(id), event)?;
    if let Event::RefusedByReceiver { delivery, .. } = event
        && packed::delivered_in(conn, id)? != Some(*delivery)
    {
        return Err(Refusal::WrongSubject.into());
    }
    if let Event::Decided { witness, .. } = event {
        if to.status == Status::Approved && row.get("frozen")? {
            return Err(Refusal::Frozen.into());
        }
        if witness.student != Revision(row.get("stated_seq")?) {
            return Err(RecordError::StudentCorrected);
        }
    }
    let student = StudentId(row.get("student")?);
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
            reasons: rows::decided(&json, None)?.0.accusations(),
        });
    }
    Ok(said)
}
