//! Standardise again: a person had the standard photo (标准照) of a submission made anew, by a crop or a cut-out of
//! their own.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::checklist::ChecklistItem;
use super::decision::ClaimToken;
use super::reason::Reason;
use super::screening::Screened;

/// A standard photo that was made again, as an entry of the log tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardisedAgain {
    /// The new standard photo, and what is said of the photo with it, in place of the newest screening.
    pub screened: Screened,
    /// What the person chose.
    pub chosen: ChosenByHand,
    /// What was wrong with the one before: S01 to S07.
    pub reasons: BTreeSet<Reason>,
    /// The lease under which it was made.
    pub claim: ClaimToken,
}

/// What a person chose for one standard photo. Whole numbers, so that the same choice makes the same bytes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenByHand {
    /// The part of the upright original that it shows, in hundredths of a pixel: left, top, width, height. It may begin
    /// outside of the original.
    pub crop: [i64; 4],
    /// How much the cut-out is refined along hair, in hundredths: 0 to 100.
    pub refinement: u8,
    /// By how much the edge of the cut-out is moved inwards, in hundredths: −20 to 20.
    pub tightness: i8,
}

impl StandardisedAgain {
    /// Whether it tells of a standard photo, and gives reasons that can stand against one.
    pub fn is_whole(&self) -> bool {
        let fits = |reason: &Reason| ChecklistItem::StandardMade.reasons().contains(reason);
        self.screened.standard_photo.is_some()
            && !self.reasons.is_empty()
            && self.reasons.iter().all(fits)
    }
}
