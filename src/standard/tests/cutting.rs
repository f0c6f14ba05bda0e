//! Cutting out a drawn person whose alpha is known.

use super::national;
use super::scene::Scene;
use crate::photo::Pixels;
use crate::standard::sample::sampled;
use crate::standard::{Composed, Crop, MatteSetting, Placement, composed, measured};

const BLUE: [u8; 3] = [100, 197, 255];

fn placement(scale: f64) -> Placement {
    // The middle of the head comes to (240, 250).
    let (x, y) = (240.0 - 1000.0 * scale, 250.0 - 960.0 * scale);
    Placement { scale, x, y }
}

fn cut(scene: &Scene, scale: f64, setting: MatteSetting) -> Composed {
    composed(&scene.photo, &scene.matte(), &national(), &placement(scale), setting)
}

/// The true picture: each pixel of the standard photo is the mean of the true person before the true blue.
fn truth(scene: &Scene, scale: f64) -> (Vec<f32>, Vec<[f32; 3]>) {
    let (width, height) = (scene.photo.width as usize, scene.photo.height as usize);
    let step = 1.0 / scale;
    let at = placement(scale);
    let (mut alphas, mut colours) = (Vec::new(), Vec::new());
    for row in 0..640 {
        for column in 0..480 {
            let (mut alpha, mut colour, mut count) = (0.0, [0.0; 3], 1e-9);
            let start =
                |index: usize, offset: f64| ((index as f64 - offset) * step).round() as usize;
            for y in start(row, at.y)..start(row + 1, at.y).min(height) {
                for x in start(column, at.x)..start(column + 1, at.x).min(width) {
                    let index = y * width + x;
                    let own = scene.alpha[index];
                    alpha += own;
                    count += 1.0;
                    for channel in 0..3 {
                        colour[channel] += own * scene.colours[index][channel]
                            + (1.0 - own) * f32::from(BLUE[channel]);
                    }
                }
            }
            alphas.push(alpha / count);
            colours.push(colour.map(|value| value / count));
        }
    }
    (alphas, colours)
}

/// Mean and root mean square difference of what is composed from the truth, in the soft band only.
fn off(made: &Composed, (alphas, colours): &(Vec<f32>, Vec<[f32; 3]>)) -> (f32, f32) {
    let band: Vec<usize> = (0..alphas.len())
        .filter(|index| {
            (0.02..0.98).contains(&alphas[*index]) || (0.02..0.98).contains(&made.alpha[*index])
        })
        .collect();
    let alpha = band.iter().map(|index| (alphas[*index] - made.alpha[*index]).abs()).sum::<f32>();
    let rgb = made.pixels.rgb.as_chunks::<3>().0;
    let squares = band.iter().flat_map(|index| {
        rgb[*index]
            .iter()
            .zip(colours[*index])
            .map(|(made, wanted)| (f32::from(*made) - wanted).powi(2))
    });
    let squares: f32 = squares.sum();
    (alpha / band.len() as f32, (squares / (band.len() * 3) as f32).sqrt())
}

#[test]
fn a_drawn_person_is_cut_out_as_it_was_drawn() {
    let scene = Scene::drawn(2000, 2400, 7.0);
    let wanted = truth(&scene, 0.4);
    let plain = cut(&scene, 0.4, MatteSetting { refinement: 0.0, ..MatteSetting::default() });
    let made = cut(&scene, 0.4, MatteSetting::default());
    let (plain_off, refined_off) = (off(&plain, &wanted), off(&made, &wanted));
    println!("alpha and colour off: {plain_off:?} from the net's matte, {refined_off:?} refined");
    assert!(refined_off.0 <= plain_off.0, "refining made alpha worse");
    assert!(refined_off.0 < 0.12 && refined_off.1 < 22.0, "{refined_off:?}");
    let found = measured(&made.pixels, &made.alpha, BLUE);
    println!("{found:?}");
    assert!(found.points > 800 && found.share < 0.05, "{found:?}");
    assert!(found.background < 0.5 && found.unevenness < 0.5, "{found:?}");
    let holes = measured(&plain.pixels, &plain.alpha, BLUE).holes;
    assert!(found.holes <= holes, "{} against {holes}", found.holes);
}

#[test]
fn inside_the_person_pixels_are_only_averaged() {
    let scene = Scene::drawn(2000, 2400, 7.0);
    let made = cut(&scene, 0.4, MatteSetting::default());
    let (_, colours) = truth(&scene, 0.25);
    let made_fine = cut(&scene, 0.25, MatteSetting::default());
    // The cheeks and the nose: 60 pixels around the middle of the head, at a whole number of pixels each.
    for row in 220..280 {
        for column in 210..270 {
            let index = row * 480 + column;
            assert!((made.alpha[index] - 1.0).abs() < 1e-6);
            for (made, wanted) in made_fine.pixels.rgb[index * 3..].iter().zip(colours[index]) {
                let off = (f32::from(*made) - wanted).abs();
                assert!(off <= 1.0, "{made} for {wanted} at {column}, {row}");
            }
        }
    }
}

#[test]
fn the_wall_that_shows_is_found() {
    let scene = Scene::drawn(2000, 2400, 7.0);
    let made = cut(&scene, 0.4, MatteSetting::default());
    // As if nothing had been done about the colours: the wall shines through along the edge.
    let raw = sampled(&scene.photo, Crop::of(&placement(0.4), 480, 640), 480, 640).rgb;
    let mut rgb = Vec::new();
    for (own, alpha) in raw.iter().zip(&made.alpha) {
        // A matte that is two thirds too wide at the edge.
        let alpha = (alpha * 3.0).min(1.0);
        rgb.extend(
            own.iter()
                .zip(BLUE)
                .map(|(own, blue)| (own * alpha + f32::from(blue) * (1.0 - alpha)).round() as u8),
        );
    }
    let pixels = Pixels { rgb, ..made.pixels.clone() };
    let found = measured(&pixels, &made.alpha, BLUE);
    println!("{found:?}");
    assert!(found.share > 0.3, "{found:?}");
}

#[test]
fn settings_move_the_edge() {
    let scene = Scene::drawn(1000, 1200, 4.0);
    let sum = |tightness: f32| {
        let setting = MatteSetting { tightness, ..MatteSetting::default() };
        let at = Placement { scale: 0.8, x: 240.0 - 400.0, y: 250.0 - 384.0 };
        let made = composed(&scene.photo, &scene.matte(), &national(), &at, setting);
        made.alpha.iter().sum::<f32>()
    };
    assert!(sum(0.2) < sum(0.0) && sum(0.0) < sum(-0.2));
    assert!(!MatteSetting { tightness: 0.3, refinement: 1.0 }.is_allowed());
    assert!(!MatteSetting { tightness: 0.0, refinement: f32::NAN }.is_allowed());
}

#[test]
fn beyond_the_photo_there_is_only_the_background() {
    let scene = Scene::drawn(1000, 1200, 4.0);
    let at = Placement { scale: 0.8, x: -160.0, y: 60.0 };
    let made = composed(&scene.photo, &scene.matte(), &national(), &at, MatteSetting::default());
    let above = &made.pixels.rgb[..480 * 3 * 60];
    assert!(above.as_chunks::<3>().0.iter().all(|pixel| *pixel == BLUE));
}
