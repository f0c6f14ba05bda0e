//! The store: a folder with the database of record `store.sqlite3` ([`Store`]), the photos ([`Photos`])
//! and the previews ([`PreviewCache`]), each of which is opened by itself.
//!
//! Every change of state goes through [`Store::record`] or [`Store::batch`].

pub mod access;
mod accounts;
pub mod backup;
mod batch;
mod behind;
mod busy;
mod checked;
mod claims;
mod columns;
mod compared;
mod convert;
mod database_copy;
mod decided;
mod deliveries;
mod delivery_note;
mod entries;
mod erase;
mod error;
mod first_entry;
mod generation_note;
pub mod generations;
mod holder;
mod importing;
mod in_place;
mod initials;
mod judge;
mod list;
mod look;
mod migrate;
mod named;
mod near_copies;
mod newest;
mod newest_delivery;
mod packed;
mod photo_copies;
mod photo_owner;
mod photos;
pub mod planned;
mod policy;
mod preview_cache;
mod project;
mod queue_counts;
mod read_only;
mod rows;
mod screenings;
mod sign_in_refusal;
mod slices;
mod specification;
mod traces;
mod unnamed;
pub mod verify;
mod wal;
mod whole_file;
mod withdraw;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

pub use accounts::AccountRow;
pub use batch::Batch;
pub use behind::Behind;
pub use checked::CheckedPhoto;
pub use claims::LEASE;
pub use convert::{Conversion, ConvertError, convert};
pub use decided::{DecidedRow, UnreadRow};
pub use deliveries::{CandidateRow, DeliveredRow, Parcel, PastDelivery};
pub use delivery_note::{DeliveryKind, DeliveryNote};
pub use erase::Taken;
pub use error::{Cause, FileTask, MOST_COUNTED, RecordError, RowName, StoreError};
pub use holder::writer;
pub use importing::{DeliveryMark, Importing};
pub use in_place::{FileId, file_id};
pub use list::{DueFilter, ListFilter, ListLine, ListRow, ListSort, ListedStudent, SortColumn};
pub use near_copies::NearCopy;
pub use photo_owner::PhotoOwner;
pub use photos::{Photos, Swept};
pub use preview_cache::PreviewCache;
pub use queue_counts::QueueCounts;
pub use rows::{Claim, StudentRow, SubmissionRow};
pub use screenings::{KeptFingerprint, ScreeningCounts, ScreeningRow, Unscreened};
pub use sign_in_refusal::SignInRefusal;
pub use slices::Slices;
pub use unnamed::Unnamed;
pub use withdraw::{ExamNosAhead, ImportedRow, PastImport};

use self::first_entry::NewStore;
use crate::domain::account::Actor;
use crate::domain::clock::{Clock, ClockOff};
use crate::domain::deadline::Calendar;
use crate::domain::event::{Event, Subject};
use crate::domain::log::Entry;
use crate::domain::operation::OperationId;
use crate::domain::student::{StudentId, StudentNo};
use crate::domain::submission::{Revision, SubmissionId};

/// How a transaction that writes begins.
const WRITE: TransactionBehavior = TransactionBehavior::Immediate;

/// The database file in a store's folder.
const DATABASE: &str = "store.sqlite3";

/// The folder of the photo files in a store's folder.
const PHOTOS: &str = "photos";

/// The file of the previews in a store's folder.
const PREVIEWS: &str = "previews.sqlite3";

/// What the names of temporary folders begin with in which copies are made.
const STAGE: &str = ".photo-review-copy-";

/// The oldest SQLite without the fault that could lose a transaction when the WAL was reset.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long to wait for another process that writes.
const BUSY: Duration = Duration::from_secs(10);

/// Largest write-ahead log that is kept on disk after it was carried over, in bytes.
const WAL_LIMIT: i64 = 64 * 1024 * 1024;

/// From so many pages in the write-ahead log on, a commit carries them over: SQLite's own number.
const AUTO_CHECKPOINT: i64 = 1000;

/// One connection to a store; open one in each thread.
pub struct Store {
    conn: Connection,
    dir: PathBuf,
    calendar: Calendar,
    photos: Photos,
    /// The database file that is open.
    file: in_place::FileId,
    /// Where nothing is to be written, or can be: what is read.
    only_read: Option<read_only::ReadSource>,
}

impl Store {
    /// Opens the store in a folder; makes both on first use. A folder whose database was lost is refused,
    /// and one where an older database stands than it has seen.
    pub fn open(dir: &Path, clock: impl Clock) -> Result<Self, StoreError> {
        let store = Self::open_as(dir, NewStore::REAL, false, clock)?;
        store.note_head();
        Ok(store)
    }

