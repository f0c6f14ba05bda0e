//! Converts a store of version 0.1, whose sealed log names people, into one of today's form: a new chain,
//! which names the old one, and carries every entry over under its own number. The old store is only read.

mod old;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::batch::Batch;
use super::error::{FileTask, RecordError, StoreError};
use super::named::named_photos;
use super::photos::{Photos, sync_folder};
use super::verify::{VerifyReport, verify};
use super::{BUSY, DATABASE, PHOTOS, access, accounts, migrate, rows};
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::clock::Clock;
use crate::domain::deadline::Calendar;
use crate::domain::event::{Converted, Event, Subject};
use crate::domain::photo_hash::Digest;
use crate::domain::student::{StudentId, StudentNo};
use crate::domain::submission::SubmissionId;
use old::Line;

/// The beginning of the names of folders in which a store is being converted.
const STAGE: &str = ".photo-review-convert-";

/// Converts the store in `from` into a new one in `to`, which must be empty or not there. The new store is
/// there whole, or not at all. Gives what its verification found, and the last digest of the old log.
pub fn convert(
    from: &Path,
    to: &Path,
    clock: impl Clock,
) -> Result<(VerifyReport, Digest), RecordError> {
    let database = from.join(DATABASE);
    if !database.is_file() {
        return Err(StoreError::Missing(from.to_owned()).into());
    }
    if to.exists()
        && fs::read_dir(to).map_err(StoreError::file(FileTask::List, to))?.next().is_some()
    {
        return Err(StoreError::NotEmpty(to.to_owned()).into());
    }
    let beside = to.parent().filter(|parent| !parent.as_os_str().is_empty());
    let beside = beside.unwrap_or(Path::new("."));
    fs::create_dir_all(beside).map_err(StoreError::file(FileTask::MakeFolder, beside))?;
    let stage = tempfile::Builder::new().prefix(STAGE).tempdir_in(beside);
    let stage = stage.map_err(StoreError::file(FileTask::MakeFolder, beside))?;
    let (copy, new) = (stage.path().join("old"), stage.path().join("new"));
    for folder in [&copy, &new] {
        access::make_inside(folder).map_err(StoreError::file(FileTask::MakeFolder, folder))?;
    }
    copy_database(&database, &copy)?;
    let head = carry_over(&copy.join(DATABASE), &new, clock)?;
    copy_photos(from, &new, clock)?;
    let report = verify(&new, clock.now())?;
    if let Some(first) = report.faults.first() {
        let (faults, first) = (report.number() as usize, first.to_string());
        return Err(StoreError::BadCopy { faults, first, path: from.to_owned() }.into());
    }
    if to.exists() {
        fs::remove_dir(to).map_err(StoreError::file(FileTask::Delete, to))?;
    }
    fs::rename(&new, to).map_err(StoreError::file(FileTask::Move, to))?;
    sync_folder(beside)?;
    Ok((report, head))
}

/// Copies the database with what its write-ahead log still holds: to read it where it is would change files
/// of the old folder.
fn copy_database(database: &Path, to: &Path) -> Result<(), StoreError> {
    for end in ["", "-wal"] {
        let mut name = database.as_os_str().to_owned();
        name.push(end);
        let source = Path::new(&name);
        if source.is_file() {
            let target = to.join(format!("{DATABASE}{end}"));
            fs::copy(source, &target).map_err(StoreError::file(FileTask::Read, source))?;
        }
    }
    Ok(())
}

/// Carries every entry of the old log over; gives the digest of the last of them.
fn carry_over(old: &Path, new: &Path, clock: impl Clock) -> Result<Digest, RecordError> {
    let file = new.join(DATABASE);
    access::make_database(&file)?;
    let mut conn = super::connect(&file)?;
    migrate::migrate(&mut conn, None, migrate::MIGRATIONS, clock, |_empty| Ok(()))?;
    conn.execute("ATTACH ?1 AS old", [old.to_string_lossy()]).map_err(StoreError::from)?;
    check_version(&conn, old)?;
    let calendar = Calendar::built_in().map_err(|error| StoreError::Calendar(error.to_string()))?;
    conn.execute_batch("BEGIN IMMEDIATE").map_err(StoreError::from)?;
    let head = carry_entries(&conn, &calendar)?;
    conn.execute_batch(
        "INSERT INTO credential (account, phc) SELECT account, phc FROM old.credential; COMMIT",
    )
    .map_err(StoreError::from)?;
    compare(&conn)?;
    conn.execute_batch("DETACH old").map_err(StoreError::from)?;
    Ok(head)
}

fn check_version(conn: &Connection, old: &Path) -> Result<(), StoreError> {
    conn.busy_timeout(BUSY)?;
    let version: i64 = conn.query_row("PRAGMA old.user_version", [], |row| row.get(0))?;
    match version {
        1..=migrate::OLD_FORM => Ok(()),
        _ => Err(StoreError::NotAStore(old.to_owned())),
    }
}

