//! Textures: pictures on the graphics chip, uploaded ahead of need and freed behind.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use egui::{Color32, ColorImage, Context, TextureHandle, TextureOptions};

use crate::ui::link::Picture;
use crate::worker::{Look, PictureFault, PictureSize};

/// The pictures that are on the chip, or on their way.
#[derive(Default)]
pub struct Textures {
    there: HashMap<Look, Result<TextureHandle, PictureFault>>,
    arrived: VecDeque<(Look, Picture)>,
}

impl Textures {
    /// A picture has come from the worker.
    pub fn arrived(&mut self, look: Look, picture: Result<Picture, PictureFault>) {
        match picture {
            Ok(picture) => self.arrived.push_back((look, picture)),
            Err(fault) => {
                self.there.insert(look, Err(fault));
            }
        }
    }

    /// Uploads what has come: every small picture, and one large one a frame so that no frame is
    /// late. `first` goes before the others. Returns whether more is waiting.
    pub fn upload(&mut self, ctx: &Context, first: Option<Look>) -> bool {
        let most = ctx.input(|input| input.max_texture_side);
        let is_small = |look: &Look| look.size == PictureSize::Thumb;
        let urgent = self.arrived.iter().position(|(look, _)| Some(*look) == first);
        let large = urgent.or_else(|| self.arrived.iter().position(|(look, _)| !is_small(look)));
        let chosen = large.and_then(|at| self.arrived.remove(at));
        let (small, rest): (Vec<_>, Vec<_>) =
            self.arrived.drain(..).partition(|(look, _)| is_small(look));
        self.arrived = rest.into();
        for (look, picture) in chosen.into_iter().chain(small) {
            let name = format!("{:?} {}", look.size, look.photo);
            let picture = fitting(picture, most);
            let texture = ctx.load_texture(name, picture, TextureOptions::LINEAR);
            self.there.insert(look, Ok(texture));
        }
        !self.arrived.is_empty()
    }

    /// Lets go of what could not be read, so that it is asked for again.
    pub fn forget_faults(&mut self) {
        self.there.retain(|_, picture| picture.is_ok());
    }

    /// Lets go of everything that is not wanted any more.
    pub fn keep(&mut self, wanted: &[Look]) {
        self.there.retain(|look, _| wanted.contains(look));
        self.arrived.retain(|(look, _)| wanted.contains(look));
    }

    /// A picture, or what is wrong with it; nothing where it is on its way.
    pub fn get(&self, look: Look) -> Option<Result<&TextureHandle, &PictureFault>> {
        self.there.get(&look).map(Result::as_ref)
    }

    /// Whether a picture still has to be asked for.
    pub fn is_missing(&self, look: Look) -> bool {
        !self.there.contains_key(&look) && !self.arrived.iter().any(|(there, _)| *there == look)
    }
}

/// The picture as it is, or with as many of its pixels made one as the graphics chip needs: a larger
/// one than it takes would end the program.
fn fitting(picture: Picture, most: usize) -> Picture {
    let [width, height] = picture.size;
    let step = width.max(height).div_ceil(most.max(1));
    if step <= 1 {
        return picture;
    }
    let size = [(width / step).max(1), (height / step).max(1)];
    let mut rgb = Vec::with_capacity(size[0] * size[1] * 3);
    for at in 0..size[0] * size[1] {
        let (left, top) = (at % size[0] * step, at / size[0] * step);
        let rows = top..(top + step).min(height);
        let part = rows.flat_map(|y| &picture.pixels[y * width..][left..(left + step).min(width)]);
        rgb.extend(mean(part.map(Color32::to_array)));
    }
    Arc::new(ColorImage::from_rgb(size, &rgb))
}

fn mean(pixels: impl Iterator<Item = [u8; 4]>) -> [u8; 3] {
    let (mut sums, mut count) = ([0_u32; 3], 0_u32);
    for pixel in pixels {
        count += 1;
        for (sum, part) in sums.iter_mut().zip(pixel) {
            *sum += u32::from(part);
        }
    }
    sums.map(|sum| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_the_chip_does_not_take_is_made_smaller() {
        let mut wide = ColorImage::filled([100, 7], Color32::from_gray(10));
        wide.pixels[0] = Color32::from_gray(50);
        let wide = Arc::new(wide);
        let small = fitting(Arc::clone(&wide), 50);
        assert_eq!(small.size, [50, 3]);
        assert_eq!(small.pixels[..2], [Color32::from_gray(20), Color32::from_gray(10)]);
        assert!(Arc::ptr_eq(&fitting(Arc::clone(&wide), 100), &wide), "untouched where it fits");
        assert_eq!(fitting(wide, 1).size, [1, 1]);
    }
}