    /// Makes a store for invented people in a folder that holds none.
    pub fn create_demo(dir: &Path, clock: impl Clock) -> Result<Self, StoreError> {
        traces::refuse_lost(dir)?;
        if Self::exists(dir) {
            return Err(StoreError::NotEmpty(dir.to_owned()));
        }
        let store = Self::open_as(dir, NewStore::DEMO, false, clock)?;
        store.note_head();
        Ok(store)
    }

    /// Refuses a folder whose database was lost, or is empty, while photos of it are there.
    pub fn refuse_lost(dir: &Path) -> Result<(), StoreError> {
        traces::refuse_lost(dir)
    }

    fn open_as(
        dir: &Path,
        new: NewStore,
        older_too: bool,
        clock: impl Clock,
    ) -> Result<Self, StoreError> {
        Self::open_there(dir, new, older_too, clock)
            .map_err(|error| read_only::plainly(error.of(&dir.join(DATABASE)), dir))
    }

    fn open_there(
        dir: &Path,
        new: NewStore,
        older_too: bool,
        clock: impl Clock,
    ) -> Result<Self, StoreError> {
        if generation_note::is_generation(dir) {
            // Opened, it would be another than the one that was verified.
            return Err(StoreError::IsBackup(dir.to_owned()));
        }
        traces::refuse_lost(dir)?;
        let noted = if older_too { None } else { newest::read(&dir.join(PHOTOS)) };
        access::make_folder(dir).map_err(StoreError::file(FileTask::MakeFolder, dir))?;
        access::settle(dir);
        let file = dir.join(DATABASE);
        let mut conn = connect(&file)?;
        if let Some(noted) = noted
            && let Some(why) = newest::behind(&conn, "main", &noted)?
        {
            return Err(StoreError::Behind { why, dir: dir.to_owned() });
        }
        let calendar =
            Calendar::built_in().map_err(|error| StoreError::Calendar(error.to_string()))?;
        migrate::migrate(&mut conn, Some(&file), migrate::MIGRATIONS, clock, |conn| {
            first_entry::begin(conn, &calendar, new, clock)
        })?;
        let photos = Photos::open(dir, clock.now())?;
        let opened = in_place::file_id(&file);
        let mut store =
            Self { conn, dir: dir.to_owned(), calendar, photos, file: opened, only_read: None };
        if let Err(error) = store.finish_erasures() {
            tracing::warn!("what an erasure left to delete is still there: {error}");
        }
        Ok(store)
    }

    /// Whether there is a store in a folder. An empty file is none.
    pub fn exists(dir: &Path) -> bool {
        traces::has_bytes(&dir.join(DATABASE))
    }

    /// Notes the newest entry of the log beside the photos, so that an older database in this one's place
    /// is noticed. Takes as long as a small file needs to reach the disk, and is nothing to fail for.
    pub fn note_head(&self) {
        if self.only_read.is_none()
            && let Err(error) = newest::note(&self.conn, &self.dir.join(PHOTOS), false)
        {
            tracing::warn!("the newest head was not noted: {error}");
        }
    }

    /// Whether the store holds only invented people.
    pub fn is_demo(&self) -> Result<bool, StoreError> {
        let first = entries::first_entry(&self.conn)?;
        Ok(first.is_some_and(|entry| matches!(entry.event, Event::StoreCreated { demo: true, .. })))
    }

    /// The store's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The original photos.
    pub fn photos(&self) -> &Photos {
        &self.photos
    }

    /// Whether the clock tells another time than the log: then nothing but sign-ins is recorded until a
    /// person agrees.
    pub fn clock_off(&self, clock: impl Clock) -> Result<Option<ClockOff>, StoreError> {
        let newest = entries::head(&self.conn)?.at;
        Ok(entries::log_time(&self.conn, newest)?.check(clock.now()).err())
    }

    /// Tries whether the store takes a write, and leaves everything as it was.
    pub fn probe(&mut self) -> Result<(), StoreError> {
        let tx = self.conn.transaction_with_behavior(WRITE)?;
        tx.execute("UPDATE lease_counter SET last_token = last_token WHERE id = 1", [])?;
        tx.commit()?;
        Ok(())
    }

