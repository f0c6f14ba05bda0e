//! Why a file can't be taken as a photo.

/// Why a file can't be taken as a photo. The words for people are in the locales: `import-refused-photo-*`
/// for whoever sends it again, `photo-*` for whoever looks at it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The file is not a picture.
    #[error("not an image")]
    NotAnImage,
    /// HEIC or AVIF, which some phones write: there is no sound decoder under a permissive licence.
    #[error("HEIC and AVIF are not supported: save the photo as JPEG")]
    Heic,
    /// A picture format that is not supported.
    #[error("{0} is not supported: save the photo as JPEG, PNG or WebP")]
    Unsupported(&'static str),
    /// A JPEG of a layout that hardly any program writes, and that neither decoder here reads correctly.
    #[error("a rare kind of JPEG: save the photo as JPEG once more")]
    RareJpeg,
    /// The file ends before the picture does.
    #[error("the file is cut off")]
    Truncated,
    /// Decoding took longer than it may.
    #[error("takes too long to decode")]
    TooSlow,
    /// The decoder gave up; these are its own words, which are English.
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
            Self::NotAnImage => "not-an-image",
            Self::Heic => "heic",
            Self::Unsupported(_) => "unsupported",
            Self::RareJpeg => "rare-jpeg",
            Self::Truncated => "truncated",
            Self::TooSlow => "too-slow",
            Self::Unreadable(_) => "unreadable",
            Self::DecoderFailed => "decoder-failed",
            Self::TooManyBytes { .. } => "too-many-bytes",
            Self::TooManyPixels { .. } => "too-many-pixels",
            Self::TooSmall { .. } => "too-small",
        }
    }
}
