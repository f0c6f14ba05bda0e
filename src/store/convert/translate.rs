//! Says an entry of the old log in the words of today's.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::old::{
    APPROVED_BEFORE, OldDecision, OldEvent, OldLine, OldPayment, OldStudent, OldSubmitted,
    OldWitness,
};
use crate::domain::account::{AccountName, Actor, ActorKind, Role};
use crate::domain::decision::{ClaimToken, Decision, Witness};
use crate::domain::event::{Closing, Event, Subject, Submitted};
use crate::domain::payment::Payment;
use crate::domain::student::{Student, StudentId, StudentNo};
use crate::domain::submission::{Revision, SubmissionId};
use crate::store::accounts::nobodys;
use crate::store::error::StoreError;
use crate::store::rows;

/// What an old entry says, in the words of today.
pub(super) struct Said {
    pub(super) actor: Actor,
    pub(super) subject: Subject,
    pub(super) event: Event,
}

/// Says an old entry anew. `conn`: the new store as it stands before it; `at`: the time of the new entry;
/// `newcomer`: the number for a student who is enrolled by it.
pub(super) fn translate(
    conn: &Connection,
    line: &OldLine,
    at: DateTime<Utc>,
    newcomer: StudentId,
) -> Result<Said, StoreError> {
    let old: OldEvent = serde_json::from_str(&line.event).map_err(StoreError::damaged)?;
    let enrols = matches!(old, OldEvent::Enrolled(_));
    let refused = matches!(old, OldEvent::SignInRefused { .. });
    let actor = if refused { Actor::door() } else { actor(line)? };
    let event = event(conn, old, at)?;
    if event.kind() != line.kind {
        return Err(StoreError::damaged(format!("the kind {} does not fit", line.kind)));
    }
    let event = match event {
        // Nobody asked for it: it followed from the approval.
        Event::Withdrawn { note } if note == APPROVED_BEFORE && !may_withdraw(&actor) => {
            Event::Closed { why: Closing::ApprovedBefore }
        }
        event => event,
    };
    let subject = match line.subject.split_once(':') {
        None if line.subject == "store" => Subject::Store,
        Some(("account", name)) if refused => refused_name(conn, name)?,
        Some(("account", name)) => Subject::Account(rows::account_name(name)?),
        Some(("student", _)) if enrols => Subject::Student(newcomer),
        Some(("student", no)) => Subject::Student(student_id(conn, &rows::student_no(no)?)?),
        Some(("submission", id)) => {
            Subject::Submission(SubmissionId(id.parse().map_err(StoreError::damaged)?))
        }
        _ => return Err(StoreError::damaged("the subject is unknown")),
    };
    Ok(Said { actor, subject, event })
}

fn may_withdraw(actor: &Actor) -> bool {
    actor.kind() == Some(ActorKind::Operator) || actor.role.may_withdraw()
}

/// Whoever ran the command line had the role of an administrator, and has one of their own now.
fn actor(line: &OldLine) -> Result<Actor, StoreError> {
    let account = rows::account_name(&line.account)?;
    let operator = Actor { account, role: Role::Operator };
    if operator.kind() == Some(ActorKind::Operator) {
        return Ok(operator);
    }
    let role = Role::ALL.into_iter().find(|role| role.code() == line.role);
    let role = role.ok_or_else(|| StoreError::damaged(format!("{:?} is no role", line.role)))?;
    Ok(Actor { account: operator.account, role })
}

/// Whose name a refused sign-in was under: an account's, or nobody's, which the log must not hold.
fn refused_name(conn: &Connection, typed: &str) -> Result<Subject, StoreError> {
    match AccountName::new(typed) {
        Ok(name) if rows::standing_of(conn, &name)?.is_some() => Ok(Subject::Account(name)),
        _ => nobodys(conn, typed),
    }
}

fn student_id(conn: &Connection, no: &StudentNo) -> Result<StudentId, StoreError> {
    let found = rows::student(conn, no)?.map(|row| row.id);
    found.ok_or_else(|| StoreError::damaged("the student is not on the roster"))
}

