//! What a photo becomes: a new attempt, or the same as an earlier one, and how it enters the queue.

use chrono::{DateTime, Utc};

use super::ImportError;
use super::photos::KeptPhoto;
use super::plan::{Judgement, RowChange, RowStanding};
use super::report::Outcome;
use crate::domain::event::{QueueEntry, Submitted};
use crate::domain::student::StudentNo;
use crate::domain::submission::Status;
use crate::exchange::RowRefusal;
use crate::exchange::package::PackageRow;
use crate::store::{StudentRow, SubmissionRow};

/// What is to become of a photo that nobody has looked at yet; `named` hears whose it is.
pub(super) fn unseen(
    standing: &RowStanding<'_, '_>,
    no: &StudentNo,
    named: &mut impl FnMut(&StudentRow),
) -> Result<Judgement, ImportError> {
    let student = standing.student(no)?;
    Ok(student.map_or((Outcome::Refused(RowRefusal::NotOnRoster), None), |student| {
        named(&student);
        (Outcome::ToCheck, None)
    }))
}

/// What is to become of a photo that has passed the checks.
pub(super) fn submit(
    standing: &RowStanding<'_, '_>,
    no: &StudentNo,
    row: &PackageRow,
    kept: KeptPhoto,
    named: &mut impl FnMut(&StudentRow),
) -> Result<Judgement, ImportError> {
    let Some(student) = standing.student(no)? else {
        return Ok((Outcome::Refused(RowRefusal::NotOnRoster), None));
    };
    named(&student);
    if student.frozen {
        return Ok((Outcome::Refused(RowRefusal::Frozen), None));
    }
    let attempts = standing.attempts(student.id)?;
    // What came by an import that was withdrawn was never sent.
    let mut sent = attempts.iter().rev().filter(|attempt| !attempt.taken_back);
    let earlier = sent.find(|attempt| attempt.submitted.photo == kept.photo);
    if let Some(earlier) = earlier
        && !is_sent_anew(earlier, row.submitted_at)
    {
        return Ok((Outcome::Resent { attempt: earlier.submitted.attempt }, None));
    }
    if let Some(other) = standing.other_sender(kept.photo, student.id)? {
        return Ok((Outcome::Refused(RowRefusal::PhotoTaken(other)), None));
    }
    let entry = way_in(standing, &student, &attempts)?;
    let submitted = Submitted {
        student: student.id,
        attempt: attempts.last().map_or(1, |last| last.submitted.attempt + 1),
        photo: kept.photo,
        width: kept.width,
        height: kept.height,
        bytes: kept.bytes,
        camera: kept.camera,
        submitted_at: row.submitted_at.unwrap_or_else(|| standing.at()),
        file: row.file.clone().unwrap_or_default(),
        entry,
    };
    let outcome = match entry {
        QueueEntry::Queued { .. } => Outcome::Added,
        QueueEntry::AwaitingPayment => Outcome::AwaitsPayment,
        QueueEntry::AwaitingEarlier => Outcome::AwaitsEarlier,
    };
    Ok((outcome, Some(RowChange::Submit(submitted))))
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
/// earlier one waits for a second person, or for a supervisor since the receiver has refused it. Otherwise the store puts it in the earlier one's place.
fn way_in(
    standing: &RowStanding<'_, '_>,
    student: &StudentRow,
    attempts: &[SubmissionRow],
) -> Result<QueueEntry, ImportError> {
    for earlier in attempts {
        let stands = &earlier.standing;
        if stands.keeps_its_place() || stands.status.is_open() && standing.is_claimed(earlier.id)? {
            return Ok(QueueEntry::AwaitingEarlier);
        }
    }
    Ok(if student.paid {
        QueueEntry::Queued { due: standing.due() }
    } else {
        QueueEntry::AwaitingPayment
    })
}
