//! What the receiver refuses of a delivery (退回): each photo's case is reopened for a supervisor.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::plan::{JudgedRow, Judgement, Plan, RowChange, RowStanding, readable};
use super::told::Told;
use super::{ImportError, Outcome, Request};
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::event::Event;
use crate::domain::student::{Student, StudentNo};
use crate::domain::submission::SubmissionId;
use crate::exchange::RowRefusal;
use crate::exchange::receiver::{self, ReceiverNumbers, ReceiverRow};
use crate::store::Store;

/// A receiver's list that has been read, and the delivery that it is about.
pub(super) struct ReceiverPlan {
    delivery: u32,
    rows: Vec<ReceiverRow>,
    delivered: DeliveredNumbers,
    /// How many of the delivery were erased since: nobody knows their numbers any more.
    erased: u64,
    /// Where each photo stood first.
    seen: HashMap<SubmissionId, String>,
    ignored: Vec<String>,
    told: Told,
}

/// Whose photos are in a delivery, by the numbers that its receiver knows.
#[derive(Default)]
struct DeliveredNumbers {
    no: HashMap<StudentNo, SubmissionId>,
    /// Exam and ID numbers may be of several students.
    exam_no: HashMap<String, Vec<SubmissionId>>,
    id_number: HashMap<String, Vec<SubmissionId>>,
}

/// Reads a receiver's list, and of which photos its delivery was.
pub(super) fn plan(
    store: &Store,
    delivery: u32,
    request: &Request<'_>,
    progress: &mut OnProgress<'_>,
) -> Result<ReceiverPlan, ImportError> {
    tell(progress, Progress { stage: Stage::Reading, done: 0, total: 0, bytes: 0 })?;
    if store.delivery(delivery)?.is_none() {
        return Err(ImportError::NoSuchDelivery(delivery));
    }
    let list = receiver::read(request.path, &request.options)?;
    let (mut delivered, mut erased) = (DeliveredNumbers::default(), 0);
    for row in store.delivered(delivery)? {
        match row.student {
            Some(student) => delivered.note(student, row.submission),
            None => erased += 1,
        }
    }
    let told = Told { found: list.found, ..Told::default() };
    let (rows, ignored, seen) = (list.rows, list.ignored, HashMap::new());
    Ok(ReceiverPlan { delivery, rows, delivered, erased, seen, ignored, told })
}

impl DeliveredNumbers {
    fn note(&mut self, student: Student, submission: SubmissionId) {
        if let Some(number) = student.exam_no {
            self.exam_no.entry(number.trim().to_owned()).or_default().push(submission);
        }
        if let Some(number) = student.id_number {
            self.id_number.entry(number.trim().to_uppercase()).or_default().push(submission);
        }
        self.no.insert(student.no, submission);
    }

    /// The photo that all numbers of a row name; nothing where none of them names any. Numbers that do not all name the
    /// same leave it in doubt, and so does a number of several.
    fn named(&self, numbers: &ReceiverNumbers) -> Result<Option<SubmissionId>, RowRefusal> {
        let by_no = StudentNo::new(&numbers.student_no).ok();
        let by_no = by_no.and_then(|no| self.no.get(&no)).map(std::slice::from_ref);
        let by_exam_no = self.exam_no.get(&numbers.exam_no).map(Vec::as_slice);
        let by_id_number = self.id_number.get(&numbers.id_number).map(Vec::as_slice);
        let said = [
            (&numbers.student_no, by_no),
            (&numbers.exam_no, by_exam_no),
            (&numbers.id_number, by_id_number),
        ];
        let said = || said.iter().filter(|(number, _)| !number.is_empty()).map(|(_, found)| *found);
        if said().all(|found| found.is_none()) {
            return Ok(None);
        }
        // Those that every number of the row may mean.
        let first = said().flatten().next().unwrap_or_default();
        let meant = |id: &&SubmissionId| said().all(|ids| ids.is_some_and(|ids| ids.contains(*id)));
        let mut meant = first.iter().filter(meant);
        match (meant.next(), meant.next()) {
            (Some(one), None) => Ok(Some(*one)),
            _ => Err(RowRefusal::NumbersOfSeveral),
        }
    }
}

impl Plan for ReceiverPlan {
    type Row = ReceiverRow;

    fn rows(&mut self) -> Vec<ReceiverRow> {
        std::mem::take(&mut self.rows)
    }

    fn judge(
        &mut self,
        standing: &RowStanding<'_, '_>,
        row: ReceiverRow,
    ) -> Result<JudgedRow, ImportError> {
        let ReceiverRow { place, about, refusal } = row;
        let refused = |refusal| Ok((Outcome::Refused(refusal), None));
        let named = refusal.and_then(|(numbers, reason)| {
            let delivery = self.delivery;
            let nobody = RowRefusal::NotInDelivery { delivery, erased: self.erased };
            Ok((self.delivered.named(&numbers)?.ok_or(nobody)?, reason))
        });
        let fate = match named {
            Err(refusal) => refused(refusal),
            Ok((submission, reason)) => match self.seen.entry(submission) {
                Entry::Occupied(earlier) => {
                    refused(RowRefusal::Twice { first: earlier.get().clone() })
                }
                Entry::Vacant(first) => {
                    first.insert(place.clone());
                    readable(refuse(standing, self.delivery, submission, reason))
                }
            },
        }?;
        Ok(JudgedRow::of(place, about, fate))
    }

    fn told(self) -> (Vec<String>, Told) {
        (self.ignored, self.told)
    }
}

fn refuse(
    standing: &RowStanding<'_, '_>,
    delivery: u32,
    submission: SubmissionId,
    reason: String,
) -> Result<Judgement, ImportError> {
    let refused = |refusal| Ok((Outcome::Refused(refusal), None));
    let Some(row) = standing.submission(submission)? else {
        return refused(RowRefusal::RecordUnread);
    };
    // Erased since the delivery was looked up.
    if standing.student_by_id(row.submitted.student)?.is_none() {
        return refused(RowRefusal::Erased);
    }
    if standing.delivered_in(submission)? != Some(delivery) {
        return refused(RowRefusal::RefusedBefore { delivery });
    }
    let event = Event::RefusedByReceiver { delivery, due: standing.due(), reason };
    Ok((Outcome::Added, Some(RowChange::Refuse { submission, seen: row.revision, event })))
}
