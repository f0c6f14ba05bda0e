//! How often people agree with what the machine says of a checklist item, so that limits can be tuned on decisions.

use std::collections::BTreeMap;

use serde::Serialize;

use super::checklist::ChecklistItem;
use super::decision::Decision;
use super::finding::Verdict;
use super::interval::Proportion;
use super::measure::Measure;
use super::screening::Screening;

/// How bright the face is on the photo, by its mean luminance, 0 to 255, in quarters of the scale. It tells of the
/// photo and its light as much as of a person: no ethnicity is stored, and none can be read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Brightness {
    /// Below 64.
    Darkest,
    /// 64 to 127.
    Dark,
    /// 128 to 191.
    Bright,
    /// 192 and above.
    Brightest,
}

impl Brightness {
    /// Of a mean luminance.
    pub fn of(luminance: f64) -> Self {
        match luminance {
            dark if dark < 64.0 => Self::Darkest,
            dark if dark < 128.0 => Self::Dark,
            bright if bright < 192.0 => Self::Bright,
            _ => Self::Brightest,
        }
    }

    /// The word in results and in the word lists.
    pub fn code(self) -> &'static str {
        match self {
            Self::Darkest => "darkest",
            Self::Dark => "dark",
            Self::Bright => "bright",
            Self::Brightest => "brightest",
        }
    }
}

/// What people decided where the machine spoke about an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// The machine spoke against it, a person marked it as failed.
    pub against_marked: u64,
    /// The machine spoke against it, the photo was approved.
    pub against_approved: u64,
    /// The machine had nothing against it, a person marked it as failed.
    pub clear_marked: u64,
    /// The machine had nothing against it, the photo was approved.
    pub clear_approved: u64,
}

impl Tally {
    /// Of those that the machine spoke against, how many people marked too.
    pub fn against(self) -> Proportion {
        Proportion { count: self.against_marked, of: self.against_marked + self.against_approved }
    }

    /// Of those that the machine had nothing against, how many people approved too.
    pub fn clear(self) -> Proportion {
        Proportion { count: self.clear_approved, of: self.clear_approved + self.clear_marked }
    }

    fn add(&mut self, is_against: bool, is_marked: bool) {
        let one = match (is_against, is_marked) {
            (true, true) => &mut self.against_marked,
            (true, false) => &mut self.against_approved,
            (false, true) => &mut self.clear_marked,
            (false, false) => &mut self.clear_approved,
        };
        *one += 1;
    }
}

/// Counts for each item, over all faces (no band) and by how bright they are.
pub type Tallies = BTreeMap<(ChecklistItem, Option<Brightness>), Tally>;

/// Counts one decision against what the machine had said to whoever made it.
///
/// An approval says of every item that it is as it should be. A retake says so of none: a reviewer need not look
/// further once a photo has to be taken again, so only the items that they marked count. A rejection is about the
/// person or the file, and says nothing of an item. Items of which the machine says nothing (`unknown`, `reviewer`)
/// don't count.
pub fn count(tallies: &mut Tallies, screening: &Screening, decision: &Decision) {
    let marked = decision.items();
    let is_approval = match decision {
        Decision::Approve => true,
        Decision::Retake { .. } => false,
        Decision::Reject { .. } => return,
    };
    let light = screening.measured.iter().find(|one| one.measure == Measure::FaceLuminance);
    let band = light.map(|one| Brightness::of(one.value));
    for (item, verdict) in screening.of_items() {
        let is_marked = marked.contains(&item);
        let Some(is_against) = is_against(verdict).filter(|_| is_approval || is_marked) else {
            continue;
        };
        for band in [None, band].iter().take(1 + usize::from(band.is_some())) {
            tallies.entry((item, *band)).or_default().add(is_against, is_marked);
        }
    }
}

/// Whether a verdict speaks against an item; none where it says nothing.
fn is_against(verdict: Verdict) -> Option<bool> {
    let speaks = verdict.is_against() || verdict == Verdict::Clear;
    speaks.then_some(verdict.is_against())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::finding::Measurement;
    use crate::domain::reason::Reason;
    use crate::domain::screening::ReasonFinding;

    const EYES: ChecklistItem = ChecklistItem::FaceEyesOpen;
    const LIPS: ChecklistItem = ChecklistItem::FaceLipsClosed;

    fn screening(eyes: Verdict, lips: Verdict) -> Screening {
        let said = |item, reason, verdict| ReasonFinding {
            item,
            reason,
            verdict,
            measure: None,
            missing: None,
        };
        Screening {
            measured: vec![Measurement::new(Measure::FaceLuminance, 63.9, 0.0)],
            said: vec![said(EYES, Reason::P08, eyes), said(LIPS, Reason::P06, lips)],
            ..Screening::default()
        }
    }

    fn retake() -> Decision {
        Decision::Retake {
            items: BTreeSet::from([EYES]),
            reasons: BTreeSet::from([Reason::P08]),
            notice: None,
            note: None,
        }
    }

    #[test]
    fn an_approval_judges_every_item_and_a_retake_only_those_it_marks() {
        let mut tallies = Tallies::new();
        let said = screening(Verdict::Doubtful, Verdict::Clear);
        count(&mut tallies, &said, &Decision::Approve);
        count(&mut tallies, &said, &retake());
        count(&mut tallies, &screening(Verdict::Clear, Verdict::Fails), &retake());
        for band in [None, Some(Brightness::Darkest)] {
            let eyes = tallies[&(EYES, band)];
            assert_eq!(eyes.against(), Proportion { count: 1, of: 2 });
            assert_eq!(eyes.clear(), Proportion { count: 0, of: 1 });
            let lips = tallies[&(LIPS, band)];
            assert_eq!((lips.against().of, lips.clear()), (0, Proportion { count: 1, of: 1 }));
        }
        assert_eq!(tallies.len(), 4);
    }

    #[test]
    fn what_the_machine_can_not_say_and_what_is_rejected_is_not_counted() {
        let mut tallies = Tallies::new();
        let silent = screening(Verdict::Unknown, Verdict::Reviewer);
        count(&mut tallies, &silent, &Decision::Approve);
        let reject = Decision::Reject { reasons: BTreeSet::from([Reason::I02]), note: None };
        count(&mut tallies, &screening(Verdict::Fails, Verdict::Clear), &reject);
        assert_eq!(tallies, Tallies::new());
    }

    #[test]
    fn bands_are_quarters_of_the_scale() {
        let bands = [0.0, 64.0, 128.0, 192.0].map(Brightness::of);
        let all =
            [Brightness::Darkest, Brightness::Dark, Brightness::Bright, Brightness::Brightest];
        assert_eq!(bands, all);
    }
}
