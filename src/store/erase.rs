//! Erasing a student's personal facts: the facts beside the log, the student's row, the photos that nobody
//! else has and their previews. What is left are entries that tell what was done with submissions of somebody
//! whom nobody can name any more, and the digests of their photos.
//!
//! The tables change in one transaction, which also notes the photos that are to be deleted. Whatever stops
//! the rest, it is finished when the store is opened next.

use std::fs;
use std::io::ErrorKind;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::batch::Batch;
use super::error::{FileTask, RecordError, StoreError};
use super::photos::{Photos, sync_folder};
use super::preview_cache::PreviewCache;
use super::wal::cut_log;
use super::{Store, WRITE, entries, migrate, rows};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::event::{ErasureReason, Event, Subject};
use crate::domain::lifecycle::Refusal;
use crate::domain::log::Entry;
use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::domain::student::StudentId;

/// What an erasure has taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Entries whose personal facts are gone.
    pub facts: u64,
    /// Photos that are gone.
    pub photos: u64,
    /// Copies of the database, left by migrations, that are gone: they held the facts too.
    pub copies: u64,
}

impl Store {
    /// Asks for a student's personal facts to be erased. A second person has to agree: [`Self::erase`].
    pub fn propose_erasure(
        &mut self,
        actor: &Actor,
        student: StudentId,
        why: ErasureReason,
        clock: impl Clock,
    ) -> Result<Entry, RecordError> {
        let row = self.student_by_id(student)?.ok_or(RecordError::NoSuchSubject)?;
        let event = Event::ErasureProposed { why };
        self.record(actor, &Subject::Student(student), row.revision, &event, clock)
    }

    /// Agrees to what somebody else has proposed, and erases it, for good. Refused while a delivery is being made. What
    /// one that something stopped has written, and that has no name yet, is deleted: the student may be in it.
    ///
    /// An error of [`Self::finish_erasures`] comes after the erasure is recorded: what is left to delete is
    /// deleted when the store is opened next.
    pub fn erase(
        &mut self,
        actor: &Actor,
        student: StudentId,
        clock: impl Clock,
    ) -> Result<Taken, RecordError> {
        // Where nobody can mark a delivery, none is made.
        let _no_delivery = match self.photos.delivering() {
            Ok(None) => return Err(Refusal::Delivering.into()),
            Ok(mark) => mark,
            Err(error) => {
                tracing::warn!("nobody can tell whether a delivery is being made: {error}");
                None
            }
        };
        let facts = self.batch(clock, |batch| batch.erase(actor, student))?;
        self.photos.delete_parts()?;
        Ok(Taken { facts, ..self.finish_erasures()? })
    }

    /// Deletes what erasures have left outside the tables, and writes the database anew, so that no freed
    /// page of it holds anything of them. Gives what was deleted; does nothing where nothing is left. Fails
    /// where somebody else keeps the database busy, and may be tried again.
    pub fn finish_erasures(&mut self) -> Result<Taken, StoreError> {
        if !has_any(&self.conn)? {
            return Ok(Taken::default());
        }
        let photos = self.delete_noted()?;
        let copies = self.delete_copies()?;
        // The copy that this makes of the database is as large as that: not in memory.
        self.conn.pragma_update(None, "temp_store", "FILE")?;
        let anew = self.conn.execute_batch("VACUUM");
        self.conn.pragma_update(None, "temp_store", "MEMORY")?;
        anew?;
        cut_log(&self.conn)?;
        self.conn.execute("DELETE FROM erasing", [])?;
        Ok(Taken { facts: 0, photos, copies })
    }

    /// Deletes a file that was put beside the photos in order to be named, where nothing named it after all.
    pub fn delete_if_unnamed(&mut self, photo: PhotoHash) -> Result<(), StoreError> {
        // Inside a transaction: meanwhile nobody can name it.
        let tx = self.conn.transaction_with_behavior(WRITE)?;
        if !is_named(&tx, photo)? {
            self.photos.delete(photo)?;
        }
        Ok(tx.rollback()?)
    }

    /// Deletes the copies of the database that migrations have left beside it.
    fn delete_copies(&self) -> Result<u64, StoreError> {
        let copies = migrate::copies(&self.dir)?;
        for copy in &copies {
            fs::remove_file(copy).map_err(StoreError::file(FileTask::Delete, copy))?;
        }
        sync_folder(&self.dir)?;
        Ok(copies.len() as u64)
    }

