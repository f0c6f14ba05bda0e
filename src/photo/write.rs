//! Writes JPEG files that leave the program as photos.

use jpeg_encoder::{
    ChromaSubsamplingMethod, ColorType, Encoder, PixelDensity, PixelDensityUnit, SamplingFactor,
};

use super::{PhotoError, Pixels};

/// At which resolution colours are kept in a JPEG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChromaDetail {
    /// For each pixel (4:4:4).
    Full,
    /// For each two by two pixels (4:2:0).
    Half,
}

/// A JPEG file of 24 bits, sRGB, without EXIF or any other note but its density, where there is one: `dpi` pixels to
/// the inch in the JFIF header. The quality is 1 to 100 as libjpeg counts it. The same pixels give the same bytes.
///
/// One interleaved baseline scan with the usual Huffman tables: tables of its own would save a twentieth, but the
/// encoder then writes a scan for each colour, a rare layout that some decoders, among them zune-jpeg, read wrong.
pub fn encode_jpeg(
    pixels: &Pixels,
    quality: u8,
    chroma: ChromaDetail,
    dpi: Option<u16>,
) -> Result<Vec<u8>, PhotoError> {
    let too_long =
        |_error| PhotoError::TooManyPixels { width: pixels.width, height: pixels.height };
    let width = u16::try_from(pixels.width).map_err(too_long)?;
    let height = u16::try_from(pixels.height).map_err(too_long)?;
    let mut jpeg = Vec::with_capacity(pixels.rgb.len() / 8);
    let mut encoder = Encoder::new(&mut jpeg, quality.clamp(1, 100));
    encoder.set_sampling_factor(match chroma {
        ChromaDetail::Full => SamplingFactor::R_4_4_4,
        ChromaDetail::Half => SamplingFactor::R_4_2_0,
    });
    // One pixel of four would stand for all where the encoder isn't told otherwise: jagged edges, and more bytes.
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    if let Some(dpi) = dpi {
        encoder.set_density(PixelDensity { density: (dpi, dpi), unit: PixelDensityUnit::Inches });
    }
    encoder
        .encode(&pixels.rgb, width, height, ColorType::Rgb)
        .map_err(|error| PhotoError::Unreadable(error.to_string()))?;
    Ok(jpeg)
}
