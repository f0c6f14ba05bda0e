//! Submissions: whose each photo of a package is, and how it enters the queue.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::attempt::{submit, unseen};
use super::photos::{self, KeepResult, Keeping, KeptPhoto, WantedPhoto};
use super::plan::{JudgedRow, Plan, RowStanding, readable, take};
use super::previews::Previews;
use super::told::Told;
use super::whose::{student, student_by_name};
use super::{ImportError, ImportReport, Now, Outcome, PhotosAre, Request};
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::account::Actor;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::student::StudentNo;
use crate::exchange::package::{Package, PackageRow};
use crate::exchange::{RowRefusal, not_ahead};
use crate::photo;
use crate::store::{Store, StoreError, StudentRow, Swept};

/// How many bytes of a file are read to detect its format.
const HEAD: u64 = 1024;

/// A package whose photos are kept, checked, or left as they are.
pub(super) struct SubmissionsPlan {
    package: Package,
    students: Vec<Result<StudentNo, RowRefusal>>,
    /// What came of each photo; of none where they are left.
    checked: Vec<Option<KeepResult>>,
    photos: PhotosAre,
}

/// A photo of a package: its row, whose it is, and what came of it.
type SubmissionRowOf = (PackageRow, Result<StudentNo, RowRefusal>, Option<KeepResult>);

/// Reads a package, finds out whose each photo is, and does with the photos what is asked.
pub(super) fn plan(
    store: &Store,
    request: &Request<'_>,
    now: Now<'_>,
    photos: PhotosAre,
    progress: &mut OnProgress<'_>,
) -> Result<SubmissionsPlan, ImportError> {
    tell(progress, Progress { stage: Stage::Reading, done: 0, total: 0, bytes: 0 })?;
    let package = Package::open(request.path, &request.options)?;
    let students = students(store, &package, now())?;
    let mut checked = match photos {
        PhotosAre::Left => students.iter().map(|_| None).collect(),
        PhotosAre::Kept | PhotosAre::Checked => {
            look_at_photos(store, &package, &students, photos, progress)?
        }
    };
    refuse_same_photos(&package, &students, &mut checked);
    Ok(SubmissionsPlan { package, students, checked, photos })
}

/// Takes a package in, and sweeps up what interrupted imports left.
pub(super) fn import(
    store: &mut Store,
    request: &Request<'_>,
    actor: &Actor,
    now: Now<'_>,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    // From the first photo to the last entry: meanwhile nobody sets aside what is not named yet.
    let importing = store.photos().importing();
    let plan = plan(store, request, now, PhotosAre::Kept, progress)?;
    let report = take(store, request, actor, now, plan, progress)?;
    drop(importing);
    let photos = store.photos().clone();
    // This import is done, so a failure is only a warning.
    match photos.sweep(store, now) {
        Ok(swept) if swept == Swept::default() => {}
        Ok(swept) => tracing::info!("leftover photo files: {swept:?}"),
        Err(error) => tracing::warn!("leftovers not swept: {error}"),
    }
    Ok(report)
}

impl Plan for SubmissionsPlan {
    type Row = SubmissionRowOf;

    fn rows(&mut self) -> Vec<SubmissionRowOf> {
        let rows = std::mem::take(&mut self.package.rows).into_iter();
        let students = std::mem::take(&mut self.students);
        let checked = std::mem::take(&mut self.checked);
        rows.zip(students).zip(checked).map(|((row, student), kept)| (row, student, kept)).collect()
    }

    fn judge(
        &mut self,
        standing: &RowStanding<'_, '_>,
        (row, student, checked): SubmissionRowOf,
    ) -> Result<JudgedRow, ImportError> {
        let mut about = row.whose.shown();
        let place = row.place.clone();
        let no = match student {
            Ok(no) => no,
            Err(refusal) => return Ok(JudgedRow::idle(place, about, Outcome::not_taken(refusal))),
        };
        let mut named = |student: &StudentRow| {
            about = format!("{} {}", student.student.no, student.student.name);
        };
        let fate = readable(match checked {
            Some(Err(refusal)) => Ok((Outcome::Refused(refusal), None)),
            Some(Ok(kept)) => submit(standing, &no, &row, kept, &mut named),
            None if self.photos == PhotosAre::Left => unseen(standing, &no, &mut named),
            None => Ok((Outcome::Refused(RowRefusal::FileMissing(row.place.clone())), None)),
        })?;
        Ok(JudgedRow::of(place, about, fate))
    }

