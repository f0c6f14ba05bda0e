//! The rules of a crop as straight lines over its scale.
//!
//! A crop has three unknowns: the scale s (pixels of the standard photo for one of the original) and the place
//! (x, y) of the original's upper left corner on the standard photo. A row r of the original comes to s·r + y. For
//! a given s every rule is a bound of y, of x, or of s alone, and each bound is a straight line over s.

use super::anchors::{Anchors, Edges};
use super::rule::CropRule;
use crate::domain::specification::{Interval, Specification};

/// The straight line `at + slope · s`, in pixels of the standard photo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Its value at s = 0.
    pub at: f64,
    /// How much it rises for each unit of s.
    pub slope: f64,
}

impl Line {
    /// The line of these two numbers.
    pub const fn new(at: f64, slope: f64) -> Self {
        Self { at, slope }
    }

    /// Its value at a scale.
    pub fn value(self, scale: f64) -> f64 {
        self.at + self.slope * scale
    }

    /// This line less another.
    pub fn less(self, other: Self) -> Self {
        Self::new(self.at - other.at, self.slope - other.slope)
    }

    /// Where it is 0; `None` where it is level.
    pub fn zero(self) -> Option<f64> {
        (self.slope.abs() > 1e-12).then(|| -self.at / self.slope)
    }
}

/// A bound of one unknown, with its rule.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// The bound, over s.
    pub line: Line,
    /// Whose it is.
    pub rule: CropRule,
}

/// Something that must not be above 0, and the one or two rules that ask for it.
#[derive(Debug, Clone, Copy)]
pub struct Gap {
    /// By how much it is above 0, over s: by so many pixels the rules miss each other.
    pub line: Line,
    /// The rules; twice the same where it is one.
    pub rules: [CropRule; 2],
}

/// All bounds of one offset.
#[derive(Debug, Clone, Default)]
pub struct Offset {
    /// It is at least each of these.
    pub least: Vec<Bound>,
    /// It is at most each of these.
    pub most: Vec<Bound>,
}

impl Offset {
    fn at_least(&mut self, rule: CropRule, at: f64, slope: f64) {
        self.least.push(Bound { line: Line::new(at, slope), rule });
    }

    fn at_most(&mut self, rule: CropRule, at: f64, slope: f64) {
        self.most.push(Bound { line: Line::new(at, slope), rule });
    }

    /// `least ≤ place · s + offset ≤ most`.
    fn within(&mut self, rule: CropRule, interval: &Interval, place: f64) {
        self.at_least(rule, interval.least, -place);
        self.at_most(rule, interval.most, -place);
    }

    /// Every pair of a least and a most value.
    fn gaps(&self) -> impl Iterator<Item = Gap> {
        self.least.iter().flat_map(|least| {
            self.most.iter().map(|most| Gap {
                line: least.line.less(most.line),
                rules: [least.rule, most.rule],
            })
        })
    }
}

/// All bounds of a crop.
#[derive(Debug, Clone)]
pub struct CropBounds {
    /// Bounds of the scale alone.
    pub scale: Vec<Gap>,
    /// Bounds of x.
    pub across: Offset,
    /// Bounds of y.
    pub down: Offset,
}

/// How the crop keeps away from where the silhouette is cut at a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It stays within the original at that side.
    Within,
    /// It ends above the first row in which the silhouette touches that side.
    Above,
}

impl CropBounds {
    /// The rules for these anchors, on a standard photo of this specification.
    pub fn of(spec: &Specification, anchors: &Anchors, left: Side, right: Side) -> Self {
        let geometry = &spec.geometry;
        let (width, height) = (f64::from(spec.file.width), f64::from(spec.file.height));
        let face = anchors.face_width;
        let alone = |rule: CropRule, at: f64, slope: f64| Gap {
            line: Line::new(at, slope),
            rules: [rule, rule],
        };
        let scale = vec![
            alone(CropRule::FaceWidth, geometry.face_width.least, -face),
            alone(CropRule::FaceWidth, -geometry.face_width.most, face),
            // s ≤ 1, told by how many pixels the face would have to gain.
            alone(CropRule::Pixels, -face, face),
        ];
        let mut down = Offset::default();
        down.within(CropRule::Crown, &geometry.crown, anchors.crown);
        down.within(CropRule::Eyes, &geometry.eyes, anchors.eyes);
        down.at_least(CropRule::BottomEdge, height, -anchors.photo.1);
        let mut across = Offset::default();
        let middle = width / 2.0;
        across.at_least(CropRule::Centring, geometry.centring.least + middle, -anchors.middle);
        across.at_most(CropRule::Centring, geometry.centring.most + middle, -anchors.middle);
        let Edges { top, left: left_row, right: right_row } = anchors.edges;
        if top {
            down.at_most(CropRule::TopEdge, 0.0, 0.0);
        }
        match (left_row, left) {
            (Some(_), Side::Within) => across.at_most(CropRule::LeftEdge, 0.0, 0.0),
            (Some(row), Side::Above) => down.at_least(CropRule::LeftEdge, height, -row),
            (None, _) => {}
        }
        match (right_row, right) {
            (Some(_), Side::Within) => {
                across.at_least(CropRule::RightEdge, width, -anchors.photo.0);
            }
            (Some(row), Side::Above) => down.at_least(CropRule::RightEdge, height, -row),
            (None, _) => {}
        }
        Self { scale, across, down }
    }

    /// All that must not be above 0, for some x and y to be there at a scale. Two intervals of one number have
    /// one in common exactly when no least value is above a most one.
    pub fn gaps(&self) -> Vec<Gap> {
        self.scale.iter().copied().chain(self.down.gaps()).chain(self.across.gaps()).collect()
    }
}
