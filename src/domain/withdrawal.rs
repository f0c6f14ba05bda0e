//! Withdrawing an import: what becomes of each of its rows, by what has happened to the student since.

use std::collections::BTreeSet;

use super::event::{Event, TakenBack};
use super::log::Entry;
use super::operation::OperationId;
use super::student::Student;

/// Why a row stays: what has touched it since, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    /// The student's personal facts were erased.
    Erased,
    /// Somebody has asked for them to be erased.
    ErasureProposed,
    /// A photo of the student is approved.
    Approved,
    /// Somebody has decided, or proposed a rejection, also where they took it back.
    Decided,
    /// Somebody has put it on hold, also where it came back.
    Held,
    /// Somebody has withdrawn it by hand.
    Withdrawn,
    /// A reviewer has it before their eyes.
    Claimed,
    /// A photo of the student came later.
    Submitted,
    /// The student was corrected later.
    Corrected,
    /// The student's fee was paid later.
    Paid,
    /// What was stated before has an exam number that another student has now.
    ExamNoTaken,
    /// What was stated before names a reference photo that is not there any more.
    PhotoGone,
    /// The store's record of the student can't be read.
    Unread,
    /// The rules do not let it be taken back.
    Refused,
}

impl Kept {
    /// Every reason.
    pub const ALL: [Self; 14] = [
        Self::Erased,
        Self::ErasureProposed,
        Self::Approved,
        Self::Decided,
        Self::Held,
        Self::Withdrawn,
        Self::Claimed,
        Self::Submitted,
        Self::Corrected,
        Self::Paid,
        Self::ExamNoTaken,
        Self::PhotoGone,
        Self::Unread,
        Self::Refused,
    ];

    /// The key for `Text` of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Erased => "withdrawal-kept-erased",
            Self::ErasureProposed => "withdrawal-kept-erasure_proposed",
            Self::Approved => "withdrawal-kept-approved",
            Self::Decided => "withdrawal-kept-decided",
            Self::Held => "withdrawal-kept-held",
            Self::Withdrawn => "withdrawal-kept-withdrawn",
            Self::Claimed => "withdrawal-kept-claimed",
            Self::Submitted => "withdrawal-kept-submitted",
            Self::Corrected => "withdrawal-kept-corrected",
            Self::Paid => "withdrawal-kept-paid",
            Self::ExamNoTaken => "withdrawal-kept-exam_no_taken",
            Self::PhotoGone => "withdrawal-kept-photo_gone",
            Self::Unread => "withdrawal-kept-unread",
            Self::Refused => "withdrawal-kept-refused",
        }
    }
}

/// What becomes of a row of an import that is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is taken back, by this event on the subject of the row's entry.
    TakeBack(Box<Event>),
    /// It was taken back before.
    Before,
    /// It stays.
    Keep(Kept),
}

/// What stands now of a row's student beside the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StudentNow {
    /// A reviewer holds a live lease of the submission, or of any of the student's where the row is none.
    pub claimed: bool,
    /// A photo of the student is approved.
    pub approved: bool,
}

/// What becomes of the row that is entry `row` of a student's story, first to last. Nothing where that entry is
/// no row of this import.
///
/// Whatever came later for the same student keeps it, unless that was taken back itself: then nobody has relied on
/// it any more. Of what people do only what they did on this very submission keeps a submission.
pub fn fate(import: OperationId, row: i64, story: &[Entry], now: StudentNow) -> Option<Fate> {
    let entry = story.iter().find(|entry| entry.seq == row)?;
    if entry.import != Some(import) || !is_row(&entry.event) {
        return None;
    }
    let back = |entry: &Entry| entry.event.takes_back().map(|of| of.entry);
    let gone: BTreeSet<i64> = story.iter().filter_map(back).collect();
    if gone.contains(&row) {
        return Some(Fate::Before);
    }
    let later = story.iter().filter(|later| later.seq > row && !gone.contains(&later.seq));
    let touched = later.filter_map(|later| touches(entry, later));
    let is_submission = matches!(entry.event, Event::Submitted(_));
    let claimed = now.claimed.then_some(Kept::Claimed);
    let approved = (now.approved && !is_submission).then_some(Kept::Approved);
    if let Some(kept) = touched.chain(claimed).chain(approved).min() {
        return Some(Fate::Keep(kept));
    }
    let of = TakenBack { import, entry: row };
    let event = match entry.event {
        Event::Enrolled { .. } => Event::EnrolmentTakenBack(of),
        Event::Paid(_) => Event::PaymentTakenBack(of),
        Event::Submitted(_) => Event::SubmissionTakenBack(of),
        _ => match stated_before(row, story, &gone) {
            Some(student) => Event::CorrectionTakenBack { of, student: Some(student) },
            None => return Some(Fate::Keep(Kept::Unread)),
        },
    };
    Some(Fate::TakeBack(Box::new(event)))
}

/// Whether an event is what a row of an import says; the others follow from such.
pub fn is_row(event: &Event) -> bool {
    matches!(
        event,
        Event::Enrolled { .. } | Event::Corrected { .. } | Event::Paid(_) | Event::Submitted(_)
    )
}

/// How a later event of the same student touches a row, if it does.
fn touches(row: &Entry, later: &Entry) -> Option<Kept> {
    match later.event {
        Event::Erased { .. } => Some(Kept::Erased),
        Event::ErasureProposed { .. } => Some(Kept::ErasureProposed),
        Event::Submitted(_) => Some(Kept::Submitted),
        Event::Corrected { .. } => Some(Kept::Corrected),
        Event::Paid(_) => Some(Kept::Paid),
        _ if matches!(row.event, Event::Submitted(_)) && later.subject != row.subject => None,
        Event::Decided { .. }
        | Event::Undone
        | Event::Revoked { .. }
        | Event::RefusedByReceiver { .. }
        | Event::Closed { .. } => Some(Kept::Decided),
        Event::Held { .. } | Event::Resumed => Some(Kept::Held),
        Event::Withdrawn { .. } => Some(Kept::Withdrawn),
        _ => None,
    }
}

/// What was stated of the student before an entry, and was not taken back.
fn stated_before(row: i64, story: &[Entry], gone: &BTreeSet<i64>) -> Option<Student> {
    let earlier = story.iter().rev().filter(|entry| entry.seq < row && !gone.contains(&entry.seq));
    let mut stated = earlier.filter_map(|entry| match &entry.event {
        Event::Enrolled { student } | Event::Corrected { student } => Some(student.clone()),
        _ => None,
    });
    stated.next().flatten()
}

#[cfg(test)]
mod tests;
