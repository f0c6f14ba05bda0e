//! A look before an import: how a file is read, and what would become of each row. Nothing is recorded.

use super::plan::{RowChange, foresee};
use super::report::{ImportReport, RowOutcome};
use super::told::Told;
use super::{
    FileFingerprint, ImportError, ImportKind, PhotosAre, Request, payments, receiver, roster,
    submissions,
};
use crate::desk::export::time;
use crate::desk::progress::OnProgress;
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::event::Event;
use crate::domain::lifecycle::Refusal;
use crate::domain::student::{Student, masked_id};
use crate::exchange::TableError;
use crate::store::{RecordError, Store};

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPreview {
    /// What the import would report. How the file was read stands in `told`.
    pub report: ImportReport,
    /// The first rows that would change something.
    pub first: Vec<FirstRow>,
    /// Why the file can't be imported as it is read: then nothing is known of its rows.
    pub fault: Option<TableError>,
    /// The photos were checked as the import checks them.
    pub photos_checked: bool,
    /// What the file was when it was read.
    pub seen: FileFingerprint,
}

impl ImportPreview {
    /// Whether the import would report nothing but success, as far as anybody knows before it.
    pub fn is_sure(&self) -> bool {
        self.fault.is_none() && self.report.is_clean() && self.report.told.unchecked == 0
    }
}

/// A row as it would be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstRow {
    /// Where it stands in the file.
    pub place: String,
    /// What is stored, by the code of its meaning; nothing that is empty. ID numbers are masked.
    pub cells: Vec<(&'static str, String)>,
}

/// How many rows are shown as they would be stored.
const FIRST: usize = 8;

/// Reads a file as its import would, and judges every row by what stands in the store. A store that is opened
/// only to look is enough. What `check_photos` leaves out takes as long as the import itself.
pub fn preview(
    request: &Request<'_>,
    store: &Store,
    actor: &Actor,
    check_photos: bool,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<ImportPreview, ImportError> {
    store.check_standing(actor)?;
    let may = match request.kind {
        ImportKind::Refusals { .. } => actor.role.may_deliver(),
        _ => actor.role.may_import(),
    };
    if !may {
        return Err(RecordError::from(Refusal::NotAllowed { role: actor.role }).into());
    }
    // Before it is read: what changes meanwhile counts as changed since.
    let seen = FileFingerprint::at(request.path);
    let mut first = Vec::new();
    let mut changes = false;
    let would = |row: &RowOutcome, change: &RowChange, reference: Option<&str>| {
        changes = true;
        if first.len() < FIRST {
            first.push(FirstRow { place: row.place.clone(), cells: stored(change, reference) });
        }
    };
    let foreseen = foreseen(request, store, check_photos, clock, progress, would);
    let (report, fault) = match foreseen {
        Ok(report) => (report, None),
        Err(ImportError::File(error)) => {
            let told =
                Told { found: error.found().cloned().unwrap_or_default(), ..Told::default() };
            let report =
                ImportReport::new(request.kind, request.path, Vec::new(), Vec::new(), told);
            (report, Some(error))
        }
        Err(error) => return Err(error),
    };
    // As the import would end at its first change.
    if changes && let Some(off) = store.clock_off(clock)? {
        return Err(RecordError::from(Refusal::from(off)).into());
    }
    Ok(ImportPreview { report, first, fault, photos_checked: check_photos, seen })
}

fn foreseen(
    request: &Request<'_>,
    store: &Store,
    check_photos: bool,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
    would: impl FnMut(&RowOutcome, &RowChange, Option<&str>),
) -> Result<ImportReport, ImportError> {
    let now = &|| clock.now();
    let photos = if check_photos { PhotosAre::Checked } else { PhotosAre::Left };
    match request.kind {
        ImportKind::Roster => {
            let plan = roster::plan(store, request, photos, progress)?;
            foresee(store, request, now, plan, progress, would)
        }
        ImportKind::Payments => {
            let plan = payments::plan(request, now, progress)?;
            foresee(store, request, now, plan, progress, would)
        }
        ImportKind::Submissions => {
            let plan = submissions::plan(store, request, now, photos, progress)?;
            foresee(store, request, now, plan, progress, would)
        }
        ImportKind::Refusals { delivery } => {
            let plan = receiver::plan(store, delivery, request, progress)?;
            foresee(store, request, now, plan, progress, would)
        }
    }
}

/// What a change would store; `reference` is the file of a reference photo that nobody has checked.
fn stored(change: &RowChange, reference: Option<&str>) -> Vec<(&'static str, String)> {
    let cells = match change {
        RowChange::Enrol(student) | RowChange::Correct { student, .. } => {
            stated(student, reference)
        }
        RowChange::Pay { student, payment } => vec![
            ("student_no", student.student.no.to_string()),
            ("name", student.student.name.clone()),
            ("amount", payment.yuan()),
            ("paid_time", time(payment.paid_at)),
            ("transaction", payment.transaction.clone()),
        ],
        RowChange::Refuse { event: Event::RefusedByReceiver { reason, .. }, .. } => {
            vec![("reason", reason.clone())]
        }
        // Whose each photo is says the row itself.
        RowChange::Submit(_) | RowChange::Refuse { .. } => Vec::new(),
    };
    cells.into_iter().filter(|(_, cell)| !cell.is_empty()).collect()
}

fn stated(student: &Student, reference: Option<&str>) -> Vec<(&'static str, String)> {
    let Student { no, name, id_number, exam_no, department, programme, campus, reference_photo } =
        student;
    vec![
        ("student_no", no.to_string()),
        ("name", name.clone()),
        ("id_number", id_number.as_deref().map(masked_id).unwrap_or_default()),
        ("exam_no", exam_no.clone().unwrap_or_default()),
        ("department", department.clone()),
        ("programme", programme.clone()),
        ("campus", campus.clone()),
        (
            "reference_photo",
            reference_photo.map(|_| reference.unwrap_or("✓").to_owned()).unwrap_or_default(),
        ),
    ]
}
