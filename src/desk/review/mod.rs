//! The reviewer's work: claim submissions, read them as cases, change them.

mod ask;
mod case;

use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use ask::{Ask, Change};
pub use case::{Case, OtherAttempt, Proposal, ReceiverRefusal};

use crate::domain::account::{AccountName, Actor};
use crate::domain::claim_order::ClaimOrder;
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject, UnmaskPurpose};
use crate::domain::lifecycle::Refusal;
use crate::domain::log::Entry;
use crate::domain::student::{Student, StudentId, StudentNo};
use crate::domain::submission::{Revision, Status, SubmissionId};
use crate::store::{Claim, RecordError, ScreeningRow, Store, StoreError, SubmissionRow};

/// How many submissions a reviewer holds at a time: the one on the screen, those whose photos are loaded
/// ahead, and a few more, so that quick decisions never wait for a claim.
pub const STRIP: usize = 8;

/// Claims as many cases as a console that has `held` lacks to [`STRIP`], and returns the new ones, in this
/// order. Those in `skip` are claimed only if there are no others and none is held.
pub fn claim(
    store: &mut Store,
    reviewer: &Actor,
    order: ClaimOrder,
    held: usize,
    skip: &[SubmissionId],
    clock: impl Clock,
) -> Result<Vec<Case>, RecordError> {
    store.check_standing(reviewer)?;
    if !reviewer.role.may_decide() {
        return Ok(Vec::new());
    }
    let wanted = STRIP.saturating_sub(held);
    let mut found = claim_readable(store, (reviewer, order), wanted, skip, clock)?;
    if found.is_empty() && held == 0 && !skip.is_empty() {
        found = claim_readable(store, (reviewer, order), wanted, &[], clock)?;
    }
    Ok(found)
}

/// Claims so many cases; what can't be read is given back, and others are claimed in its place.
fn claim_readable(
    store: &mut Store,
    (reviewer, order): (&Actor, ClaimOrder),
    wanted: usize,
    skip: &[SubmissionId],
    clock: impl Clock,
) -> Result<Vec<Case>, RecordError> {
    let (mut skip, mut found) = (skip.to_vec(), Vec::new());
    loop {
        let lacking = wanted - found.len();
        let claims = store.claim_in(order, &reviewer.account, lacking, &skip, clock)?;
        let cases = cases(store, &claims)?;
        let is_whole = cases.len() == claims.len();
        found.extend(cases);
        if is_whole {
            return Ok(found);
        }
        skip.extend(claims.iter().map(|claim| claim.submission));
    }
}

/// Moves all cases that the reviewer holds to this console, under new leases, and returns them by
/// deadline: after an unlock or a restart, and also if another console of theirs holds them.
pub fn take_over(
    store: &mut Store,
    reviewer: &Actor,
    clock: impl Clock,
) -> Result<Vec<Case>, RecordError> {
    store.check_standing(reviewer)?;
    if store.claims_of(&reviewer.account, clock.now())?.is_empty() {
        return Ok(Vec::new());
    }
    let claims = store.take_over(&reviewer.account, clock)?;
    Ok(cases(store, &claims)?)
}

/// Claims this submission, if it is in the queue and nobody holds it.
pub fn take(
    store: &mut Store,
    reviewer: &Actor,
    submission: SubmissionId,
    clock: impl Clock,
) -> Result<Case, RecordError> {
    store.check_standing(reviewer)?;
    if !reviewer.role.may_decide() {
        return Err(RecordError::Refused(Refusal::NotAllowed { role: reviewer.role }));
    }
    let claim = store.claim_one(&reviewer.account, submission, clock)?;
    match case(store, submission, Some(&claim)) {
        Err(error) => {
            store.release(&[claim])?;
            Err(error.into())
        }
        case => case?.ok_or(RecordError::NoSuchSubject),
    }
}

/// Makes a change durable, once for each operation. After an undo the case comes back under a new lease.
pub fn change(
    store: &mut Store,
    actor: &Actor,
    ask: &Ask,
    clock: impl Clock,
) -> Result<(Entry, Option<Case>), RecordError> {
    let subject = Subject::Submission(ask.submission);
    let entry =
        store.record_once(ask.operation, actor, &subject, ask.seen, &ask.change.event(), clock)?;
    let returned = match ask.change {
        Change::Undo => own_case(store, &actor.account, ask.submission, entry.at)?,
        Change::Decide { .. }
        | Change::Hold { .. }
        | Change::Resume
        | Change::Withdraw { .. }
        | Change::Revoke { .. } => None,
    };
    Ok((entry, returned))
}

