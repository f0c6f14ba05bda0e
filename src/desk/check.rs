//! The machine's look at one photo file, without a store: decode, look, measure, judge.

use crate::domain::camera::CameraFacts;
use crate::domain::finding::{Finding, Measurement, Verdict};
use crate::domain::specification::Specification;
use crate::photo::{self, Limits, PhotoError, Pixels};
use crate::screening::{self, Original};
use crate::vision::{Needs, Nets, Seen, VisionError};

/// What the machine says of one photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// Faces in it.
    pub faces: usize,
    /// All that was measured.
    pub measured: Vec<Measurement>,
    /// One finding for each reason of each item of the checklist.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Whether any finding says that the photo fails.
    pub fn fails(&self) -> bool {
        self.findings.iter().any(|finding| finding.verdict == Verdict::Fails)
    }
}

/// Why a photo was not checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// It can't be decoded.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// The nets can't be run; no fault of the photo.
    #[error(transparent)]
    Vision(#[from] VisionError),
}

/// A decoded photo with all that is known of it.
#[derive(Debug, Clone)]
pub struct Looked {
    /// Its pixels, upright.
    pub pixels: Pixels,
    /// What all nets saw of it.
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

/// Decodes a photo and shows it to all nets. A photo may be as small as it likes: what that means is a finding.
pub fn look(bytes: &[u8], nets: &Nets) -> Result<Looked, CheckError> {
    let any = Limits { min_short: 1, min_long: 1, ..Limits::USUAL };
    let photo::Decoded { pixels, camera, format } = photo::decoded(bytes, &any)?;
    let seen = nets.look(&pixels, Needs::ALL)?;
    let bytes_behind_end = photo::bytes_behind_end(bytes, format);
    Ok(Looked { pixels, seen, camera, bytes_behind_end })
}

/// Checks the bytes of a photo file against a specification.
pub fn check(
    bytes: &[u8],
    nets: &Nets,
    specification: &Specification,
) -> Result<Checked, CheckError> {
    let looked = look(bytes, nets)?;
    let measured = screening::measure(&looked.original(), specification);
    let findings = screening::findings(&measured, specification);
    let Pixels { width, height, .. } = looked.pixels;
    Ok(Checked { width, height, faces: looked.seen.faces.len(), measured, findings })
}
