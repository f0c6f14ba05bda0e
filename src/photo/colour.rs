//! Colour: converts pixels of any colour profile to sRGB, so that clothes and skin look right on the
//! screen.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::Pixels;

/// Converts to sRGB by the profile. If the profile can't be read or is sRGB, the pixels stay as they are:
/// phones that write no usable profile mostly mean sRGB.
pub(super) fn to_srgb(pixels: &mut Pixels, profile: Option<&[u8]>) {
    let Some(profile) = profile.and_then(|bytes| ColorProfile::new_from_slice(bytes).ok()) else {
        return;
    };
    if profile.color_space != DataColorSpace::Rgb || is_srgb(&profile) {
        return;
    }
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let made = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options);
    let Ok(transform) = made else { return };
    let row = pixels.width as usize * 3;
    let mut converted = vec![0; row];
    for line in pixels.rgb.chunks_exact_mut(row) {
        if transform.transform(line, &mut converted).is_err() {
            return;
        }
        line.copy_from_slice(&converted);
    }
}

/// Whether the primaries are those of sRGB, within the precision of profiles.
fn is_srgb(profile: &ColorProfile) -> bool {
    let srgb = ColorProfile::new_srgb();
    let near = |a: moxcms::Xyzd, b: moxcms::Xyzd| {
        (a.x - b.x).abs() < 2e-3 && (a.y - b.y).abs() < 2e-3 && (a.z - b.z).abs() < 2e-3
    };
    near(profile.red_colorant, srgb.red_colorant)
        && near(profile.green_colorant, srgb.green_colorant)
        && near(profile.blue_colorant, srgb.blue_colorant)
}
