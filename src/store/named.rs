//! Which photos somebody names, asked without making those wait who decide meanwhile.

use std::collections::HashSet;

use rusqlite::Connection;

use super::error::StoreError;
use super::{Store, WRITE, entries};
use crate::domain::photo_hash::{Digest, PhotoHash};

/// From so many entries on that were recorded since, the names are read again.
const STALE: i64 = 2_000;

/// The photos that are named, as of one entry of the log. Whatever names a photo is an entry that bears
/// its hash, so those after it tell what is named since, without all the tables being read again: all but those that
/// tell of photos that were deleted since nobody named them.
pub(super) struct Named {
    pub(super) photos: HashSet<PhotoHash>,
    /// That entry.
    seq: i64,
}

/// The same inside a write transaction, or while no import runs: from here on nobody can name a photo.
pub(super) struct NamedNow<'a> {
    named: &'a Named,
    conn: &'a Connection,
}

impl Named {
    pub(super) fn read(conn: &Connection) -> Result<Self, StoreError> {
        // The head first: what is named between the two looks is then found twice, and not missed.
        let seq = entries::head(conn)?.seq;
        Ok(Self { photos: named_photos(conn, "main")?.into_iter().collect(), seq })
    }

    /// Whether so much was recorded since that to look through it would take long.
    fn is_stale(&self, conn: &Connection) -> Result<bool, StoreError> {
        Ok(entries::head(conn)?.seq - self.seq > STALE)
    }

    /// The names as they are now, where nobody can name a photo meanwhile: no import runs.
    pub(super) fn since<'a>(
        &'a mut self,
        conn: &'a Connection,
    ) -> Result<NamedNow<'a>, StoreError> {
        if self.is_stale(conn)? {
            *self = Self::read(conn)?;
        }
        Ok(NamedNow { named: self, conn })
    }

    /// Does some work on files in a short write transaction, in which nothing is written.
    pub(super) fn transaction(
        &mut self,
        store: &mut Store,
        work: impl FnOnce(&NamedNow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        loop {
            let tx = store.conn.transaction_with_behavior(WRITE)?;
            if !self.is_stale(&tx)? {
                work(&NamedNow { named: self, conn: &tx })?;
                return Ok(tx.rollback()?);
            }
            // Everything is read again, and nobody waits for that.
            tx.rollback()?;
            *self = Self::read(&store.conn)?;
        }
    }
}

impl NamedNow<'_> {
    /// Whether somebody names a photo.
    pub(super) fn hold(&self, photo: PhotoHash) -> Result<bool, StoreError> {
        if self.named.photos.contains(&photo) {
            return Ok(true);
        }
        let sql = "SELECT EXISTS (
                SELECT 1 FROM log LEFT JOIN fact ON fact.seq = log.seq WHERE log.seq > ?1
                AND kind <> 'unnamed_deleted' AND (instr(event, ?2) > 0 OR instr(coalesce(document, ''), ?2) > 0)
            )";
        let mut since = self.conn.prepare_cached(sql)?;
        Ok(since.query_row((self.named.seq, photo.hex()), |row| row.get(0))?)
    }
}

/// Every photo that a submission, a student or a screening names, each once; from the tables of a schema.
pub(super) fn named_photos(
    conn: &rusqlite::Connection,
    schema: &str,
) -> Result<Vec<PhotoHash>, StoreError> {
    let mut statement = conn.prepare(&names(conn, schema)?)?;
    let photos = statement.query_map([], |row| row.get("photo").map(Digest))?;
    Ok(photos.collect::<Result<_, _>>()?)
}

/// The query that [`named_photos`] asks.
pub(super) fn names(conn: &Connection, schema: &str) -> Result<String, StoreError> {
    // A store of an older version has none yet.
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM {schema}.sqlite_schema WHERE name = 'standard_photo')"
    );
    let standard_photos = if conn.query_row(&sql, [], |row| row.get(0))? {
        format!("UNION SELECT photo FROM {schema}.standard_photo")
    } else {
        String::new()
    };
    Ok(format!(
        "SELECT photo FROM {schema}.submission
         WHERE student NOT IN (SELECT id FROM {schema}.student WHERE erased) UNION
         SELECT reference_photo FROM {schema}.student WHERE reference_photo IS NOT NULL
         {standard_photos} ORDER BY 1"
    ))
}
