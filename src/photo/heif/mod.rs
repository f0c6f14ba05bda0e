//! HEIC: the photo in a HEIF file, as phones write it (ISO/IEC 23008-12).
//!
//! How the photo is turned, its properties `irot` and `imir` alone say: the standard has readers ignore the
//! orientation in EXIF, which phones write too.

mod boxes;
mod coded;
mod items;
mod sequence;

use super::kind::Kind;
use super::part::part;
use super::turn::Turn;
use super::{Limits, PhotoError, Pixels, colour};
use boxes::Fields;
use coded::{Coded, Samples};
use items::Items;

/// A decoded photo: pixels as stored, not yet upright, not yet sRGB.
pub(super) struct DecodedHeif {
    pub(super) pixels: Pixels,
    pub(super) profile: Option<Vec<u8>>,
    pub(super) turn: Turn,
    /// A block of EXIF, empty if there is none.
    pub(super) exif: Vec<u8>,
}

/// A build of HEIF that is not read.
fn rare() -> PhotoError {
    PhotoError::Unsupported(Kind::RareHeif)
}

/// Width and height from the header, before turning upright, if the limits allow them.
pub(super) fn dimensions(bytes: &[u8], limits: &Limits) -> Result<(u32, u32), PhotoError> {
    let items = Items::read(bytes)?;
    let (width, height) = stored(&items, limits)?;
    Ok(match cut(&items, (width, height))? {
        Some([_, _, width, height]) => (width, height),
        None => (width, height),
    })
}

/// Decodes the photo.
pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<DecodedHeif, PhotoError> {
    let items = Items::read(bytes)?;
    let primary = items.primary;
    let (width, height) = stored(&items, limits)?;
    let samples = picture(&items, primary, (width, height))?;
    let mut rgb = if samples.colours == 3 {
        samples.samples
    } else {
        samples.samples.iter().flat_map(|grey| [*grey; 3]).collect()
    };
    lay_on_white(&items, (width, height), &mut rgb)?;
    let mut pixels = Pixels { width, height, rgb };
    if let Some(kept) = cut(&items, (width, height))? {
        pixels = part(&pixels, kept);
    }
    let profile = profile(&items)?;
    let exif = items.referring(b"cdsc", primary).find(|item| items.kind(*item) == b"Exif");
    let exif = exif.and_then(|item| items.data(item).ok()).map(|data| block(&data));
    let exif = exif.unwrap_or_default();
    Ok(DecodedHeif { pixels, profile, turn: turn(&items), exif })
}

/// The size of the photo as it is stored, if the limits allow it.
fn stored(items: &Items<'_>, limits: &Limits) -> Result<(u32, u32), PhotoError> {
    match items.kind(items.primary) {
        b"hvc1" | b"grid" => {}
        b"av01" => return Err(PhotoError::Unsupported(Kind::Picture("AVIF"))),
        _ => return Err(rare()),
    }
    let (width, height) = size(items, items.primary)?;
    limits.check_size(width, height)?;
    Ok((width, height))
}

/// The size that an item states.
fn size(items: &Items<'_>, item: u32) -> Result<(u32, u32), PhotoError> {
    let mut fields = Fields(items.property(item, b"ispe").ok_or_else(rare)?);
    fields.four();
    let (width, height) = (fields.four(), fields.four());
    width.zip(height).filter(|(width, height)| *width > 0 && *height > 0).ok_or_else(rare)
}

/// The pixels of an item, a coded picture or a grid of them.
fn picture(items: &Items<'_>, item: u32, size: (u32, u32)) -> Result<Samples, PhotoError> {
    match items.kind(item) {
        b"hvc1" => tile(items, item, size, colours(items, item)),
        b"grid" => grid(items, item, size),
        _ => Err(rare()),
    }
}

fn tile(
    items: &Items<'_>,
    item: u32,
    size: (u32, u32),
    colours: Option<&[u8]>,
) -> Result<Samples, PhotoError> {
    let configuration = items.property(item, b"hvcC").ok_or_else(rare)?;
    let data = items.data(item)?;
    Coded { configuration, colours, size, data: &data }.decode()
}

/// Most pixels by which a tile may be larger than the photo: encoders write tiles of 512 or 1024.
const LARGEST_SURPLUS: u32 = 1024;

/// Puts the tiles of a grid together (ISO/IEC 23008-12, 6.6.2.3).
fn grid(items: &Items<'_>, item: u32, (width, height): (u32, u32)) -> Result<Samples, PhotoError> {
    let tiles = items.referred(b"dimg", item);
    let first = *tiles.first().ok_or_else(rare)?;
    let (across, down) = {
        let data = items.data(item)?;
        let [_, flags, rows, columns, rest @ ..] = &data[..] else { return Err(rare()) };
        let mut fields = Fields(rest);
        let told = (fields.wide(flags & 1 == 1), fields.wide(flags & 1 == 1));
        if told != (Some(width), Some(height)) {
            return Err(rare());
        }
        (u32::from(*columns) + 1, u32::from(*rows) + 1)
    };
    let each = size(items, first)?;
    // Each tile shows some of the photo, and together they cover it, but hardly more: what is decoded counts.
    let fits = |length: u32, each: u32, count: u32| {
        u64::from(each) * u64::from(count) >= u64::from(length)
            && u64::from(each) * u64::from(count - 1) < u64::from(length)
            && each <= length + LARGEST_SURPLUS
    };
    let is_covered = fits(width, each.0, across) && fits(height, each.1, down);
    if tiles.len() as u64 != u64::from(across) * u64::from(down) || !is_covered {
        return Err(rare());
    }
    let told = colours(items, item).or_else(|| colours(items, first));
    let mut whole = Samples { colours: 0, samples: Vec::new() };
    for (at, one) in (0..).zip(tiles) {
        if size(items, *one)? != each || items.kind(*one) != b"hvc1" {
            return Err(rare());
        }
        let samples = tile(items, *one, each, told)?;
        if at == 0 {
            whole.colours = samples.colours;
            whole.samples = vec![0; width as usize * height as usize * samples.colours];
        } else if whole.colours != samples.colours {
            return Err(rare());
        }
        let (left, top) = (at % across * each.0, at / across * each.1);
        let depth = whole.colours;
        let row = each.0.min(width - left) as usize * depth;
        let lines = samples.samples.chunks_exact(each.0 as usize * depth);
        for (y, line) in (top..height).zip(lines) {
            let begin = (y as usize * width as usize + left as usize) * depth;
            whole.samples[begin..begin + row].copy_from_slice(&line[..row]);
        }
    }
    Ok(whole)
}

