//! 机检 of a submission, as it is kept: what the machine said of the photo, and by what it was made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::checklist::ChecklistItem;
use super::finding::{Finding, Limit, Measurement, Missing, Region, Verdict};
use super::fingerprint::Fingerprint;
use super::measure::Measure;
use super::photo_hash::{Digest, PhotoHash};
use super::reason::Reason;
use super::submission::SubmissionId;

/// By what a screening was made. Another of any of them may say something else of the same photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenedBy {
    /// The digest of the specification's text.
    pub specification: Digest,
    /// The digest of all nets.
    pub nets: Digest,
    /// The version of the measuring code.
    pub code: u32,
}

impl ScreenedBy {
    /// One digest of all three, by which the store finds what was screened otherwise.
    pub fn digest(&self) -> Digest {
        let mut bytes = Vec::with_capacity(68);
        bytes.extend_from_slice(&self.specification.0);
        bytes.extend_from_slice(&self.nets.0);
        bytes.extend_from_slice(&self.code.to_le_bytes());
        Digest::of(&bytes)
    }
}

/// The standard photo that the newest screening of a submission made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewestStandard {
    /// The machine has not looked at the photo yet.
    NotScreened,
    /// The machine has looked at it by another specification than the one that was set since.
    OtherSpecification,
    /// None could be made.
    NotMade,
    /// This one.
    Made(PhotoHash),
}

/// What came of a screening, as an entry of the log tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screened {
    /// By what it was made.
    pub by: ScreenedBy,
    /// The standard photo (标准照) that was made and proved; none where the original allows none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_photo: Option<PhotoHash>,
    /// What it said of the person's photo; none once that is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screening: Option<Box<Screening>>,
}

/// What the machine said of one photo. It tells of a person, so it can be erased.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screening {
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// Faces in it.
    pub faces: u32,
    /// All that was measured, to four decimals: no measure is known better.
    pub measured: Vec<Measurement>,
    /// What it says of each reason of each item of the checklist.
    pub said: Vec<ReasonFinding>,
    /// The limits of what it says against the photo, as the specification had them then.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<Measure, Limit>,
    /// Where eyes, crown, chin, shoulders and the silhouette are, if there is a face.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// By which near copies of the photo are found; none without a face.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// Submissions of other students whose photo is nearly the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<SubmissionId>,
}

// No number in it is NaN: `Screening::of` leaves out what is not finite, and its text can't hold any.
impl Eq for Screening {}

/// What the machine says of one reason of one checklist item: a [`Finding`], as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReasonFinding {
    /// The item.
    pub item: ChecklistItem,
    /// The reason that would explain its failing.
    pub reason: Reason,
    /// What it says.
    pub verdict: Verdict,
    /// The measure that it rests on, if on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// Why no standard photo can be made, where this reason follows from that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
}

impl ReasonFinding {
    /// Whether it speaks against the photo.
    pub fn is_against(&self) -> bool {
        self.verdict.is_against()
    }
}

/// A point of the upright photo, in whole pixels: column and row. It may lie outside of the photo.
pub type PixelPoint = [i32; 2];

/// Lines of the person on the upright photo, on which the findings can be seen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The whole head, from crown to chin and from cheek to cheek.
    pub head: Region,
    /// The middles of the two eyes, the left one in the picture first.
    pub eyes: [PixelPoint; 2],
    /// The lowest point of the chin.
    pub chin: PixelPoint,
    /// The two shoulders, the left one in the picture first; none where they are not seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shoulders: Option<[PixelPoint; 2]>,
    /// The outline of the person, from the crown down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub silhouette: Vec<SilhouetteRow>,
}

/// One row of the silhouette, in pixels: the row, and the person's first and last column in it.
pub type SilhouetteRow = [u32; 3];

impl Screening {
    /// What findings come to, as it is kept. What is not finite is left out.
    pub fn of(
        (width, height): (u32, u32),
        faces: usize,
        measured: &[Measurement],
        findings: &[Finding],
    ) -> Self {
        let against = findings.iter().filter(|finding| finding.verdict.is_against());
        let limits =
            against.filter_map(Finding::decisive).map(|(one, limit)| (one.measure, limit.clone()));
        let finite = |one: &&Measurement| one.value.is_finite() && one.uncertainty.is_finite();
        Self {
            width,
            height,
            faces: u32::try_from(faces).unwrap_or(u32::MAX),
            measured: measured.iter().filter(finite).map(rounded).collect(),
            said: findings.iter().map(said).collect(),
            limits: limits.collect(),
            evidence: None,
            fingerprint: None,
            copies: Vec::new(),
        }
    }

