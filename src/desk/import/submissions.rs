//! Imports submissions: checks and keeps the photos of a package, then records them slice by slice.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::photos::{self, Checked, Keeping, Kept, Wanted};
use super::previews::Previews;
use super::recording::{readable, record};
use super::report::Ignored;
use super::{ImportError, ImportKind, ImportReport, Now, Outcome, RowOutcome};
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::account::Actor;
use crate::domain::event::{Event, QueueEntry, Subject, Submitted};
use crate::domain::student::StudentNo;
use crate::domain::submission::{Revision, Status};
use crate::exchange::RowRefusal;
use crate::exchange::package::{Package, PackageRow};
use crate::photo;
use crate::store::{Batch, Store, StoreError, StudentRow, SubmissionRow, Swept};

/// How many bytes of a file are read to detect its format.
const HEAD: u64 = 32;

pub(super) fn import(
    store: &mut Store,
    path: &Path,
    actor: &Actor,
    now: Now<'_>,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    tell(progress, Progress { stage: Stage::Reading, done: 0, total: 0, bytes: 0 })?;
    let package = Package::open(path)?;
    let students = students(store, &package)?;
    // From the first photo to the last entry: meanwhile nobody sets aside what is not named yet.
    let importing = store.photos().importing();
    let checked = keep(store, &package, &students, progress)?;
    let total = package.rows.len() as u64;
    let photos = store.photos().clone();
    let rows = package.rows.iter().zip(&students).zip(checked);
    let recorded = record(store, now, rows, total, progress, |batch, ((row, student), kept)| {
        let outcome = match (student, kept) {
            (Err(refusal), _) => Outcome::not_taken(refusal.clone()),
            (Ok(_), Some(Err(refusal))) => Outcome::Refused(refusal),
            (Ok(no), Some(Ok(kept))) => {
                photos.require(kept.photo)?;
                readable(submit(batch, actor, no, row, kept))?
            }
            (Ok(_), None) => Outcome::Refused(RowRefusal::FileMissing(row.place.clone())),
        };
        Ok(RowOutcome { place: row.place.clone(), about: row.student.clone(), outcome })
    })?;
    drop(importing);
    // Sweeps up what interrupted imports left. This import is done, so a failure is only a warning.
    match photos.sweep(store, now) {
        Ok(swept) if swept == Swept::default() => {}
        Ok(swept) => tracing::info!("leftover photo files: {swept:?}"),
        Err(error) => tracing::warn!("leftovers not swept: {error}"),
    }
    let ignored = Ignored { columns: package.ignored, sheets: package.ignored_sheets };
    Ok(ImportReport::of(ImportKind::Submissions, path, recorded, ignored))
}

/// Checks and keeps the photo of each row that has a student; nothing for the others.
fn keep(
    store: &Store,
    package: &Package,
    students: &[Result<StudentNo, RowRefusal>],
    progress: &mut OnProgress<'_>,
) -> Result<Vec<Option<Checked>>, ImportError> {
    let mut known = Vec::with_capacity(students.len());
    for student in students {
        known.push(match student {
            Ok(no) => Some(sent_before(store, no)?),
            Err(_) => None,
        });
    }
    let rows = package.rows.iter().zip(&known);
    let wanted: Vec<Wanted<'_>> =
        rows.filter_map(|(row, known)| known.as_ref().map(|known| Wanted { row, known })).collect();
    if wanted.is_empty() {
        return Ok(students.iter().map(|_| None).collect());
    }
    let previews = Previews::open(store.dir());
    let keeping = Keeping { photos: store.photos(), previews: &previews };
    let mut kept = photos::keep_all(keeping, package, &wanted, progress)?.into_iter();
    Ok(known.iter().map(|known| known.as_ref().and_then(|_| kept.next())).collect())
}

