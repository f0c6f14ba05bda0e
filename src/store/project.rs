//! Carries an entry of the log into the tables: the only place that writes them.

use rusqlite::{Connection, named_params, params};

use super::error::StoreError;
use super::initials::{initials, reading};
use super::judge::Judged;
use super::packed;
use super::policy;
use super::rows::stored;
use super::screenings;
use super::specification;
use crate::domain::account::AccountName;
use crate::domain::event::{Event, SignInFault, Subject, Submitted};
use crate::domain::log::{Entry, SealedFields};
use crate::domain::payment::Payment;
use crate::domain::personal::Salt;
use crate::domain::student::{Student, StudentId};
use crate::domain::submission::{Standing, Status, SubmissionId};

/// Appends an entry's fields to the log.
pub(super) fn append(
    conn: &Connection,
    fields: &SealedFields<'_>,
    digest: &[u8; 32],
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO log (seq, at, operation, student, import, rules, facts, account, role, subject,
         kind, event, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    statement.execute(params![
        fields.seq,
        fields.at_ms,
        fields.operation,
        fields.student,
        fields.import,
        fields.rules,
        fields.facts,
        fields.account,
        fields.role,
        fields.subject,
        fields.kind,
        fields.event,
        digest
    ])?;
    Ok(())
}

/// Keeps the personal facts of an entry beside it.
pub(super) fn keep_facts(
    conn: &Connection,
    seq: i64,
    salt: &Salt,
    document: &str,
) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO fact (seq, salt, document) VALUES (?1, ?2, ?3)")?
        .execute(params![seq, salt, document])?;
    Ok(())
}

