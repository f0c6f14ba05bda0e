//! Standardise again: whoever holds a submission has its standard photo (标准照) made anew, by a crop or a cut-out of their
//! own, and proved as the machine's own is. The original is looked at once; then each choice takes a moment.

use std::collections::BTreeSet;

use super::look::{CheckError, FOR_STANDARD_PHOTO, Looked, look};
use super::screen::made_by;
use super::specification;
use super::standardize::{NotMade, ProvenPhoto, make};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::decision::ClaimToken;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle::Refusal;
use crate::domain::log::Entry;
use crate::domain::operation::OperationId;
use crate::domain::photo_hash::Digest;
use crate::domain::reason::Reason;
use crate::domain::screening::{Screened, Screening};
use crate::domain::specification::{Specification, SpecificationError};
use crate::domain::standardised_again::{ChosenByHand, StandardisedAgain};
use crate::domain::submission::{Revision, SubmissionId};
use crate::screening;
use crate::standard::{Crop, MatteSetting, StandardOptions};
use crate::store::{RecordError, Store, StoreError};
use crate::vision::Nets;

/// Why no standard photo was made again. The one before stands.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NotMadeAgain {
    /// The crop has another shape than the standard photo.
    #[error("the crop has another shape than the standard photo")]
    Shape,
    /// What was chosen allows none, or what was made does not pass.
    #[error(transparent)]
    NotMade(#[from] NotMade),
    /// This version of the program can't read the store's specification.
    #[error(transparent)]
    Specification(#[from] SpecificationError),
    /// It was not recorded.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl From<StoreError> for NotMadeAgain {
    fn from(error: StoreError) -> Self {
        Self::Record(error.into())
    }
}

impl From<CheckError> for NotMadeAgain {
    fn from(error: CheckError) -> Self {
        Self::NotMade(error.into())
    }
}

/// A submission's photo that was looked at, and the specification that held in its store then.
#[derive(Debug, Clone)]
pub struct OnceLooked {
    submission: SubmissionId,
    looked: Looked,
    specification: Specification,
}

/// A standard photo by a person's choice that keeps the specification, with the proof; not recorded yet.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeByHand {
    /// What was chosen.
    pub chosen: ChosenByHand,
    /// The photo.
    pub made: ProvenPhoto,
}

/// Decodes the photo of a submission and shows it to the nets that a standard photo needs: what takes longest.
///
/// # Errors
///
/// Where the store or the photo can't be read.
pub fn look_again(
    store: &Store,
    submission: SubmissionId,
    nets: &Nets,
) -> Result<OnceLooked, NotMadeAgain> {
    let row = store.submission(submission)?.ok_or(RecordError::NoSuchSubject)?;
    let specification = Specification::read(&specification::text(store)?)?;
    let bytes = store.photos().read(row.submitted.photo)?;
    let looked = look(&bytes, nets, FOR_STANDARD_PHOTO)?;
    Ok(OnceLooked { submission, looked, specification })
}

impl OnceLooked {
    /// Makes the standard photo that was chosen.
    ///
    /// # Errors
    ///
    /// The rules that the crop breaks and by how much, or what else stands against it.
    pub fn make(&self, chosen: ChosenByHand, nets: &Nets) -> Result<MadeByHand, NotMadeAgain> {
        let [left, top, width, height] = chosen.crop.map(|hundredths| hundredths as f64 / 100.0);
        let crop = Crop { left, top, width, height };
        let file = &self.specification.file;
        let placement = crop.placement(file.width, file.height).ok_or(NotMadeAgain::Shape)?;
        let matte = MatteSetting {
            refinement: f32::from(chosen.refinement) / 100.0,
            tightness: f32::from(chosen.tightness) / 100.0,
        };
        let options = StandardOptions { placement: Some(placement), matte };
        let made = make(&self.looked, nets, &self.specification, &options)?;
        Ok(MadeByHand { chosen, made })
    }

    /// What the screening of the photo comes to with this standard photo.
    fn screened(&self, before: &Screening, by_hand: &MadeByHand) -> Screened {
        let ProvenPhoto { standard, measured, .. } = &by_hand.made;
        let findings = screening::findings(measured, &self.specification);
        Screened {
            by: made_by(self.specification.digest),
            standard_photo: Some(Digest::of(&standard.file.bytes)),
            screening: Some(Box::new(before.with_standard(measured, &findings))),
        }
    }
}

/// Records a standard photo that was made again, durably, under the lease of this token, once for each operation. From
/// then on it is the one that is shown, approved and delivered.
///
/// # Errors
///
/// Where the lease is lost, the reasons are not of S01 to S07, or the photo was screened otherwise since; nothing is kept
/// of the new one then.
pub fn record(
    store: &mut Store,
    actor: &Actor,
    operation: OperationId,
    (of, by_hand): (&OnceLooked, &MadeByHand),
    (claim, reasons): (ClaimToken, &BTreeSet<Reason>),
    clock: impl Clock,
) -> Result<Entry, NotMadeAgain> {
    let before = store.screening(of.submission)?.and_then(|row| row.screened.screening);
    let before = before.ok_or(RecordError::Refused(Refusal::ScreenedOtherwise))?;
    let event = Event::StandardisedAgain(Box::new(StandardisedAgain {
        screened: of.screened(&before, by_hand),
        chosen: by_hand.chosen,
        reasons: reasons.clone(),
        claim,
    }));
    // Until it is named nothing may set it aside.
    let _mark = store.photos().importing();
    let photo = store.photos().put(&by_hand.made.standard.file.bytes)?;
    let subject = Subject::Submission(of.submission);
    let recorded =
        store.record_once(operation, actor, &subject, Revision::default(), &event, clock);
    if recorded.is_err() {
        // A portrait that no entry names would outlive the erasure of whose it is.
        store.delete_if_unnamed(photo)?;
    }
    Ok(recorded?)
}

#[cfg(test)]
mod tests;
