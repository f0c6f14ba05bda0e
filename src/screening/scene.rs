//! A photo as it is measured: at one scale for all, so that limits hold for photos of every size.

use super::lab::{Lab, luminance};
use crate::domain::finding::Region;
use crate::photo::Pixels;
use crate::vision::measure::face_unit;
use crate::vision::{Area, FloatPicture, Landmark, Point, Seen, resized};

/// The face unit of the scene, in its pixels.
const UNIT: f32 = 100.0;

/// Most pixels of a scene: a small face in a large photo is looked at smaller.
const MOST_PIXELS: f32 = 1.5e6;

/// The outline of the face (MediaPipe's face oval), by the numbers of its landmarks.
const OVAL: [usize; 36] = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

/// A photo of a person with a face, made smaller so that the face unit has 100 pixels.
pub(super) struct Scene {
    picture: FloatPicture,
    /// How much of each pixel is the person's, 0 to 1; empty where the nets saw nobody.
    alpha: Vec<f32>,
    /// The face unit, in pixels of the scene.
    pub(super) unit: f32,
    /// Pixels of the scene for one of the photo.
    part: f32,
    /// The landmarks, in pixels of the scene.
    points: Vec<Point>,
    photo: (u32, u32),
}

impl Scene {
    /// The scene of a photo; none where there is no face.
    pub(super) fn new(pixels: &Pixels, seen: &Seen) -> Option<Self> {
        let landmarks = landmarks(seen)?;
        let full = face_unit(landmarks);
        if full < 1.0 || pixels.width == 0 || pixels.height == 0 {
            return None;
        }
        let most = (MOST_PIXELS / (pixels.width as f32 * pixels.height as f32)).sqrt();
        let part = (UNIT / full).min(most).min(1.0);
        let side = |length: u32| ((length as f32 * part).round() as usize).max(1);
        let (width, height) = (side(pixels.width), side(pixels.height));
        let picture = resized(pixels, width, height);
        let photo = (pixels.width, pixels.height);
        let all = Area { x: 0.0, y: 0.0, width: photo.0 as f32, height: photo.1 as f32 };
        let alpha = seen.matte.as_ref().map(|matte| matte.plane(photo, all, width, height));
        let points = landmarks.iter().map(|point| Point::new(point.x * part, point.y * part));
        let alpha = alpha.unwrap_or_default();
        Some(Self { picture, alpha, unit: full * part, part, points: points.collect(), photo })
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.picture.width, self.picture.height)
    }

    /// The place of a landmark.
    pub(super) fn point(&self, index: usize) -> Point {
        self.points.get(index).copied().unwrap_or_default()
    }

    /// A place of the photo.
    pub(super) fn place(&self, point: Point) -> Point {
        Point::new(point.x * self.part, point.y * self.part)
    }

    /// The colour of a pixel.
    pub(super) fn rgb(&self, x: usize, y: usize) -> [f32; 3] {
        let at = (y * self.picture.width + x) * 3;
        match self.picture.rgb.get(at..at + 3) {
            Some([red, green, blue]) => [*red, *green, *blue],
            _ => [0.0; 3],
        }
    }

    /// The colour of a pixel in CIELAB.
    pub(super) fn lab(&self, x: usize, y: usize) -> Lab {
        Lab::of(self.rgb(x, y))
    }

    /// The luminance of a pixel, 0 to 255.
    pub(super) fn luminance(&self, x: usize, y: usize) -> f32 {
        luminance(self.rgb(x, y))
    }

    /// How much of a pixel is the person's, 0 to 1; none where the nets saw nobody.
    pub(super) fn alpha(&self, x: usize, y: usize) -> Option<f32> {
        self.alpha.get(y * self.picture.width + x).copied()
    }

    /// Every pixel inside the outline of the face.
    pub(super) fn face(&self) -> Vec<(usize, usize)> {
        let outline: Vec<Point> = OVAL.iter().map(|index| self.point(*index)).collect();
        self.inside(&outline)
    }

    /// Every pixel inside a polygon.
    pub(super) fn inside(&self, outline: &[Point]) -> Vec<(usize, usize)> {
        let Some(bounds) = Area::of(outline.iter().copied()) else { return Vec::new() };
        self.within(bounds, |at| is_inside(outline, at))
    }

    /// Every pixel of a disc around a place.
    pub(super) fn disc(&self, middle: Point, radius: f32) -> Vec<(usize, usize)> {
        let bounds = Area::around(middle, 2.0 * radius, 2.0 * radius);
        self.within(bounds, |at| at.distance(middle) <= radius)
    }

    /// Every pixel in a box whose middle is wanted.
    fn within(&self, area: Area, is_wanted: impl Fn(Point) -> bool) -> Vec<(usize, usize)> {
        let (width, height) = self.size();
        let span = |from: f32, length: f32, most: usize| {
            let to = (from + length).max(0.0) as usize + 1;
            (from.max(0.0) as usize).min(most)..to.min(most)
        };
        let mut found = Vec::new();
        for y in span(area.y, area.height, height) {
            for x in span(area.x, area.width, width) {
                if is_wanted(Point::new(x as f32 + 0.5, y as f32 + 0.5)) {
                    found.push((x, y));
                }
            }
        }
        found
    }

    /// The part of the photo that holds these pixels of the scene.
    pub(super) fn region(&self, pixels: &[(usize, usize)]) -> Option<Region> {
        let (left, right) = ends(pixels.iter().map(|(x, _)| *x))?;
        let (top, bottom) = ends(pixels.iter().map(|(_, y)| *y))?;
        let at = |pixel: usize| pixel as f32 / self.part;
        let (x, y) = (at(left), at(top));
        let area = Area { x, y, width: at(right + 1) - x, height: at(bottom + 1) - y };
        clipped(self.photo, area)
    }
}

