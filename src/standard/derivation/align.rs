//! Finds where one picture of a face lies in another, from its pixels alone: least squares for an affine map with
//! gain and bias, coarse to fine (Lucas and Kanade 1981; Baker and Matthews 2004).

use super::grey::Grey;
use super::linear;

/// The part of a picture that is looked for: an upright ellipse.
#[derive(Debug, Clone, Copy)]
pub struct Ellipse {
    /// Its middle.
    pub middle: [f64; 2],
    /// Its half width and half height.
    pub half: [f64; 2],
}

impl Ellipse {
    /// The middles of its pixels, every `step`th across and down.
    pub fn points(self, step: usize) -> impl Iterator<Item = [f64; 2]> {
        let Self { middle: [cx, cy], half: [a, b] } = self;
        let range = move |middle: f64, half: f64| {
            let (from, to) = ((middle - half).floor() as i64, (middle + half).ceil() as i64);
            (from..to).step_by(step.max(1)).map(|pixel| pixel as f64 + 0.5)
        };
        range(cy, b)
            .flat_map(move |y| range(cx, a).map(move |x| [x, y]))
            .filter(move |[x, y]| ((x - cx) / a).powi(2) + ((y - cy) / b).powi(2) <= 1.0)
    }
}

/// Where a point at (x, y) from the middle of the ellipse comes to in the other picture: `place + matrix · (x, y)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Map {
    /// Where the middle comes to.
    pub place: [f64; 2],
    /// How offsets from it are turned and stretched.
    pub matrix: [[f64; 2]; 2],
}

impl Map {
    fn at(&self, x: f64, y: f64) -> [f64; 2] {
        let [[xx, xy], [yx, yy]] = self.matrix;
        [self.place[0] + xx * x + xy * y, self.place[1] + yx * x + yy * y]
    }
}

/// What a map may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freedom {
    /// Any affine map.
    Affine,
    /// Only a place and one scale, as a lawful crop.
    Uniform,
}

/// Blurs from coarse to fine, in parts of the ellipse's half width.
const BLURS: [f64; 4] = [0.16, 0.08, 0.04, FINEST];
/// The finest of them.
pub const FINEST: f64 = 0.015;
/// Steps at each blur at most.
const STEPS: usize = 20;
/// A step that moves no point of the ellipse farther than this, in pixels, is the last.
const STILL: f64 = 2e-3;
/// Fewer points than this can't tell.
const LEAST_POINTS: usize = 60;

/// The correlation of both pictures under a map, −1 to 1: normalised, so that neither gain nor bias count.
/// `None` where too much lies outside.
pub fn correlation(
    from: &Grey,
    to: &Grey,
    ellipse: Ellipse,
    map: &Map,
    step: usize,
) -> Option<f64> {
    let (mut count, mut sums) = (0usize, [0.0f64; 5]);
    let mut all = 0usize;
    for [x, y] in ellipse.points(step) {
        all += 1;
        let [u, v] = map.at(x - ellipse.middle[0], y - ellipse.middle[1]);
        let (Some([a, ..]), Some([b, ..])) = (from.at(x, y), to.at(u, v)) else { continue };
        count += 1;
        for (sum, value) in sums.iter_mut().zip([a, b, a * a, b * b, a * b]) {
            *sum += value;
        }
    }
    if count < LEAST_POINTS || count * 10 < all * 8 {
        return None;
    }
    let [a, b, aa, bb, ab] = sums.map(|sum| sum / count as f64);
    let (spread_a, spread_b) = ((aa - a * a).max(1e-9), (bb - b * b).max(1e-9));
    Some((ab - a * b) / (spread_a * spread_b).sqrt())
}

/// The map from the ellipse of one picture into the other, from a first guess of its place at about the same
/// scale; with its correlation. `None` where they have nothing in common.
pub fn align(from: &Grey, to: &Grey, ellipse: Ellipse, guess: [f64; 2]) -> Option<(Map, f64)> {
    let mut map = coarse(from, to, ellipse, guess)?;
    for blur in BLURS {
        let next = refined(from, to, ellipse, map, blur, Freedom::Affine);
        // Least squares may run away from a first guess that is far off.
        let value = |map: &Map| correlation(from, to, ellipse, map, 2).unwrap_or(-1.0);
        map = next.filter(|next| value(next) > value(&map)).unwrap_or(map);
    }
    let found = correlation(from, to, ellipse, &map, 1)?;
    Some((map, found))
}