    /// Records one event durably, if `seen` is the subject's newest revision and the rules allow it.
    /// The entry bears what `clock` tells once the store may be written to.
    pub fn record(
        &mut self,
        actor: &Actor,
        subject: &Subject,
        seen: Revision,
        event: &Event,
        clock: impl Clock,
    ) -> Result<Entry, RecordError> {
        self.batch(clock, |batch| batch.record(actor, subject, seen, event))
    }

    /// As [`Self::record`], as the operation of this number: asked again after an outcome that nobody
    /// learned, it gives the entry that was recorded the first time.
    pub fn record_once(
        &mut self,
        operation: OperationId,
        actor: &Actor,
        subject: &Subject,
        seen: Revision,
        event: &Event,
        clock: impl Clock,
    ) -> Result<Entry, RecordError> {
        self.batch(clock, |batch| batch.record_once(operation, actor, subject, seen, event))
    }

    /// Lets `work` record many events; they become durable together when it ends well, and none of them
    /// if it fails. Each bears what `clock` tells when it is written.
    pub fn batch<T, E: From<RecordError> + From<StoreError>>(
        &mut self,
        clock: impl Clock,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self.conn.transaction_with_behavior(WRITE).map_err(StoreError::from)?;
        let clock = || clock.now();
        let mut batch = Batch::begin(&tx, &self.calendar, &clock)?;
        let done = work(&mut batch)?;
        let large = batch.end()?;
        tx.commit().map_err(StoreError::from)?;
        self.check_in_place()?;
        if large && let Err(error) = batch::settle_down(&self.conn) {
            // Everything is durable already: this is not worth failing for.
            tracing::warn!("the write-ahead log was not cut: {error}");
        }
        Ok(done)
    }

    /// The student of a number.
    pub fn student(&self, no: &StudentNo) -> Result<Option<StudentRow>, StoreError> {
        rows::student(&self.conn, no)
    }

    /// The student whom the store knows by this number of its own; nobody once their facts are erased.
    pub fn student_by_id(&self, id: StudentId) -> Result<Option<StudentRow>, StoreError> {
        rows::student_by_id(&self.conn, id)
    }

    /// The student of an exam number; nobody if several students carry it.
    pub fn student_by_exam_no(&self, exam_no: &str) -> Result<Option<StudentRow>, StoreError> {
        rows::student_by_exam_no(&self.conn, exam_no)
    }

    /// The ID number of every student who has one, with the student number.
    pub fn id_numbers(&self) -> Result<Vec<(StudentNo, String)>, StoreError> {
        rows::id_numbers(&self.conn)
    }

    /// The submission of a number.
    pub fn submission(&self, id: SubmissionId) -> Result<Option<SubmissionRow>, StoreError> {
        rows::submission(&self.conn, id)
    }

    /// Every submission of a student, by attempt.
    pub fn attempts(&self, student: StudentId) -> Result<Vec<SubmissionRow>, StoreError> {
        rows::attempts(&self.conn, student)
    }

    /// Everything that happened to a subject, oldest first.
    pub fn timeline(&self, subject: &Subject) -> Result<Vec<Entry>, StoreError> {
        entries::timeline(&self.conn, subject)
    }

    /// Everything that happened to a student and to their submissions, oldest first.
    pub fn story(&self, student: StudentId) -> Result<Vec<Entry>, StoreError> {
        entries::story(&self.conn, student)
    }

    /// The same, without the entries that can't be read, whose numbers are given too.
    pub fn readable_story(&self, student: StudentId) -> Result<(Vec<Entry>, Vec<i64>), StoreError> {
        entries::readable_story(&self.conn, student)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.note_head();
    }
}

/// Connects to a store's database file with the settings of every store.
fn connect(file: &Path) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite(rusqlite::version().to_owned()));
    }
    access::make_database(file)?;
    let mut conn = Connection::open(file)?;
    busy::wait(&mut conn)?;
    // Before anything is written to it, the file must be ours and not newer than this program.
    migrate::checked_version(&conn, Some(file), migrate::newest()?)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    settle(&conn)?;
    Ok(conn)
}

/// The settings of a connection that do not last in the file.
fn settle(conn: &Connection) -> Result<(), StoreError> {
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "journal_size_limit", WAL_LIMIT)?;
    conn.pragma_update(None, "wal_autocheckpoint", AUTO_CHECKPOINT)?;
    conn.pragma_update(None, "cache_size", -batch::CACHE_KIB)?;
    // Without it, SQLite prepares a cached statement anew for every value bound to a column that a
    // partial index names, which is a third of what a decision costs.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // The statement journals of triggers are opened and thrown away at every decision.
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(())
}

#[cfg(test)]
mod tests;
