//! What was done to a face is found: turned, mirrored, stretched, smoothed.

use super::scene::Scene;
use crate::photo::{ChromaDetail, Pixels, decode_preview, encode_jpeg};
use crate::standard::{Derivation, Tolerance};
use crate::vision::Area;

const SCALE: f64 = 0.37;

/// The drawn head and its box, and where both are to come to.
fn original() -> (Pixels, Area) {
    let scene = Scene::drawn(2000, 2400, 7.0);
    (scene.photo, Area { x: 720.0, y: 700.0, width: 560.0, height: 620.0 })
}

/// Each pixel of a standard photo is the mean of 5 × 5 points of the original, at where `map` brings them.
fn made(photo: &Pixels, map: impl Fn(f64, f64) -> (f64, f64)) -> Pixels {
    let mut rgb = Vec::new();
    let width = photo.width as usize;
    for row in 0..640 {
        for column in 0..480 {
            let mut sum = [0u32; 3];
            for part in 0..25 {
                let (u, v) = (f64::from(part % 5) / 5.0 + 0.1, f64::from(part / 5) / 5.0 + 0.1);
                // From the middle of the head, which comes to (240, 250).
                let (x, y) = map(f64::from(column) + u - 240.0, f64::from(row) + v - 250.0);
                let x = ((x / SCALE + 1000.0) as usize).min(width - 1);
                let y = ((y / SCALE + 960.0) as usize).min(photo.height as usize - 1);
                for (sum, value) in sum.iter_mut().zip(&photo.rgb[(y * width + x) * 3..]) {
                    *sum += u32::from(*value);
                }
            }
            rgb.extend(sum.map(|sum| (sum / 25) as u8));
        }
    }
    let pixels = Pixels { width: 480, height: 640, rgb };
    let jpeg = encode_jpeg(&pixels, 75, ChromaDetail::Half, Some(300)).expect("written");
    decode_preview(&jpeg).expect("read")
}

/// The box of the face in the standard photo, a little off, as a net's would be.
fn face() -> Area {
    let scale = SCALE as f32;
    Area { x: 137.0, y: 152.0, width: 560.0 * scale * 1.03, height: 620.0 * scale * 0.98 }
}

fn found(product: &Pixels) -> Derivation {
    let (photo, area) = original();
    let found = Derivation::of(product, face(), &photo, area).expect("found");
    println!("{found:?}");
    found
}

fn holds(product: &Derivation) -> bool {
    product.holds(&Tolerance::default())
}

#[test]
fn an_honest_crop_holds() {
    let (photo, _) = original();
    for shift in [0.0, 0.3, 9.7] {
        let found = found(&made(&photo, |x, y| (x + shift, y - shift / 2.0)));
        assert!(holds(&found), "{found:?}");
        assert!((found.scale * SCALE - 1.0).abs() < 2e-3, "{found:?}");
        assert!(found.rotation.abs() < 0.1 && found.anisotropy < 2e-3, "{found:?}");
    }
}

#[test]
fn a_turned_face_is_found() {
    let (photo, _) = original();
    for degrees in [2.0f64, -2.0, 6.0] {
        let (sin, cos) = degrees.to_radians().sin_cos();
        // What is seen at (x, y) comes from there turned back.
        let found = found(&made(&photo, |x, y| (x * cos + y * sin, y * cos - x * sin)));
        assert!((found.rotation - degrees).abs() < 0.1, "{found:?}");
        assert!(!holds(&found) && found.measurements()[0].value > 1.9);
    }
}

#[test]
fn a_stretched_face_is_found() {
    let (photo, _) = original();
    let found = found(&made(&photo, |x, y| (x / 1.02, y)));
    assert!((found.anisotropy - 0.02).abs() < 3e-3, "{found:?}");
    assert!(!holds(&found));
}

#[test]
fn a_mirrored_face_is_found() {
    let (photo, _) = original();
    let found = found(&made(&photo, |x, y| (-x, y)));
    assert!(found.is_flipped && found.rotation.abs() < 0.2 && !holds(&found), "{found:?}");
}

#[test]
fn a_smoothed_face_is_found() {
    let (photo, _) = original();
    let honest = made(&photo, |x, y| (x, y));
    let mut smooth = honest.clone();
    for row in 3..637usize {
        for column in 3..477usize {
            for channel in 0..3 {
                let around = (0..49).map(|part| {
                    let (row, column) = (row + part / 7 - 3, column + part % 7 - 3);
                    u32::from(honest.rgb[(row * 480 + column) * 3 + channel])
                });
                smooth.rgb[(row * 480 + column) * 3 + channel] = (around.sum::<u32>() / 49) as u8;
            }
        }
    }
    let found = found(&smooth);
    assert!(found.detail < 0.7 && !holds(&found), "{found:?}");
}

#[test]
fn another_picture_is_not_found() {
    let (photo, _) = original();
    // Upside down.
    let turned = made(&photo, |x, y| (-x, -y));
    let (photo, area) = original();
    let found = Derivation::of(&turned, face(), &photo, area);
    assert!(!found.is_ok_and(|found| holds(&found)));
    let nothing = Area { width: 3.0, ..face() };
    assert!(Derivation::of(&turned, nothing, &photo, area).is_err());
    let none = Area { width: f32::NAN, ..face() };
    assert!(Derivation::of(&turned, none, &photo, area).is_err());
}
