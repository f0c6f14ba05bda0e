//! Decodes a photo and shows it to the nets.

use crate::domain::camera::CameraFacts;
use crate::photo::{self, Limits, PhotoError, Pixels};
use crate::screening::Original;
use crate::vision::{Need, Needs, Nets, Seen, VisionError};

/// As many threads as the machine can run at once.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Why a photo was not checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// It can't be decoded.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// The file can't be read.
    #[error("{0}")]
    Read(String),
    /// The nets can't be run; no fault of the photo.
    #[error(transparent)]
    Vision(#[from] VisionError),
}

/// A decoded photo with all that is known of it.
#[derive(Debug, Clone)]
pub struct Looked {
    /// Its pixels, upright.
    pub pixels: Pixels,
    /// What the nets saw of it.
    pub seen: Seen,
    /// What the camera wrote.
    pub camera: CameraFacts,
    /// Bytes behind the end of the picture.
    pub bytes_behind_end: u64,
}

impl Looked {
    /// As the screening takes it.
    pub fn original(&self) -> Original<'_> {
        Original {
            pixels: &self.pixels,
            seen: &self.seen,
            camera: &self.camera,
            bytes_behind_end: self.bytes_behind_end,
        }
    }
}

/// What screening takes from the nets: all but the irises, whose lids the landmarks tell too.
pub const FOR_SCREENING: Needs = Needs::of(&[
    Need::Landmarks,
    Need::Expressions,
    Need::Shoulders,
    Need::Objects,
    Need::Attributes,
    Need::Matte,
]);

/// What a standard photo takes from the nets, beside the face's mesh.
pub const FOR_STANDARD_PHOTO: Needs = Needs::of(&[Need::Matte]);

/// Decodes a photo and shows it to the nets that are needed. A photo may be as small as it likes: what that means is
/// a finding.
pub fn look(bytes: &[u8], nets: &Nets, needs: Needs) -> Result<Looked, CheckError> {
    let photo::Decoded { pixels, camera, format } = photo::decoded(bytes, &Limits::ANY_SIZE)?;
    let seen = nets.look(&pixels, needs)?;
    let bytes_behind_end = photo::bytes_behind_end(bytes, format);
    Ok(Looked { pixels, seen, camera, bytes_behind_end })
}
