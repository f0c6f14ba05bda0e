//! Carries an entry of the log into the tables: the only place that writes them.

use rusqlite::{Connection, named_params, params};

use super::error::StoreError;
use super::initials::{initials, reading};
use super::judge::Judged;
use super::policy;
use super::rows::stored;
use crate::domain::account::AccountName;
use crate::domain::event::{Event, SignInFault, Subject, Submitted};
use crate::domain::log::{Entry, SealedFields};
use crate::domain::payment::Payment;
use crate::domain::student::{Student, StudentNo};
use crate::domain::submission::{Standing, Status, SubmissionId};

/// Appends an entry's fields to the log.
pub(super) fn append(
    conn: &Connection,
    fields: &SealedFields<'_>,
    digest: &[u8; 32],
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO log (seq, at, account, role, subject, kind, event, digest)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let SealedFields { seq, at_ms, account, role, subject, kind, event } = *fields;
    statement.execute(params![seq, at_ms, account, role, subject, kind, event, digest])?;
    Ok(())
}

/// Updates the tables by an entry that has been judged and appended.
pub(super) fn apply(conn: &Connection, entry: &Entry, judged: &Judged) -> Result<(), StoreError> {
    match (&entry.subject, judged) {
        (_, Judged::Told) => Ok(()),
        (_, Judged::Policy(policy)) => policy::set(conn, *policy, entry.seq),
        (Subject::Store, _) => Ok(()),
        (Subject::Account(name), _) => account(conn, entry, name),
        (Subject::Student(no), _) => student(conn, entry, no),
        (Subject::Submission(id), Judged::Entered(standing)) => match &entry.event {
            Event::Submitted(submitted) => entered(conn, entry.seq, *id, submitted, standing),
            _ => Ok(()),
        },
        (Subject::Submission(id), Judged::Moved { from, to, .. }) => {
            moved(conn, entry, *id, *from, to)
        }
        (Subject::Submission(_), Judged::Account | Judged::Student) => Ok(()),
    }
}

fn account(conn: &Connection, entry: &Entry, name: &AccountName) -> Result<(), StoreError> {
    let (name, seq, at) = (name.as_str(), entry.seq, stored(entry.at));
    match &entry.event {
        Event::AccountAdded { display_name, role, credential } => conn
            .prepare_cached(
                "INSERT INTO account (name, display_name, role, credential, enabled, failures, last_seq)
                 VALUES (?1, ?2, ?3, ?4, 1, 0, ?5)",
            )?
            .execute(params![name, display_name, role.code(), credential.0, seq])?,
        Event::PasswordSet { credential } => conn
            .prepare_cached(
                "UPDATE account SET credential = ?2, failures = 0, last_failure = NULL, last_seq = ?3
                 WHERE name = ?1",
            )?
            .execute(params![name, credential.0, seq])?,
        Event::AccountEnabled | Event::AccountDisabled => conn
            .prepare_cached("UPDATE account SET enabled = ?2, last_seq = ?3 WHERE name = ?1")?
            .execute(params![name, entry.event == Event::AccountEnabled, seq])?,
        Event::SignedIn => conn
            .prepare_cached(
                "UPDATE account SET failures = 0, last_failure = NULL, last_seq = ?2 WHERE name = ?1",
            )?
            .execute(params![name, seq])?,
        Event::SignInRefused { fault: SignInFault::WrongPassword } => conn
            .prepare_cached(
                "UPDATE account SET failures = failures + 1, last_failure = ?2, last_seq = ?3
                 WHERE name = ?1",
            )?
            .execute(params![name, at, seq])?,
        _ => conn
            .prepare_cached("UPDATE account SET last_seq = ?2 WHERE name = ?1")?
            .execute(params![name, seq])?,
    };
    Ok(())
}

fn student(conn: &Connection, entry: &Entry, no: &StudentNo) -> Result<(), StoreError> {
    match &entry.event {
        Event::Enrolled(student) => write_student(conn, student, entry.seq, ENROL),
        Event::Corrected(student) => write_student(conn, student, entry.seq, CORRECT),
        Event::Paid(payment) => paid(conn, payment, no, entry.seq),
        _ => Ok(()),
    }
}

const ENROL: &str = "INSERT INTO student (no, name, reading, initials, id_number, exam_no,
    department, programme, campus, reference_photo, paid, stated_seq, last_seq)
    VALUES (:no, :name, :reading, :initials, :id_number, :exam_no, :department, :programme,
    :campus, :reference_photo, 0, :seq, :seq)";

const CORRECT: &str = "UPDATE student SET name = :name, reading = :reading, initials = :initials,
    id_number = :id_number, exam_no = :exam_no, department = :department, programme = :programme,
    campus = :campus, reference_photo = :reference_photo, stated_seq = :seq, last_seq = :seq
    WHERE no = :no";

