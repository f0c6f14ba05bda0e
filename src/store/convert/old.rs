//! The log of version 0.1, as it is stored: lines that name people, sealed by BLAKE3.

use rusqlite::{Connection, Row};
use serde_json::{Map, Value, json};

use crate::domain::event::{Closing, Event};
use crate::domain::photo_hash::Digest;
use crate::domain::student::StudentId;
use crate::store::error::StoreError;

/// The note of a withdrawal that followed from an approval.
const APPROVED_BEFORE: &str = "an earlier attempt was approved";

/// One line.
pub(super) struct Line {
    pub(super) seq: i64,
    pub(super) at: i64,
    pub(super) account: String,
    pub(super) role: String,
    pub(super) subject: String,
    kind: String,
    event: String,
    pub(super) digest: Digest,
}

/// Every line of the attached log, in order.
pub(super) fn lines(conn: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut statement = conn.prepare("SELECT seq FROM old.log ORDER BY seq")?;
    let found = statement.query_map([], |row| row.get("seq"))?;
    Ok(found.collect::<Result<_, _>>()?)
}

impl Line {
    pub(super) fn read(conn: &Connection, seq: i64) -> Result<Self, StoreError> {
        let mut statement = conn.prepare_cached(
            "SELECT seq, at, account, role, subject, kind, event, digest FROM old.log WHERE seq = ?1",
        )?;
        Ok(statement.query_row([seq], Self::of)?)
    }

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
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

    /// The digest that it must carry behind the line before it.
    pub(super) fn seal(&self, previous: &Digest) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&previous.0);
        hasher.update(&self.seq.to_le_bytes());
        hasher.update(&self.at.to_le_bytes());
        for text in [&self.account, &self.role, &self.subject, &self.kind, &self.event] {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        Digest(*hasher.finalize().as_bytes())
    }

    /// What it tells, in the form of today. `student` finds the store's number of a student number.
    pub(super) fn event(
        &self,
        student: impl Fn(&str) -> Option<StudentId>,
    ) -> Result<Event, StoreError> {
        let mut fields: Map<String, Value> =
            serde_json::from_str(&self.event).map_err(StoreError::damaged)?;
        match self.kind.as_str() {
            "enrolled" | "corrected" => {
                fields.remove("event");
                fields = Map::from_iter([
                    ("event".to_owned(), json!(self.kind)),
                    ("student".to_owned(), Value::Object(fields)),
                ]);
            }
            "submitted" => {
                let no = fields.get("student").and_then(Value::as_str).unwrap_or_default();
                let id = student(no).ok_or_else(|| {
                    StoreError::damaged(format!("entry {} names nobody on the roster", self.seq))
                })?;
                fields.insert("student".to_owned(), json!(id.0));
            }
            "decided" => self.add_to_witness(&mut fields)?,
            "withdrawn" if Self::follows_from_approval(&fields) => {
                return Ok(Event::Closed { why: Closing::ApprovedBefore });
            }
            _ => {}
        }
        serde_json::from_value(Value::Object(fields)).map_err(StoreError::damaged)
    }

    /// Whether somebody tried to sign in, in vain.
    pub(super) fn is_refused_sign_in(&self) -> bool {
        self.kind == "sign_in_refused"
    }

    fn follows_from_approval(fields: &Map<String, Value>) -> bool {
        fields.get("note").and_then(Value::as_str) == Some(APPROVED_BEFORE)
    }

    /// Version 0.1 noted no times of its own: the photo came to the screen as long before the decision as it
    /// was looked at, and that counts as work.
    fn add_to_witness(&self, fields: &mut Map<String, Value>) -> Result<(), StoreError> {
        let witness = fields.get_mut("witness").and_then(Value::as_object_mut);
        let witness = witness.ok_or_else(|| StoreError::damaged("a decision without a witness"))?;
        let shown = witness.get("on_screen_ms").and_then(Value::as_i64).unwrap_or_default();
        let began = crate::store::rows::time(self.at - shown)?;
        witness.insert("claimed_at".to_owned(), json!(began));
        witness.insert("painted_at".to_owned(), json!(began));
        witness.insert("active_ms".to_owned(), json!(shown));
        Ok(())
    }
}
