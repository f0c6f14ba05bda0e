//! Makes the standard photo of one photo, and measures what was made as somebody would who only has the file.

use super::look::{CheckError, Looked};
use crate::domain::checklist::ChecklistItem;
use crate::domain::finding::{Measurement, Missing, Verdict};
use crate::domain::specification::Specification;
use crate::photo::{self, Limits};
use crate::screening;
use crate::standard::{
    Derivation, NoAnchors, NoStandard, NotFound, Standard, StandardOptions, Tolerance, again,
    standardized,
};
use crate::vision::{Needs, Nets};

/// A standard photo that keeps its specification, with the proof.
#[derive(Debug, Clone, PartialEq)]
pub struct ProvenPhoto {
    /// The photo and its file.
    pub standard: Standard,
    /// What was measured on the finished file.
    pub measured: Vec<Measurement>,
    /// How it derives from the original.
    pub derivation: Derivation,
}

/// Why there is no standard photo.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NotMade {
    /// The original allows none.
    #[error(transparent)]
    Refused(#[from] NoStandard),
    /// One was made, and does not pass the specification when it is measured again: these don't.
    #[error("what was made does not pass: {}", .0.iter().map(|one| one.measure.code()).collect::<Vec<_>>().join(", "))]
    NotPassed(Vec<Measurement>),
    /// What was made does not derive from the original by crop and scale alone.
    #[error("what was made is not the original, cropped and scaled")]
    NotDerived(Derivation),
    /// No face is seen in what was made.
    #[error("no face is seen in what was made")]
    NoFace,
    /// It can't be told that what was made derives from the original.
    #[error("the face of what was made is not found in the original")]
    NotFound,
    /// The nets or the decoder failed.
    #[error(transparent)]
    Check(#[from] CheckError),
}

impl From<NoAnchors> for NotMade {
    fn from(_none: NoAnchors) -> Self {
        Self::NoFace
    }
}

impl From<NotFound> for NotMade {
    fn from(_not: NotFound) -> Self {
        Self::NotFound
    }
}

impl NotMade {
    /// What is missing for a lawful crop, if that is why.
    pub fn missing(&self) -> Option<Missing> {
        let Self::Refused(refusal) = self else { return None };
        let by = match refusal {
            NoStandard::Conflict(conflict) => Some(conflict.by),
            NoStandard::Crop(broken) => broken.iter().map(|one| one.by).max_by(f64::total_cmp),
            _ => None,
        };
        let rules = refusal.rules().iter().map(|rule| rule.code().to_owned()).collect();
        Some(Missing { reason: refusal.reason(), rules, by })
    }
}

/// Makes the standard photo of a photo that was looked at. The same photo, nets, specification and settings give
/// the same bytes on one build.
///
/// # Errors
///
/// Why there is none. What was made and breaks the specification, measured again, is not given out.
pub fn make(
    looked: &Looked,
    nets: &Nets,
    specification: &Specification,
    settings: &StandardOptions,
) -> Result<ProvenPhoto, NotMade> {
    let standard = standardized(&looked.pixels, &looked.seen, specification, settings)?;
    let product =
        photo::decode(&standard.file.bytes, &Limits::ANY_SIZE).map_err(CheckError::from)?;
    let mut seen = nets.look(&product, Needs::FACES).map_err(CheckError::from)?;
    seen.matte = Some(again::matte(&product, specification.background.colour));
    let mut measured = again::geometry(&seen)?.to_vec();
    measured.extend(again::silhouette(&product, &standard.alpha, specification).1);
    measured.push(again::file_bytes(&standard.file.bytes));
    let derivation = again::derivation(&product, &seen, &looked.pixels, &looked.seen)?;
    measured.extend(derivation.measurements());
    let failing: Vec<Measurement> = screening::findings(&measured, specification)
        .into_iter()
        .filter(|finding| {
            finding.item == ChecklistItem::StandardMade && finding.verdict == Verdict::Fails
        })
        .filter_map(|finding| finding.decisive().map(|(measurement, _)| *measurement))
        .collect();
    if !derivation.holds(&Tolerance::default()) {
        return Err(NotMade::NotDerived(derivation));
    }
    if failing.is_empty() {
        Ok(ProvenPhoto { standard, measured, derivation })
    } else {
        Err(NotMade::NotPassed(failing))
    }
}