/// Updates the tables by an entry that has been judged and appended.
pub(super) fn apply(conn: &Connection, entry: &Entry, judged: &Judged) -> Result<(), StoreError> {
    match (&entry.subject, judged) {
        (_, Judged::Told(_)) => Ok(()),
        (Subject::Submission(id), Judged::Screened(_) | Judged::Standardised { .. }) => {
            let screened = entry.event.screened();
            screened.map_or(Ok(()), |it| screenings::apply(conn, *id, entry.seq, it))
        }
        (_, Judged::Policy(policy)) => policy::set(conn, *policy, entry.seq),
        (_, Judged::Specification) => match &entry.event {
            Event::SpecificationSet { text } => specification::set(conn, text, entry.seq),
            _ => Ok(()),
        },
        (_, Judged::Clock) => clock(conn, entry),
        (_, Judged::Delivered) => match &entry.event {
            Event::Delivered(delivery) => packed::apply(conn, delivery, entry),
            _ => Ok(()),
        },
        (Subject::Submission(id), Judged::Packed(_)) => match &entry.event {
            Event::Packed { standard_photo, .. } => packed::pack(conn, *id, *standard_photo, entry),
            _ => Ok(()),
        },
        (Subject::Store | Subject::Name(_), _) => Ok(()),
        (_, Judged::Screened(_) | Judged::Standardised { .. } | Judged::Packed(_)) => Ok(()),
        (Subject::Account(name), _) => account(conn, entry, name),
        (Subject::Student(id), _) => student(conn, entry, *id),
        (Subject::Submission(id), Judged::Entered { to, .. }) => match &entry.event {
            Event::Submitted(submitted) => entered(conn, entry.seq, *id, submitted, to),
            _ => Ok(()),
        },
        (Subject::Submission(id), Judged::Moved { from, to, .. }) => {
            moved(conn, entry, *id, *from, to)
        }
        (Subject::Submission(_), Judged::Account | Judged::Student(_)) => Ok(()),
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

fn clock(conn: &Connection, entry: &Entry) -> Result<(), StoreError> {
    let Event::ClockAgreed { clock } = entry.event else { return Ok(()) };
    conn.prepare_cached(
        "INSERT OR REPLACE INTO clock (id, agreed, at, last_seq) VALUES (1, ?1, ?2, ?3)",
    )?
    .execute(params![stored(clock), stored(entry.at), entry.seq])?;
    Ok(())
}

fn student(conn: &Connection, entry: &Entry, id: StudentId) -> Result<(), StoreError> {
    let seq = entry.seq;
    match &entry.event {
        Event::Enrolled { student } => write_student(conn, id, student.as_ref(), seq, ENROL),
        Event::Corrected { student } => write_student(conn, id, student.as_ref(), seq, CORRECT),
        Event::CorrectionTakenBack { student, .. } => {
            write_student(conn, id, student.as_ref(), seq, CORRECT)
        }
        Event::Paid(payment) => paid(conn, payment, id, seq),
        Event::EnrolmentTakenBack(_) => off_roster(conn, id, seq),
        Event::PaymentTakenBack(of) => unpaid(conn, of.entry, id, seq),
        Event::ErasureProposed { .. } => {
            conn.prepare_cached(
                "UPDATE student SET erasure_seq = ?2, last_seq = ?2 WHERE id = ?1",
            )?
            .execute(params![id.0, seq])?;
            Ok(())
        }
        Event::Erased { .. } => erase(conn, id, seq),
        _ => Ok(()),
    }
}

/// Who was taken off the roster before has a row already.
const ENROL: &str = "INSERT INTO student (id, no, name, reading, initials, id_number, exam_no,
    department, programme, campus, reference_photo, paid, erased, stated_seq, last_seq)
    VALUES (:id, :no, :name, :reading, :initials, :id_number, :exam_no, :department, :programme,
    :campus, :reference_photo, 0, 0, :seq, :seq)
    ON CONFLICT (id) DO UPDATE SET no = :no, name = :name, reading = :reading, initials = :initials,
    id_number = :id_number, exam_no = :exam_no, department = :department, programme = :programme,
    campus = :campus, reference_photo = :reference_photo, off_roster = 0, stated_seq = :seq, last_seq = :seq";

const CORRECT: &str = "UPDATE student SET no = :no, name = :name, reading = :reading,
    initials = :initials, id_number = :id_number, exam_no = :exam_no, department = :department,
    programme = :programme, campus = :campus, reference_photo = :reference_photo,
    stated_seq = :seq, last_seq = :seq WHERE id = :id";

/// Writes what the roster states; nothing where it is erased by now, which only a replay meets.
fn write_student(
    conn: &Connection,
    id: StudentId,
    student: Option<&Student>,
    seq: i64,
    sql: &str,
) -> Result<(), StoreError> {
    conn.prepare_cached(sql)?.execute(named_params! {
        ":id": id.0,
        ":no": student.map(|student| student.no.as_str()),
        ":name": student.map(|student| &student.name),
        ":reading": student.map(|student| reading(&student.name)),
        ":initials": student.map(|student| initials(&student.name)),
        ":id_number": student.and_then(|student| student.id_number.as_ref()),
        ":exam_no": student.and_then(|student| student.exam_no.as_ref()),
        ":department": student.map(|student| &student.department),
        ":programme": student.map(|student| &student.programme),
        ":campus": student.map(|student| &student.campus),
        ":reference_photo": student.and_then(|student| student.reference_photo).map(|photo| photo.0),
        ":seq": seq,
    })?;
    Ok(())
}

fn paid(conn: &Connection, payment: &Payment, id: StudentId, seq: i64) -> Result<(), StoreError> {
    let transaction = Some(&payment.transaction).filter(|number| !number.is_empty());
    conn.prepare_cached(
        "INSERT INTO payment (seq, transaction_no, student, amount_fen, paid_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![seq, transaction, id.0, payment.amount_fen, stored(payment.paid_at)])?;
    conn.prepare_cached("UPDATE student SET paid = 1, last_seq = ?2 WHERE id = ?1")?
        .execute(params![id.0, seq])?;
    Ok(())
}

/// Nobody else may find them, but for an erasure. Their reference photo is named by nobody any more.
fn off_roster(conn: &Connection, id: StudentId, seq: i64) -> Result<(), StoreError> {
    conn.prepare_cached(
        "UPDATE student SET off_roster = 1, reference_photo = NULL, last_seq = ?2 WHERE id = ?1",
    )?
    .execute(params![id.0, seq])?;
    Ok(())
}

fn unpaid(conn: &Connection, payment: i64, id: StudentId, seq: i64) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM payment WHERE seq = ?1 AND student = ?2")?
        .execute(params![payment, id.0])?;
    conn.prepare_cached(
        "UPDATE student SET paid = EXISTS (SELECT 1 FROM payment WHERE student = ?1), last_seq = ?2
         WHERE id = ?1",
    )?
    .execute(params![id.0, seq])?;
    Ok(())
}

fn erase(conn: &Connection, id: StudentId, seq: i64) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM fact WHERE seq IN (SELECT seq FROM log WHERE student = ?1)")?
        .execute([id.0])?;
    conn.prepare_cached("UPDATE payment SET transaction_no = NULL WHERE student = ?1")?
        .execute([id.0])?;
    screenings::erase(conn, id)?;
    conn.prepare_cached(
        "UPDATE student SET no = NULL, name = NULL, reading = NULL, initials = NULL, id_number = NULL,
         exam_no = NULL, department = NULL, programme = NULL, campus = NULL, reference_photo = NULL,
         erasure_seq = NULL, erased = 1, last_seq = ?2 WHERE id = ?1",
    )?
    .execute(params![id.0, seq])?;
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
        submitted.student.0,
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
        .execute(params![submitted.student.0, submitted.attempt])?;
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
        Event::Admitted { .. } | Event::AwaitsPaymentAgain => {
            conn.prepare_cached(
                "UPDATE submission SET status = ?2, due = ?3, last_seq = ?4 WHERE id = ?1",
            )?
            .execute(params![id.0, to.status.code(), to.due.map(stored), seq])?;
            return Ok(());
        }
        Event::RefusedByReceiver { .. } => return packed::refuse(conn, id, to, seq),
        Event::Decided { .. } if to.status == Status::Seconding => PROPOSE,
        Event::Decided { .. } => DECIDE,
        Event::Undone if from == Status::Seconding && to.status == from => DROP_PROPOSAL,
        Event::Undone | Event::Resumed if to.status == Status::Seconding => RETURN_TO_PROPOSAL,
        Event::Undone | Event::Resumed => RETURN,
        Event::Revoked { .. } => REVOKE,
        Event::Held { .. } => HOLD,
        Event::StandsAgain { .. } if to.status == Status::Held => HOLD,
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
    if matches!(entry.event, Event::SubmissionTakenBack(_)) { taken_back(conn, id) } else { Ok(()) }
}