/// The landmarks to measure on: the finer ones where they are there, else the mesh.
pub(super) fn landmarks(seen: &Seen) -> Option<&[Landmark]> {
    let fine = seen.landmarks.as_ref().map(|fine| fine.points.as_slice());
    fine.or(seen.mesh.as_deref()).filter(|points| points.len() > 454)
}

/// The part of the photo that a box covers.
pub(super) fn region(seen: &Seen, area: Area) -> Option<Region> {
    clipped((seen.width, seen.height), area)
}

/// The part of the photo around some landmarks, with a margin in face units.
pub(super) fn around(seen: &Seen, indices: &[usize], margin: f32) -> Option<Region> {
    let landmarks = landmarks(seen)?;
    let points = indices.iter().filter_map(|index| landmarks.get(*index));
    let tight = Area::of(points.map(|at| at.point()))?;
    let margin = margin * face_unit(landmarks);
    let area = Area {
        x: tight.x - margin,
        y: tight.y - margin,
        width: tight.width + 2.0 * margin,
        height: tight.height + 2.0 * margin,
    };
    region(seen, area)
}

fn clipped((width, height): (u32, u32), area: Area) -> Option<Region> {
    let cut = |from: f32, length: f32, most: u32| {
        let first = from.clamp(0.0, most as f32);
        let last = (from + length).clamp(0.0, most as f32);
        (first as u32, (last - first).round() as u32)
    };
    let (x, across) = cut(area.x, area.width, width);
    let (y, down) = cut(area.y, area.height, height);
    (across > 0 && down > 0).then_some([x, y, across, down])
}

fn ends(values: impl Iterator<Item = usize> + Clone) -> Option<(usize, usize)> {
    Some((values.clone().min()?, values.max()?))
}

/// Whether a place is inside a polygon: a line from it crosses the outline an odd number of times.
fn is_inside(outline: &[Point], at: Point) -> bool {
    let mut inside = false;
    let Some(mut before) = outline.last().copied() else { return false };
    for point in outline {
        if (point.y > at.y) != (before.y > at.y) {
            let across = (before.x - point.x) * (at.y - point.y) / (before.y - point.y) + point.x;
            inside ^= at.x < across;
        }
        before = *point;
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_holds_its_middle_and_not_its_neighbour() {
        let square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
        let square = square.map(|(x, y)| Point::new(x, y));
        assert!(is_inside(&square, Point::new(5.0, 5.0)));
        assert!(!is_inside(&square, Point::new(15.0, 5.0)));
        assert!(!is_inside(&[], Point::new(5.0, 5.0)));
    }

    #[test]
    fn a_region_stays_on_the_photo() {
        let area = Area { x: -5.0, y: 90.0, width: 20.0, height: 30.0 };
        assert_eq!(clipped((100, 100), area), Some([0, 90, 15, 10]));
        assert_eq!(clipped((100, 100), Area { x: 200.0, ..area }), None);
    }

    #[test]
    fn without_a_face_there_is_no_scene() {
        let pixels = Pixels { width: 1, height: 1, rgb: vec![0; 3] };
        assert!(Scene::new(&pixels, &Seen::default()).is_none());
    }
}
