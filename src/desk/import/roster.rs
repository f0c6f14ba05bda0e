//! Imports a roster: enrols new students and corrects known ones, unless their photo is approved.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use super::previews::Previews;
use super::recording::{readable, record};
use super::told::Told;
use super::{ImportError, ImportReport, Now, Outcome, Request, RowOutcome};
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
    request: &Request<'_>,
    actor: &Actor,
    now: Now<'_>,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    let path = request.path;
    let reading = Progress { stage: Stage::Reading, done: 0, total: 0, bytes: 0 };
    tell(progress, reading)?;
    let mut roster = roster::read(path, request.options)?;
    refuse_repeats(&mut roster.rows);
    let mut doubts = same_ids(&roster.rows);
    let taken = taken_ids(store, &roster.rows)?;
    let _importing = store.photos().importing();
    keep_references(store, path, &mut roster.rows, progress)?;
    let total = roster.rows.len() as u64;
    let photos = store.photos().clone();
    let mut kept = Vec::new();
    let recorded = record(store, now, roster.rows, total, progress, |batch, row| {
        let outcome = match row.student {
            Ok((student, _)) => {
                if let Some(photo) = student.reference_photo {
                    photos.require(photo)?;
                }
                let other = student.id_number.as_ref().and_then(|id| taken.get(id));
                if let Some(other) = other.filter(|other| **other != student.no) {
                    doubts.push(format!("{} = {other}", row.place));
                }
                readable(put(batch, actor, student, roster.has).map(|(outcome, columns)| {
                    if !columns.is_empty() {
                        kept.push((row.place.clone(), columns.join(", ")));
                    }
                    outcome
                }))?
            }
            Err(refusal) => Outcome::Refused(refusal),
        };
        Ok(RowOutcome { place: row.place, about: row.about, outcome })
    })?;
    let told = Told { found: roster.found, kept, doubts, ..Told::default() };
    Ok(ImportReport::of(request, recorded, roster.ignored, told))
}

fn refuse_repeats(rows: &mut [RosterRow]) {
    let mut first: HashMap<StudentNo, String> = HashMap::new();
    for row in rows {
        let Ok((student, _)) = &row.student else { continue };
        match first.entry(student.no.clone()) {
            Entry::Occupied(earlier) => {
                row.student = Err(RowRefusal::Twice { first: earlier.get().clone() });
            }
            Entry::Vacant(place) => {
                place.insert(row.place.clone());
            }
        }
    }
}

/// Students of the file with one ID number: one of them is wrong, and nobody can say which. Each but the first
/// is told with the one before it.
fn same_ids(rows: &[RosterRow]) -> Vec<String> {
    let mut of_id: HashMap<&str, &str> = HashMap::new();
    let mut told = Vec::new();
    for row in rows {
        if let Some(id) = id_of(row)
            && let Some(earlier) = of_id.insert(id, &row.place)
        {
            told.push(format!("{earlier} = {}", row.place));
        }
    }
    told
}

fn id_of(row: &RosterRow) -> Option<&str> {
    row.student.as_ref().ok()?.0.id_number.as_deref()
}

/// The ID numbers of the students in the store, but for those whom this roster gives another.
fn taken_ids(store: &Store, rows: &[RosterRow]) -> Result<HashMap<String, StudentNo>, ImportError> {
    let restated: HashSet<&StudentNo> = rows
        .iter()
        .filter_map(|row| id_of(row).and_then(|_| Some(&row.student.as_ref().ok()?.0.no)))
        .collect();
    let known = store.id_numbers()?.into_iter();
    Ok(known.filter(|(no, _)| !restated.contains(no)).map(|(no, id)| (id, no)).collect())
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
    let missing = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::PermissionDenied => RowRefusal::Denied,
        _ => RowRefusal::FileMissing(file.to_owned()),
    };
    let path = folder.join(relative);
    let about = fs::metadata(&path).map_err(missing)?;
    // Opening a pipe would wait for whoever writes into it.
    if !about.is_file() {
        return Err(RowRefusal::NotAFile);
    }
    let size = about.len();
    if size > REFERENCE.max_bytes {
        let limit = REFERENCE.max_bytes;
        return Err(RowRefusal::Photo(photo::PhotoError::TooManyBytes { bytes: size, limit }));
    }
    let bytes = fs::read(&path).map_err(missing)?;
    let preview = photo::inspect(&bytes, &REFERENCE).map_err(RowRefusal::Photo)?.preview;
    Ok((bytes, preview))
}

/// What became of a row, and the columns whose empty cells took nothing away.
fn put(
    batch: &mut Batch<'_>,
    actor: &Actor,
    student: Student,
    has: RosterColumns,
) -> Result<(Outcome, Vec<&'static str>), ImportError> {
    let refused = |refusal| Ok((Outcome::Refused(refusal), Vec::new()));
    if let Some(exam_no) = &student.exam_no
        && let Some(other) = batch.student_by_exam_no(exam_no)?
        && other.student.no != student.no
    {
        return refused(RowRefusal::ExamNoTaken(other.student.no));
    }
    let Some(known) = batch.student(&student.no)? else {
        // Who is off the roster since an import was withdrawn is enrolled again as who they were.
        let (id, seen) = match batch.student_ever(&student.no)? {
            Some(row) => (row.id, row.revision),
            None => (batch.next_student_id()?, Revision(0)),
        };
        let enrolled = Event::Enrolled { student: Some(student) };
        batch.record(actor, &Subject::Student(id), seen, &enrolled)?;
        return Ok((Outcome::Added, Vec::new()));
    };
    let subject = Subject::Student(known.id);
    let (student, kept) = has.complete(student, &known.student);
    if student == known.student {
        return Ok((Outcome::Unchanged, kept));
    }
    let corrected = Event::Corrected { student: Some(student) };
    match batch.record(actor, &subject, known.revision, &corrected) {
        Ok(_) => Ok((Outcome::Changed, kept)),
        Err(RecordError::Refused(Refusal::Frozen)) => refused(RowRefusal::Frozen),
        Err(error) => Err(error.into()),
    }
}