fn event(conn: &Connection, old: OldEvent, at: DateTime<Utc>) -> Result<Event, StoreError> {
    Ok(match old {
        // Only the first entry makes a store, and that one is written by the conversion itself.
        OldEvent::StoreCreated { .. } => {
            return Err(StoreError::damaged("a store is made once"));
        }
        OldEvent::Exported { report: list, rows } => Event::Exported { list, rows },
        OldEvent::BackedUp => Event::BackedUp,
        OldEvent::Restored => Event::Restored,
        OldEvent::PolicySet(policy) => Event::PolicySet(policy),
        OldEvent::AccountAdded { display_name, role, credential } => {
            Event::AccountAdded { display_name, role, credential }
        }
        OldEvent::PasswordSet { credential } => Event::PasswordSet { credential },
        OldEvent::AccountDisabled => Event::AccountDisabled,
        OldEvent::AccountEnabled => Event::AccountEnabled,
        OldEvent::SignedIn => Event::SignedIn,
        OldEvent::SignInRefused { fault } => Event::SignInRefused { fault },
        OldEvent::SignedOut => Event::SignedOut,
        OldEvent::Locked => Event::Locked,
        OldEvent::Unlocked => Event::Unlocked,
        OldEvent::Enrolled(old) => Event::Enrolled { student: Some(student(old)) },
        OldEvent::Corrected(old) => Event::Corrected { student: Some(student(old)) },
        OldEvent::Paid(old) => Event::Paid(payment(old)),
        OldEvent::Unmasked { purpose } => Event::Unmasked { purpose },
        OldEvent::Submitted(old) => {
            let student = student_id(conn, &old.student)?;
            Event::Submitted(submitted(old, student))
        }
        OldEvent::Admitted { due } => Event::Admitted { due },
        OldEvent::Viewed => Event::Viewed,
        OldEvent::Decided { decision: old, witness: saw } => {
            Event::Decided { decision: decision(old), witness: witness(&saw, at) }
        }
        OldEvent::Undone => Event::Undone,
        OldEvent::Held { note } => Event::Held { note },
        OldEvent::Resumed => Event::Resumed,
        OldEvent::Withdrawn { note } => Event::Withdrawn { note },
        OldEvent::WaitsAgain => Event::WaitsAgain,
        OldEvent::Superseded { by } => Event::Superseded { by: SubmissionId(by) },
    })
}

fn student(old: OldStudent) -> Student {
    let OldStudent { no, name, id_number, exam_no, department, programme, campus, .. } = old;
    let reference_photo = old.reference_photo;
    Student { no, name, id_number, exam_no, department, programme, campus, reference_photo }
}

fn payment(old: OldPayment) -> Payment {
    let OldPayment { transaction, amount_fen, paid_at } = old;
    Payment { transaction, amount_fen, paid_at }
}

fn submitted(old: OldSubmitted, student: StudentId) -> Submitted {
    Submitted {
        student,
        attempt: old.attempt,
        photo: old.photo,
        width: old.width,
        height: old.height,
        bytes: old.bytes,
        camera: old.camera,
        submitted_at: old.submitted_at,
        file: old.file,
        entry: old.entry,
    }
}

fn decision(old: OldDecision) -> Decision {
    match old {
        OldDecision::Approve => Decision::Approve,
        OldDecision::Reject { reasons, note } => Decision::Reject { reasons, note },
        OldDecision::Retake { items, reasons, notice, note } => {
            Decision::Retake { items, reasons, notice, note }
        }
    }
}

/// What version 0.1 did not note is taken from what it did: that the photo was on the screen from so long
/// before the decision on, under a lease given then, and that the reviewer was at work all that time.
fn witness(old: &OldWitness, at: DateTime<Utc>) -> Witness {
    let shown = i64::try_from(old.on_screen_ms).ok().and_then(TimeDelta::try_milliseconds);
    let since = shown.and_then(|shown| at.checked_sub_signed(shown)).unwrap_or(at);
    Witness {
        photo: old.photo,
        standard_photo: None,
        standard_photo_ms: None,
        findings: None,
        specification: None,
        student: Revision(old.student),
        claim: ClaimToken(old.claim),
        claimed_at: since,
        painted_at: since,
        on_screen_ms: old.on_screen_ms,
        active_ms: old.on_screen_ms,
    }
}