fn carry_entries(conn: &Connection, calendar: &Calendar) -> Result<Digest, RecordError> {
    let lines = old::lines(conn)?;
    let entries = i64::try_from(lines.len()).map_err(StoreError::damaged)?;
    let head = lines
        .last()
        .map_or(Ok(Digest::ZERO), |last| Line::read(conn, *last).map(|line| line.digest))?;
    let mut students: BTreeMap<String, StudentId> = BTreeMap::new();
    let epoch = || chrono::DateTime::UNIX_EPOCH;
    let mut batch = Batch::begin(conn, calendar, &epoch)?;
    let mut previous = Digest::ZERO;
    for (seq, expected) in lines.into_iter().zip(1..) {
        let line = Line::read(conn, seq)?;
        if seq != expected || line.seal(&previous) != line.digest {
            return Err(StoreError::damaged(format!(
                "the seal of log entry {expected} does not fit"
            ))
            .into());
        }
        previous = line.digest;
        let subject = subject_of(conn, &line, &mut students)?;
        let mut event = line.event(|no| students.get(no).copied())?;
        if let Event::StoreCreated { converted, .. } = &mut event {
            *converted = Some(Converted { head, entries });
        }
        let actor = actor_of(&line, &event)?;
        batch.carry_over(rows::time(line.at)?, &actor, &subject, &event).map_err(
            |why| match why {
                RecordError::Store(error) => error,
                why => StoreError::damaged(format!("log entry {seq} was not possible: {why}")),
            },
        )?;
    }
    batch.end()?;
    Ok(head)
}

/// Who acted. A refused sign-in is the door's, and whoever ran the command line is an operator.
fn actor_of(line: &Line, event: &Event) -> Result<Actor, StoreError> {
    if matches!(event, Event::SignInRefused { .. }) {
        return Ok(Actor::door());
    }
    let account = rows::account_name(&line.account)?;
    let operator = line.account.starts_with("cli:");
    let role = if operator { Role::Operator } else { rows::role(&line.role)? };
    Ok(Actor { account, role })
}

/// What it happened to. A student is given a number at their first entry; a name that nobody has is told as
/// a keyed digest.
fn subject_of(
    conn: &Connection,
    line: &Line,
    students: &mut BTreeMap<String, StudentId>,
) -> Result<Subject, StoreError> {
    let unknown = || StoreError::damaged(format!("{:?} is no subject", line.subject));
    match line.subject.split_once(':') {
        None if line.subject == "store" => Ok(Subject::Store),
        Some(("student", no)) => {
            StudentNo::new(no).map_err(StoreError::damaged)?;
            let next = i64::try_from(students.len()).map_err(StoreError::damaged)? + 1;
            Ok(Subject::Student(*students.entry(no.to_owned()).or_insert(StudentId(next))))
        }
        Some(("submission", id)) => {
            Ok(Subject::Submission(SubmissionId(id.parse().map_err(|_not| unknown())?)))
        }
        Some(("account", name)) => {
            let account = AccountName::new(name).map_err(StoreError::damaged)?;
            let known = rows::standing_of(conn, &account)?.is_some();
            let refused = line.is_refused_sign_in();
            if known || !refused {
                Ok(Subject::Account(account))
            } else {
                accounts::nobodys(conn, name)
            }
        }
        _ => Err(unknown()),
    }
}

/// Copies every photo that somebody names, and what nobody does.
fn copy_photos(from: &Path, new: &Path, clock: impl Clock) -> Result<(), StoreError> {
    let source = Photos::in_store(from);
    let target = Photos::open(new, clock.now())?;
    let conn = Connection::open(new.join(DATABASE))?;
    for photo in named_photos(&conn, "main")? {
        // One that is missing is found by the verification, which names it.
        if source.contains(photo) {
            target.copy_from(&source, photo)?;
        }
    }
    if from.join(PHOTOS).is_dir() {
        target.copy_unnamed(&source)?;
    }
    Ok(())
}

/// What stands must be what stood, in every table that both forms have.
fn compare(conn: &Connection) -> Result<(), StoreError> {
    for (what, sql) in [
        (
            "submissions",
            "SELECT (SELECT count(*) FROM old.submission) - (SELECT count(*) FROM submission s
             JOIN old.submission o ON o.id = s.id JOIN student t ON t.id = s.student
             WHERE t.no IS o.student AND s.attempt IS o.attempt AND s.photo IS o.photo
             AND s.status IS o.status AND s.due IS o.due AND s.decided_by IS o.decided_by
             AND s.submitted_at IS o.submitted_at AND s.proposer IS o.proposer)",
        ),
        (
            "students",
            "SELECT (SELECT count(*) FROM old.student) - (SELECT count(*) FROM student s
             JOIN old.student o ON o.no = s.no WHERE s.name IS o.name AND s.id_number IS o.id_number
             AND s.exam_no IS o.exam_no AND s.department IS o.department AND s.paid IS o.paid
             AND s.programme IS o.programme AND s.campus IS o.campus
             AND s.reference_photo IS o.reference_photo)",
        ),
        (
            "payments",
            "SELECT (SELECT count(*) FROM old.payment) - (SELECT count(*) FROM payment s
             JOIN old.payment o ON o.transaction_no = s.transaction_no
             WHERE s.amount_fen IS o.amount_fen AND s.paid_at IS o.paid_at)",
        ),
        (
            "accounts",
            "SELECT (SELECT count(*) FROM old.account) - (SELECT count(*) FROM account s
             JOIN old.account o ON o.name = s.name WHERE s.role IS o.role AND s.enabled IS o.enabled
             AND s.display_name IS o.display_name AND s.credential IS o.credential)",
        ),
    ] {
        let missing: i64 = conn.query_row(sql, [], |row| row.get(0))?;
        if missing != 0 {
            return Err(StoreError::damaged(format!(
                "{missing} {what} would not be what they were"
            )));
        }
    }
    Ok(())
}
