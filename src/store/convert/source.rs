//! The old store: read from a copy of its database, so that nothing of it is touched, and verified.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rusqlite::{Connection, Row};

use super::fault::ConvertError;
use super::old::{OldLine, old_seal};
use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::store::error::{FileTask, StoreError};
use crate::store::migrate::{APPLICATION_ID, OLD_FORM};
use crate::store::photos::Photos;
use crate::store::{BUSY, DATABASE, PHOTOS, access, newest};

/// What a database's files are called behind its own name: what was written last may stand in the others.
const FILES: [&str; 3] = ["", "-wal", "-journal"];

/// A store of version 0.1.
pub(super) struct OldStore {
    /// A copy of its database.
    pub(super) conn: Connection,
    /// Its version, 1 or 2.
    pub(super) version: i64,
    /// Its folder.
    dir: PathBuf,
}

impl OldStore {
    /// Copies the database into a folder and opens the copy: SQLite would make files beside the old one.
    pub(super) fn open(dir: &Path, into: &Path) -> Result<Self, ConvertError> {
        let from = dir.join(DATABASE);
        // Before the log, as on opening a store.
        let noted = newest::read(&dir.join(PHOTOS));
        let before = looks(&from);
        for end in FILES {
            copy(&with_end(&from, end), &with_end(&into.join(DATABASE), end))?;
        }
        if looks(&from) != before {
            return Err(ConvertError::InUse(dir.to_owned()));
        }
        let conn = Connection::open(into.join(DATABASE))?;
        conn.busy_timeout(BUSY)?;
        let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let id: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if id != APPLICATION_ID {
            return Err(StoreError::NotAStore(from).into());
        }
        if !(1..=OLD_FORM).contains(&version) {
            return Err(ConvertError::NotOld(dir.to_owned()));
        }
        if let Some(noted) = noted
            && let Some(behind) = newest::behind(&conn, "main", &noted)?
        {
            return Err(ConvertError::Behind(behind));
        }
        Ok(Self { conn, version, dir: dir.to_owned() })
    }

    /// Hands every entry to `each`, first to last, until it fails.
    pub(super) fn lines(
        &self,
        mut each: impl FnMut(OldLine) -> Result<(), ConvertError>,
    ) -> Result<(), ConvertError> {
        let mut statement = self.conn.prepare(
            "SELECT seq, at, account, role, subject, kind, event, digest FROM log ORDER BY seq",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let seq = row.get("seq")?;
            // What can't even be read is not what was sealed.
            each(line(row).map_err(|_unreadable| ConvertError::Chain(seq))?)?;
        }
        Ok(())
    }

    /// Checks the chain of seals, and the database's own structure. Gives the last entry's digest and number.
    pub(super) fn check_log(&self) -> Result<(Digest, i64), ConvertError> {
        let (mut head, mut entries) = (Digest::ZERO, 0);
        self.lines(|line| {
            if line.seq != entries + 1 {
                return Err(ConvertError::Chain(entries + 1));
            }
            if old_seal(&head, &line) != line.digest {
                return Err(ConvertError::Chain(line.seq));
            }
            (head, entries) = (line.digest, line.seq);
            Ok(())
        })?;
        if entries == 0 {
            return Err(ConvertError::Chain(1));
        }
        let pages: String =
            self.conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if pages == "ok" { Ok((head, entries)) } else { Err(ConvertError::Pages(pages)) }
    }

    /// The photo files, as they lie in the old folder.
    pub(super) fn photos(&self) -> Photos {
        Photos::in_store(&self.dir)
    }

    /// Every photo that a submission or a student names, each once.
    fn named(&self) -> Result<Vec<PhotoHash>, StoreError> {
        let mut statement = self.conn.prepare(
            "SELECT photo FROM submission UNION
             SELECT reference_photo FROM student WHERE reference_photo IS NOT NULL ORDER BY 1",
        )?;
        let photos = statement.query_map([], |row| row.get("photo").map(Digest))?;
        Ok(photos.collect::<Result<_, _>>()?)
    }

    /// Checks every photo that somebody names, and gives them.
    pub(super) fn check_photos(&self) -> Result<Vec<PhotoHash>, ConvertError> {
        let (files, named) = (self.photos(), self.named()?);
        for photo in &named {
            match files.rehash(*photo) {
                Ok(Some(found)) if found == *photo => {}
                Ok(_) => return Err(ConvertError::Photo(*photo)),
                Err(error) => {
                    let path = files.path(*photo);
                    return Err(StoreError::file(FileTask::Read, &path)(error).into());
                }
            }
        }
        Ok(named)
    }
}

fn line(row: &Row<'_>) -> rusqlite::Result<OldLine> {
    Ok(OldLine {
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

/// Size and time of each of a database's files: they change where somebody writes.
fn looks(database: &Path) -> Vec<Option<(u64, Option<SystemTime>)>> {
    let look = |end: &&str| {
        let found = fs::metadata(with_end(database, end)).ok()?;
        Some((found.len(), found.modified().ok()))
    };
    FILES.iter().map(look).collect()
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut whole = path.as_os_str().to_owned();
    whole.push(end);
    whole.into()
}

/// Copies a file, if it is there.
fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut source = match File::open(from) {
        Ok(source) => source,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StoreError::file(FileTask::Read, from)(error)),
    };
    let mut target = access::create(to).map_err(StoreError::file(FileTask::Write, to))?;
    io::copy(&mut source, &mut target).map_err(StoreError::file(FileTask::Write, to))?;
    Ok(())
}
