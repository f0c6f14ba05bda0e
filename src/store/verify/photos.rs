//! Looks at every photo that somebody names, and at those that nobody names. The names stand in a table of
//! the private database: a store may name more than the memory holds.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;

use super::report::MOST_NAMED;
use super::{Fault, VerifyReport};
use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::store::error::StoreError;
use crate::store::generation_note::{Note, photos_of};
use crate::store::named::names;
use crate::store::photos::Photos;
use crate::store::unnamed::Unnamed;

/// Notes which photos the tables of a schema name, each once and in order, to be asked without them.
pub(super) fn note_names(conn: &Connection, schema: &str) -> Result<(), StoreError> {
    let names = names(conn, schema)?;
    Ok(conn.execute_batch(&format!(
        "CREATE TABLE main.named_photo (photo);
         INSERT INTO main.named_photo {names};
         CREATE INDEX main.named_photo_by_name ON named_photo (photo);"
    ))?)
}

/// Looks at the photo files of a store by the names that were noted.
pub(super) fn check(
    conn: &Connection,
    dir: &Path,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let files = Photos { root: photos_of(dir) };
    let mut statement = conn.prepare("SELECT photo FROM main.named_photo ORDER BY rowid")?;
    let mut named = statement.query([])?;
    while let Some(row) = named.next()? {
        check_one(&files, Digest(row.get("photo")?), report);
    }
    note_unnamed(conn, dir, &files, report)
}

fn check_one(files: &Photos, photo: PhotoHash, report: &mut VerifyReport) {
    check_bytes(files, photo, report);
    report.photos += 1;
}

fn check_bytes(files: &Photos, photo: PhotoHash, report: &mut VerifyReport) {
    match files.rehash(photo) {
        Ok(Some(found)) if found == photo => {}
        Ok(Some(_other)) => report.add(Fault::PhotoAltered(photo)),
        Ok(None) => report.add(Fault::PhotoMissing(photo)),
        Err(error) => report.add(Fault::PhotoUnreadable { photo, why: error.to_string() }),
    }
}

/// Tells of the photos that were set aside: of the first by hash which, of the others how many. A generation of backups
/// has them in its pool, and promises in its note that they are there.
fn note_unnamed(
    conn: &Connection,
    dir: &Path,
    files: &Photos,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let mut is_named =
        conn.prepare("SELECT EXISTS (SELECT 1 FROM main.named_photo WHERE photo = ?1)")?;
    let (mut first, mut number) = (BTreeSet::new(), 0_u64);
    let mut each = |unnamed: Unnamed| {
        if !is_named.query_row([unnamed.photo.0], |row| row.get::<_, bool>(0))? {
            number += 1;
            first.insert(unnamed.photo);
            if first.len() > MOST_NAMED {
                first.pop_last();
            }
        }
        Ok(())
    };
    match Note::read(dir) {
        Ok(None) => files.each_unnamed(each)?,
        Ok(Some(note)) => {
            for unnamed in note.unnamed {
                check_bytes(files, unnamed.photo, report);
                each(unnamed)?;
            }
        }
        // Its database may be all that is left of a store: it is verified all the same.
        Err(error) => tracing::warn!("the note of a backup cannot be read: {error}"),
    }
    report.more_unnamed = number - first.len() as u64;
    report.unnamed = first.into_iter().collect();
    Ok(())
}