fn write_student(
    conn: &Connection,
    student: &Student,
    seq: i64,
    sql: &str,
) -> Result<(), StoreError> {
    conn.prepare_cached(sql)?.execute(named_params! {
        ":no": student.no.as_str(),
        ":name": student.name,
        ":reading": reading(&student.name),
        ":initials": initials(&student.name),
        ":id_number": student.id_number,
        ":exam_no": student.exam_no,
        ":department": student.department,
        ":programme": student.programme,
        ":campus": student.campus,
        ":reference_photo": student.reference_photo.map(|photo| photo.0),
        ":seq": seq,
    })?;
    Ok(())
}

fn paid(conn: &Connection, payment: &Payment, no: &StudentNo, seq: i64) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO payment (transaction_no, student, amount_fen, paid_at, last_seq)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        payment.transaction,
        no.as_str(),
        payment.amount_fen,
        stored(payment.paid_at),
        seq
    ])?;
    conn.prepare_cached("UPDATE student SET paid = 1, last_seq = ?2 WHERE no = ?1")?
        .execute(params![no.as_str(), seq])?;
    Ok(())
}

fn entered(
    conn: &Connection,
    seq: i64,
    id: SubmissionId,
    submitted: &Submitted,
    standing: &Standing,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO submission (id, student, attempt, photo, status, due, submitted_at, has_later,
         submitted_seq, last_seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?8)",
    )?
    .execute(params![
        id.0,
        submitted.student.as_str(),
        submitted.attempt,
        submitted.photo.0,
        standing.status.code(),
        standing.due.map(stored),
        stored(submitted.submitted_at),
        seq,
    ])?;
    if submitted.attempt > 1 {
        conn.prepare_cached(
            "UPDATE submission SET has_later = 1 WHERE student = ?1 AND attempt < ?2 AND has_later = 0",
        )?
        .execute(params![submitted.student.as_str(), submitted.attempt])?;
    }
    Ok(())
}

fn moved(
    conn: &Connection,
    entry: &Entry,
    id: SubmissionId,
    from: Status,
    to: &Standing,
) -> Result<(), StoreError> {
    let seq = entry.seq;
    // Only what an event can change is set: an index whose columns are not set costs nothing.
    let sql = match &entry.event {
        Event::Admitted { .. } => {
            conn.prepare_cached(
                "UPDATE submission SET status = ?2, due = ?3, last_seq = ?4 WHERE id = ?1",
            )?
            .execute(params![id.0, to.status.code(), to.due.map(stored), seq])?;
            return Ok(());
        }
        Event::Decided { .. } if to.status == Status::Seconding => PROPOSE,
        Event::Decided { .. } => DECIDE,
        Event::Undone if from == Status::Seconding && to.status == from => DROP_PROPOSAL,
        Event::Undone | Event::Resumed if to.status == Status::Seconding => RETURN_TO_PROPOSAL,
        Event::Undone | Event::Resumed => RETURN,
        Event::Held { .. } => HOLD,
        _ => CLOSE,
    };
    conn.prepare_cached(sql)?.execute(params![
        id.0,
        to.status.code(),
        to.proposer.as_ref().map(AccountName::as_str),
        to.earlier_proposer.as_ref().map(AccountName::as_str),
        to.decided_by.as_ref().map(AccountName::as_str),
        to.before.map(Status::code),
        stored(entry.at),
        seq,
    ])?;
    Ok(())
}

/// One update of a submission: 1 its number, 2 status, 3 proposer, 4 the one before them, 5 decider,
/// 6 status before, 7 time, 8 entry.
macro_rules! move_sql {
    ($changes:literal) => {
        concat!(
            "UPDATE submission SET status = ?2, proposer = ?3, proposer_below = ?4, decided_by = ?5,
             status_before = ?6, ",
            $changes,
            ", last_seq = ?8 WHERE id = ?1"
        )
    };
}

const PROPOSE: &str = move_sql!(
    "decided_at = ?7, decided_seq = ?8, proposed_seq = ?8, proposed_below = proposed_seq"
);
const DECIDE: &str = move_sql!("decided_at = ?7, decided_seq = ?8");
const HOLD: &str = move_sql!("decided_at = ?7, decided_seq = NULL");
const CLOSE: &str = move_sql!("decided_at = NULL, decided_seq = NULL");
const RETURN: &str = move_sql!("decided_at = NULL, decided_seq = NULL, proposed_seq = NULL");
const DROP_PROPOSAL: &str = move_sql!(
    "decided_at = (SELECT at FROM log WHERE seq = proposed_below), decided_seq = proposed_below,
     proposed_seq = proposed_below, proposed_below = NULL"
);
const RETURN_TO_PROPOSAL: &str = move_sql!(
    "decided_at = (SELECT at FROM log WHERE seq = proposed_seq), decided_seq = proposed_seq"
);
