//! A roster: new students are enrolled, and known ones corrected unless their photo is approved.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use super::plan::{JudgedRow, Judgement, Plan, RowChange, RowStanding, readable};
use super::previews::Previews;
use super::told::Told;
use super::{ImportError, Outcome, PhotosAre, Request};
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::photo_hash::PhotoHash;
use crate::domain::student::{Student, StudentNo};
use crate::exchange::RowRefusal;
use crate::exchange::roster::{self, Roster, RosterColumns, RosterRow};
use crate::photo::{self, Limits};
use crate::store::Store;

/// Limits for reference photos, which may be smaller than a submission: an old passport picture, say.
const REFERENCE: Limits = Limits {
    max_bytes: 20 << 20,
    max_pixels: 60_000_000,
    max_side: 16_384,
    min_short: 100,
    min_long: 100,
    ..Limits::USUAL
};

/// A roster that has been read.
pub(super) struct RosterPlan {
    rows: Vec<RosterRow>,
    has: RosterColumns,
    /// The ID numbers of other students in the store.
    taken: HashMap<String, StudentNo>,
    photos: PhotosAre,
    ignored: Vec<String>,
    told: Told,
}

/// Reads a roster and its reference photos.
pub(super) fn plan(
    store: &Store,
    request: &Request<'_>,
    photos: PhotosAre,
    progress: &mut OnProgress<'_>,
) -> Result<RosterPlan, ImportError> {
    let reading = Progress { stage: Stage::Reading, done: 0, total: 0, bytes: 0 };
    tell(progress, reading)?;
    let Roster { mut rows, ignored, found, has } = roster::read(request.path, &request.options)?;
    refuse_repeats(&mut rows);
    let doubts = same_ids(&rows);
    let taken = taken_ids(store, &rows)?;
    read_references(store, request.path, &mut rows, photos, progress)?;
    let told = Told { found, doubts, ..Told::default() };
    Ok(RosterPlan { rows, has, taken, photos, ignored, told })
}

impl Plan for RosterPlan {
    type Row = RosterRow;

    fn rows(&mut self) -> Vec<RosterRow> {
        std::mem::take(&mut self.rows)
    }

    fn judge(
        &mut self,
        standing: &RowStanding<'_, '_>,
        row: RosterRow,
    ) -> Result<JudgedRow, ImportError> {
        let RosterRow { place, about, student } = row;
        let (student, file) = match student {
            Ok(student) => student,
            Err(refusal) => return Ok(JudgedRow::idle(place, about, Outcome::Refused(refusal))),
        };
        let other = student.id_number.as_ref().and_then(|id| self.taken.get(id));
        if let Some(other) = other.filter(|other| **other != student.no) {
            self.told.doubts.push(format!("{place} = {other}"));
        }
        let mut kept = Vec::new();
        let fate = readable(put(standing, student, self.has, &mut kept))?;
        if !kept.is_empty() {
            self.told.kept.push((place.clone(), kept.join(", ")));
        }
        let reference = file.filter(|_| self.photos == PhotosAre::Left);
        // Of a row that changes nothing the photo is known.
        if fate.1.is_some() && reference.is_some() {
            self.told.unchecked += 1;
        }
        Ok(JudgedRow { reference, ..JudgedRow::of(place, about, fate) })
    }

    fn told(self) -> (Vec<String>, Told) {
        (self.ignored, self.told)
    }
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

/// Reads the reference photos, and keeps them beside the originals before anything names them.
fn read_references(
    store: &Store,
    roster: &Path,
    rows: &mut [RosterRow],
    photos: PhotosAre,
    progress: &mut OnProgress<'_>,
) -> Result<(), ImportError> {
    let folder = roster.parent().unwrap_or_else(|| Path::new("."));
    let previews = match photos {
        PhotosAre::Kept => Previews::open(store.dir()),
        PhotosAre::Checked | PhotosAre::Left => Previews::none(),
    };
    let total = rows.len() as u64;
    for (done, row) in (0..).zip(rows) {
        let Ok((student, Some(file))) = &mut row.student else { continue };
        tell(progress, Progress { stage: Stage::Photos, done, total, bytes: 0 })?;
        let read = reference(folder, file).and_then(|bytes| {
            let is_checked = photos != PhotosAre::Left;
            let check = || photo::inspect(&bytes, &REFERENCE).map_err(RowRefusal::Photo);
            Ok((is_checked.then(check).transpose()?, bytes))
        });
        match read {
            Ok((checked, bytes)) => {
                let hash = PhotoHash::of(&bytes);
                if let (PhotosAre::Kept, Some(checked)) = (photos, checked) {
                    store.photos().put_hashed(hash, &bytes)?;
                    previews.put(hash, &checked.preview);
                }
                student.reference_photo = Some(hash);
            }
            Err(refusal) => row.student = Err(refusal),
        }
    }
    Ok(())
}

fn reference(folder: &Path, file: &str) -> Result<Vec<u8>, RowRefusal> {
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
    fs::read(&path).map_err(missing)
}

/// What is to become of a row; the columns whose empty cells take nothing away are added to `kept`.
fn put(
    standing: &RowStanding<'_, '_>,
    student: Student,
    has: RosterColumns,
    kept: &mut Vec<&'static str>,
) -> Result<Judgement, ImportError> {
    let refused = |refusal| Ok((Outcome::Refused(refusal), None));
    if let Some(exam_no) = &student.exam_no
        && let Some(other) = standing.owner_of(exam_no)?
        && other != student.no
    {
        return refused(RowRefusal::ExamNoTaken(other));
    }
    let Some(known) = standing.student(&student.no)? else {
        return Ok((Outcome::Added, Some(RowChange::Enrol(student))));
    };
    let (student, empty) = has.complete(student, &known.student);
    if student == known.student {
        kept.extend(empty);
        return Ok((Outcome::Unchanged, None));
    }
    if known.frozen {
        return refused(RowRefusal::Frozen);
    }
    kept.extend(empty);
    let (id, seen) = (known.id, known.revision);
    Ok((Outcome::Changed, Some(RowChange::Correct { id, seen, student })))
}