    /// Tells that these submissions of other students have nearly the same photo: whose it is, is in doubt.
    pub fn tell_copies(&mut self, copies: Vec<SubmissionId>) {
        self.copies = copies;
        for said in &mut self.said {
            if (said.item, said.reason) == (ChecklistItem::RecordMatches, Reason::I03) {
                said.verdict = Verdict::Doubtful;
            }
        }
    }

    /// The same photo with another standard photo: what was measured of that one, and these findings about it, in place of
    /// what was there.
    #[must_use]
    pub fn with_standard(&self, measured: &[Measurement], findings: &[Finding]) -> Self {
        let other = Self::of((self.width, self.height), 0, measured, findings);
        let mut with = self.clone();
        let is_anew = |measure: Measure| measured.iter().any(|one| one.measure == measure);
        with.measured.retain(|one| !is_anew(one.measure));
        with.measured.extend(other.measured);
        with.limits.retain(|measure, _| !is_anew(*measure));
        with.limits.extend(other.limits.into_iter().filter(|(measure, _)| is_anew(*measure)));
        let of_standard = |said: &&mut ReasonFinding| said.item == ChecklistItem::StandardMade;
        for said in with.said.iter_mut().filter(of_standard) {
            if let Some(anew) = other.said.iter().find(|anew| anew.reason == said.reason) {
                *said = anew.clone();
            }
        }
        with
    }

    /// What speaks against the photo, the worst first, and within that in the order of the checklist.
    pub fn against(&self) -> Vec<&ReasonFinding> {
        let mut all: Vec<&ReasonFinding> =
            self.said.iter().filter(|said| said.is_against()).collect();
        all.sort_by_key(|said| said.verdict);
        all
    }

    /// The measurement that a reason rests on, with its limit, if it is one that speaks against the photo.
    pub fn decisive(&self, said: &ReasonFinding) -> Option<(&Measurement, Option<&Limit>)> {
        let measure = said.measure?;
        let one = self.measured.iter().find(|one| one.measure == measure)?;
        Some((one, self.limits.get(&measure)))
    }

    /// How much speaks against the photo.
    pub fn doubt(&self) -> Doubt {
        let of = |verdict| match verdict {
            Verdict::Fails => Doubt::FAILS,
            Verdict::Doubtful => 1,
            Verdict::Unknown | Verdict::Reviewer | Verdict::Clear => 0,
        };
        Doubt(self.of_items().into_values().map(of).sum())
    }

    /// What it says of each item: of several reasons the worst.
    pub fn of_items(&self) -> BTreeMap<ChecklistItem, Verdict> {
        let of = |item| self.of_item(item).map(|verdict| (item, verdict));
        ChecklistItem::ALL.into_iter().filter_map(of).collect()
    }

    /// What it says of an item: of several reasons the worst; none where it says nothing of it.
    pub fn of_item(&self, item: ChecklistItem) -> Option<Verdict> {
        self.said.iter().filter(|said| said.item == item).map(|said| said.verdict).min()
    }
}

/// How much the machine says against a photo, as one number by which a queue can be ordered: each item that fails
/// counts a hundred, each that is doubtful one; there are fewer items than that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubt(pub u32);

impl Doubt {
    const FAILS: u32 = 100;

    /// How many items fail.
    pub fn fails(self) -> u32 {
        self.0 / Self::FAILS
    }

    /// How many items are doubtful.
    pub fn doubtful(self) -> u32 {
        self.0 % Self::FAILS
    }
}

fn said(finding: &Finding) -> ReasonFinding {
    ReasonFinding {
        item: finding.item,
        reason: finding.reason,
        verdict: finding.verdict,
        measure: finding.decisive().map(|(one, _)| one.measure),
        missing: finding.missing.clone(),
    }
}

fn rounded(one: &Measurement) -> Measurement {
    let four = |value: f64| (value * 1e4).round() / 1e4;
    Measurement { value: four(one.value), uncertainty: four(one.uncertainty), ..*one }
}

#[cfg(test)]
mod tests;