    fn told(self) -> (Vec<String>, Told) {
        let Package { ignored, found, .. } = &self.package;
        let (ignored, found) = (ignored.clone(), found.clone());
        (ignored, Told { found, passed: self.package.passed(), ..Told::default() })
    }
}

/// Checks the photo of each row that has a student, and keeps it if asked to; nothing for the others.
fn look_at_photos(
    store: &Store,
    package: &Package,
    students: &[Result<StudentNo, RowRefusal>],
    photos: PhotosAre,
    progress: &mut OnProgress<'_>,
) -> Result<Vec<Option<KeepResult>>, ImportError> {
    let mut known = Vec::with_capacity(students.len());
    for student in students {
        known.push(match student {
            Ok(no) => Some(sent_before(store, no)?),
            Err(_) => None,
        });
    }
    let rows = package.rows.iter().zip(&known);
    let wanted: Vec<WantedPhoto<'_>> = rows
        .filter_map(|(row, known)| known.as_ref().map(|known| WantedPhoto { row, known }))
        .collect();
    if wanted.is_empty() {
        return Ok(students.iter().map(|_| None).collect());
    }
    let is_kept = photos == PhotosAre::Kept;
    let previews = if is_kept { Previews::open(store.dir()) } else { Previews::none() };
    let keeping = Keeping { photos: is_kept.then(|| store.photos()), previews: &previews };
    let mut kept = photos::keep_all(keeping, package, &wanted, progress)?.into_iter();
    Ok(known.iter().map(|known| known.as_ref().and_then(|_| kept.next())).collect())
}

/// The photos that a student has sent before.
fn sent_before(store: &Store, no: &StudentNo) -> Result<Vec<KeptPhoto>, StoreError> {
    let attempts = store
        .student(no)
        .and_then(|student| student.map_or(Ok(Vec::new()), |student| store.attempts(student.id)));
    let attempts = match attempts {
        // What came before is not known: its photo is looked at like any other.
        Err(error) if error.is_of_one_row() => Vec::new(),
        attempts => attempts?,
    };
    let attempts = attempts.into_iter().map(|row| row.submitted);
    Ok(attempts
        .map(|sent| KeptPhoto {
            photo: sent.photo,
            width: sent.width,
            height: sent.height,
            bytes: sent.bytes,
            camera: sent.camera,
        })
        .collect())
}

/// Whose each row is, or why it is refused before its photo is read.
fn students(
    store: &Store,
    package: &Package,
    now: DateTime<Utc>,
) -> Result<Vec<Result<StudentNo, RowRefusal>>, ImportError> {
    let mut found = Vec::with_capacity(package.rows.len());
    for row in &package.rows {
        let ahead = row.submitted_at.map_or(Ok(()), |at| not_ahead(at, now));
        found.push(match ahead {
            Ok(()) => whose(store, row)?,
            Err(refusal) => Err(refusal),
        });
    }
    refuse_shared_files(package, &mut found);
    let mut rows_of: BTreeMap<StudentNo, Vec<usize>> = BTreeMap::new();
    for (at, student) in found.iter().enumerate() {
        if let Ok(no) = student {
            rows_of.entry(no.clone()).or_default().push(at);
        }
    }
    for (no, rows) in rows_of.into_iter().filter(|(_, rows)| rows.len() > 1) {
        refuse_repeats(package, &no, rows, &mut found);
    }
    Ok(found)
}

fn whose(store: &Store, row: &PackageRow) -> Result<Result<StudentNo, RowRefusal>, StoreError> {
    let file = match &row.file {
        Ok(file) => file,
        Err(refusal) => return Ok(Err(refusal.clone())),
    };
    let found = if row.by_name {
        student_by_name(store, &row.whose.student_no, file)
    } else {
        student(store, &row.whose)
    };
    Ok(match found {
        Err(error) if error.is_of_one_row() => Err(RowRefusal::RecordUnread),
        found => found?.and_then(|student| {
            if student.frozen { Err(RowRefusal::Frozen) } else { Ok(student.student.no) }
        }),
    })
}

