//! The person's own colours along the silhouette, without the wall that shines through: blur-fusion in two
//! passes (Forte and Pitié, Approximate fast foreground colour estimation, 2021).

use super::blur;
use super::sample::{Raster, reduced};
use super::tile::{self, Tile};

/// Half the side of the squares of both passes less half a pixel, as the authors chose them, on a picture of the
/// standard photo's size; one that is sampled more finely takes as many times more.
const RADII: [usize; 2] = [45, 3];
/// What keeps a division from failing where there is none of a layer.
const NONE: f32 = 1e-5;

/// The person's colours for each pixel, 0 to 255; where alpha is 1, the picture's own, and where it is 0, any.
/// `fineness` is how many pixels there are for one of the standard photo, across.
///
/// The first pass, whose squares are wide, is made on pixels of the standard photo's size: the second blurs what it
/// gives by more than that. The second is made where the two mix.
pub fn colours(raster: &Raster, alpha: &[f32], fineness: usize) -> Vec<[f32; 3]> {
    let [wide, narrow] = RADII;
    let width = raster.width / fineness;
    let rgb = reduced(&raster.rgb, raster.width, fineness);
    let small_alpha = reduced(alpha.as_chunks::<1>().0, raster.width, fineness).into_flattened();
    let (person, wall) = pass(&rgb, &small_alpha, (&rgb, &rgb), width, wide);
    let mut colours = raster.rgb.clone();
    let margin = narrow * fineness;
    let is_mixed =
        |tile: &Tile| tile.of(alpha, raster.width).iter().any(|alpha| *alpha > 0.0 && *alpha < 1.0);
    tile::renewed(&mut colours, raster.width, margin, is_mixed, |tile| {
        let (own, alpha) = (tile.of(&raster.rgb, raster.width), tile.of(alpha, raster.width));
        let layers = [&person, &wall].map(|layer| repeated(layer, width, tile, fineness));
        pass(&own, &alpha, (&layers[0], &layers[1]), tile.width(), margin).0
    });
    colours
}

/// What a tile shows of a smaller picture of this width, each of whose pixels stands `factor` times across and down.
fn repeated(layer: &[[f32; 3]], width: usize, tile: &Tile, factor: usize) -> Vec<[f32; 3]> {
    let [columns, rows] = tile.outer();
    let line = |row: usize| columns.clone().map(move |column| (row / factor, column / factor));
    rows.clone().flat_map(line).map(|(row, column)| layer[row * width + column]).collect()
}

/// One pass over a picture of this width: both layers blurred with their own weights, and the person's corrected by
/// what is left between the picture and the two, as far as alpha says that it is the person's.
fn pass(
    own: &[[f32; 3]],
    alpha: &[f32],
    (person, wall): (&[[f32; 3]], &[[f32; 3]]),
    width: usize,
    radius: usize,
) -> (Vec<[f32; 3]>, Vec<[f32; 3]>) {
    let blurred = |layer: &[[f32; 3]], weight: &(dyn Fn(f32) -> f32 + Sync)| {
        let weighted = layer.iter().zip(alpha).map(|([r, g, b], alpha)| {
            let weight = weight(*alpha);
            [r * weight, g * weight, b * weight, weight]
        });
        let mut means = blur::mean(weighted.collect(), width, radius);
        for [r, g, b, weight] in &mut means {
            for value in [r, g, b] {
                *value /= *weight + NONE;
            }
        }
        means
    };
    let (person, wall) =
        rayon::join(|| blurred(person, &|alpha| alpha), || blurred(wall, &|alpha| 1.0 - alpha));
    let fused = person.iter().zip(&wall).zip(own).zip(alpha);
    let fused = fused.map(|((([r, g, b, _], [wr, wg, wb, _]), own), alpha)| {
        let (person, wall) = ([*r, *g, *b], [*wr, *wg, *wb]);
        let colour = [0, 1, 2].map(|channel| {
            let left = own[channel] - alpha * person[channel] - (1.0 - alpha) * wall[channel];
            (person[channel] + alpha * left).clamp(0.0, 255.0)
        });
        (colour, wall)
    });
    fused.unzip()
}
