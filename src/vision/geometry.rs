//! Points, boxes and turned squares on the upright photo.
//!
//! Coordinates are in pixels of the upright photo: x to the right, y downwards, (0, 0) the upper left
//! corner of the upper left pixel, so that the middle of that pixel is (0.5, 0.5). Angles are in radians
//! and grow clockwise as seen.

use serde::{Deserialize, Serialize};

/// A point on the photo, in pixels. It may lie outside of the photo. Written as `[x, y]`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "[f32; 2]", into = "[f32; 2]")]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the upper edge.
    pub y: f32,
}

impl Point {
    /// The point at these coordinates.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// Distance to another point, in pixels.
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The angle of the way from here to another point against the horizontal, in radians, clockwise as
    /// seen: 0 to the right, π/2 downwards.
    pub fn angle_to(self, other: Self) -> f32 {
        (other.y - self.y).atan2(other.x - self.x)
    }

    /// The middle of some points; the origin where there are none.
    pub fn middle(points: &[Self]) -> Self {
        let count = points.len().max(1) as f32;
        let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.x, y + point.y));
        Self::new(x / count, y / count)
    }

    /// This point moved by so much along axes that are turned by `angle`.
    #[must_use]
    pub fn moved(self, along: f32, across: f32, angle: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        Self::new(self.x + along * cos - across * sin, self.y + along * sin + across * cos)
    }
}

impl From<[f32; 2]> for Point {
    fn from([x, y]: [f32; 2]) -> Self {
        Self { x, y }
    }
}

impl From<Point> for [f32; 2] {
    fn from(point: Point) -> Self {
        [point.x, point.y]
    }
}

/// A point of a face. Written as `[x, y, z]`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "[f32; 3]", into = "[f32; 3]")]
pub struct Landmark {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the upper edge.
    pub y: f32,
    /// Depth in about the same unit, from the middle of the head; smaller is nearer to the camera.
    pub z: f32,
}

impl Landmark {
    /// The point without its depth.
    pub const fn point(self) -> Point {
        Point { x: self.x, y: self.y }
    }
}

impl From<[f32; 3]> for Landmark {
    fn from([x, y, z]: [f32; 3]) -> Self {
        Self { x, y, z }
    }
}

impl From<Landmark> for [f32; 3] {
    fn from(landmark: Landmark) -> Self {
        [landmark.x, landmark.y, landmark.z]
    }
}

/// An upright box on the photo, in pixels. It may reach beyond the photo.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Area {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Area {
    /// The box of this width and height around a middle.
    pub const fn around(middle: Point, width: f32, height: f32) -> Self {
        Self { x: middle.x - width / 2.0, y: middle.y - height / 2.0, width, height }
    }

    /// The smallest box around some points; `None` where there are none.
    pub fn of(points: impl Iterator<Item = Point>) -> Option<Self> {
        let corners = points.map(|point| (point, point)).reduce(|(least, most), (point, _)| {
            let first = Point::new(least.x.min(point.x), least.y.min(point.y));
            (first, Point::new(most.x.max(point.x), most.y.max(point.y)))
        });
        let (least, most) = corners?;
        Some(Self { x: least.x, y: least.y, width: most.x - least.x, height: most.y - least.y })
    }

    /// The middle of the box.
    pub const fn middle(self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Its size in square pixels.
    pub fn size(self) -> f32 {
        self.width.max(0.0) * self.height.max(0.0)
    }

    /// How much two boxes have in common: intersection over union, from 0 to 1.
    pub fn overlap(self, other: Self) -> f32 {
        let across = (self.x + self.width).min(other.x + other.width) - self.x.max(other.x);
        let down = (self.y + self.height).min(other.y + other.height) - self.y.max(other.y);
        let common = across.max(0.0) * down.max(0.0);
        let all = self.size() + other.size() - common;
        if all > 0.0 { common / all } else { 0.0 }
    }
}

/// A square on the photo, turned about its middle: what a net is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Square {
    /// Its middle.
    pub middle: Point,
    /// Its side, in pixels of the photo.
    pub side: f32,
    /// By how much its axes are turned, in radians, clockwise as seen.
    pub angle: f32,
}