/// Logs that `actor` looks at a student's ID number and what for; then returns the number, if the roster
/// has one.
pub fn unmask(
    store: &mut Store,
    actor: &Actor,
    student: StudentId,
    purpose: UnmaskPurpose,
    clock: impl Clock,
) -> Result<Option<String>, RecordError> {
    store.check_standing(actor)?;
    let row = store.student_by_id(student)?.ok_or(RecordError::NoSuchSubject)?;
    let subject = Subject::Student(student);
    store.record(actor, &subject, row.revision, &Event::Unmasked { purpose }, clock)?;
    Ok(row.student.id_number)
}

/// What the machine has said by now of these submissions, of those that the reviewer holds.
pub fn screenings(
    store: &Store,
    reviewer: &Actor,
    submissions: &[SubmissionId],
    now: DateTime<Utc>,
) -> Result<Vec<(SubmissionId, Arc<ScreeningRow>)>, RecordError> {
    store.check_standing(reviewer)?;
    let held = store.claims_of(&reviewer.account, now)?;
    let mut found = Vec::new();
    for id in held.iter().map(|claim| claim.submission).filter(|id| submissions.contains(id)) {
        found.extend(store.screening(id)?.map(|row| (id, Arc::new(row))));
    }
    Ok(found)
}

/// Reads one submission as a case, under the given lease or only to be looked at. The caller has checked
/// that the actor may see it.
pub(super) fn case(
    store: &Store,
    submission: SubmissionId,
    claim: Option<&Claim>,
) -> Result<Option<Case>, StoreError> {
    let Some(row) = store.submission(submission)? else { return Ok(None) };
    let id = row.submitted.student;
    let student = store.student_by_id(id)?;
    let stated = student.as_ref().map_or(Revision::default(), |row| row.stated);
    let student = student.map_or_else(erased, |row| row.student.masked());
    let attempts = store.attempts(id)?;
    let others = attempts.into_iter().filter(|other| other.id != submission).map(other).collect();
    let proposal = proposal(&row);
    let refusal = refusal(store, &row)?;
    let screening = store.screening(submission)?.map(Arc::new);
    Ok(Some(Case {
        submission,
        revision: row.revision,
        status: row.standing.status,
        due: row.standing.due,
        submitted: row.submitted,
        claim: claim.cloned(),
        student,
        stated,
        others,
        proposal,
        refusal,
        screening,
    }))
}

/// In place of a student whose facts were erased.
fn erased() -> Student {
    let nothing = || "—".to_owned();
    Student {
        no: StudentNo::none(),
        name: nothing(),
        id_number: None,
        exam_no: None,
        department: nothing(),
        programme: nothing(),
        campus: nothing(),
        reference_photo: None,
    }
}

/// Reads the cases of these leases. A lease on what can't be read is given back.
fn cases(store: &mut Store, claims: &[Claim]) -> Result<Vec<Case>, StoreError> {
    let (mut cases, mut unread) = (Vec::with_capacity(claims.len()), Vec::new());
    for claim in claims {
        match case(store, claim.submission, Some(claim)) {
            Err(error) if error.is_of_one_row() => unread.push(claim.clone()),
            read => cases.extend(read?),
        }
    }
    store.release(&unread)?;
    Ok(cases)
}

fn own_case(
    store: &mut Store,
    reviewer: &AccountName,
    submission: SubmissionId,
    now: DateTime<Utc>,
) -> Result<Option<Case>, StoreError> {
    let claims = store.claims_of(reviewer, now)?;
    let Some(own) = claims.iter().find(|claim| claim.submission == submission) else {
        return Ok(None);
    };
    Ok(cases(store, std::slice::from_ref(own))?.pop())
}

fn other(row: SubmissionRow) -> OtherAttempt {
    OtherAttempt {
        submission: row.id,
        attempt: row.submitted.attempt,
        photo: row.submitted.photo,
        status: row.standing.status,
        decided_by: row.standing.decided_by,
        decided_at: row.decided_at,
        decision: row.decision,
    }
}

fn proposal(row: &SubmissionRow) -> Option<Proposal> {
    if row.standing.status != Status::Seconding {
        return None;
    }
    Some(Proposal {
        by: row.standing.proposer.clone()?,
        at: row.decided_at,
        decision: row.decision.clone()?,
    })
}

/// What the receiver said last, where that is still to be decided on.
fn refusal(store: &Store, row: &SubmissionRow) -> Result<Option<ReceiverRefusal>, StoreError> {
    let standing = &row.standing;
    if !standing.refused || standing.status.is_decided() {
        return Ok(None);
    }
    let story = store.timeline(&Subject::Submission(row.id))?;
    Ok(story.into_iter().rev().find_map(|entry| match entry.event {
        Event::RefusedByReceiver { delivery, reason, .. } => {
            Some(ReceiverRefusal { delivery, reason })
        }
        _ => None,
    }))
}
