//! The person's own colours along the silhouette, without the wall that shines through: blur-fusion in two
//! passes (Forte and Pitié, Approximate fast foreground colour estimation, 2021).

use super::blur;
use super::sample::Raster;

/// Half the side of the squares of both passes less half a pixel, as the authors chose them, on a picture of the
/// standard photo's size; one that is sampled more finely takes as many times more.
const RADII: [usize; 2] = [45, 3];
/// What keeps a division from failing where there is none of a layer.
const NONE: f32 = 1e-5;

/// The person's colours for each pixel, 0 to 255; where alpha is 1, the picture's own. `fineness` is how many
/// pixels there are for one of the standard photo, across.
pub fn colours(raster: &Raster, alpha: &[f32], fineness: usize) -> Vec<[f32; 3]> {
    let mut person = raster.rgb.clone();
    let mut wall = raster.rgb.clone();
    for radius in RADII {
        (person, wall) = pass(raster, alpha, (&person, &wall), radius * fineness);
    }
    person
}

/// One pass: both layers blurred with their own weights, and the person's corrected by what is left between
/// the picture and the two, as far as alpha says that it is the person's.
fn pass(
    raster: &Raster,
    alpha: &[f32],
    (person, wall): (&[[f32; 3]], &[[f32; 3]]),
    radius: usize,
) -> (Vec<[f32; 3]>, Vec<[f32; 3]>) {
    let weighted = person.iter().zip(wall).zip(alpha).map(|((person, wall), alpha)| {
        let rest = 1.0 - alpha;
        let [r, g, b] = person.map(|value| value * alpha);
        let [wr, wg, wb] = wall.map(|value| value * rest);
        [r, g, b, *alpha, wr, wg, wb]
    });
    let means = blur::mean(&weighted.collect::<Vec<_>>(), raster.width, radius);
    let fused = means.iter().zip(&raster.rgb).zip(alpha).map(|((mean, own), alpha)| {
        let [r, g, b, weight, wr, wg, wb] = *mean;
        let person = [r, g, b].map(|value| value / (weight + NONE));
        let wall = [wr, wg, wb].map(|value| value / (1.0 - weight + NONE));
        let colour = [0, 1, 2].map(|channel| {
            let (person, wall): (f32, f32) = (person[channel], wall[channel]);
            let left = own[channel] - alpha * person - (1.0 - alpha) * wall;
            (person + alpha * left).clamp(0.0, 255.0)
        });
        (colour, wall)
    });
    fused.unzip()
}
