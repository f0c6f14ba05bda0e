//! Replays the log of the attached store into an empty database, by the rules that recorded it.

use rusqlite::Connection;

use super::line::Line;
use super::{Fault, VerifyReport, facts};
use crate::domain::clock::AHEAD;
use crate::domain::log::seal;
use crate::domain::photo_hash::Digest;
use crate::store::error::{Cause, RecordError, StoreError};
use crate::store::judge::{Judging, judge};
use crate::store::project;

/// Replays every entry. Gives the entry at which that could not go on, if there is one.
pub(super) fn replay(
    conn: &Connection,
    report: &mut VerifyReport,
) -> Result<Option<i64>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT l.seq, l.at, l.operation, l.student, l.import, l.rules, l.facts, l.account, l.role,
         l.subject, l.kind, l.event, l.digest, f.salt, f.document
         FROM kept.log l LEFT JOIN kept.fact f ON f.seq = l.seq ORDER BY l.seq",
    )?;
    let mut found = statement.query([])?;
    let mut previous = Some(Digest::ZERO);
    let (mut last, mut last_at) = (0, None);
    let mut broken = None;
    while let Some(row) = found.next()? {
        let line = Line::read(row)?;
        if line.seq != last + 1 {
            report.add(Fault::Gap { expected: last + 1, found: line.seq });
            broken = broken.or(Some(last + 1));
            previous = None;
        }
        let fields = line.fields();
        if previous.is_some_and(|previous| seal(&previous, &fields) != line.digest) {
            report.add(Fault::Seal(line.seq));
        }
        facts::check(conn, &line, report)?;
        check_time(&line, last_at, report);
        if broken.is_none()
            && let Err(fault) = carry(conn, &line, previous)?
        {
            report.add(fault);
            broken = Some(line.seq);
        }
        (last, last_at) = (line.seq, Some(line.at));
        previous = Some(line.digest);
        report.head = line.digest;
        report.entries += 1;
    }
    if report.entries == 0 {
        report.add(Fault::Gap { expected: 1, found: 0 });
    }
    Ok(broken)
}

/// The log never runs backwards; where it jumps far ahead, that is told.
fn check_time(line: &Line, before: Option<i64>, report: &mut VerifyReport) {
    let Some(before) = before else { return };
    if line.at < before {
        report.add(Fault::Backwards(line.seq));
    } else if line.at - before > AHEAD.num_milliseconds() {
        report.add_jump(line.seq);
    }
}

fn carry(
    conn: &Connection,
    line: &Line,
    previous: Option<Digest>,
) -> Result<Result<(), Fault>, StoreError> {
    let seq = line.seq;
    let entry = match line.entry(previous.unwrap_or(Digest::ZERO)) {
        Ok(entry) => entry,
        Err(error) => return Ok(Err(Fault::Unreadable { seq, why: error.to_string() })),
    };
    let judged =
        match judge(conn, &entry.actor, &entry.subject, None, &entry.event, Judging::Replay) {
            Ok(judged) => judged,
            Err(RecordError::Store(error)) => return Err(error),
            Err(why) => return Ok(Err(Fault::Impossible { seq, why: why.to_string() })),
        };
    if judged.student() != entry.student {
        let why = "it belongs to another student".to_owned();
        return Ok(Err(Fault::Impossible { seq, why }));
    }
    let carried = project::append(conn, &line.fields(), &line.digest.0)
        .and_then(|()| project::apply(conn, &entry, &judged));
    match carried {
        // A constraint or trigger of the tables: the entry contradicts those before it.
        Err(StoreError::Database { cause: Cause::Forbidden, why, .. }) => {
            Ok(Err(Fault::Impossible { seq, why }))
        }
        done => done.map(Ok),
    }
}