impl Square {
    /// The point of the photo at (u, v) of the square: (0, 0) is its upper left corner, (1, 1) the lower
    /// right one.
    pub fn at(self, u: f32, v: f32) -> Point {
        self.middle.moved((u - 0.5) * self.side, (v - 0.5) * self.side, self.angle)
    }

    /// The smallest square with axes turned by `angle` around these points, made larger by `factor`. Its
    /// side follows the longer extent.
    pub fn around(points: impl Iterator<Item = Point>, angle: f32, factor: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        let far = (f32::INFINITY, f32::NEG_INFINITY);
        let (along, across) = points.fold((far, far), |(along, across), point| {
            let (u, v) = (point.x * cos + point.y * sin, point.y * cos - point.x * sin);
            ((along.0.min(u), along.1.max(u)), (across.0.min(v), across.1.max(v)))
        });
        let side = (along.1 - along.0).max(across.1 - across.0) * factor;
        let origin = Point::default();
        let middle =
            origin.moved(f32::midpoint(along.0, along.1), f32::midpoint(across.0, across.1), angle);
        Self { middle, side, angle }
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::{FRAC_PI_2, FRAC_PI_6};

    use super::{Area, Point, Square};

    fn near(a: Point, b: Point) -> bool {
        a.distance(b) < 1e-3
    }

    #[test]
    fn a_square_maps_its_corners() {
        let upright = Square { middle: Point::new(50.0, 40.0), side: 20.0, angle: 0.0 };
        assert!(near(upright.at(0.0, 0.0), Point::new(40.0, 30.0)));
        assert!(near(upright.at(1.0, 0.5), Point::new(60.0, 40.0)));
        let turned = Square { angle: FRAC_PI_2, ..upright };
        assert!(near(turned.at(1.0, 0.5), Point::new(50.0, 50.0)), "right has become down");
        assert!(near(turned.at(0.5, 1.0), Point::new(40.0, 40.0)), "down has become left");
    }

    #[test]
    fn a_square_is_found_around_the_points_it_made() {
        let square = Square { middle: Point::new(300.0, 200.0), side: 90.0, angle: FRAC_PI_6 };
        let inside = [(0.0, 0.4), (1.0, 0.5), (0.3, 0.2), (0.6, 0.8)].map(|(u, v)| square.at(u, v));
        let found = Square::around(inside.into_iter(), FRAC_PI_6, 1.5);
        assert!(near(found.middle, square.middle), "{found:?}");
        assert!((found.side - 135.0).abs() < 1e-3, "{found:?}");
    }

    #[test]
    fn overlap_is_intersection_over_union() {
        let area = |x: f32, width: f32| Area { x, y: 0.0, width, height: 10.0 };
        let check = |a: Area, b: Area, expected: f32| {
            assert!((a.overlap(b) - expected).abs() < 1e-6);
            assert!((b.overlap(a) - expected).abs() < 1e-6);
        };
        check(area(0.0, 10.0), area(0.0, 10.0), 1.0);
        check(area(0.0, 10.0), area(5.0, 10.0), 1.0 / 3.0);
        check(area(0.0, 10.0), area(10.0, 10.0), 0.0);
        check(area(0.0, 0.0), area(0.0, 0.0), 0.0);
    }

    #[test]
    fn points_and_boxes_are_measured() {
        let point = Point::new(1.0, 1.0);
        assert!(near(Point::middle(&[point, Point::new(3.0, 5.0)]), Point::new(2.0, 3.0)));
        assert_eq!(Point::middle(&[]), Point::default());
        assert!((point.angle_to(Point::new(1.0, 4.0)) - FRAC_PI_2).abs() < 1e-6);
        assert!(near(Area::around(point, 4.0, 2.0).middle(), point));
        let text = serde_json::to_string(&point).expect("writes");
        assert_eq!(text, "[1.0,1.0]");
        assert_eq!(serde_json::from_str::<Point>(&text).expect("reads"), point);
    }
}
