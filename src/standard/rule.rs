//! The rules that a crop has to keep, and the reason that is told where one can't be kept.

use crate::domain::reason::Reason;

/// A rule of the crop. The first four are intervals of a specification's geometry; the others follow from what
/// the original has. The order is that in which a conflict chooses its reason: see [`reason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CropRule {
    /// The original is never enlarged: one pixel of the standard photo needs one pixel of the original at least.
    Pixels,
    /// The silhouette touches the upper edge of the original: nothing is known above it.
    TopEdge,
    /// The crop never reaches below the original: the body would have to be invented.
    BottomEdge,
    /// The silhouette touches the left edge of the original, in rows that the crop shows.
    LeftEdge,
    /// As [`CropRule::LeftEdge`], at the right.
    RightEdge,
    /// The crown below the upper edge.
    Crown,
    /// The middle of the eyes below the upper edge.
    Eyes,
    /// The width of the face, cheek to cheek.
    FaceWidth,
    /// The middle of the face beside the picture's.
    Centring,
}

impl CropRule {
    /// Every rule, in their order.
    pub const ALL: [Self; 9] = [
        Self::Pixels,
        Self::TopEdge,
        Self::BottomEdge,
        Self::LeftEdge,
        Self::RightEdge,
        Self::Crown,
        Self::Eyes,
        Self::FaceWidth,
        Self::Centring,
    ];

    /// A code for results and text keys.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pixels => "pixels",
            Self::TopEdge => "top-edge",
            Self::BottomEdge => "bottom-edge",
            Self::LeftEdge => "left-edge",
            Self::RightEdge => "right-edge",
            Self::Crown => "crown",
            Self::Eyes => "eyes",
            Self::FaceWidth => "face-width",
            Self::Centring => "centring",
        }
    }

    /// The reason that follows where this rule is what stands in the way.
    fn reason(self) -> Reason {
        match self {
            Self::Pixels => Reason::C04,
            // The head is cut, or leaves no room: the crown can't come to where it belongs.
            Self::TopEdge | Self::Crown => Reason::S02,
            // The body ends too high, or at a side: no half body that fills the picture.
            Self::BottomEdge | Self::LeftEdge | Self::RightEdge => Reason::C02,
            Self::Eyes | Self::Centring => Reason::S03,
            Self::FaceWidth => Reason::S04,
        }
    }
}

/// The reason of a conflict between these rules: that of the first in the order of [`CropRule`], so what the
/// original lacks comes before the geometry that asks for it. S04 (head too large or too small) where there is
/// no rule, which does not happen.
pub fn reason(rules: &[CropRule]) -> Reason {
    rules.iter().min().map_or(Reason::S04, |rule| rule.reason())
}