/// Tries places, scales and angles around the guess on strongly blurred pictures.
fn coarse(from: &Grey, to: &Grey, ellipse: Ellipse, guess: [f64; 2]) -> Option<Map> {
    let half = ellipse.half[0];
    let radius = ((BLURS[0] * half) as usize).max(1);
    let (from, to) = (from.blurred(radius), to.blurred(radius));
    let step = (half / 12.0) as usize + 1;
    let mut best: Option<(Map, f64)> = None;
    let moves = [-0.3, -0.15, 0.0, 0.15, 0.3].map(|part| part * half);
    for scale in [0.9, 1.0, 1.1] {
        for degrees in [-8.0f64, 0.0, 8.0] {
            let (sin, cos) = degrees.to_radians().sin_cos();
            let matrix = [[scale * cos, -scale * sin], [scale * sin, scale * cos]];
            for (x, y) in moves.iter().flat_map(|x| moves.iter().map(move |y| (x, y))) {
                let map = Map { place: [guess[0] + x, guess[1] + y], matrix };
                let Some(found) = correlation(&from, &to, ellipse, &map, step) else { continue };
                if best.is_none_or(|(_, most)| found > most) {
                    best = Some((map, found));
                }
            }
        }
    }
    best.map(|(map, _)| map)
}

/// Gauss–Newton on both pictures blurred by this part of the ellipse's half width.
pub fn refined(
    from: &Grey,
    to: &Grey,
    ellipse: Ellipse,
    mut map: Map,
    blur: f64,
    freedom: Freedom,
) -> Option<Map> {
    let radius = ((blur * ellipse.half[0]).round() as usize).max(1);
    let (from, to) = (from.blurred(radius), to.blurred(radius));
    // Neighbours tell almost the same: every second pixel is enough even where nothing is blurred.
    let step = radius.div_ceil(2).max(2);
    let (mut gain, mut bias) = (1.0, 0.0);
    for _ in 0..STEPS {
        let mut sums = Sums::default();
        for [x, y] in ellipse.points(step) {
            let (x, y, value) = (x - ellipse.middle[0], y - ellipse.middle[1], from.at(x, y));
            let [u, v] = map.at(x, y);
            let (Some([value, ..]), Some([other, across, down])) = (value, to.at(u, v)) else {
                continue;
            };
            // Offsets as parts of the half width, so that all unknowns are of one size.
            let (x, y) = (x / ellipse.half[0], y / ellipse.half[0]);
            let (across, down) = (gain * across, gain * down);
            let slopes = match freedom {
                Freedom::Affine => {
                    [across, down, across * x, across * y, down * x, down * y, other, 1.0]
                }
                Freedom::Uniform => {
                    [across, down, across * x + down * y, 0.0, 0.0, 0.0, other, 1.0]
                }
            };
            sums.add(slopes, value - gain * other - bias);
        }
        let [tx, ty, xx, xy, yx, yy, more_gain, more_bias] = sums.solved()?;
        let yy = if freedom == Freedom::Uniform { xx } else { yy };
        map.place[0] += tx;
        map.place[1] += ty;
        for (own, more) in map.matrix.iter_mut().flatten().zip([xx, xy, yx, yy]) {
            *own += more / ellipse.half[0];
        }
        gain += more_gain;
        bias += more_bias;
        let moved =
            [tx, ty, xx, xy, yx, yy].iter().fold(0.0, |most: f64, part| most.max(part.abs()));
        if moved < STILL {
            break;
        }
    }
    Some(map)
}

/// The normal equations of least squares with eight unknowns.
#[derive(Default)]
struct Sums {
    matrix: [[f64; 8]; 8],
    right: [f64; 8],
    count: usize,
}

impl Sums {
    fn add(&mut self, slopes: [f64; 8], left: f64) {
        for ((line, right), slope) in self.matrix.iter_mut().zip(&mut self.right).zip(slopes) {
            for (sum, other) in line.iter_mut().zip(slopes) {
                *sum += slope * other;
            }
            *right += slope * left;
        }
        self.count += 1;
    }

    fn solved(mut self) -> Option<[f64; 8]> {
        if self.count < LEAST_POINTS {
            return None;
        }
        for (index, line) in self.matrix.iter_mut().enumerate() {
            // An unknown that nothing depends on stays 0.
            line[index] += 1e-6 * self.count as f64;
        }
        linear::solve(self.matrix, self.right)
    }
}
