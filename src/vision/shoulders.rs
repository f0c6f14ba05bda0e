//! The shoulders (MediaPipe's pose net): where they are, and how much their line slants.

use serde::{Deserialize, Serialize};

use super::crop::{Levels, Outside, crop, mirrored};
use super::error::VisionError;
use super::geometry::{Point, Square};
use super::net::{Net, NetDescription, probability};
use super::view::View;

/// The net.
pub const PLAN: NetDescription = NetDescription {
    file: "pose_full_256_f16.onnx",
    bytes: include_bytes!("../../assets/models/pose_full_256_f16.onnx"),
    input: &[1, SIDE, SIDE, 3],
    outputs: &[("Identity", POINTS * NUMBERS), ("Identity_1", 1)],
};

/// Side of what the net is shown, in pixels.
const SIDE: usize = 256;
/// How many points it gives.
const POINTS: usize = 39;
/// Numbers for each: x, y, z, and the logits of its visibility and presence.
const NUMBERS: usize = 5;
/// The point of the person's left shoulder.
const LEFT: usize = 11;
/// The point of the person's right shoulder.
const RIGHT: usize = 12;
/// One look leans towards the horizontal of its crop, so the crop is turned by the angle found and looked
/// at again: so many times altogether.
const ROUNDS: usize = 3;

/// The shoulders of a person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shoulders {
    /// Whether there is a body, 0 to 1, by the net.
    pub presence: f32,
    /// The person's right shoulder, in pixels of the photo; it may lie outside of it.
    pub right: Point,
    /// The person's left shoulder.
    pub left: Point,
    /// Whether the right shoulder is seen, 0 to 1, by the net.
    pub right_visible: f32,
    /// Whether the left shoulder is seen, 0 to 1, by the net.
    pub left_visible: f32,
    /// How much the line of the shoulders slants, in degrees: above 0 where the person's left shoulder is
    /// lower in the picture.
    pub tilt: f32,
    /// By how many degrees the tilt differs between the crop and its mirror image, in the last round: the
    /// measurement's own doubt.
    pub spread: f32,
}

/// What one look at a crop says, in parts of its side.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Guess {
    presence: f32,
    right: Point,
    left: Point,
    right_visible: f32,
    left_visible: f32,
}

impl Guess {
    fn decode(numbers: &[f32], presence: f32) -> Self {
        let at = |point: usize| {
            let numbers = numbers.get(point * NUMBERS..(point + 1) * NUMBERS);
            let [x, y, _, visible, _] = numbers.and_then(|n| n.first_chunk()).unwrap_or(&[0.0; 5]);
            (Point::new(x / SIDE as f32, y / SIDE as f32), probability(*visible))
        };
        let ((right, right_visible), (left, left_visible)) = (at(RIGHT), at(LEFT));
        Self { presence, right, left, right_visible, left_visible }
    }

    /// The same person, where this was seen in a mirror: right and left change places.
    const fn turned_back(self) -> Self {
        Self {
            right: Point::new(1.0 - self.left.x, self.left.y),
            left: Point::new(1.0 - self.right.x, self.right.y),
            right_visible: self.left_visible,
            left_visible: self.right_visible,
            ..self
        }
    }

    /// The tilt against the crop's horizontal, in radians.
    fn tilt(self) -> f32 {
        self.right.angle_to(self.left)
    }

    fn mean(self, other: Self) -> Self {
        Self {
            presence: f32::midpoint(self.presence, other.presence),
            right: Point::middle(&[self.right, other.right]),
            left: Point::middle(&[self.left, other.left]),
            right_visible: f32::midpoint(self.right_visible, other.right_visible),
            left_visible: f32::midpoint(self.left_visible, other.left_visible),
        }
    }
}

/// The crop: middle of the eyes and 3 face units below, side 12 face units. No pose detector is needed.
fn square(eyes: Point, unit: f32) -> Square {
    Square { middle: Point::new(eyes.x, eyes.y + 3.0 * unit), side: 12.0 * unit, angle: 0.0 }
}

/// Looks for the shoulders below a face. `eyes` is the middle of its eyes, `unit` the distance from there
/// to the chin, in pixels.
pub fn find(net: &Net, view: &View<'_>, eyes: Point, unit: f32) -> Result<Shoulders, VisionError> {
    let look = |square: Square| {
        let values = crop(view, square, SIDE, Outside::Black, Levels::UNIT);
        let mirror = mirrored(&values, SIDE);
        Ok([run(net, values)?, run(net, mirror)?.turned_back()])
    };
    rounds(square(eyes, unit), look)
}