/// Refuses rows of several students that name one file: the list was filled down, and nobody can say whose
/// photo it is.
fn refuse_shared_files(package: &Package, found: &mut [Result<StudentNo, RowRefusal>]) {
    let mut rows_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in package.rows.iter().enumerate() {
        if let Ok(file) = &row.file {
            rows_of.entry(file).or_default().push(at);
        }
    }
    for rows in rows_of.into_values() {
        // Also a row that is refused for another reason says that the photo is its student's.
        let of = |at: &usize| match (found.get(*at), package.rows.get(*at)) {
            (Some(Ok(no)), _) => Some(no.to_string()),
            (_, row) => row.map(|row| row.whose.shown()),
        };
        for (at, other) in shared(package, &rows, of) {
            if let Some(student) = found.get_mut(at)
                && student.is_ok()
            {
                *student = Err(RowRefusal::SamePhoto { other });
            }
        }
    }
}

/// Refuses files of several students that have the same bytes.
fn refuse_same_photos(
    package: &Package,
    students: &[Result<StudentNo, RowRefusal>],
    checked: &mut [Option<KeepResult>],
) {
    let mut rows_of: BTreeMap<PhotoHash, Vec<usize>> = BTreeMap::new();
    for (at, kept) in checked.iter().enumerate() {
        if let Some(Ok(kept)) = kept {
            rows_of.entry(kept.photo).or_default().push(at);
        }
    }
    for rows in rows_of.into_values() {
        let of = |at: &usize| students.get(*at).and_then(|student| student.clone().ok());
        for (at, other) in shared(package, &rows, of) {
            if let Some(kept) = checked.get_mut(at) {
                *kept = Some(Err(RowRefusal::SamePhoto { other }));
            }
        }
    }
}

/// Each of these rows with the place of one of another student, if there are several students among them.
fn shared<S: PartialEq>(
    package: &Package,
    rows: &[usize],
    of: impl Fn(&usize) -> Option<S>,
) -> Vec<(usize, String)> {
    let students: Vec<Option<S>> = rows.iter().map(&of).collect();
    let other = |no: &Option<S>| {
        let at = students.iter().position(|other| other != no)?;
        Some(package.rows.get(*rows.get(at)?)?.place.clone())
    };
    let pairs = rows.iter().zip(&students);
    pairs.filter_map(|(at, no)| Some((*at, other(no)?))).collect()
}

/// Of several files of one student one counts: of a list's rows the latest, by its time or else by its place;
/// of files without a list the first whose name is the number itself. Files that are no supported photo, by
/// their first bytes, don't count: a phone may leave other files beside it, such as a film.
fn refuse_repeats(
    package: &Package,
    no: &StudentNo,
    mut rows: Vec<usize>,
    found: &mut [Result<StudentNo, RowRefusal>],
) {
    let row = |at: usize| package.rows.get(at);
    let is_listed = rows.iter().all(|at| row(*at).is_some_and(|row| !row.by_name));
    if is_listed {
        let time = |at: usize| row(at).and_then(|row| row.submitted_at);
        let all_have_one = rows.iter().all(|at| time(*at).is_some());
        rows.sort_by_key(|at| Reverse((if all_have_one { time(*at) } else { None }, *at)));
    } else {
        let named = |at: usize| row(at).map_or("", |row| &*row.whose.student_no);
        rows.sort_by_key(|at| (!named(*at).eq_ignore_ascii_case(no.as_str()), *at));
    }
    let mut taken: Option<&str> = None;
    for at in rows {
        let (Some(row), Some(found)) = (package.rows.get(at), found.get_mut(at)) else { continue };
        let Ok(file) = &row.file else { continue };
        let head = package.read(file, HEAD);
        match head.and_then(|head| photo::detect(&head).map_err(RowRefusal::Photo)) {
            Err(refusal) => *found = Err(refusal),
            Ok(_) => match taken {
                None => taken = Some(&row.place),
                Some(by) if is_listed => {
                    *found = Err(RowRefusal::Superseded { by: by.to_owned() });
                }
                Some(first) => *found = Err(RowRefusal::Twice { first: first.to_owned() }),
            },
        }
    }
}
