//! Replays the log of the attached store into an empty database, by the rules that recorded it.

use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::line::StoredEntry;
use super::{Fault, GoesOn, VerifyReport, facts};
use crate::domain::clock::AHEAD;
use crate::domain::event::Event;
use crate::domain::log::{Entry, seal};
use crate::domain::photo_hash::Digest;
use crate::domain::rules::BEFORE;
use crate::store::error::{Cause, RecordError, StoreError};
use crate::store::judge::{Judging, judge};
use crate::store::project;

/// So many entries are replayed before it is asked whether to go on: some milliseconds' work.
const ASKED: u64 = 64;

/// How far a replay has come.
struct Replay<'a> {
    conn: &'a Connection,
    report: &'a mut VerifyReport,
    /// The digest of the entry before; none where that is missing or can't be read.
    previous: Option<Digest>,
    last: i64,
    last_at: Option<i64>,
    /// The entry at which it could not go on.
    broken: Option<i64>,
    /// So many entries, from the first on, were carried over from a log of version 0.1.
    converted: i64,
}

/// Replays every entry. Gives the entry at which that could not go on, if there is one; ends where it is told to.
pub(super) fn replay(
    conn: &Connection,
    report: &mut VerifyReport,
    goes_on: &mut GoesOn<'_>,
) -> Result<ControlFlow<(), Option<i64>>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT l.seq, l.at, l.operation, l.student, l.import, l.rules, l.facts, l.account, l.role,
         l.subject, l.kind, l.event, l.digest, f.salt, f.document
         FROM kept.log l LEFT JOIN kept.fact f ON f.seq = l.seq ORDER BY l.seq",
    )?;
    let mut found = statement.query([])?;
    let previous = Some(Digest::ZERO);
    let mut replay =
        Replay { conn, report, previous, last: 0, last_at: None, broken: None, converted: 0 };
    while let Some(row) = found.next()? {
        replay.line(row)?;
        if replay.report.entries.is_multiple_of(ASKED) && goes_on().is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    let Replay { broken, report, .. } = replay;
    if report.entries == 0 {
        report.add(Fault::Gap { expected: 1, found: 0 });
    }
    Ok(ControlFlow::Continue(broken))
}

impl Replay<'_> {
    fn line(&mut self, row: &Row<'_>) -> Result<(), StoreError> {
        let seq: i64 = row.get("seq")?;
        if seq != self.last + 1 {
            self.report.add(Fault::Gap { expected: self.last + 1, found: seq });
            self.broken = self.broken.or(Some(self.last + 1));
            self.previous = None;
        }
        self.last = seq;
        self.report.entries += 1;
        let line = match StoredEntry::read(row) {
            Ok(line) => line,
            // Bytes that are no text, or of another length than such a column has.
            Err(error) => {
                self.report.add(Fault::Unreadable { seq, why: error.to_string() });
                self.broken = self.broken.or(Some(seq));
                self.previous = None;
                return Ok(());
            }
        };
        if self.previous.is_some_and(|previous| seal(&previous, &line.fields()) != line.digest) {
            self.report.add(Fault::Seal(seq));
        }
        facts::check(self.conn, &line, self.report)?;
        self.check_time(&line);
        if self.broken.is_none()
            && let Err(fault) = self.carry(&line)?
        {
            self.report.add(fault);
            self.broken = Some(seq);
        }
        self.last_at = Some(line.at);
        self.previous = Some(line.digest);
        self.report.head = line.digest;
        Ok(())
    }

    /// The log never runs backwards; where it jumps far ahead, that is told.
    fn check_time(&mut self, line: &StoredEntry) {
        let Some(before) = self.last_at else { return };
        if line.at < before {
            self.report.add(Fault::Backwards(line.seq));
        } else if line.at.saturating_sub(before) > AHEAD.num_milliseconds() {
            self.report.add_jump(line.seq);
        }
    }

    fn carry(&mut self, line: &StoredEntry) -> Result<Result<(), Fault>, StoreError> {
        let seq = line.seq;
        let entry = match line.entry(self.previous.unwrap_or(Digest::ZERO)) {
            Ok(entry) => entry,
            Err(error) => return Ok(Err(Fault::Unreadable { seq, why: error.to_string() })),
        };
        self.look_at_first(&entry)?;
        if entry.rules == BEFORE && seq > self.converted {
            let why = "it is of no converted log".to_owned();
            return Ok(Err(Fault::Impossible { seq, why }));
        }
        let conn = self.conn;
        let judging = Judging::again(entry.rules);
        let judged = match judge(conn, &entry.actor, &entry.subject, None, &entry.event, judging) {
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

    /// Notes what the first entry says by which others are checked.
    fn look_at_first(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let Event::StoreCreated { converted, name_key, .. } = &entry.event else { return Ok(()) };
        self.converted = converted.map_or(0, |converted| converted.entries);
        let sql = "SELECT name_key FROM kept.secret WHERE id = 1";
        let kept: Option<Vec<u8>> =
            self.conn.query_row(sql, [], |row| row.get("name_key")).optional()?;
        if kept.is_none_or(|key| Digest::of(&key) != *name_key) {
            self.report.add(Fault::NameKey);
        }
        Ok(())
    }
}
