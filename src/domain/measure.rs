//! What a machine can measure on a photo: each measure with its code, its unit, and the checklist item and
//! reason that it speaks about.
//!
//! Names and definitions are those of ISO/IEC 29794-5 where it has them; its native measures are meant, never
//! its quality scores.

use serde::{Deserialize, Serialize};

use super::checklist::ChecklistItem;
use super::reason::Reason;

/// In what a measure is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A number of things.
    Count,
    /// A part of a whole, 0 to 1.
    Share,
    /// How sure a net is, 0 to 1.
    Probability,
    /// Lengths over the face unit: from the middle of the eye corners to the chin.
    FaceUnits,
    /// One length, area or brightness over another.
    Ratio,
    /// Degrees of an angle.
    Degrees,
    /// Pixels of the picture that is measured.
    Pixels,
    /// Distance in CIELAB, ΔE 1976; also lightness and chroma.
    Lab,
    /// Steps of 8-bit luminance; also for each pixel of a gradient.
    Luminance,
    /// Bytes.
    Bytes,
}

impl Unit {
    /// The word in results.
    pub fn code(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Share => "share",
            Self::Probability => "probability",
            Self::FaceUnits => "face units",
            Self::Ratio => "ratio",
            Self::Degrees => "degrees",
            Self::Pixels => "px",
            Self::Lab => "lab",
            Self::Luminance => "luminance",
            Self::Bytes => "bytes",
        }
    }
}

/// How much a measure is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// It counts or reckons what is there: it may say that a photo fails.
    Exact,
    /// Its limit is our own or was fitted on few photos: it says "doubtful" at most.
    Advisory,
}

macro_rules! measures {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $unit:ident, $trust:ident, $item:ident, $reason:ident;)+) => {
        /// One measure.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum Measure {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Measure {
            /// Every measure, in the order of the checklist.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            fn row(self) -> (&'static str, Unit, Trust, ChecklistItem, Reason) {
                match self {
                    $(Self::$name => (
                        $code, Unit::$unit, Trust::$trust, ChecklistItem::$item, Reason::$reason,
                    ),)+
                }
            }
        }
    };
}

