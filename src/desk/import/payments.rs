//! Importing payments: each admits the student's waiting submission.

use std::collections::HashMap;
use std::path::Path;

use super::recording::{readable, record};
use super::report::Ignored;
use super::{ImportError, ImportKind, ImportReport, Now, Outcome, RowOutcome};
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::account::Actor;
use crate::domain::event::{Event, Subject};
use crate::domain::payment::Payment;
use crate::domain::student::StudentNo;
use crate::exchange::RowRefusal;
use crate::exchange::payments;
use crate::store::{Batch, Store};

pub(super) fn import(
    store: &mut Store,
    path: &Path,
    actor: &Actor,
    now: Now<'_>,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    tell(progress, Progress { stage: Stage::Reading, done: 0, total: 0, bytes: 0 })?;
    let list = payments::read(path)?;
    let total = list.rows.len() as u64;
    let mut seen: HashMap<String, u64> = HashMap::new();
    let recorded = record(store, now, list.rows, total, progress, |batch, row| {
        let outcome = match row.payment {
            Err(refusal) => Outcome::Refused(refusal),
            Ok(payment) => {
                let first = *seen.entry(payment.transaction.clone()).or_insert(row.row);
                if first == row.row {
                    readable(put(batch, actor, &row.student, payment))?
                } else {
                    Outcome::Refused(RowRefusal::Twice { first: first.to_string() })
                }
            }
        };
        Ok(RowOutcome { place: row.row.to_string(), about: row.student, outcome })
    })?;
    let ignored = Ignored { columns: list.ignored, sheets: list.ignored_sheets };
    Ok(ImportReport::of(ImportKind::Payments, path, recorded, ignored))
}

fn put(
    batch: &mut Batch<'_>,
    actor: &Actor,
    student: &str,
    payment: Payment,
) -> Result<Outcome, ImportError> {
    let Some(row) = super::submissions::student(batch, student)? else {
        return Ok(Outcome::Refused(RowRefusal::NotOnRoster));
    };
    match batch.payer(&payment.transaction)? {
        Some(payer) if payer == row.id => return Ok(Outcome::Unchanged),
        Some(payer) => {
            let payer =
                batch.student_by_id(payer)?.map_or_else(StudentNo::none, |row| row.student.no);
            return Ok(Outcome::Refused(RowRefusal::TransactionTaken(payer)));
        }
        None if row.paid => return Ok(Outcome::Refused(RowRefusal::PaidAlready)),
        None => {}
    }
    batch.record(actor, &Subject::Student(row.id), row.revision, &Event::Paid(payment))?;
    Ok(Outcome::Added)
}
