//! Colour: converts pixels of any colour profile to sRGB, so that clothes and skin look right on the
//! screen.
//!
//! A profile that can't be read, or is for another kind of picture, is a fault of the photo: whoever takes it for
//! sRGB shows other colours than were photographed, and nobody would notice.

use moxcms::{
    BarycentricWeightScale, ColorProfile, DataColorSpace, Layout, TransformExecutor,
    TransformOptions,
};

use super::kind::Kind;
use super::{PhotoError, Pixels};

/// Converts to sRGB by the profile. Without one, and if it is sRGB, the pixels stay as they are: phones that write
/// no profile mean sRGB.
pub(super) fn to_srgb(pixels: &mut Pixels, profile: Option<&[u8]>) -> Result<(), PhotoError> {
    let Some(profile) = profile.map(read).transpose()? else { return Ok(()) };
    match profile.color_space {
        DataColorSpace::Rgb => by_rgb(pixels, &profile),
        // A grey picture is kept as one of three equal colours.
        DataColorSpace::Gray if pixels.rgb.chunks_exact(3).all(is_grey) => {
            by_grey(pixels, &profile)
        }
        _ => Err(PhotoError::Profile),
    }
}

/// The colours that amounts of cyan, magenta, yellow and black make, 255 for full ink, by a profile.
pub(super) fn inks_to_srgb(inks: &[u8], profile: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let profile = read(profile)?;
    if profile.color_space != DataColorSpace::Cmyk {
        return Err(PhotoError::Profile);
    }
    let transform = transform(&profile, Layout::Rgba)?;
    let mut rgb = vec![0; inks.len() / 4 * 3];
    transform.transform(inks, &mut rgb).map_err(|fault| broken(&fault))?;
    Ok(rgb)
}

/// The profile of the code points of ITU-T H.273 for primaries and transfer, `None` for sRGB. Refuses the transfers
/// of high dynamic range, whose pixels no profile makes fit for a usual screen.
pub(super) fn of_code_points(primaries: u16, transfer: u16) -> Result<Option<Vec<u8>>, PhotoError> {
    if matches!(transfer, 16 | 18) {
        return Err(PhotoError::Unsupported(Kind::RareHeif));
    }
    let profile = match primaries {
        9 => ColorProfile::new_bt2020(),
        11 | 12 => ColorProfile::new_display_p3(),
        _ => return Ok(None),
    };
    profile.encode().map(Some).map_err(|fault| broken(&fault))
}

fn read(profile: &[u8]) -> Result<ColorProfile, PhotoError> {
    ColorProfile::new_from_slice(profile).map_err(|fault| broken(&fault))
}

fn broken(fault: &moxcms::CmsError) -> PhotoError {
    tracing::debug!("colour profile: {fault}");
    PhotoError::Profile
}

type Transform = std::sync::Arc<dyn TransformExecutor<u8> + Send + Sync>;

fn transform(profile: &ColorProfile, from: Layout) -> Result<Transform, PhotoError> {
    // Exact rather than fast: the fast ways come out some ΔE 1.5 beside other programs for inks.
    let options = TransformOptions {
        barycentric_weight_scale: BarycentricWeightScale::High,
        prefer_fixed_point: false,
        ..TransformOptions::default()
    };
    profile
        .create_transform_8bit(from, &ColorProfile::new_srgb(), Layout::Rgb, options)
        .map_err(|fault| broken(&fault))
}

fn by_rgb(pixels: &mut Pixels, profile: &ColorProfile) -> Result<(), PhotoError> {
    let transform = transform(profile, Layout::Rgb)?;
    if changes_nothing(&transform) {
        return Ok(());
    }
    let row = pixels.width as usize * 3;
    let mut converted = vec![0; row];
    for line in pixels.rgb.chunks_exact_mut(row) {
        transform.transform(line, &mut converted).map_err(|fault| broken(&fault))?;
        line.copy_from_slice(&converted);
    }
    Ok(())
}

/// Whether a transform leaves all colours as they are: most profiles are sRGB in one wording or another. The
/// conversion of every pixel would take as long as decoding.
fn changes_nothing(transform: &Transform) -> bool {
    let steps = [0_u8, 32, 64, 96, 128, 160, 192, 224, 255];
    let mut before = Vec::new();
    for red in steps {
        for green in steps {
            before.extend(steps.iter().flat_map(|blue| [red, green, *blue]));
        }
    }
    let mut after = vec![0; before.len()];
    transform.transform(&before, &mut after).is_ok()
        && before.iter().zip(&after).all(|(before, after)| before.abs_diff(*after) <= 1)
}

fn is_grey(pixel: &[u8]) -> bool {
    matches!(pixel, [r, g, b] if r == g && g == b)
}

fn by_grey(pixels: &mut Pixels, profile: &ColorProfile) -> Result<(), PhotoError> {
    let transform = transform(profile, Layout::Gray)?;
    let greys: Vec<u8> = (0..=255).collect();
    let mut colours = vec![0; 256 * 3];
    transform.transform(&greys, &mut colours).map_err(|fault| broken(&fault))?;
    for pixel in pixels.rgb.chunks_exact_mut(3) {
        let at = usize::from(pixel[0]) * 3;
        pixel.copy_from_slice(&colours[at..at + 3]);
    }
    Ok(())
}