measures! {
    /// Lightness L* of the wall beside the person, the middle one of its pixels.
    WallLightness = "wall-lightness", Lab, Advisory, BackgroundPlainWhite, B01;
    /// Chroma C* of the wall, the middle one.
    WallChroma = "wall-chroma", Lab, Advisory, BackgroundPlainWhite, B01;
    /// BackgroundUniformity: the mean Sobel gradient of the wall's luminance.
    BackgroundUniformity = "background-uniformity", Luminance, Advisory, BackgroundPlainWhite, B01;
    /// Things that belong to no portrait, such as a sofa: how sure the net is of the surest.
    Things = "things", Probability, Advisory, BackgroundPlainWhite, B01;
    /// The part of the silhouette along which clothes or hair are hardly another colour than the wall.
    WallContrast = "wall-contrast", Share, Advisory, BackgroundClothingContrast, B03;
    /// A soft, darker twin of the person on the wall: how much darker it is.
    CastShadow = "cast-shadow", Lab, Advisory, BackgroundWallDistance, B02;
    /// OverExposurePrevention: the part of the face with a luminance of 247 or more.
    OverExposure = "over-exposure", Share, Advisory, LightingExposure, L03;
    /// UnderExposurePrevention: the part of the face with a luminance of 25 or less.
    UnderExposure = "under-exposure", Share, Advisory, LightingExposure, L04;
    /// The mean luminance of the face.
    FaceLuminance = "face-luminance", Luminance, Advisory, LightingExposure, L04;
    /// Room between the chin and the lower edge of the photo.
    RoomBelowChin = "room-below-chin", FaceUnits, Advisory, FramingHalfBody, C02;
    /// Faces.
    Faces = "faces", Count, Exact, FramingSinglePerson, B04;
    /// SingleFacePresent: the area of the second face over that of the first.
    SecondFace = "second-face", Ratio, Advisory, FramingSinglePerson, B04;
    /// Persons, with or without a face.
    Persons = "persons", Count, Advisory, FramingSinglePerson, B04;
    /// Names of a front camera in what the camera tells of itself.
    FrontCamera = "front-camera", Count, Advisory, FramingRearCamera, C01;
    /// How sure the net is that the ear that is less to be seen is seen.
    Ears = "ears", Probability, Advisory, FaceEarsForehead, P04;
    /// How far the line through the eyes is from the horizontal.
    EyesLevel = "eyes-level", Degrees, Exact, FaceFrontal, P01;
    /// HeadPoseYaw: how far the head is turned to a side.
    HeadPoseYaw = "head-pose-yaw", Degrees, Advisory, FaceFrontal, P02;
    /// HeadPosePitch: how far the head is turned up or down. It has a bias for each face.
    HeadPosePitch = "head-pose-pitch", Degrees, Advisory, FaceFrontal, P02;
    /// How far the line of the shoulders is from the horizontal.
    ShouldersLevel = "shoulders-level", Degrees, Advisory, FaceShouldersLevel, P03;
    /// EyesOpen: the gap between the lids, of the eye that is less open.
    EyesOpen = "eyes-open", FaceUnits, Advisory, FaceEyesOpen, P08;
    /// How sure the net is of closed eyes, the mean of both.
    EyeBlink = "eye-blink", Probability, Advisory, FaceEyesOpen, P08;
    /// MouthClosed: the gap between the lips, the mean of five places.
    MouthClosed = "mouth-closed", FaceUnits, Advisory, FaceLipsClosed, P06;
    /// The gap between the lips with a little of the smile, which parts them before the gap can be measured.
    LipsParted = "lips-parted", FaceUnits, Advisory, FaceLipsClosed, P06;
    /// How sure the net is of a smile, the mean of both corners of the mouth.
    Smile = "smile", Probability, Advisory, FaceNeutralExpression, P07;
    /// How sure the net is of headwear.
    Headwear = "headwear", Probability, Advisory, WearOrnaments, G04;
    /// How sure the net is of patterned clothes.
    Pattern = "pattern", Probability, Advisory, ClothingCollaredPlain, D02;
    /// How sure the net is of a collar or lapels.
    Collar = "collar", Probability, Advisory, ClothingCollaredPlain, D04;
    /// The part of the clothes that is blue.
    BlueClothes = "blue-clothes", Share, Advisory, ClothingNotBlue, D01;
    /// How sure the net is of bare shoulders or straps.
    BareShoulders = "bare-shoulders", Probability, Advisory, ClothingDecent, D03;
    /// The part of the face that lies in a hard shadow.
    FaceShadow = "face-shadow", Share, Advisory, LightingEvenFace, L01;
    /// The mean luminance of the darker cheek over that of the lighter one.
    CheekRatio = "cheek-ratio", Ratio, Advisory, LightingEvenFace, L02;
    /// How much detail there is inside the face, at a fixed scale.
    Sharpness = "sharpness", Luminance, Advisory, QualitySharpness, C03;
    /// How much less detail there is along one direction than across it.
    MotionBlur = "motion-blur", Ratio, Advisory, QualitySharpness, C03;
    /// How much larger the steps between pixels of the face are on the grid of JPEG's blocks than beside it.
    Blocking = "blocking", Luminance, Advisory, QualitySharpness, C03;
    /// Pixels of the photo for one pixel of the standard photo; below 1 it would have to be enlarged.
    Scale = "scale", Ratio, Exact, QualityResolution, C04;
    /// The photo has the size of a phone's or computer's screen, and no camera tells of it.
    ScreenSize = "screen-size", Count, Advisory, QualityOriginal, F01;
    /// Names of programs that edit pictures, in what the file tells of itself.
    EditingSoftware = "editing-software", Count, Advisory, QualityOriginal, F02;
    /// Bytes behind the end of the picture.
    BytesBehindEnd = "bytes-behind-end", Bytes, Advisory, QualityOriginal, F02;
    /// NaturalColour: how far the mean colour of the face is outside of what skin has.
    NaturalColour = "natural-colour", Lab, Advisory, QualityColour, L05;
    /// The part of the pupils that is red.
    RedEye = "red-eye", Share, Advisory, QualityColour, L05;
    /// On the standard photo: the part of the silhouette with a fringe of the old wall.
    Fringe = "fringe", Share, Advisory, StandardMade, S01;
    /// On the standard photo: the crown below the upper edge.
    CrownLine = "crown-line", Pixels, Exact, StandardMade, S02;
    /// On the standard photo: the middle of the eyes below the upper edge.
    EyeLine = "eye-line", Pixels, Exact, StandardMade, S03;
    /// On the standard photo: how far the middle of the face is beside the picture's.
    Centring = "centring", Pixels, Advisory, StandardMade, S03;
    /// On the standard photo: the width of the face, cheek to cheek.
    FaceWidth = "face-width", Pixels, Exact, StandardMade, S04;
    /// On the standard photo: how far the background is from the specification's colour.
    BackgroundColour = "background-colour", Lab, Exact, StandardMade, S05;
    /// On the standard photo: how much the background varies.
    BackgroundEvenness = "background-evenness", Lab, Exact, StandardMade, S05;
    /// The size of the standard photo's file.
    FileBytes = "file-bytes", Bytes, Exact, StandardMade, S06;
    /// How far the standard photo is turned against the original.
    Rotation = "rotation", Degrees, Exact, StandardMade, S07;
    /// How much more the standard photo is stretched along one axis than along the other.
    Anisotropy = "anisotropy", Ratio, Exact, StandardMade, S07;
    /// How far the face of the standard photo is from the original's, resampled.
    FaceChanged = "face-changed", Luminance, Exact, StandardMade, S07;
}

/// Why a text is not the code of a measure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no measure has the code {0:?}")]
pub struct NotAMeasure(pub String);

impl Measure {
    /// The code in specifications and results.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// The measure of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|measure| measure.code() == code)
    }

    /// In what it is told.
    pub fn unit(self) -> Unit {
        self.row().1
    }

    /// Whether it may say that a photo fails.
    pub fn trust(self) -> Trust {
        self.row().2
    }

    /// The item that it speaks about.
    pub fn item(self) -> ChecklistItem {
        self.row().3
    }

    /// The reason that it points to.
    pub fn reason(self) -> Reason {
        self.row().4
    }
}

impl TryFrom<String> for Measure {
    type Error = NotAMeasure;

    fn try_from(code: String) -> Result<Self, NotAMeasure> {
        Self::from_code(&code).ok_or(NotAMeasure(code))
    }
}

impl From<Measure> for String {
    fn from(measure: Measure) -> Self {
        measure.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_measure_has_a_code_of_its_own_and_a_reason_of_its_item() {
        let codes: BTreeSet<_> = Measure::ALL.iter().map(|measure| measure.code()).collect();
        assert_eq!(codes.len(), Measure::ALL.len());
        for measure in Measure::ALL {
            assert_eq!(Measure::from_code(measure.code()), Some(*measure));
            let (item, reason) = (measure.item(), measure.reason());
            assert!(item.reasons().contains(&reason), "{measure:?}");
        }
    }
}