/// The photos that a student has sent before.
fn sent_before(store: &Store, no: &StudentNo) -> Result<Vec<Kept>, StoreError> {
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
        .map(|sent| Kept {
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
) -> Result<Vec<Result<StudentNo, RowRefusal>>, ImportError> {
    let mut found = Vec::with_capacity(package.rows.len());
    let mut rows_of: HashMap<StudentNo, Vec<usize>> = HashMap::new();
    for (at, row) in package.rows.iter().enumerate() {
        let student = whose(store, row)?;
        if let Ok(no) = &student {
            rows_of.entry(no.clone()).or_default().push(at);
        }
        found.push(student);
    }
    let repeated: Vec<Vec<usize>> = rows_of.into_values().filter(|rows| rows.len() > 1).collect();
    for rows in repeated {
        refuse_repeats(package, &rows, &mut found);
    }
    Ok(found)
}

fn whose(store: &Store, row: &PackageRow) -> Result<Result<StudentNo, RowRefusal>, StoreError> {
    let file = match &row.file {
        Ok(file) => file,
        Err(refusal) => return Ok(Err(refusal.clone())),
    };
    let student = match student_in(store, &row.student) {
        Err(error) if error.is_of_one_row() => return Ok(Err(RowRefusal::RecordUnread)),
        student => student?,
    };
    Ok(match student {
        None if row.student.is_empty() => Err(RowRefusal::Missing { column: "学号 student_no" }),
        None if StudentNo::new(&row.student).is_err() => Err(RowRefusal::Nobody(file.clone())),
        None => Err(RowRefusal::NotOnRoster),
        Some(student) if student.frozen => Err(RowRefusal::Frozen),
        Some(student) => Ok(student.student.no),
    })
}

/// Of several files of one student, the first photo counts, and the others are refused. Files that are no
/// supported photo, by their first bytes, don't count: a phone may leave other files beside it, or the
/// same photo as HEIC.
fn refuse_repeats(package: &Package, rows: &[usize], found: &mut [Result<StudentNo, RowRefusal>]) {
    let mut first: Option<&str> = None;
    for at in rows {
        let (Some(row), Some(found)) = (package.rows.get(*at), found.get_mut(*at)) else {
            continue;
        };
        let Ok(file) = &row.file else { continue };
        let head = package.read(file, HEAD);
        match head.and_then(|head| photo::detect(&head).map_err(RowRefusal::Photo)) {
            Err(refusal) => *found = Err(refusal),
            Ok(_) => match first {
                None => first = Some(&row.place),
                Some(first) => *found = Err(RowRefusal::Twice { first: first.to_owned() }),
            },
        }
    }
}

/// The student with this student number, or else with this exam number.
fn student_in(store: &Store, named: &str) -> Result<Option<StudentRow>, StoreError> {
    if let Ok(no) = StudentNo::new(named)
        && let Some(row) = store.student(&no)?
    {
        return Ok(Some(row));
    }
    if named.is_empty() { Ok(None) } else { store.student_by_exam_no(named) }
}

/// As [`student_in`], inside a batch.
pub(super) fn student(batch: &Batch<'_>, named: &str) -> Result<Option<StudentRow>, StoreError> {
    if let Ok(no) = StudentNo::new(named)
        && let Some(row) = batch.student(&no)?
    {
        return Ok(Some(row));
    }
    if named.is_empty() { Ok(None) } else { batch.student_by_exam_no(named) }
}

fn submit(
    batch: &mut Batch<'_>,
    actor: &Actor,
    no: &StudentNo,
    row: &PackageRow,
    kept: Kept,
) -> Result<Outcome, ImportError> {
    let Some(student) = batch.student(no)? else {
        return Ok(Outcome::Refused(RowRefusal::NotOnRoster));
    };
    if student.frozen {
        return Ok(Outcome::Refused(RowRefusal::Frozen));
    }
    let attempts = batch.attempts(student.id)?;
    let earlier = attempts.iter().rev().find(|attempt| attempt.submitted.photo == kept.photo);
    if let Some(earlier) = earlier
        && !is_sent_anew(earlier, row.submitted_at)
    {
        return Ok(Outcome::Resent { attempt: earlier.submitted.attempt });
    }
    let entry = way_in(batch, &student, &attempts)?;
    let id = batch.next_submission_id()?;
    let submitted = Submitted {
        student: student.id,
        attempt: attempts.last().map_or(1, |last| last.submitted.attempt + 1),
        photo: kept.photo,
        width: kept.width,
        height: kept.height,
        bytes: kept.bytes,
        camera: kept.camera,
        submitted_at: row.submitted_at.unwrap_or_else(|| batch.at()),
        file: row.file.clone().unwrap_or_default(),
        entry,
    };
    batch.record(actor, &Subject::Submission(id), Revision(0), &Event::Submitted(submitted))?;
    Ok(match entry {
        QueueEntry::Queued { .. } => Outcome::Added,
        QueueEntry::AwaitingPayment => Outcome::AwaitsPayment,
        QueueEntry::AwaitingEarlier => Outcome::AwaitsEarlier,
    })
}

/// Whether a photo that is an earlier attempt's counts as a new attempt: only if the list says that it
/// was sent later than that one, which must have ended without approval. Without a time it could be the
/// same package imported twice, which must change nothing.
fn is_sent_anew(earlier: &SubmissionRow, submitted_at: Option<DateTime<Utc>>) -> bool {
    let ended = matches!(
        earlier.standing.status,
        Status::Rejected | Status::Retake | Status::Withdrawn | Status::Superseded
    );
    ended && submitted_at.is_some_and(|at| at > earlier.submitted.submitted_at)
}

/// How a new attempt enters the queue. It waits while a reviewer holds an earlier one, or while an
/// earlier one waits for a second person. Otherwise the store puts it in the earlier one's place.
fn way_in(
    batch: &Batch<'_>,
    student: &StudentRow,
    attempts: &[SubmissionRow],
) -> Result<QueueEntry, ImportError> {
    for earlier in attempts {
        let stands = &earlier.standing;
        if stands.awaits_second() || stands.status.is_open() && batch.is_claimed(earlier.id)? {
            return Ok(QueueEntry::AwaitingEarlier);
        }
    }
    Ok(if student.paid {
        QueueEntry::Queued { due: batch.due() }
    } else {
        QueueEntry::AwaitingPayment
    })
}
