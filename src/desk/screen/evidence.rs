//! The lines of a person on which findings can be seen: eyes, crown, chin, shoulders, silhouette.

use crate::domain::screening::{Evidence, PixelPoint, SilhouetteRow};
use crate::standard::Anchors;
use crate::vision::measure::at;
use crate::vision::{Landmark, Matte, Seen, Shoulders};

/// Of so many rows the silhouette is kept at most: a line through them looks smooth at the size of a screen.
const ROWS: usize = 96;

/// What counts as the person's in the silhouette.
const SOLID: u8 = 128;

/// A shoulder that is seen with less than this is not drawn.
const VISIBLE: f32 = 0.5;

/// The lowest point of the chin (MediaPipe).
const CHIN: usize = 152;

/// The corners of the person's right eye, and of the left one (MediaPipe).
const EYES: [[usize; 2]; 2] = [[33, 133], [362, 263]];

/// The lines on a photo, in its pixels; none where there is no face or nobody is seen.
pub(super) fn evidence(seen: &Seen) -> Option<Evidence> {
    let anchors = Anchors::of(seen).ok()?;
    let mesh = seen.mesh.as_ref()?;
    let chin = at(mesh, CHIN);
    let left = (anchors.middle - anchors.face_width / 2.0).max(0.0);
    let crown = anchors.crown.max(0.0);
    let whole = |value: f64| value.round().max(0.0) as u32;
    let head =
        [whole(left), whole(crown), whole(anchors.face_width), whole(f64::from(chin.y) - crown)];
    let eyes = EYES.map(|corners| middle(mesh, corners));
    Some(Evidence {
        head,
        eyes,
        chin: point(chin.x, chin.y),
        shoulders: seen.shoulders.as_ref().and_then(shoulders),
        silhouette: seen.matte.as_ref().map(|matte| silhouette(matte, seen)).unwrap_or_default(),
    })
}

fn point(x: f32, y: f32) -> PixelPoint {
    [x.round() as i32, y.round() as i32]
}

fn middle(mesh: &[Landmark], [one, other]: [usize; 2]) -> PixelPoint {
    let (one, other) = (at(mesh, one), at(mesh, other));
    point(f32::midpoint(one.x, other.x), f32::midpoint(one.y, other.y))
}

/// The person's right shoulder is the left one in the picture.
fn shoulders(found: &Shoulders) -> Option<[PixelPoint; 2]> {
    let seen = found.right_visible.min(found.left_visible) >= VISIBLE;
    seen.then(|| [point(found.right.x, found.right.y), point(found.left.x, found.left.y)])
}

fn silhouette(matte: &Matte, seen: &Seen) -> Vec<SilhouetteRow> {
    if matte.width == 0 || matte.height == 0 {
        return Vec::new();
    }
    let step = matte.height.div_ceil(ROWS);
    let scale =
        |at: usize, of: usize, all: u32| (at as f64 / of as f64 * f64::from(all)).round() as u32;
    let rows = matte.alpha.chunks_exact(matte.width).enumerate().step_by(step);
    rows.filter_map(|(row, line)| {
        let first = line.iter().position(|alpha| *alpha >= SOLID)?;
        let last = line.iter().rposition(|alpha| *alpha >= SOLID)?;
        Some([
            scale(row, matte.height, seen.height),
            scale(first, matte.width, seen.width),
            scale(last + 1, matte.width, seen.width),
        ])
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vision::Point as Place;

    /// A square face on a photo of 100 × 200, above a body that is as wide as the photo.
    fn seen() -> Seen {
        let mut mesh = vec![Landmark::default(); 468];
        for (index, x, y) in [
            (234, 30.0, 80.0),
            (454, 70.0, 80.0),
            (127, 32.0, 60.0),
            (356, 68.0, 60.0),
            (CHIN, 50.0, 110.0),
            (33, 38.0, 70.0),
            (133, 44.0, 70.0),
            (362, 56.0, 72.0),
            (263, 62.0, 72.0),
        ] {
            if let Some(point) = mesh.get_mut(index) {
                (point.x, point.y) = (x, y);
            }
        }
        let (width, height) = (50, 100);
        let mut alpha = vec![0; width * height];
        for (row, line) in alpha.chunks_exact_mut(width).enumerate() {
            let columns = if row < 20 {
                0..0
            } else if row < 60 {
                15..35
            } else {
                0..50
            };
            line[columns].fill(255);
        }
        let matte = Some(Matte { width, height, alpha });
        Seen { width: 100, height: 200, mesh: Some(mesh), matte, ..Seen::default() }
    }

    #[test]
    fn the_lines_lie_where_the_person_is() {
        let found = evidence(&seen()).expect("a face");
        assert_eq!(found.head, [30, 40, 40, 70]);
        assert_eq!(found.eyes, [[41, 70], [59, 72]]);
        assert_eq!(found.chin, [50, 110]);
        assert_eq!(found.silhouette.first(), Some(&[40, 30, 70]));
        assert_eq!(found.silhouette.last().map(|span| &span[1..]), Some(&[0, 100][..]));
        assert!(found.silhouette.len() <= ROWS);
    }

    #[test]
    fn without_a_face_there_are_none() {
        assert_eq!(evidence(&Seen { mesh: None, ..seen() }), None);
        assert_eq!(evidence(&Seen { matte: None, ..seen() }), None);
    }

    #[test]
    fn a_shoulder_that_is_not_seen_is_not_drawn() {
        let seen_at = |left_visible| Shoulders {
            presence: 1.0,
            right: Place::new(10.0, 150.0),
            left: Place::new(90.0, 152.4),
            right_visible: 0.9,
            left_visible,
            tilt: 0.0,
            spread: 0.0,
        };
        assert_eq!(shoulders(&seen_at(0.9)), Some([[10, 150], [90, 152]]));
        assert_eq!(shoulders(&seen_at(0.2)), None);
    }
}
