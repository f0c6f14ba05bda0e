//! Seals an event and writes it to the log, with what is personal in it beside.

use super::{Batch, LARGE, LARGE_CACHE_KIB};
use crate::domain::account::Actor;
use crate::domain::event::{Event, Subject};
use crate::domain::log::{Entry, SealedFields, seal};
use crate::domain::operation::OperationId;
use crate::domain::personal::{Facts, Salt, commitment};
use crate::domain::photo_hash::Digest;
use crate::domain::student::StudentId;
use crate::store::error::StoreError;
use crate::store::{project, rows};

/// The facts of an entry as they are kept beside it.
struct SaltedFacts {
    salt: Salt,
    document: String,
    digest: Digest,
}

impl SaltedFacts {
    fn new(facts: &Facts) -> Result<Self, StoreError> {
        let document = serde_json::to_string(facts).map_err(StoreError::damaged)?;
        let salt: Salt = rand::random();
        let digest = commitment(&salt, &document);
        Ok(Self { salt, document, digest })
    }
}

impl Batch<'_> {
    /// Seals an event and writes it behind the newest entry, what is personal in it beside the log.
    pub(super) fn append(
        &mut self,
        operation: OperationId,
        actor: &Actor,
        subject: &Subject,
        student: Option<StudentId>,
        event: &Event,
    ) -> Result<Entry, StoreError> {
        let mut bare = event.clone();
        let facts = Facts::take_from(&mut bare);
        let beside = (!facts.is_empty()).then(|| SaltedFacts::new(&facts)).transpose()?;
        let json = serde_json::to_string(&bare).map_err(StoreError::damaged)?;
        let subject_text = subject.to_string();
        let fields = SealedFields {
            seq: self.seq + 1,
            at_ms: rows::stored(self.at()),
            operation: operation.0,
            student: student.map(|student| student.0),
            import: self.import.map(|import| import.0),
            rules: self.rules,
            facts: beside.as_ref().map(|beside| beside.digest.0),
            account: actor.account.as_str(),
            role: actor.role.code(),
            subject: &subject_text,
            kind: event.kind(),
            event: &json,
        };
        let digest = seal(&self.previous, &fields);
        project::append(self.conn, &fields, &digest.0)?;
        if let Some(beside) = &beside {
            project::keep_facts(self.conn, fields.seq, &beside.salt, &beside.document)?;
        }
        let entry = Entry {
            seq: fields.seq,
            at: self.at(),
            operation,
            actor: actor.clone(),
            subject: subject.clone(),
            student,
            import: self.import,
            rules: self.rules,
            event: event.clone(),
            facts: beside.map(|beside| beside.digest),
            previous: self.previous,
            digest,
        };
        self.seq = entry.seq;
        self.previous = digest;
        self.time.newest = Some(entry.at);
        if !matches!(event, Event::SignedIn | Event::SignInRefused { .. }) {
            self.time.trusted = self.time.newest;
        }
        self.recorded += 1;
        if self.recorded == LARGE {
            self.conn.pragma_update(None, "cache_size", -LARGE_CACHE_KIB)?;
        }
        Ok(entry)
    }
}