/// It is no attempt any more: the one before it is the student's last again.
fn taken_back(conn: &Connection, id: SubmissionId) -> Result<(), StoreError> {
    conn.prepare_cached("UPDATE submission SET taken_back = 1 WHERE id = ?1")?.execute([id.0])?;
    conn.prepare_cached(
        "UPDATE submission SET has_later = 0 WHERE student = (SELECT student FROM submission WHERE id = ?1)
         AND has_later AND status <> 'approved' AND NOT EXISTS (
             SELECT 1 FROM submission later WHERE later.student = submission.student
             AND later.attempt > submission.attempt AND NOT later.taken_back
         )",
    )?
    .execute([id.0])?;
    Ok(())
}

/// One update of a submission: 1 its number, 2 status, 3 proposer, 4 the one before them, 5 decider,
/// 6 status before, 7 time, 8 entry.
macro_rules! move_sql {
    ($changes:literal) => {
        concat!(
            "UPDATE submission SET status = ?2, proposer = ?3, earlier_proposer = ?4, decided_by = ?5,
             status_before = ?6, ",
            $changes,
            ", last_seq = ?8 WHERE id = ?1"
        )
    };
}

const PROPOSE: &str = move_sql!(
    "decided_at = ?7, decided_seq = ?8, proposed_seq = ?8, earlier_proposed_seq = proposed_seq"
);
const DECIDE: &str = move_sql!("decided_at = ?7, decided_seq = ?8");
const HOLD: &str = move_sql!("decided_at = ?7, decided_seq = NULL");
const CLOSE: &str = move_sql!("decided_at = NULL, decided_seq = NULL");
const RETURN: &str = move_sql!("decided_at = NULL, decided_seq = NULL, proposed_seq = NULL");
const REVOKE: &str = move_sql!(
    "decided_at = NULL, decided_seq = NULL, proposed_seq = NULL, earlier_proposed_seq = NULL"
);
const DROP_PROPOSAL: &str = move_sql!(
    "decided_at = (SELECT at FROM log WHERE seq = earlier_proposed_seq), decided_seq = earlier_proposed_seq,
     proposed_seq = earlier_proposed_seq, earlier_proposed_seq = NULL"
);
const RETURN_TO_PROPOSAL: &str = move_sql!(
    "decided_at = (SELECT at FROM log WHERE seq = proposed_seq), decided_seq = proposed_seq"
);
