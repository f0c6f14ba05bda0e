//! Why a file can't be taken as a photo.

use super::kind::Kind;

/// Why a file can't be taken as a photo. The words for people are in the locales: `import-refused-photo-*`
/// for whoever sends it again, `photo-*` for whoever looks at it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// The file is not a picture.
    #[error("not an image")]
    NotAnImage,
    /// A kind of file that is known, and not taken.
    #[error("{} is not supported: save the photo as JPEG, HEIC, PNG or WebP", .0.name().unwrap_or(.0.code()))]
    Unsupported(Kind),
    /// A JPEG of a layout that hardly any program writes, and that neither decoder here reads correctly.
    #[error("a rare kind of JPEG: save the photo as JPEG once more")]
    RareJpeg,
    /// The file ends before the picture does.
    #[error("the file is cut off")]
    Truncated,
    /// The picture's data is damaged inside: an unfinished download, a bad disk.
    #[error("the picture's data is damaged")]
    Damaged,
    /// Its colour profile can't be read, or is for another kind of picture.
    #[error("the colour profile is broken")]
    Profile,
    /// Decoding took longer than it may.
    #[error("takes too long to decode")]
    TooSlow,
    /// The decoder gave up; these are its own words, which are English and only for logs.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// The decoder failed, as no decoder should, whatever the file holds.
    #[error("the decoder failed")]
    DecoderFailed,
    /// The file is larger than the limit.
    #[error("{bytes} bytes are more than the limit of {limit}")]
    TooManyBytes {
        /// Size of the file.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The picture is larger than the limits, by its own header.
    #[error("{width} x {height} pixels are more than the limit")]
    TooManyPixels {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The picture is so small that it would have to be enlarged for the standard photo.
    #[error("{width} x {height} pixels are fewer than {min_short} x {min_long}")]
    TooSmall {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Least short side.
        min_short: u32,
        /// Least long side.
        min_long: u32,
    },
}

impl PhotoError {
    /// A code for reports and text keys, such as `photo-truncated`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAnImage => "not-an-image",
            Self::Unsupported(kind) => kind.code(),
            Self::RareJpeg => "rare-jpeg",
            Self::Truncated => "truncated",
            Self::Damaged => "damaged",
            Self::Profile => "profile",
            Self::TooSlow => "too-slow",
            Self::Unreadable(_) => "unreadable",
            Self::DecoderFailed => "decoder-failed",
            Self::TooManyBytes { .. } => "too-many-bytes",
            Self::TooManyPixels { .. } => "too-many-pixels",
            Self::TooSmall { .. } => "too-small",
        }
    }
}
