//! Proof that a standard photo derives from its original: the face of the one is found in the other from the
//! pixels alone, without the crop that made it, and compared.

mod align;
mod grey;
mod linear;

use align::{Ellipse, FINEST, Freedom, Map, align, refined};
use grey::Grey;

use super::sample::{Crop, Raster, sampled};
use crate::domain::finding::Measurement;
use crate::domain::measure::Measure;
use crate::photo::Pixels;
use crate::vision::Area;

/// How a standard photo derives from its original.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Derivation {
    /// Pixels of the original for one of the standard photo.
    pub scale: f64,
    /// By how much the face is turned, in degrees, clockwise as seen on the standard photo above 0.
    pub rotation: f64,
    /// How much more it is stretched along one axis than along the one across: greatest singular value of the
    /// map over the least, less 1.
    pub anisotropy: f64,
    /// The mirrored standard photo fits better than the standard photo.
    pub is_flipped: bool,
    /// The correlation of both faces, −1 to 1, whatever their brightness and contrast.
    pub correlation: f64,
    /// How far the pixels of the face are from the original's, resampled by one scale only: the root of the mean
    /// square, in steps of 8-bit luminance.
    pub face_changed: f64,
    /// How much fine detail (wrinkles, moles, pores; two to eight pixels) the face has for what the original's has,
    /// resampled: below 1 it was smoothed, above 1 sharpened.
    pub detail: f64,
}

/// The two faces have nothing in common, or are too small to tell (under about 12 pixels).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the face is not found in the original")]
pub struct NotFound;

/// What a derivation may be. Rotation and anisotropy are the specification's; the others are our own, counted on 29
/// photos of which standard photos were made: their faces had a correlation of 0.993 at least, a change of 5.4 at most
/// and a detail of 0.98 to 1.01. Smoothed by means over 3 × 3 pixels twelve of them had a detail of 0.90 to 0.93, over
/// 5 × 5 of 0.75 to 0.83; turned by two degrees, a drawn face had a change of 11. Half a smoothing over 3 × 3, 0.95 to
/// 0.97, is not found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// Greatest rotation, in degrees, either way.
    pub rotation: f64,
    /// Greatest anisotropy.
    pub anisotropy: f64,
    /// Least correlation.
    pub correlation: f64,
    /// Greatest change of the face, in steps of luminance.
    pub face_changed: f64,
    /// Least and greatest detail.
    pub detail: (f64, f64),
}

impl Default for Tolerance {
    fn default() -> Self {
        Self {
            rotation: 1.0,
            anisotropy: 0.01,
            correlation: 0.98,
            face_changed: 7.0,
            detail: (0.95, 1.05),
        }
    }
}

/// The ellipse that is compared, as a part of the face's box: neither hair nor background lie in it.
const PART: f64 = 0.9;
/// How much of the original around its face is searched, in widths and heights of the face from its middle.
const AROUND: f64 = 1.0;

impl Derivation {
    /// Finds the face of the standard photo in the original. The boxes are those of the two faces, each from its
    /// own picture (such as all around the mesh); they may be off by a third of the face. Positions of the crop are
    /// not used.
    ///
    /// # Errors
    ///
    /// Where the faces have nothing in common, as with somebody else's or one upside down.
    pub fn of(
        product: &Pixels,
        product_face: Area,
        original: &Pixels,
        original_face: Area,
    ) -> Result<Self, NotFound> {
        let [width, height] = [product_face.width, product_face.height].map(f64::from);
        let is_wrong = |side: f64| !side.is_finite() || side < 12.0;
        let scale = f64::from(original_face.width) / width;
        if is_wrong(width) || is_wrong(height) || !scale.is_finite() || scale <= 0.0 {
            return Err(NotFound);
        }
        let found = product_face.middle();
        let middle = [f64::from(found.x), f64::from(found.y)];
        let ellipse = Ellipse { middle, half: [width / 2.0 * PART, height / 2.0 * PART] };
        let whole = |pixels: &Pixels| Crop {
            left: 0.0,
            top: 0.0,
            width: f64::from(pixels.width),
            height: f64::from(pixels.height),
        };
        let raster =
            sampled(product, whole(product), product.width as usize, product.height as usize);
        let from = Grey::of(&raster);
        let around = Around::of(original, original_face, scale, [width, height]);
        let to = Grey::of(&around.raster);
        let guess = [to.width as f64 / 2.0, to.height as f64 / 2.0];
        let mirror =
            Ellipse { middle: [f64::from(product.width) - middle[0], middle[1]], ..ellipse };
        let (straight, mirrored) = rayon::join(
            || align(&from, &to, ellipse, guess),
            || align(&from.mirrored(), &to, mirror, guess),
        );
        let value = |found: &Option<(Map, f64)>| found.map_or(-1.0, |(_, correlation)| correlation);
        let is_flipped = value(&mirrored) > value(&straight);
        let (map, correlation) = if is_flipped { mirrored } else { straight }.ok_or(NotFound)?;
        let (from, ellipse) = if is_flipped { (from.mirrored(), mirror) } else { (from, ellipse) };
        let (rotation, anisotropy, stretch) = parts(&map);
        if !(0.5..2.0).contains(&stretch) {
            return Err(NotFound);
        }
        // What an honest standardisation would have made: one scale and a place.
        let honest = uniform(&map);
        let honest = refined(&from, &to, ellipse, honest, FINEST, Freedom::Uniform);
        let honest = honest.filter(|map| (0.5..2.0).contains(&map.matrix[0][0])).ok_or(NotFound)?;
        let again = around.again(original, &honest, ellipse, (from.width, from.height));
        let (face_changed, detail) = compared(&from, &Grey::of(&again), ellipse);
        let scale = scale * stretch;
        Ok(Self { scale, rotation, anisotropy, is_flipped, correlation, face_changed, detail })
    }

