//! Verifies a store: replays the log from nothing and compares every table, checks the chain of
//! seals, the passwords' digests and every photo.
//!
//! The log can't tell that its last entries were cut off together with what the tables made of them,
//! nor that everything was computed anew: that takes a seal kept elsewhere. The head that is noted beside
//! the photos is one, as far as whoever changed the log did not know of it.

mod compare;
mod facts;
mod line;
mod photos;
mod replay;
mod report;

use std::ops::ControlFlow;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::error::{Cause, StoreError};
use super::migrate;
use super::read_only::{PrivateCopy, plainly};
use super::{BUSY, DATABASE, PHOTOS, Store, access, newest};

pub use report::{Fault, FaultKind, VerifyReport};

/// How much of the replayed tables is held in memory, in KiB; the rest is in a temporary file. More makes a
/// verification of a large store faster, and this is enough for a fast one.
const CACHE_KIB: i64 = 32 * 1024;

/// Verifies the store in a folder, also while consoles work on it.
pub fn verify(dir: &Path, now: DateTime<Utc>) -> Result<VerifyReport, StoreError> {
    let done = verify_parts(dir, now, true, &mut || ControlFlow::Continue(()))?;
    Ok(done.unwrap_or_default())
}

/// Verifies the database of a store alone, as of one whose photos are elsewhere. The report can still be added to,
/// and is ended by whoever does. Nothing where `goes_on`, which is asked all along, ends it.
pub(super) fn verify_database(
    dir: &Path,
    now: DateTime<Utc>,
    goes_on: &mut GoesOn<'_>,
) -> Result<Option<VerifyReport>, StoreError> {
    verify_parts(dir, now, false, goes_on)
}

/// Asked whether to go on.
pub(super) type GoesOn<'a> = dyn FnMut() -> ControlFlow<()> + 'a;

fn verify_parts(
    dir: &Path,
    now: DateTime<Utc>,
    whole: bool,
    goes_on: &mut GoesOn<'_>,
) -> Result<Option<VerifyReport>, StoreError> {
    Store::refuse_lost(dir)?;
    if !Store::exists(dir) {
        return Err(StoreError::Missing(dir.to_owned()));
    }
    let mut report = VerifyReport::default();
    match look(dir, now, whole, &mut report, goes_on) {
        Err(StoreError::Database { cause: Cause::Corrupt, why, .. }) => {
            report.add(Fault::Pages(why));
        }
        done => {
            if done.map_err(|error| error.of(&dir.join(DATABASE)))?.is_break() {
                return Ok(None);
            }
        }
    }
    if whole {
        report.open_to_others = access::is_open_to_others(dir);
        report.end();
    }
    Ok(Some(report))
}

fn look(
    dir: &Path,
    now: DateTime<Utc>,
    photos_too: bool,
    report: &mut VerifyReport,
    goes_on: &mut GoesOn<'_>,
) -> Result<ControlFlow<()>, StoreError> {
    // Before the log, which others may write to: it is then at most ahead of the note.
    let noted = newest::read(&dir.join(PHOTOS));
    let there = open(&dir.join(DATABASE), now);
    // Where nothing can be written, a private copy is verified: SQLite writes beside what it reads.
    let (conn, _copy) = match there {
        Err(error) if plainly(error.clone(), dir).is_unwritable() => {
            let copy = PrivateCopy::of(dir)?;
            (open(&copy.database(), now)?, Some(copy))
        }
        there => (there?, None),
    };
    // One transaction: everything is read from the same moment, whatever consoles write meanwhile.
    conn.execute_batch("BEGIN")?;
    check_pages(&conn, report)?;
    if goes_on().is_break() {
        return Ok(ControlFlow::Break(()));
    }
    let ControlFlow::Continue(broken) = replay::replay(&conn, report, goes_on)? else {
        return Ok(ControlFlow::Break(()));
    };
    facts::check_orphans(&conn, report)?;
    compare::schema(&conn, report)?;
    if let Some(seq) = broken {
        report.add(Fault::NotCompared(seq));
    } else {
        compare::tables(&conn, report)?;
        compare::credentials(&conn, report)?;
    }
    if let Some(noted) = noted
        && let Some(behind) = newest::behind(&conn, "kept", &noted)?
    {
        report.add(Fault::Behind(behind));
    }
    if !photos_too {
        return Ok(goes_on());
    }
    photos::note_names(&conn, if broken.is_some() { "kept" } else { "main" })?;
    // To read every photo takes long, and as long as the store is read from one moment its write-ahead log
    // grows.
    conn.execute_batch("COMMIT; DETACH kept")?;
    photos::check(&conn, dir, report)?;
    Ok(ControlFlow::Continue(()))
}

/// A private database, empty and of the newest version, with the store attached as `kept`. What the store's own
/// version looks like is noted in it.
fn open(file: &Path, now: DateTime<Utc>) -> Result<Connection, StoreError> {
    // An empty name is a temporary file of SQLite's own: a replay may be larger than the memory.
    let mut conn = Connection::open("")?;
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "journal_mode", "OFF")?;
    conn.pragma_update(None, "synchronous", "OFF")?;
    conn.pragma_update(None, "cache_size", -CACHE_KIB)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.execute("ATTACH ?1 AS kept", [file.to_string_lossy()])?;
    let found: i64 = conn.query_row("PRAGMA kept.user_version", [], |row| row.get(0))?;
    // An older store, such as an old backup, is verified as it is: nothing is written to it.
    let versions = migrate::up_to(found, file)?;
    migrate::migrate(&mut conn, None, versions, now, |_empty| Ok(()))?;
    compare::note_form(&conn)?;
    // The log is replayed by the program of today, which needs the tables of today.
    migrate::migrate(&mut conn, None, migrate::MIGRATIONS, now, |_empty| Ok(()))?;
    conn.pragma_update(None, "foreign_keys", true)?;
    Ok(conn)
}

/// Runs SQLite's own check of the attached store: the whole one, since the queue is read through an
/// index, and only this compares the indexes with their tables.
fn check_pages(conn: &Connection, report: &mut VerifyReport) -> Result<(), StoreError> {
    let mut statement = conn.prepare("PRAGMA kept.integrity_check(20)")?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    for line in lines {
        let line = line?;
        if line != "ok" {
            report.add(Fault::Pages(line));
        }
    }
    Ok(())
}
