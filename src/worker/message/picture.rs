//! Messages of the pictures.

use crate::domain::photo_hash::PhotoHash;
use crate::photo::PhotoError;
use crate::store::StoreError;

/// A picture that the console wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PictureId {
    /// Of which photo.
    pub photo: PhotoHash,
    /// In which size.
    pub size: PictureSize,
}

/// The size of a picture, smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PictureSize {
    /// For the film strip: long side up to 192 pixels.
    Thumb,
    /// The whole photo, as large as it fits into so many screen pixels, but no larger than the proxy.
    /// Shown pixel for pixel, it is as sharp as the screen allows and costs the least to draw.
    Fit {
        /// Pixels across.
        width: u16,
        /// Pixels down.
        height: u16,
    },
    /// For a whole screen: long side up to 1600 pixels.
    Proxy,
    /// Every pixel of the original.
    Full,
}

/// A picture that was wanted.
#[derive(Debug)]
pub struct PictureUpdate<P> {
    /// Which.
    pub id: PictureId,
    /// The picture, or what is wrong with the photo.
    pub picture: Result<P, PictureFault>,
}

/// A picture can't be shown; why, by its kind: the screen finds the words in its own language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureFault {
    /// The photo file is not in the store any more, or can't be read.
    Missing(StoreError),
    /// The photo file is not the one that was submitted: its hash differs.
    Altered,
    /// The photo can't be decoded.
    Undecodable(PhotoError),
}
