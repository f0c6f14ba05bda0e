//! What the rows of a file are to become: judged by what stands, one after the other, and then either recorded
//! or, for whoever looks before they take, only told. Both judge by the same code.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::recording::record;
use super::report::{Outcome, RowOutcome};
use super::told::Told;
use super::whose::Known;
use super::{ImportError, ImportReport, Now, Request};
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::account::Actor;
use crate::domain::event::{Event, Subject, Submitted};
use crate::domain::payment::Payment;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::student::{Student, StudentId, StudentNo};
use crate::domain::submission::{Revision, SubmissionId};
use crate::exchange::RowRefusal;
use crate::store::{Batch, RecordError, Store, StoreError, StudentRow, SubmissionRow};

/// A file that has been read, with all that can be said of its rows before they are judged.
pub(super) trait Plan {
    /// A row of it.
    type Row;

    /// Its rows, which it then has no more.
    fn rows(&mut self) -> Vec<Self::Row>;

    /// What is to become of a row.
    fn judge(
        &mut self,
        standing: &RowStanding<'_, '_>,
        row: Self::Row,
    ) -> Result<JudgedRow, ImportError>;

    /// What is told of the file once its rows are judged: the columns that were not used, and the rest.
    fn told(self) -> (Vec<String>, Told);
}

/// What is to become of a row.
pub(super) struct JudgedRow {
    /// Where it stands, whom it is about, and what becomes of it.
    pub(super) row: RowOutcome,
    /// What it changes, if anything.
    pub(super) change: Option<RowChange>,
    /// The file of its reference photo, where nobody has checked that.
    pub(super) reference: Option<String>,
}

impl JudgedRow {
    /// A row that changes nothing.
    pub(super) fn idle(place: String, about: String, outcome: Outcome) -> Self {
        Self::of(place, about, (outcome, None))
    }

    /// A row with this fate.
    pub(super) fn of(place: String, about: String, (outcome, change): Judgement) -> Self {
        Self { row: RowOutcome { place, about, outcome }, change, reference: None }
    }
}

/// What becomes of a row, and what it changes; until it is known where the row stands.
pub(super) type Judgement = (Outcome, Option<RowChange>);

/// The fate of a row whose student's record in the store can't be read: that is this row's fault alone.
pub(super) fn readable(fate: Result<Judgement, ImportError>) -> Result<Judgement, ImportError> {
    match fate {
        Err(ImportError::Record(RecordError::Store(error))) if error.is_of_one_row() => {
            Ok((Outcome::Refused(RowRefusal::RecordUnread), None))
        }
        fate => fate,
    }
}

/// What a row changes.
#[derive(Debug, Clone)]
pub(super) enum RowChange {
    /// A new student.
    Enrol(Student),
    /// What the roster states of a known student.
    Correct { id: StudentId, seen: Revision, student: Student },
    /// A payment.
    Pay { student: Box<StudentRow>, payment: Payment },
    /// A photo.
    Submit(Submitted),
    /// The receiver's refusal of a delivered photo.
    Refuse { submission: SubmissionId, seen: Revision, event: Event },
}

impl RowChange {
    /// The photo that it names.
    fn photo(&self) -> Option<PhotoHash> {
        match self {
            Self::Enrol(student) | Self::Correct { student, .. } => student.reference_photo,
            Self::Pay { .. } | Self::Refuse { .. } => None,
            Self::Submit(submitted) => Some(submitted.photo),
        }
    }

    fn record(self, batch: &mut Batch<'_>, actor: &Actor) -> Result<(), RecordError> {
        let (subject, seen, event) = match self {
            Self::Enrol(student) => {
                // Who is off the roster since an import was withdrawn is enrolled again as who they were.
                let (id, seen) = match batch.student_ever(&student.no)? {
                    Some(row) => (row.id, row.revision),
                    None => (batch.next_student_id()?, Revision(0)),
                };
                (Subject::Student(id), seen, Event::Enrolled { student: Some(student) })
            }
            Self::Correct { id, seen, student } => {
                (Subject::Student(id), seen, Event::Corrected { student: Some(student) })
            }
            Self::Pay { student, payment } => {
                (Subject::Student(student.id), student.revision, Event::Paid(payment))
            }
            Self::Submit(submitted) => {
                let subject = Subject::Submission(batch.next_submission_id()?);
                (subject, Revision(0), Event::Submitted(submitted))
            }
            Self::Refuse { submission, seen, event } => {
                (Subject::Submission(submission), seen, event)
            }
        };
        batch.record(actor, &subject, seen, &event).map(|_entry| ())
    }
}

/// What stands when a row is judged: what the store holds, and what the rows before are going to change where
/// that is not recorded.
pub(super) struct RowStanding<'a, 'b> {
    batch: &'a Batch<'b>,
    ahead: Option<&'a Ahead>,
}

/// What rows are going to change, as far as another row of the same file can meet it.
#[derive(Debug, Default)]
struct Ahead {
    /// What the roster is going to state.
    students: HashMap<StudentNo, Student>,
    /// Whose each exam number is going to be.
    exam_nos: HashMap<String, StudentNo>,
    /// Who will have paid.
    paid: HashSet<StudentId>,
}

impl Ahead {
    fn note(&mut self, change: &RowChange) {
        match change {
            RowChange::Enrol(student) | RowChange::Correct { student, .. } => {
                if let Some(exam_no) = &student.exam_no {
                    self.exam_nos.insert(exam_no.clone(), student.no.clone());
                }
                self.students.insert(student.no.clone(), student.clone());
            }
            RowChange::Pay { student, .. } => drop(self.paid.insert(student.id)),
            // Of several photos of one student, or refusals of one photo, one alone gets this far.
            RowChange::Submit(_) | RowChange::Refuse { .. } => {}
        }
    }
}

