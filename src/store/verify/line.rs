//! An entry of the log as it is stored, read back to be verified.

use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::domain::account::Actor;
use crate::domain::event::Subject;
use crate::domain::log::{Entry, SealedFields};
use crate::domain::operation::OperationId;
use crate::domain::photo_hash::Digest;
use crate::domain::rules::RULES;
use crate::domain::student::StudentId;
use crate::store::error::StoreError;
use crate::store::rows;

/// An entry as it is stored, with the facts beside it.
pub(super) struct StoredEntry {
    pub(super) seq: i64,
    pub(super) at: i64,
    pub(super) operation: [u8; 16],
    pub(super) student: Option<i64>,
    pub(super) import: Option<[u8; 16]>,
    pub(super) rules: u32,
    pub(super) facts: Option<[u8; 32]>,
    pub(super) account: String,
    pub(super) role: String,
    pub(super) subject: String,
    pub(super) kind: String,
    pub(super) event: String,
    pub(super) digest: Digest,
    /// None where they are erased, or the entry has none.
    pub(super) beside: Option<StoredFacts>,
}

/// The personal facts beside an entry, as they are stored.
pub(super) enum StoredFacts {
    Whole {
        salt: [u8; 32],
        document: String,
    },
    /// A salt of another length, or a document that is no text: never what was recorded.
    Unreadable,
}

impl StoredFacts {
    fn read(row: &Row<'_>) -> Result<Option<Self>, StoreError> {
        if row.get_ref("salt")? == ValueRef::Null {
            return Ok(None);
        }
        Ok(Some(match (row.get("salt"), row.get("document")) {
            (Ok(salt), Ok(document)) => Self::Whole { salt, document },
            _ => Self::Unreadable,
        }))
    }
}

impl StoredEntry {
    pub(super) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            operation: row.get("operation")?,
            student: row.get("student")?,
            import: row.get("import")?,
            rules: row.get("rules")?,
            facts: row.get("facts")?,
            account: row.get("account")?,
            role: row.get("role")?,
            subject: row.get("subject")?,
            kind: row.get("kind")?,
            event: row.get("event")?,
            digest: Digest(row.get("digest")?),
            beside: StoredFacts::read(row)?,
        })
    }

    pub(super) fn fields(&self) -> SealedFields<'_> {
        SealedFields {
            seq: self.seq,
            at_ms: self.at,
            operation: self.operation,
            student: self.student,
            import: self.import,
            rules: self.rules,
            facts: self.facts,
            account: &self.account,
            role: &self.role,
            subject: &self.subject,
            kind: &self.kind,
            event: &self.event,
        }
    }

    pub(super) fn entry(&self, previous: Digest) -> Result<Entry, StoreError> {
        if self.rules > RULES {
            return Err(StoreError::damaged(format!("rules {} are not known", self.rules)));
        }
        let document = match &self.beside {
            Some(StoredFacts::Whole { document, .. }) => Some(document.as_str()),
            Some(StoredFacts::Unreadable) => {
                return Err(StoreError::damaged("the personal facts are no text"));
            }
            None => None,
        };
        let event = rows::whole_event(&self.event, document)?;
        if event.kind() != self.kind {
            return Err(StoreError::damaged(format!("the kind {} does not fit", self.kind)));
        }
        let subject = Subject::parse(&self.subject);
        Ok(Entry {
            seq: self.seq,
            at: rows::time(self.at)?,
            operation: OperationId(self.operation),
            actor: Actor {
                account: rows::account_name(&self.account)?,
                role: rows::role(&self.role)?,
            },
            subject: subject.ok_or_else(|| StoreError::damaged("the subject is unknown"))?,
            student: self.student.map(StudentId),
            import: self.import.map(OperationId),
            rules: self.rules,
            event,
            facts: self.facts.map(Digest),
            previous,
            digest: self.digest,
        })
    }
}
