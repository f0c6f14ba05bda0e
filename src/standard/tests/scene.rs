//! Drawn people: an ellipse with a texture and thin hair before a grey wall, of which alpha is known.

use crate::photo::Pixels;
use crate::vision::Matte;

/// The wall's colour.
pub const WALL: [f32; 3] = [190.0, 186.0, 180.0];
/// The colour of the hair.
pub const HAIR: [f32; 3] = [52.0, 40.0, 34.0];

/// A number from 0 to 1 that looks like chance, the same at each place.
pub fn chance(x: usize, y: usize) -> f32 {
    let mixed = (x as u32).wrapping_mul(0x9E37_79B1) ^ (y as u32).wrapping_mul(0x85EB_CA77);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2C1B_3C6D);
    let mixed = (mixed ^ (mixed >> 12)).wrapping_mul(0x297A_2D39);
    ((mixed ^ (mixed >> 15)) & 0xFFFF) as f32 / 65_535.0
}

/// A drawn person.
pub struct Scene {
    pub photo: Pixels,
    /// The true alpha of each pixel.
    pub alpha: Vec<f32>,
    /// The person's true colour at each pixel.
    pub colours: Vec<[f32; 3]>,
}

/// Skin with shading, pores and moles; brows, eyes, nose and mouth, not the same on both sides. `u`, `v` are from the
/// middle of the head, in tenths of the picture's width.
fn skin(x: usize, y: usize, u: f32, v: f32) -> [f32; 3] {
    let blob =
        |cx: f32, cy: f32, a: f32, b: f32| (-((u - cx) / a).powi(2) - ((v - cy) / b).powi(2)).exp();
    let eyes = blob(-0.55, -0.1, 0.18, 0.08) + 0.9 * blob(0.58, -0.12, 0.17, 0.09);
    let brows = blob(-0.55, -0.4, 0.3, 0.06) + 0.8 * blob(0.6, -0.45, 0.28, 0.07);
    let mouth = blob(0.05, 1.05, 0.35, 0.07);
    let nose = blob(0.12, 0.5, 0.12, 0.3);
    let light = u * 9.0 - v * 4.0 + blob(-0.7, 0.5, 0.4, 0.4) * 14.0;
    let dark = eyes * 130.0 + brows * 95.0 + mouth * 70.0 + nose * 28.0;
    let mole = if chance(x / 7, y / 7) > 0.96 { -35.0 } else { 0.0 };
    let pores = (chance(x / 5, y / 5) - 0.5) * 26.0;
    [205.0, 160.0, 135.0].map(|base: f32| (base + light - dark + mole + pores).clamp(0.0, 255.0))
}

impl Scene {
    /// A head on shoulders, `width × height` pixels, with strands of hair `strand` pixels thick around it.
    pub fn drawn(width: usize, height: usize, strand: f32) -> Self {
        let (mut alpha, mut colours) = (Vec::new(), Vec::new());
        let unit = width as f32 / 10.0;
        let middle = (width as f32 / 2.0, height as f32 * 0.4);
        for y in 0..height {
            for x in 0..width {
                let (dx, dy) = (x as f32 + 0.5 - middle.0, y as f32 + 0.5 - middle.1);
                let ring = (dx / (1.5 * unit)).hypot(dy / (2.0 * unit));
                // Distance to the ellipse, about, in pixels; a pixel is part of it by how deep it lies in it.
                let head = ((1.0 - ring) * 1.7 * unit + 0.5).clamp(0.0, 1.0);
                let body = (dy - 1.8 * unit - (dx.abs() / unit).powi(2) * 0.12 * unit)
                    .min(3.2 * unit - dx.abs());
                let body = (body + 0.5).clamp(0.0, 1.0);
                let angle = dy.atan2(dx);
                let around = (angle * 24.0).sin().abs() / 24.0 * (dx.hypot(dy));
                let is_hair = (1.0..1.25).contains(&ring) && dy < 0.0;
                let hair =
                    if is_hair { (strand / 2.0 - around + 0.5).clamp(0.0, 1.0) } else { 0.0 };
                let is_cap = ring > 0.9 && dy < 0.3 * unit;
                let own = if head > 0.0 && !is_cap {
                    skin(x, y, dx / unit, dy / unit)
                } else if is_cap || hair > 0.0 {
                    HAIR.map(|value| value + chance(x / 2, y / 5) * 14.0)
                } else {
                    [70.0, 74.0, 80.0].map(|value| value + chance(x / 2, y / 2) * 10.0)
                };
                alpha.push(head.max(body).max(hair));
                colours.push(own);
            }
        }
        let mut rgb = Vec::new();
        for (index, (alpha, own)) in alpha.iter().zip(&colours).enumerate() {
            let noise = (chance(index, 7) - 0.5) * 4.0;
            for (own, wall) in own.iter().zip(WALL) {
                rgb.push((own * alpha + (wall + noise) * (1.0 - alpha)).round() as u8);
            }
        }
        let photo = Pixels { width: width as u32, height: height as u32, rgb };
        Self { photo, alpha, colours }
    }

    /// The matte that a net would give: alpha averaged to a short side of 512, stretched as the net's is.
    pub fn matte(&self) -> Matte {
        let (width, height) = (self.photo.width as usize, self.photo.height as usize);
        let (columns, rows) = (512, 512 * height / width);
        let mut alpha = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                let (mut sum, mut count) = (0.0, 0.0);
                for y in row * height / rows..((row + 1) * height).div_ceil(rows) {
                    for x in column * width / columns..((column + 1) * width).div_ceil(columns) {
                        sum += self.alpha[y * width + x];
                        count += 1.0;
                    }
                }
                let mean: f32 = sum / count;
                alpha.push(((mean * 0.90 + 0.06) * 255.0).round().min(255.0) as u8);
            }
        }
        Matte { width: columns, height: rows, alpha }
    }
}
