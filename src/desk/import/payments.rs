//! Payments: each admits the student's waiting submission.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::plan::{JudgedRow, Judgement, Plan, RowChange, RowStanding, readable};
use super::told::Told;
use super::whose::student;
use super::{ImportError, Now, Outcome, Request};
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::payment::Payment;
use crate::domain::student::StudentNo;
use crate::exchange::payments::{self, PaymentRow};
use crate::exchange::{RowRefusal, Whose, not_ahead};

/// A payment list that has been read.
pub(super) struct PaymentsPlan {
    rows: Vec<PaymentRow>,
    /// Where each transaction number stood first.
    seen: HashMap<String, String>,
    ignored: Vec<String>,
    told: Told,
}

/// Reads a payment list.
pub(super) fn plan(
    request: &Request<'_>,
    now: Now<'_>,
    progress: &mut OnProgress<'_>,
) -> Result<PaymentsPlan, ImportError> {
    tell(progress, Progress { stage: Stage::Reading, done: 0, total: 0, bytes: 0 })?;
    let mut list = payments::read(request.path, &request.options)?;
    let today = now();
    for row in &mut list.rows {
        if let Ok((_, payment)) = &row.payment
            && let Err(refusal) = not_ahead(payment.paid_at, today)
        {
            row.payment = Err(refusal);
        }
    }
    let told = Told { found: list.found, ..Told::default() };
    Ok(PaymentsPlan { rows: list.rows, seen: HashMap::new(), ignored: list.ignored, told })
}

impl Plan for PaymentsPlan {
    type Row = PaymentRow;

    fn rows(&mut self) -> Vec<PaymentRow> {
        std::mem::take(&mut self.rows)
    }

    fn judge(
        &mut self,
        standing: &RowStanding<'_, '_>,
        row: PaymentRow,
    ) -> Result<JudgedRow, ImportError> {
        let PaymentRow { place, about, payment } = row;
        let refused = |refusal| Ok((Outcome::Refused(refusal), None));
        let fate = match payment {
            Err(refusal) => refused(refusal),
            Ok((whose, payment)) => match self.seen.entry(payment.transaction.clone()) {
                Entry::Occupied(earlier) => {
                    refused(RowRefusal::Twice { first: earlier.get().clone() })
                }
                Entry::Vacant(first) => {
                    first.insert(place.clone());
                    readable(put(standing, &whose, payment))
                }
            },
        }?;
        Ok(JudgedRow::of(place, about, fate))
    }

    fn told(self) -> (Vec<String>, Told) {
        (self.ignored, self.told)
    }
}

fn put(
    standing: &RowStanding<'_, '_>,
    whose: &Whose,
    payment: Payment,
) -> Result<Judgement, ImportError> {
    let refused = |refusal| Ok((Outcome::Refused(refusal), None));
    let row = match student(standing, whose)? {
        Ok(row) => row,
        Err(refusal) => return refused(refusal),
    };
    match standing.payer(&payment.transaction)? {
        Some(payer) if payer == row.id => return Ok((Outcome::Unchanged, None)),
        Some(payer) => {
            let payer =
                standing.student_by_id(payer)?.map_or_else(StudentNo::none, |row| row.student.no);
            return refused(RowRefusal::TransactionTaken(payer));
        }
        None if row.paid => return refused(RowRefusal::PaidAlready),
        None => {}
    }
    Ok((Outcome::Added, Some(RowChange::Pay { student: Box::new(row), payment })))
}
