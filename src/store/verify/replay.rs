//! Replays the log of the attached store into an empty database, by the rules that recorded it.

use rusqlite::{Connection, Row};

use super::{Fault, VerifyReport};
use crate::domain::account::Actor;
use crate::domain::event::Subject;
use crate::domain::log::{Entry, SealedFields, seal};
use crate::domain::photo_hash::Digest;
use crate::store::error::{Cause, RecordError, StoreError};
use crate::store::judge::judge;
use crate::store::{project, rows};

/// Replays every entry. Gives the entry at which that could not go on, if there is one.
pub(super) fn replay(
    conn: &Connection,
    report: &mut VerifyReport,
) -> Result<Option<i64>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT seq, at, account, role, subject, kind, event, digest FROM kept.log ORDER BY seq",
    )?;
    let mut found = statement.query([])?;
    let mut previous = Some(Digest::ZERO);
    let mut last = 0;
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
        if broken.is_none()
            && let Err(fault) = carry(conn, &line, previous)?
        {
            report.add(fault);
            broken = Some(line.seq);
        }
        last = line.seq;
        previous = Some(line.digest);
        report.head = line.digest;
        report.entries += 1;
    }
    if report.entries == 0 {
        report.add(Fault::Gap { expected: 1, found: 0 });
    }
    Ok(broken)
}

/// An entry as it is stored.
struct Line {
    seq: i64,
    at: i64,
    account: String,
    role: String,
    subject: String,
    kind: String,
    event: String,
    digest: Digest,
}

impl Line {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            account: row.get("account")?,
            role: row.get("role")?,
            subject: row.get("subject")?,
            kind: row.get("kind")?,
            event: row.get("event")?,
            digest: Digest(row.get("digest")?),
        })
    }

    fn fields(&self) -> SealedFields<'_> {
        SealedFields {
            seq: self.seq,
            at_ms: self.at,
            account: &self.account,
            role: &self.role,
            subject: &self.subject,
            kind: &self.kind,
            event: &self.event,
        }
    }

    fn entry(&self, previous: Digest) -> Result<Entry, StoreError> {
        let event = rows::event(&self.event)?;
        if event.kind() != self.kind {
            return Err(StoreError::damaged(format!("the kind {} does not fit", self.kind)));
        }
        let subject = Subject::parse(&self.subject);
        Ok(Entry {
            seq: self.seq,
            at: rows::time(self.at)?,
            actor: Actor {
                account: rows::account_name(&self.account)?,
                role: rows::role(&self.role)?,
            },
            subject: subject.ok_or_else(|| StoreError::damaged("the subject is unknown"))?,
            event,
            previous,
            digest: self.digest,
        })
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
    let judged = match judge(conn, &entry.actor, &entry.subject, None, &entry.event) {
        Ok(judged) => judged,
        Err(RecordError::Store(error)) => return Err(error),
        Err(why) => return Ok(Err(Fault::Impossible { seq, why: why.to_string() })),
    };
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
