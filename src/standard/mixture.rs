//! How far a colour is from a mixture of two others.

use crate::photo::lab_distance;

/// How far a colour is from the straight line between two others: 0 where it is a mixture of them.
pub fn distance_from_mixtures(colour: [f32; 3], one: [f32; 3], other: [f32; 3]) -> f32 {
    let way = [0, 1, 2].map(|axis| other[axis] - one[axis]);
    let dot = |a: [f32; 3], b: [f32; 3]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let from = [0, 1, 2].map(|axis| colour[axis] - one[axis]);
    let part = (dot(from, way) / dot(way, way).max(1e-6)).clamp(0.0, 1.0);
    lab_distance(colour, [0, 1, 2].map(|axis| one[axis] + part * way[axis]))
}