fn run(net: &Net, values: Vec<f32>) -> Result<Guess, VisionError> {
    let outputs = net.run(values)?;
    Ok(match &outputs[..] {
        [numbers, presence] => Guess::decode(numbers, presence.first().copied().unwrap_or(0.0)),
        _ => Guess::decode(&[], 0.0),
    })
}

/// Looks at the crop and its mirror image, turns the crop by the tilt found, and again.
fn rounds(
    mut square: Square,
    mut look: impl FnMut(Square) -> Result<[Guess; 2], VisionError>,
) -> Result<Shoulders, VisionError> {
    let mut round = 1;
    loop {
        let [plain, mirror] = look(square)?;
        let mean = plain.mean(mirror);
        if round == ROUNDS {
            return Ok(Shoulders {
                presence: mean.presence,
                right: square.at(mean.right.x, mean.right.y),
                left: square.at(mean.left.x, mean.left.y),
                right_visible: mean.right_visible,
                left_visible: mean.left_visible,
                tilt: (square.angle + mean.tilt()).to_degrees(),
                spread: (plain.tilt() - mirror.tilt()).to_degrees().abs(),
            });
        }
        square.angle += mean.tilt();
        round += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{Guess, LEFT, NUMBERS, POINTS, Point, RIGHT, rounds, square};

    fn numbers(right: [f32; 2], left: [f32; 2]) -> Vec<f32> {
        let mut numbers = vec![0.0; POINTS * NUMBERS];
        numbers[RIGHT * NUMBERS..RIGHT * NUMBERS + 2].copy_from_slice(&right);
        numbers[LEFT * NUMBERS..LEFT * NUMBERS + 2].copy_from_slice(&left);
        numbers[RIGHT * NUMBERS + 3] = 20.0;
        numbers
    }

    #[test]
    fn a_mirrored_look_says_the_same() {
        let plain = Guess::decode(&numbers([64.0, 128.0], [192.0, 160.0]), 1.0);
        assert_eq!((plain.right, plain.left), (Point::new(0.25, 0.5), Point::new(0.75, 0.625)));
        assert!(plain.right_visible > 0.99 && plain.left_visible < 0.51);
        // In the mirror the person's left shoulder is at the left of the picture and called the right.
        let mirror = Guess::decode(&numbers([64.0, 160.0], [192.0, 128.0]), 1.0).turned_back();
        assert_eq!((mirror.right, mirror.left), (plain.right, plain.left));
        assert!(mirror.left_visible > 0.99, "what was called right is the left shoulder");
    }

    #[test]
    fn the_rounds_approach_the_true_tilt() {
        // A net that sees half of the tilt that is left against the crop's own axes.
        let eyes = Point::new(500.0, 300.0);
        let (truth, unit) = (0.2f32, 100.0);
        let found = rounds(square(eyes, unit), |square| {
            let seen = (truth - square.angle) / 2.0;
            let look = |tilt: f32| {
                let (across, down) = (0.2 * tilt.cos(), 0.2 * tilt.sin());
                Guess {
                    presence: 1.0,
                    right: Point::new(0.5 - across, 0.5 - down),
                    left: Point::new(0.5 + across, 0.5 + down),
                    right_visible: 1.0,
                    left_visible: 0.5,
                }
            };
            Ok([look(seen + 0.05), look(seen - 0.05)])
        })
        .expect("no net can fail here");
        let reached = 0.2 * (1.0 - 0.125);
        assert!((found.tilt.to_radians() - reached).abs() < 1e-3, "{found:?}");
        assert!((found.spread.to_radians() - 0.1).abs() < 1e-3, "{found:?}");
        let middle = Point::middle(&[found.right, found.left]);
        assert!(middle.distance(Point::new(500.0, 600.0)) < 0.1, "{found:?}");
        assert!(found.right.x < found.left.x, "the right shoulder is at the left of the picture");
    }

    #[test]
    fn numbers_that_are_missing_are_no_shoulders() {
        let look = Guess::decode(&[], 0.0);
        assert_eq!((look.right, look.left), (Point::default(), Point::default()));
    }
}