    /// Deletes the noted photos that nobody names now, and their previews.
    fn delete_noted(&mut self) -> Result<u64, StoreError> {
        let previews = PreviewCache::open(&self.dir)?;
        let mut deleted = 0;
        // Inside a transaction: meanwhile no import can name one of them.
        let tx = self.conn.transaction_with_behavior(WRITE)?;
        for photo in noted(&tx)? {
            if is_named(&tx, photo)? {
                continue;
            }
            deleted += u64::from(self.photos.delete(photo)?);
            previews.remove(photo)?;
        }
        tx.rollback()?;
        previews.cut_log()?;
        Ok(deleted)
    }
}

impl Batch<'_> {
    /// Records the erasure, and notes the photos to delete. Gives the number of entries whose facts are gone.
    fn erase(&mut self, actor: &Actor, student: StudentId) -> Result<u64, RecordError> {
        let conn = self.connection();
        let Some(row) = self.student_by_id(student)? else {
            let known = rows::is_student(conn, student)?;
            return Err(if known { Refusal::Erased.into() } else { RecordError::NoSuchSubject });
        };
        let why = proposed(conn, student)?.ok_or(Refusal::NotProposed)?;
        let facts: i64 = conn
            .prepare_cached(
                "SELECT count(*) AS facts FROM fact WHERE seq IN (SELECT seq FROM log WHERE student = ?1)",
            )?
            .query_row([student.0], |row| row.get("facts"))?;
        note_photos(conn, student)?;
        let event = Event::Erased { why };
        self.put(actor, &Subject::Student(student), Some(row.revision), &event)?;
        Ok(facts.unsigned_abs())
    }
}

/// Why somebody has asked for a student's facts to be erased, if anybody has.
fn proposed(conn: &Connection, student: StudentId) -> Result<Option<ErasureReason>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT event FROM log WHERE seq = (SELECT erasure_seq FROM student WHERE id = ?1)",
    )?;
    let json: Option<String> =
        statement.query_row([student.0], |row| row.get("event")).optional()?;
    Ok(match json.as_deref().map(rows::event).transpose()? {
        Some(Event::ErasureProposed { why }) => Some(why),
        _ => None,
    })
}

/// Notes every photo of a student that nobody else has, those of earlier statements too.
fn note_photos(conn: &Connection, student: StudentId) -> Result<(), StoreError> {
    let mut photos: Vec<PhotoHash> = Vec::new();
    for entry in entries::story(conn, student)? {
        photos.extend(entry.event.screened().and_then(|screened| screened.standard_photo));
        match entry.event {
            Event::Submitted(submitted) => photos.push(submitted.photo),
            Event::Enrolled { student } | Event::Corrected { student } => {
                photos.extend(student.and_then(|student| student.reference_photo));
            }
            _ => {}
        }
    }
    // Without a photo there is still a database to write anew.
    let notes = photos.into_iter().map(|photo| Some(photo.0)).chain([None]);
    for photo in notes {
        conn.prepare_cached("INSERT INTO erasing (student, photo) VALUES (?1, ?2)")?
            .execute(params![student.0, photo])?;
    }
    Ok(())
}

fn has_any(conn: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM erasing) AS found";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get("found"))?)
}

fn noted(conn: &Connection) -> Result<Vec<PhotoHash>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT photo FROM erasing WHERE photo IS NOT NULL")?;
    let photos = statement.query_map([], |row| row.get("photo").map(Digest))?;
    Ok(photos.collect::<Result<_, _>>()?)
}

/// Whether somebody who is not erased has a photo.
fn is_named(conn: &Connection, photo: PhotoHash) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (
             SELECT 1 FROM submission s JOIN student t ON t.id = s.student
             WHERE s.photo = ?1 AND NOT t.erased
             UNION ALL SELECT 1 FROM student WHERE reference_photo = ?1
             UNION ALL SELECT 1 FROM standard_photo WHERE photo = ?1
         ) AS named",
    )?;
    Ok(statement.query_row(params![photo.0], |row| row.get("named"))?)
}

impl Photos {
    /// Deletes a photo wherever it lies, half-written copies too. Says whether it was there.
    fn delete(&self, photo: PhotoHash) -> Result<bool, StoreError> {
        let mut places = vec![self.path(photo), self.aside(photo)];
        let name = photo.hex();
        let temporary = self.temporary();
        let list = |error| StoreError::file(FileTask::List, &temporary)(error);
        for entry in fs::read_dir(&temporary).map_err(list)? {
            let path = entry.map_err(list)?.path();
            let is_one = path.file_name().is_some_and(|at| at.to_string_lossy().starts_with(&name));
            places.extend(is_one.then_some(path));
        }
        let mut was_there = false;
        for path in places {
            match fs::remove_file(&path) {
                Ok(()) => was_there = true,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(StoreError::file(FileTask::Delete, &path)(error)),
            }
            path.parent().map_or(Ok(()), sync_folder)?;
        }
        Ok(was_there)
    }
}
