//! One coded picture of a HEIF file: its bytes checked, and decoded by `hpvcd`.
//!
//! That decoder reads whole files, and leaves a tile that it can't decode black without a word. So each coded picture
//! is given to it in a file of its own: then every fault is told.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hpvcd::{DecodeError, Decoder, HeicSettings, ImageBuffer, ParseLimits};

use super::{Limits, PhotoError, rare, sequence};

/// A coded picture as it stands in the file.
pub(super) struct Coded<'a> {
    /// The decoder's configuration, the contents of the box `hvcC`.
    pub(super) configuration: &'a [u8],
    /// How brightness and colours are told, the contents of a box `colr`.
    pub(super) colours: Option<&'a [u8]>,
    /// Width and height in pixels.
    pub(super) size: (u32, u32),
    pub(super) data: &'a [u8],
}

/// A decoded picture: as many samples for each pixel as it has colours, three or one, of 8 bits.
pub(super) struct Samples {
    pub(super) colours: usize,
    pub(super) samples: Vec<u8>,
}

impl Coded<'_> {
    /// Decodes it.
    pub(super) fn decode(&self) -> Result<Samples, PhotoError> {
        self.check()?;
        let limits = ParseLimits { max_pixels: Limits::USUAL.max_pixels, ..ParseLimits::new() };
        let settings = HeicSettings::new().with_threads(1).primary_only().with_limits(limits);
        let file = self.file();
        // No decoder should panic; if one does, this photo is refused, and nothing else.
        let made =
            catch_unwind(AssertUnwindSafe(|| Decoder::from_settings(settings).decode(&file)));
        let made = made.map_err(|_panic| PhotoError::DecoderFailed)?;
        let decoded = made.map_err(|error| fault(&error))?;
        if (decoded.width, decoded.height) != self.size {
            return Err(PhotoError::DecoderFailed);
        }
        let most = (1_u32 << decoded.bit_depth.bits()) - 1;
        let eight = |samples: &[u16]| -> Vec<u8> {
            samples
                .iter()
                .map(|v| ((u32::from(*v).min(most) * 255 + most / 2) / most) as u8)
                .collect()
        };
        let (colours, samples) = match decoded.pixels {
            ImageBuffer::Luma8(samples) => (1, samples),
            ImageBuffer::Rgb8(samples) => (3, samples),
            ImageBuffer::Luma16(samples) => (1, eight(&samples)),
            ImageBuffer::Rgb16(samples) => (3, eight(&samples)),
        };
        let pixels = u64::from(self.size.0) * u64::from(self.size.1);
        if samples.len() as u64 != pixels * colours as u64 {
            return Err(PhotoError::DecoderFailed);
        }
        Ok(Samples { colours, samples })
    }

    /// Checks that the coded picture is of the stated size, that the data is units of whole length up to its last
    /// byte, one of them of pixels, and that no byte sequence stands in them that the coding keeps out (ITU-T H.265,
    /// 7.4.2): zeros in place of data are found by that.
    fn check(&self) -> Result<(), PhotoError> {
        let coded = sequence::size(self.configuration).ok_or_else(rare)?;
        // The coding works in squares of up to 64 pixels, and leaves out what is beyond the picture.
        if coded.0 > self.size.0.saturating_add(64) || coded.1 > self.size.1.saturating_add(64) {
            return Err(rare());
        }
        let size = usize::from(self.configuration.get(21).ok_or_else(rare)? & 3) + 1;
        let (mut rest, mut has_pixels) = (self.data, false);
        while !rest.is_empty() {
            let (length, behind) = rest.split_at_checked(size).ok_or(PhotoError::Damaged)?;
            let length = length.iter().fold(0, |value, byte| value << 8 | usize::from(*byte));
            let (unit, behind) = behind.split_at_checked(length).ok_or(PhotoError::Damaged)?;
            let kind = unit.first().ok_or(PhotoError::Damaged)? >> 1 & 0x3F;
            has_pixels |= kind < 32;
            let mut zeros = memchr::memmem::find_iter(unit, &[0, 0]);
            if zeros.any(|at| unit.get(at + 2).is_none_or(|next| *next < 3)) {
                return Err(PhotoError::Damaged);
            }
            rest = behind;
        }
        if has_pixels { Ok(()) } else { Err(PhotoError::Damaged) }
    }

    /// A HEIF file of this picture alone.
    fn file(&self) -> Vec<u8> {
        let (width, height) = (self.size.0.to_be_bytes(), self.size.1.to_be_bytes());
        let size = boxed(*b"ispe", &[&[0; 4], &width, &height]);
        let configuration = boxed(*b"hvcC", &[self.configuration]);
        let colours = self.colours.map(|held| boxed(*b"colr", &[held])).unwrap_or_default();
        let properties = boxed(*b"ipco", &[&configuration, &size, &colours]);
        let links: &[u8] = if self.colours.is_some() { &[3, 0x81, 2, 3] } else { &[2, 0x81, 2] };
        let links = boxed(*b"ipma", &[&[0, 0, 0, 0, 0, 0, 0, 1, 0, 1], links]);
        let properties = boxed(*b"iprp", &[&properties, &links]);
        let handler = boxed(*b"hdlr", &[&[0; 8], b"pict", &[0; 13]]);
        let primary = boxed(*b"pitm", &[&[0, 0, 0, 0, 0, 1]]);
        let kind = boxed(*b"infe", &[&[2, 0, 0, 0, 0, 1, 0, 0], b"hvc1", &[0]]);
        let kinds = boxed(*b"iinf", &[&[0, 0, 0, 0, 0, 1], &kind]);
        let begins = boxed(*b"ftyp", &[b"heic", &[0; 4], b"mif1heic"]);
        let meta = |place: u32| {
            let length = (self.data.len() as u32).to_be_bytes();
            let head = [0, 0, 0, 0, 0x44, 0, 0, 1, 0, 1, 0, 0, 0, 1];
            let places = boxed(*b"iloc", &[&head, &place.to_be_bytes(), &length]);
            boxed(*b"meta", &[&[0; 4], &handler, &primary, &places, &kinds, &properties])
        };
        // The data begins behind the head of its box; where that is changes no length.
        let place = begins.len() + meta(0).len() + 8;
        [begins, meta(place as u32), boxed(*b"mdat", &[self.data])].concat()
    }
}

fn boxed(name: [u8; 4], held: &[&[u8]]) -> Vec<u8> {
    let length: usize = held.iter().map(|part| part.len()).sum();
    let size = (length as u32 + 8).to_be_bytes();
    [&[size.as_slice(), &name], held].concat().concat()
}

fn fault(error: &DecodeError) -> PhotoError {
    tracing::debug!("HEIC: {error}");
    match error {
        DecodeError::UnsupportedItemType(_)
        | DecodeError::UnsupportedChroma(_)
        | DecodeError::UnsupportedBitDepth(_)
        | DecodeError::Unsupported(_) => rare(),
        DecodeError::LimitExceeded { .. } | DecodeError::AllocationFailed { .. } => {
            PhotoError::DecoderFailed
        }
        _ => PhotoError::Damaged,
    }
}