impl RowStanding<'_, '_> {
    fn with_ahead(&self, row: Option<StudentRow>) -> Option<StudentRow> {
        let will_have_paid = |id| self.ahead.is_some_and(|ahead| ahead.paid.contains(&id));
        row.map(|row| StudentRow { paid: row.paid || will_have_paid(row.id), ..row })
    }

    /// The student of a number.
    pub(super) fn student(&self, no: &StudentNo) -> Result<Option<StudentRow>, StoreError> {
        Ok(self.with_ahead(self.batch.student(no)?))
    }

    /// The student whom the store knows by this number of its own.
    pub(super) fn student_by_id(&self, id: StudentId) -> Result<Option<StudentRow>, StoreError> {
        self.batch.student_by_id(id)
    }

    /// Whose an exam number is, or is going to be.
    pub(super) fn owner_of(&self, exam_no: &str) -> Result<Option<StudentNo>, StoreError> {
        if let Some(no) = self.ahead.and_then(|ahead| ahead.exam_nos.get(exam_no)) {
            return Ok(Some(no.clone()));
        }
        let known = self.batch.student_by_exam_no(exam_no)?.map(|row| row.student.no);
        // Whom an earlier row gives another exam number, has this one no more.
        Ok(known.filter(|no| self.ahead.is_none_or(|ahead| !ahead.students.contains_key(no))))
    }

    /// Whose payment has this transaction number.
    pub(super) fn payer(&self, number: &str) -> Result<Option<StudentId>, StoreError> {
        self.batch.payer(number)
    }

    /// The number of another student who has sent this photo, which waits, is held or approved.
    pub(super) fn other_sender(
        &self,
        photo: PhotoHash,
        id: StudentId,
    ) -> Result<Option<StudentNo>, StoreError> {
        self.batch.other_sender(photo, id)
    }

    /// Every submission of a student, by attempt.
    pub(super) fn attempts(&self, id: StudentId) -> Result<Vec<SubmissionRow>, StoreError> {
        self.batch.attempts(id)
    }

    /// Whether a reviewer holds a submission.
    pub(super) fn is_claimed(&self, id: SubmissionId) -> Result<bool, StoreError> {
        self.batch.is_claimed(id)
    }

    /// The submission of a number.
    pub(super) fn submission(&self, id: SubmissionId) -> Result<Option<SubmissionRow>, StoreError> {
        self.batch.submission(id)
    }

    /// The delivery in which a submission is delivered; none where it is in none, or was refused since.
    pub(super) fn delivered_in(&self, id: SubmissionId) -> Result<Option<u32>, StoreError> {
        self.batch.delivered_in(id)
    }

    /// The time of the next entry.
    pub(super) fn at(&self) -> DateTime<Utc> {
        self.batch.at()
    }

    /// When a decision would be due on what enters the queue by the next entry.
    pub(super) fn due(&self) -> DateTime<Utc> {
        self.batch.due()
    }
}

impl Known for RowStanding<'_, '_> {
    fn by_no(&self, no: &StudentNo) -> Result<Option<StudentRow>, StoreError> {
        self.student(no)
    }

    fn by_exam_no(&self, exam_no: &str) -> Result<Option<StudentRow>, StoreError> {
        Ok(self.with_ahead(self.batch.student_by_exam_no(exam_no)?))
    }
}

/// Judges the rows and records what they change, unless the file was changed while it was read. From here on nothing
/// more of it is read.
pub(super) fn take<P: Plan>(
    store: &mut Store,
    request: &Request<'_>,
    actor: &Actor,
    now: Now<'_>,
    mut plan: P,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    request.check_still()?;
    let rows = plan.rows();
    let total = rows.len() as u64;
    let photos = store.photos().clone();
    let recorded = record(store, now, rows, total, progress, |batch, row| {
        let JudgedRow { mut row, change, .. } =
            plan.judge(&RowStanding { batch, ahead: None }, row)?;
        if let Some(change) = change {
            if let Some(photo) = change.photo() {
                photos.require(photo)?;
            }
            let done = change.record(batch, actor).map(|()| (row.outcome, None));
            (row.outcome, _) = readable(done.map_err(ImportError::from))?;
        }
        Ok(row)
    })?;
    let (ignored, told) = plan.told();
    Ok(ImportReport::of(request, recorded, ignored, told))
}

/// Judges the rows and records nothing; what each would change is handed to `would`.
pub(super) fn foresee<P: Plan>(
    store: &Store,
    request: &Request<'_>,
    now: Now<'_>,
    mut plan: P,
    progress: &mut OnProgress<'_>,
    mut would: impl FnMut(&RowOutcome, &RowChange, Option<&str>),
) -> Result<ImportReport, ImportError> {
    let rows = plan.rows();
    let total = rows.len() as u64;
    let mut ahead = Ahead::default();
    let judged = store.look(now, |batch| {
        let mut judged = Vec::with_capacity(rows.len());
        for (done, row) in (0..).zip(rows) {
            if done % EVERY == 0 {
                tell(progress, Progress { stage: Stage::Judging, done, total, bytes: 0 })?;
            }
            let JudgedRow { row, change, reference } =
                plan.judge(&RowStanding { batch, ahead: Some(&ahead) }, row)?;
            if let Some(change) = change {
                ahead.note(&change);
                would(&row, &change, reference.as_deref());
            }
            judged.push(row);
        }
        Ok::<_, ImportError>(judged)
    })?;
    let (ignored, told) = plan.told();
    Ok(ImportReport::new(request.kind, request.path, judged, ignored, told))
}

/// After so many rows somebody is told how far it is.
const EVERY: u64 = 256;
