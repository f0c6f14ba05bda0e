//! Floor 1: photos. Bytes to pixels and back: decode under limits, EXIF, orientation, colour, previews.

mod chunks;
mod colour;
mod decode;
mod end;
mod error;
mod exif_facts;
mod format;
mod framed;
mod heif;
mod jpeg;
mod kind;
mod lab;
mod layout;
mod marks;
mod part;
mod preview;
mod rare_jpeg;
mod raw;
mod scan;
#[cfg(test)]
mod tests;
mod timed;
mod turn;
mod write;

pub use decode::{
    Decoded, Inspected, PixelMemory, decode, decoded, dimensions, enlarged, inspect, inspect_in,
    memory,
};
pub use end::bytes_behind_end;
pub use error::PhotoError;
pub use format::{Format, detect};
pub use framed::framed;
pub use kind::Kind;
pub use lab::{lab, lab_distance, labs};
pub use preview::{PROXY_SIDE, Preview, decode_preview, fitted, within};
pub use write::{ChromaDetail, encode_jpeg};

use std::time::Duration;

/// Version of the checks that [`inspect`] makes. To be raised whenever it refuses what it took before: what
/// older checks found of a photo is then not believed any more.
pub const CHECKS: u32 = 1;

/// A decoded picture: sRGB, 8 bits per channel, three channels, upright, rows from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// `width × height × 3` bytes: red, green, blue.
    pub rgb: Vec<u8>,
}

/// What a photo may be: limits on its size and on the time to decode it, and how strict they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_bytes: u64,
    /// Most pixels; with three bytes each this bounds the memory.
    pub max_pixels: u64,
    /// Longest side, in pixels; also the largest texture that common graphics chips take.
    pub max_side: u32,
    /// Least length of the short side: the standard photo is 480 pixels wide.
    pub min_short: u32,
    /// Least length of the long side: the standard photo is 640 pixels high.
    pub min_long: u32,
    /// Longest time to unpack a PNG or WebP. For a JPEG, the limits on pixels and scans bound the time.
    pub max_time: Duration,
    /// Whether a file is refused too in which a decoder sees a picture, but something speaks against it: codes of a
    /// JPEG that are out of step, a second picture, a profile that can't be read. Whoever takes a photo asks for
    /// that; what was taken by earlier checks is shown.
    pub is_strict: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self::USUAL
    }
}

impl Limits {
    /// The limits for submissions.
    pub const USUAL: Self = Self {
        max_bytes: 60 << 20,
        max_pixels: 120_000_000,
        max_side: 16_384,
        min_short: 480,
        min_long: 640,
        max_time: Duration::from_secs(20),
        is_strict: true,
    };

    /// The limits for pictures that may be as small as they like.
    pub const ANY_SIZE: Self = Self { min_short: 1, min_long: 1, ..Self::USUAL };

    /// The limits for what is in the store already, whatever was asked of it when it was taken.
    pub const SHOWN: Self = Self { is_strict: false, ..Self::ANY_SIZE };

    /// Checks that a picture of this size may be decoded.
    fn check_size(&self, width: u32, height: u32) -> Result<(), PhotoError> {
        let pixels = u64::from(width) * u64::from(height);
        if pixels > self.max_pixels || width.max(height) > self.max_side {
            return Err(PhotoError::TooManyPixels { width, height });
        }
        if width.min(height) < self.min_short || width.max(height) < self.min_long {
            let (min_short, min_long) = (self.min_short, self.min_long);
            return Err(PhotoError::TooSmall { width, height, min_short, min_long });
        }
        Ok(())
    }
}
