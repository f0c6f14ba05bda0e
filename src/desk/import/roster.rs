//! Imports a roster: enrols new students and corrects known ones, unless their photo is approved.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::previews::Previews;
use super::recording::{readable, record};
use super::report::Ignored;
use super::{ImportError, ImportKind, ImportReport, Now, Outcome, RowOutcome};
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::account::Actor;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle::Refusal;
use crate::domain::student::{Student, StudentNo};
use crate::domain::submission::Revision;
use crate::exchange::RowRefusal;
use crate::exchange::roster::{self, RosterColumns, RosterRow};
use crate::photo::{self, Limits};
use crate::store::{Batch, RecordError, Store};

/// Limits for reference photos, which may be smaller than a submission: an old passport picture, say.
const REFERENCE: Limits = Limits {
    max_bytes: 20 << 20,
    max_pixels: 60_000_000,
    max_side: 16_384,
    min_short: 100,
    min_long: 100,
    ..Limits::USUAL
};

pub(super) fn import(
    store: &mut Store,
    path: &Path,
    actor: &Actor,
    now: Now<'_>,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    let reading = Progress { stage: Stage::Reading, done: 0, total: 0, bytes: 0 };
    tell(progress, reading)?;
    let mut roster = roster::read(path)?;
    refuse_repeats(&mut roster.rows);
    let _importing = store.photos().importing();
    keep_references(store, path, &mut roster.rows, progress)?;
    let total = roster.rows.len() as u64;
    let photos = store.photos().clone();
    let recorded = record(store, now, roster.rows, total, progress, |batch, row| {
        let outcome = match row.student {
            Ok((student, _)) => {
                if let Some(photo) = student.reference_photo {
                    photos.require(photo)?;
                }
                readable(put(batch, actor, student, roster.has))?
            }
            Err(refusal) => Outcome::Refused(refusal),
        };
        Ok(RowOutcome { place: row.row.to_string(), about: row.about, outcome })
    })?;
    let ignored = Ignored { columns: roster.ignored, sheets: roster.ignored_sheets };
    Ok(ImportReport::of(ImportKind::Roster, path, recorded, ignored))
}

fn refuse_repeats(rows: &mut [RosterRow]) {
    let mut first: HashMap<StudentNo, u64> = HashMap::new();
    for row in rows {
        let Ok((student, _)) = &row.student else { continue };
        let seen = *first.entry(student.no.clone()).or_insert(row.row);
        if seen != row.row {
            row.student = Err(RowRefusal::Twice { first: seen.to_string() });
        }
    }
}

/// Keeps the reference photos beside the originals, before anything names them.
fn keep_references(
    store: &Store,
    roster: &Path,
    rows: &mut [RosterRow],
    progress: &mut OnProgress<'_>,
) -> Result<(), ImportError> {
    let folder = roster.parent().unwrap_or_else(|| Path::new("."));
    let previews = Previews::open(store.dir());
    let total = rows.len() as u64;
    for (done, row) in (0..).zip(rows) {
        let Ok((student, Some(file))) = &mut row.student else { continue };
        tell(progress, Progress { stage: Stage::Photos, done, total, bytes: 0 })?;
        match reference(folder, file) {
            Ok((bytes, preview)) => {
                let hash = store.photos().put(&bytes)?;
                previews.put(hash, &preview);
                student.reference_photo = Some(hash);
            }
            Err(refusal) => row.student = Err(refusal),
        }
    }
    Ok(())
}

fn reference(folder: &Path, file: &str) -> Result<(Vec<u8>, photo::Preview), RowRefusal> {
    let relative = Path::new(file);
    let leaves = relative.is_absolute()
        || relative.components().any(|part| !matches!(part, std::path::Component::Normal(_)));
    if leaves {
        return Err(RowRefusal::UnsafePath(file.to_owned()));
    }
    let missing = |_gone| RowRefusal::FileMissing(file.to_owned());
    let path = folder.join(relative);
    let size = fs::metadata(&path).map_err(missing)?.len();
    if size > REFERENCE.max_bytes {
        let limit = REFERENCE.max_bytes;
        return Err(RowRefusal::Photo(photo::PhotoError::TooManyBytes { bytes: size, limit }));
    }
    let bytes = fs::read(&path).map_err(missing)?;
    let preview = photo::inspect(&bytes, &REFERENCE).map_err(RowRefusal::Photo)?.preview;
    Ok((bytes, preview))
}

fn put(
    batch: &mut Batch<'_>,
    actor: &Actor,
    student: Student,
    has: RosterColumns,
) -> Result<Outcome, ImportError> {
    if let Some(exam_no) = &student.exam_no
        && let Some(other) = batch.student_by_exam_no(exam_no)?
        && other.student.no != student.no
    {
        return Ok(Outcome::Refused(RowRefusal::ExamNoTaken(other.student.no)));
    }
    let Some(known) = batch.student(&student.no)? else {
        let subject = Subject::Student(batch.next_student_id()?);
        let enrolled = Event::Enrolled { student: Some(student) };
        batch.record(actor, &subject, Revision(0), &enrolled)?;
        return Ok(Outcome::Added);
    };
    let subject = Subject::Student(known.id);
    let student = has.complete(student, &known.student);
    if student == known.student {
        return Ok(Outcome::Unchanged);
    }
    let corrected = Event::Corrected { student: Some(student) };
    match batch.record(actor, &subject, known.revision, &corrected) {
        Ok(_) => Ok(Outcome::Changed),
        Err(RecordError::Refused(Refusal::Frozen)) => Ok(Outcome::Refused(RowRefusal::Frozen)),
        Err(error) => Err(error.into()),
    }
}
