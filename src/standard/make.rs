//! Makes a standard photo of an original and what the nets saw of it, or says why there is none.

use super::anchors::{Anchors, NoAnchors};
use super::by_hand::{Broken, check};
use super::compose::composed;
use super::file::{File, NoFile, written};
use super::fringe::{self, Fringe};
use super::matting::MatteSetting;
use super::rule::{self, CropRule};
use super::solve::{Conflict, Placement, solve};
use crate::domain::reason::Reason;
use crate::domain::specification::Specification;
use crate::photo::Pixels;
use crate::vision::Seen;

/// What a person may choose for one photo.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StandardOptions {
    /// The crop; where there is none, the one nearest to the middles of the specification's intervals.
    pub placement: Option<Placement>,
    /// How the matte is used.
    pub matte: MatteSetting,
}

/// A standard photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Standard {
    /// The file.
    pub file: File,
    /// Its pixels before they became a JPEG.
    pub pixels: Pixels,
    /// How much of each pixel is the person's, 0 to 1, row by row.
    pub alpha: Vec<f32>,
    /// Where the original lies on it.
    pub placement: Placement,
    /// What the crop was hung on.
    pub anchors: Anchors,
    /// What cutting out left along the silhouette, before it became a JPEG.
    pub fringe: Fringe,
}

/// Why no standard photo was made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoStandard {
    /// There is nothing to hang the crop on.
    #[error(transparent)]
    NoAnchors(#[from] NoAnchors),
    /// What the nets saw is of a photo of another size.
    #[error("what was seen belongs to another photo")]
    OtherPhoto,
    /// No crop keeps all rules.
    #[error("{} px are missing for {}", .0.by, .0.rules.iter().map(|rule| rule.code()).collect::<Vec<_>>().join(", "))]
    Conflict(Conflict),
    /// The crop that a person chose breaks these rules.
    #[error("the crop breaks {}", .0.iter().map(|one| format!("{} by {} px", one.rule.code(), one.by)).collect::<Vec<_>>().join(", "))]
    Crop(Vec<Broken>),
    /// A setting of the matte is beyond what it may be.
    #[error("a setting of the matte is beyond its range")]
    Setting,
    /// The file can't be made.
    #[error(transparent)]
    NoFile(#[from] NoFile),
}

impl NoStandard {
    /// The reason that follows.
    pub fn reason(&self) -> Reason {
        match self {
            // Nobody to be seen as one person before a wall: the matte is at fault.
            Self::NoAnchors(NoAnchors::Silhouette) | Self::Setting => Reason::S01,
            Self::NoAnchors(NoAnchors::Face) | Self::OtherPhoto => Reason::S04,
            Self::Conflict(_) | Self::Crop(_) => rule::reason(&self.rules()),
            Self::NoFile(_) => Reason::S06,
        }
    }

    /// The rules that leave no crop, or that the chosen one breaks.
    pub fn rules(&self) -> Vec<CropRule> {
        match self {
            Self::Conflict(conflict) => conflict.rules.clone(),
            Self::Crop(broken) => broken.iter().map(|one| one.rule).collect(),
            _ => Vec::new(),
        }
    }
}

/// Makes the standard photo. The same photo, what was seen, specification and settings give the same bytes.
///
/// # Errors
///
/// Why there is none; nothing is made that breaks a rule of the specification.
pub fn standardized(
    photo: &Pixels,
    seen: &Seen,
    spec: &Specification,
    settings: &StandardOptions,
) -> Result<Standard, NoStandard> {
    if (photo.width, photo.height) != (seen.width, seen.height) {
        return Err(NoStandard::OtherPhoto);
    }
    if !settings.matte.is_allowed() {
        return Err(NoStandard::Setting);
    }
    let anchors = Anchors::of(seen)?;
    let matte = seen.matte.as_ref().ok_or(NoAnchors::Silhouette)?;
    let placement = match settings.placement {
        Some(placement) => {
            check(spec, &anchors, &placement).map_err(NoStandard::Crop)?;
            placement
        }
        None => solve(spec, &anchors).map_err(NoStandard::Conflict)?,
    };
    let made = composed(photo, matte, spec, &placement, settings.matte);
    let fringe = fringe::measured(&made.pixels, &made.alpha, spec.background.colour);
    let file = written(&made.pixels, &spec.file)?;
    let (pixels, alpha) = (made.pixels, made.alpha);
    Ok(Standard { file, pixels, alpha, placement, anchors, fringe })
}
