//! Importing payments: each admits the student's waiting submission.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::recording::{readable, record};
use super::told::Told;
use super::whose::student;
use super::{ImportError, ImportReport, Now, Outcome, Request, RowOutcome};
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::account::Actor;
use crate::domain::event::{Event, Subject};
use crate::domain::payment::Payment;
use crate::domain::student::StudentNo;
use crate::exchange::payments;
use crate::exchange::{RowRefusal, Whose, not_ahead};
use crate::store::{Batch, Store};

pub(super) fn import(
    store: &mut Store,
    request: &Request<'_>,
    actor: &Actor,
    now: Now<'_>,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    tell(progress, Progress { stage: Stage::Reading, done: 0, total: 0, bytes: 0 })?;
    let list = payments::read(request.path, request.options)?;
    let (total, today) = (list.rows.len() as u64, now());
    let mut seen: HashMap<String, String> = HashMap::new();
    let recorded = record(store, now, list.rows, total, progress, |batch, row| {
        let sound = row.payment.and_then(|(whose, payment)| {
            not_ahead(payment.paid_at, today).map(|()| (whose, payment))
        });
        let outcome = match sound {
            Err(refusal) => Outcome::Refused(refusal),
            Ok((whose, payment)) => match seen.entry(payment.transaction.clone()) {
                Entry::Occupied(earlier) => {
                    Outcome::Refused(RowRefusal::Twice { first: earlier.get().clone() })
                }
                Entry::Vacant(place) => {
                    place.insert(row.place.clone());
                    readable(put(batch, actor, &whose, payment))?
                }
            },
        };
        Ok(RowOutcome { place: row.place, about: row.about, outcome })
    })?;
    let told = Told { found: list.found, ..Told::default() };
    Ok(ImportReport::of(request, recorded, list.ignored, told))
}

fn put(
    batch: &mut Batch<'_>,
    actor: &Actor,
    whose: &Whose,
    payment: Payment,
) -> Result<Outcome, ImportError> {
    let row = match student(batch, whose)? {
        Ok(row) => row,
        Err(refusal) => return Ok(Outcome::Refused(refusal)),
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
