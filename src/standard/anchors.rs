//! What a crop is hung on: where crown, eyes and cheeks are on the photo, and where the person is cut.

use crate::vision::measure::eye_middle;
use crate::vision::{Matte, Seen};

/// Where the person is on a photo, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchors {
    /// Width and height of the photo.
    pub photo: (f64, f64),
    /// The row of the crown, the top of the hair.
    pub crown: f64,
    /// The row of the middle of the eyes.
    pub eyes: f64,
    /// The width of the face, cheek to cheek.
    pub face_width: f64,
    /// The column of the middle of the face.
    pub middle: f64,
    /// Where the photo cuts the person.
    pub edges: Edges,
}

/// Where the silhouette touches the edges of the photo.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Edges {
    /// It touches the upper edge.
    pub top: bool,
    /// The first row in which it touches the left edge.
    pub left: Option<f64>,
    /// The first row in which it touches the right edge.
    pub right: Option<f64>,
}

/// Why a photo has no anchors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAnchors {
    /// There is no face, or its landmarks were not looked for.
    #[error("no face")]
    Face,
    /// There is no matte, or nobody in it above the face.
    #[error("no silhouette")]
    Silhouette,
}

/// More than this part of the columns above the face belongs to the person in the row of the crown.
const CROWN_SHARE: f32 = 1.0 / 8.0;
/// What counts as the person's there.
const SOLID: f32 = 0.5;
/// What counts as touching an edge: also hair, of which half is seen, may not be cut.
const TOUCHING: f32 = 0.3;
/// How many columns are looked at for the crown.
const COLUMNS: usize = 128;
/// Rows are looked at as finely as this many for the whole photo, or each pixel's.
const ROWS: usize = 4096;

impl Anchors {
    /// Reads them from what the nets saw.
    ///
    /// - Crown: the first row in which more than an eighth of the columns between landmarks 127 and 356 (the
    ///   temples) have alpha above 0.5. It is not reckoned from the forehead: over the portraits of
    ///   `tests/vision` the room above the forehead varied twofold.
    /// - Eyes: the middle of the four corners of the eyes.
    /// - Width of the face: how far landmarks 234 and 454 (MediaPipe's face oval at the level of the ears) are
    ///   apart across; its middle is the middle between the two.
    ///
    /// # Errors
    ///
    /// Where there is no mesh or no matte.
    pub fn of(seen: &Seen) -> Result<Self, NoAnchors> {
        let mesh = seen.mesh.as_ref().ok_or(NoAnchors::Face)?;
        let matte = seen.matte.as_ref().ok_or(NoAnchors::Silhouette)?;
        let column = |index: usize| mesh.get(index).map(|point| point.x).ok_or(NoAnchors::Face);
        let (right, left) = (column(234)?, column(454)?);
        let temples = (column(127)?, column(356)?);
        let face_width = f64::from((left - right).abs());
        if face_width < 1.0 || !face_width.is_finite() || seen.width == 0 || seen.height == 0 {
            return Err(NoAnchors::Face);
        }
        let eyes = f64::from(eye_middle(mesh).y);
        let (width, height) = (seen.width as f32, seen.height as f32);
        let crown = crown(matte, (temples.0 / width, temples.1 / width)).map(f64::from);
        let crown = crown.ok_or(NoAnchors::Silhouette)? * f64::from(height);
        if crown >= eyes {
            return Err(NoAnchors::Silhouette);
        }
        Ok(Self {
            photo: (f64::from(width), f64::from(height)),
            crown,
            eyes,
            face_width,
            middle: f64::from(f32::midpoint(left, right)),
            edges: edges(matte, f64::from(height)),
        })
    }
}

/// The row of the crown as a part of the photo's height; `None` where no row is the person's.
fn crown(matte: &Matte, (from, to): (f32, f32)) -> Option<f32> {
    let rows = (0..ROWS).map(|row| row as f32 / ROWS as f32);
    let is_person = |v: f32| {
        let columns = (0..COLUMNS).map(|column| (column as f32 + 0.5) / COLUMNS as f32);
        let solid = columns.filter(|part| matte.at(from + (to - from) * part, v) > SOLID).count();
        solid as f32 > COLUMNS as f32 * CROWN_SHARE
    };
    let mut rows = rows;
    rows.find(|v| is_person(*v))
}

fn edges(matte: &Matte, height: f64) -> Edges {
    let parts = |count: usize| (0..count).map(move |index| (index as f32 + 0.5) / count as f32);
    let side = |u: f32| {
        let row = parts(matte.height).position(|v| matte.at(u, v) > TOUCHING)?;
        Some(row as f64 / matte.height as f64 * height)
    };
    Edges {
        top: parts(matte.width).any(|u| matte.at(u, 0.0) > TOUCHING),
        left: side(0.0),
        right: side(1.0),
    }
}