/// How an item's samples tell colours: the property `colr` that is no profile.
fn colours<'a>(items: &Items<'a>, item: u32) -> Option<&'a [u8]> {
    let mut all = items.properties(item).filter(|(name, _)| *name == b"colr");
    all.find(|(_, held)| held.starts_with(b"nclx")).map(|(_, held)| held)
}

/// The colour profile of the photo; `None` if it is sRGB.
fn profile(items: &Items<'_>) -> Result<Option<Vec<u8>>, PhotoError> {
    let first = items.referred(b"dimg", items.primary).first().copied();
    let mut all = items.properties(items.primary).chain(items.properties(first.unwrap_or(0)));
    let is_profile = |held: &[u8]| held.starts_with(b"prof") || held.starts_with(b"rICC");
    if let Some((_, held)) = all.find(|(name, held)| *name == b"colr" && is_profile(held)) {
        return Ok(held.get(4..).map(<[u8]>::to_vec));
    }
    let told = colours(items, items.primary);
    let Some(told) = told.or_else(|| first.and_then(|first| colours(items, first))) else {
        return Ok(None);
    };
    let mut fields = Fields(told.get(4..).unwrap_or_default());
    let (primaries, transfer) = (fields.two(), fields.two());
    colour::of_code_points(primaries.unwrap_or(2), transfer.unwrap_or(2))
}

/// How the photo is to be turned. The properties are applied in their order.
fn turn(items: &Items<'_>) -> Turn {
    items.properties(items.primary).fold(Turn::default(), |turn, (name, held)| {
        let value = held.first().copied().unwrap_or_default();
        match name {
            b"irot" => turn.then_left(value & 3),
            b"imir" => turn.then_mirrored(value & 1 == 1),
            _ => turn,
        }
    })
}

/// The part of the picture that is to be shown (`clap`), if it is not all: left, top, width and height.
fn cut(items: &Items<'_>, (width, height): (u32, u32)) -> Result<Option<[u32; 4]>, PhotoError> {
    let Some(held) = items.property(items.primary, b"clap") else { return Ok(None) };
    let mut fields = Fields(held);
    let mut ratio = || {
        let (over, under) = (fields.four()?.cast_signed(), fields.four()?.cast_signed());
        (under > 0).then(|| f64::from(over) / f64::from(under))
    };
    let told = [ratio(), ratio(), ratio(), ratio()];
    let [Some(wide), Some(high), Some(right), Some(low)] = told else { return Err(rare()) };
    // The offsets are from middle to middle.
    let begin = |offset: f64, all: u32, part: f64| offset + (f64::from(all) - part) / 2.0;
    let kept = [begin(right, width, wide), begin(low, height, high), wide, high];
    let inside = kept[2] >= 1.0
        && kept[3] >= 1.0
        && kept[0] >= 0.0
        && kept[1] >= 0.0
        && kept[0] + wide <= f64::from(width)
        && kept[1] + high <= f64::from(height);
    if inside { Ok(Some(kept.map(|length| length as u32))) } else { Err(rare()) }
}

/// Lays a photo that has transparent parts on white.
fn lay_on_white(items: &Items<'_>, shape: (u32, u32), rgb: &mut [u8]) -> Result<(), PhotoError> {
    let is_alpha = |item: &u32| {
        items.property(*item, b"auxC").and_then(|held| held.get(4..)).is_some_and(|name| {
            name.starts_with(b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")
                || name.starts_with(b"urn:mpeg:hevc:2015:auxid:1\0")
        })
    };
    let Some(item) = items.referring(b"auxl", items.primary).find(is_alpha) else { return Ok(()) };
    if size(items, item)? != shape {
        return Err(rare());
    }
    let is_multiplied = items.referred(b"prem", items.primary).contains(&item);
    let alpha = picture(items, item, shape)?;
    let opaque = alpha.samples.iter().step_by(alpha.colours);
    for (pixel, alpha) in rgb.chunks_exact_mut(3).zip(opaque) {
        let alpha = u32::from(*alpha);
        for value in pixel {
            let own =
                if is_multiplied { u32::from(*value) * 255 } else { u32::from(*value) * alpha };
            *value = ((own + 255 * (255 - alpha) + 127) / 255).min(255) as u8;
        }
    }
    Ok(())
}

/// The block of EXIF in an item, behind a number that says where it begins.
fn block(data: &[u8]) -> Vec<u8> {
    let mut fields = Fields(data);
    let begin = fields.four().unwrap_or_default() as usize;
    let block = fields.0.get(begin..).unwrap_or_default();
    block.strip_prefix(b"Exif\0\0").unwrap_or(block).to_vec()
}
