//! The file of a standard photo: the best JPEG that the size limit allows.

use crate::domain::specification::FileForm;
use crate::photo::{self, ChromaDetail, PhotoError, Pixels};

/// A written standard photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The JPEG.
    pub bytes: Vec<u8>,
    /// Its quality, 1 to 100, as libjpeg counts it.
    pub quality: u8,
    /// Whether colours are kept at full resolution or half.
    pub chroma: ChromaDetail,
    /// Even the best quality gives fewer bytes than the specification's least; nothing is added to reach it.
    pub is_below_least: bool,
}

/// Why there is no file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoFile {
    /// At the least quality it is still too large.
    #[error("{bytes} bytes at quality {quality} are more than {most}")]
    TooLarge {
        /// Bytes at that quality.
        bytes: u64,
        /// The specification's least quality.
        quality: u8,
        /// The specification's greatest size.
        most: u64,
    },
    /// It can't be written at all.
    #[error(transparent)]
    Photo(#[from] PhotoError),
}

/// From this quality on, full colour at the edges is worth more than a higher quality: half the resolution lets
/// the blue behind bleed into hair. Own.
const GOOD: u8 = 75;

/// Writes the picture as well as the greatest size allows: with colours at full resolution if that reaches
/// a quality of 75, else with whatever reaches the higher quality. The same picture gives the same bytes.
///
/// # Errors
///
/// Where it doesn't fit even at the least quality.
pub fn written(pixels: &Pixels, form: &FileForm) -> Result<File, NoFile> {
    let full = best(pixels, form, ChromaDetail::Full)?;
    if let Ok(file) = &full
        && file.quality >= GOOD.max(form.least_quality)
    {
        return full.map_err(|bytes| too_large(bytes, form));
    }
    match (full, best(pixels, form, ChromaDetail::Half)?) {
        (Ok(full), Ok(half)) if half.quality <= full.quality => Ok(full),
        (_, Ok(half)) => Ok(half),
        (Ok(full), Err(_)) => Ok(full),
        (Err(_), Err(bytes)) => Err(too_large(bytes, form)),
    }
}

fn too_large(bytes: u64, form: &FileForm) -> NoFile {
    NoFile::TooLarge { bytes, quality: form.least_quality, most: form.most_bytes }
}

/// The file of the highest quality that fits, by halving; or how many bytes it has at the least quality. The
/// size grows with the quality but for rounding, so after halving the next qualities are tried as well.
fn best(
    pixels: &Pixels,
    form: &FileForm,
    chroma: ChromaDetail,
) -> Result<Result<File, u64>, PhotoError> {
    let encode = |quality: u8| photo::encode_jpeg(pixels, quality, chroma, Some(form.dpi));
    let fits = |bytes: &[u8]| bytes.len() as u64 <= form.most_bytes;
    let least = encode(form.least_quality)?;
    if !fits(&least) {
        return Ok(Err(least.len() as u64));
    }
    let mut found = (least, form.least_quality);
    // The best that fits is at least `found`; from `above` on nothing is known to fit.
    let mut above = 101;
    while found.1 + 1 < above {
        let middle = u8::midpoint(found.1, above);
        let bytes = encode(middle)?;
        if fits(&bytes) {
            found = (bytes, middle);
        } else {
            above = middle;
        }
    }
    for quality in (above.saturating_add(1)..=100).take(2) {
        let bytes = encode(quality)?;
        if fits(&bytes) {
            found = (bytes, quality);
        }
    }
    let (bytes, quality) = found;
    let is_below_least = form.least_bytes.is_some_and(|least| (bytes.len() as u64) < least);
    Ok(Ok(File { bytes, quality, chroma, is_below_least }))
}