    /// Whether it derives from the original, within this.
    pub fn holds(&self, tolerance: &Tolerance) -> bool {
        let (least, most) = tolerance.detail;
        !self.is_flipped
            && self.rotation.abs() <= tolerance.rotation
            && self.anisotropy <= tolerance.anisotropy
            && self.correlation >= tolerance.correlation
            && self.face_changed <= tolerance.face_changed
            && (least..=most).contains(&self.detail)
    }

    /// As measurements of the standard photo. A mirrored face counts as one that is turned by 180 degrees, since no
    /// turning makes it right.
    pub fn measurements(&self) -> [Measurement; 3] {
        let rotation = if self.is_flipped { 180.0 } else { self.rotation.abs() };
        [
            Measurement::new(Measure::Rotation, rotation, 0.1),
            Measurement::new(Measure::Anisotropy, self.anisotropy, 0.002),
            Measurement::new(Measure::FaceChanged, self.face_changed, 0.0),
        ]
    }
}

/// The original around its face, at about the scale of the standard photo.
struct Around {
    raster: Raster,
    /// Where its upper left corner lies on the original.
    corner: [f64; 2],
    /// Pixels of the original for one of it.
    scale: f64,
}

impl Around {
    fn of(original: &Pixels, face: Area, scale: f64, [width, height]: [f64; 2]) -> Self {
        let [columns, rows] = [width, height].map(|side| (side * AROUND * 2.0).ceil());
        let middle = face.middle();
        let corner =
            [f64::from(middle.x) - columns * scale / 2.0, f64::from(middle.y) - rows * scale / 2.0];
        let crop =
            Crop { left: corner[0], top: corner[1], width: columns * scale, height: rows * scale };
        let raster = sampled(original, crop, columns as usize, rows as usize);
        Self { raster, corner, scale }
    }

    /// The original anew, at the scale and place of a map without turning, as large as the standard photo.
    fn again(
        &self,
        original: &Pixels,
        map: &Map,
        ellipse: Ellipse,
        (width, height): (usize, usize),
    ) -> Raster {
        let step = map.matrix[0][0] * self.scale;
        let corner = |axis: usize| {
            self.corner[axis] + map.place[axis] * self.scale - ellipse.middle[axis] * step
        };
        let crop = Crop {
            left: corner(0),
            top: corner(1),
            width: width as f64 * step,
            height: height as f64 * step,
        };
        sampled(original, crop, width, height)
    }
}

/// The map without turning and stretching: one scale, of the same area.
fn uniform(map: &Map) -> Map {
    let (_, _, stretch) = parts(map);
    Map { place: map.place, matrix: [[stretch, 0.0], [0.0, stretch]] }
}

/// How the standard photo is turned against the original, in degrees; its anisotropy; and the scale of the same
/// area. Rotation is that of the polar decomposition, stretches are the singular values.
fn parts(map: &Map) -> (f64, f64, f64) {
    let [[xx, xy], [yx, yy]] = map.matrix;
    // The map goes from the standard photo to the original, so the photo is turned the other way.
    let rotation = -(yx - xy).atan2(xx + yy).to_degrees();
    let sum = (xx + yy).hypot(yx - xy);
    let difference = (xx - yy).hypot(yx + xy);
    let (greatest, least) = (f64::midpoint(sum, difference), ((sum - difference) / 2.0).abs());
    (rotation, greatest / least.max(1e-9) - 1.0, (greatest * least).sqrt())
}

/// How far the face is from what it should be, and how much of its detail it has.
fn compared(face: &Grey, wanted: &Grey, ellipse: Ellipse) -> (f64, f64) {
    let fine = |grey: &Grey| (grey.blurred(1), grey.blurred(4));
    let ((face_fine, face_coarse), (wanted_fine, wanted_coarse)) = (fine(face), fine(wanted));
    let (mut squares, mut own, mut other, mut count) = (0.0f64, 0.0f64, 0.0f64, 0usize);
    for [x, y] in ellipse.points(1) {
        let value = |grey: &Grey| grey.at(x, y).map_or(0.0, |[value, ..]| value);
        squares += (value(face) - value(wanted)).powi(2);
        own += (value(&face_fine) - value(&face_coarse)).powi(2);
        other += (value(&wanted_fine) - value(&wanted_coarse)).powi(2);
        count += 1;
    }
    ((squares / count.max(1) as f64).sqrt(), (own / other.max(1e-9)).sqrt())
}
