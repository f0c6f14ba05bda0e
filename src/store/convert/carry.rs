//! Carries the old log over, entry by entry, into the log and the tables of the new store.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use rusqlite::{Connection, params};

use super::fault::ConvertError;
use super::old::{OldEvent, OldLine};
use super::source::OldStore;
use super::translate::{Said, translate};
use crate::domain::account::Actor;
use crate::domain::deadline::Calendar;
use crate::domain::event::{Converted, Event, Subject};
use crate::domain::photo_hash::Digest;
use crate::domain::rules::{BEFORE, RULES};
use crate::domain::student::StudentId;
use crate::store::batch::Batch;
use crate::store::error::{Cause, RecordError, StoreError};
use crate::store::{accounts, rows};

/// The times that entries were given in place of earlier ones, by the time that they had.
pub(super) type Later = BTreeMap<i64, BTreeSet<i64>>;

/// What was carried over.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// The digest of the last new entry.
    pub(super) head: Digest,
    /// How many entries bore an earlier time than the one before them, and bear that one's now.
    pub(super) moved: u64,
    /// Their times.
    pub(super) later: Later,
}

/// Where the new log stands.
struct NewLog<'a> {
    conn: &'a Connection,
    batch: Batch<'a>,
    converted: Converted,
    students: i64,
    carried: Carried,
}

/// Carries every entry of the old log over, and what stands beside it: the passwords' texts and the number
/// of the last lease. The leases themselves have run out.
pub(super) fn carry(
    source: &OldStore,
    conn: &Connection,
    converted: Converted,
) -> Result<Carried, ConvertError> {
    let calendar = Calendar::built_in().map_err(|error| StoreError::Calendar(error.to_string()))?;
    // Every entry brings its own time.
    let clock = || DateTime::UNIX_EPOCH;
    let batch = Batch::begin(conn, &calendar, &clock)?;
    let carried = Carried::default();
    let mut progress = NewLog { conn, batch, converted, students: 0, carried };
    source.lines(|line| progress.entry(&line))?;
    let NewLog { batch, carried, .. } = progress;
    batch.end()?;
    credentials(source, conn)?;
    let last: i64 =
        source.conn.query_row("SELECT last_token FROM lease_counter", [], |row| row.get(0))?;
    conn.execute("UPDATE lease_counter SET last_token = ?1 WHERE id = 1", [last])?;
    Ok(carried)
}

impl NewLog<'_> {
    fn entry(&mut self, line: &OldLine) -> Result<(), ConvertError> {
        let seq = line.seq;
        let unreadable =
            |error: StoreError| ConvertError::Unreadable { seq, why: error.to_string() };
        let at = rows::time(line.at).map_err(unreadable)?;
        let (said, rules) = if seq == 1 {
            (self.first(line)?, RULES)
        } else {
            let newcomer = StudentId(self.students + 1);
            (translate(self.conn, line, at, newcomer).map_err(unreadable)?, BEFORE)
        };
        let Said { actor, subject, event } = said;
        let written = self.batch.carry_over(at, rules, &actor, &subject, &event);
        let written = written.map_err(|error| match error {
            RecordError::Store(StoreError::Database { cause: Cause::Forbidden, why, .. }) => {
                ConvertError::Impossible { seq, why }
            }
            RecordError::Store(error) => error.into(),
            why => ConvertError::Impossible { seq, why: why.to_string() },
        })?;
        self.carried.head = written.digest;
        if written.at > at {
            self.carried.moved += 1;
            let times = self.carried.later.entry(line.at).or_default();
            times.insert(written.at.timestamp_millis());
        }
        self.students += i64::from(matches!(event, Event::Enrolled { .. }));
        Ok(())
    }

    /// The first entry names the log that the store was converted from.
    fn first(&self, line: &OldLine) -> Result<Said, ConvertError> {
        let Ok(OldEvent::StoreCreated { demo }) = serde_json::from_str(&line.event) else {
            let why = "a log begins with the making of its store".to_owned();
            return Err(ConvertError::Unreadable { seq: line.seq, why });
        };
        let name_key = accounts::name_key(self.conn)?;
        let converted = Some(self.converted);
        let event = Event::StoreCreated { demo, converted, name_key, policy: None };
        Ok(Said { actor: Actor::operator("store"), subject: Subject::Store, event })
    }
}

fn credentials(source: &OldStore, conn: &Connection) -> Result<(), ConvertError> {
    let mut statement = source.conn.prepare("SELECT account, phc FROM credential")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (account, phc): (String, String) = (row.get("account")?, row.get("phc")?);
        conn.execute(
            "INSERT INTO credential (account, phc) VALUES (?1, ?2)",
            params![account, phc],
        )?;
    }
    Ok(())
}
