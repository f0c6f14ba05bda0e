//! Textures: uploads pictures to the graphics chip before they are needed, and frees them afterwards.

use std::collections::{HashMap, VecDeque};

use egui::{Context, TextureHandle, TextureOptions};

use crate::domain::photo_hash::PhotoHash;
use crate::ui::parts::picture::Picture;
use crate::worker::{PictureFault, PictureId, PictureSize};

/// The pictures that are on the chip, or wait to be uploaded.
#[derive(Default)]
pub struct Textures {
    there: HashMap<PictureId, Result<TextureHandle, PictureFault>>,
    arrived: VecDeque<(PictureId, Picture)>,
}

fn is_small(look: &PictureId) -> bool {
    look.size == PictureSize::Thumb
}

/// How a texture is sampled. A picture that was made for its room is shown pixel by pixel, all others are
/// smoothed.
fn sampling(size: PictureSize, [across, down]: [usize; 2]) -> TextureOptions {
    match size {
        PictureSize::Fit { width, height }
            if across == usize::from(width) || down == usize::from(height) =>
        {
            TextureOptions::NEAREST
        }
        _ => TextureOptions::LINEAR,
    }
}

impl Textures {
    /// A picture has come from the worker.
    pub fn arrived(&mut self, look: PictureId, picture: Result<Picture, PictureFault>) {
        match picture {
            Ok(picture) => self.arrived.push_back((look, picture)),
            Err(fault) => {
                self.there.insert(look, Err(fault));
            }
        }
    }

    /// Uploads all small pictures that have come, but only one large one a frame, so that no frame is
    /// late; a large picture of `first` goes before others. Returns whether more are waiting.
    pub fn upload(&mut self, ctx: &Context, first: Option<PhotoHash>) -> bool {
        let is_urgent = |look: &PictureId| Some(look.photo) == first && !is_small(look);
        let urgent = self.arrived.iter().position(|(look, _)| is_urgent(look));
        let large = urgent.or_else(|| self.arrived.iter().position(|(look, _)| !is_small(look)));
        let chosen = large.and_then(|at| self.arrived.remove(at));
        let (small, rest): (Vec<_>, Vec<_>) =
            self.arrived.drain(..).partition(|(look, _)| is_small(look));
        self.arrived = rest.into();
        for (look, picture) in chosen.into_iter().chain(small) {
            let name = format!("{:?} {}", look.size, look.photo);
            let options = sampling(look.size, picture.size);
            let texture = ctx.load_texture(name, picture, options);
            self.there.insert(look, Ok(texture));
        }
        !self.arrived.is_empty()
    }

    /// Forgets all faults, so that those pictures are asked for again.
    pub fn forget_faults(&mut self) {
        self.there.retain(|_, picture| picture.is_ok());
    }

    /// Frees every picture that is no longer wanted, except one that is shown until a wanted picture of
    /// the same photo has come.
    pub fn keep(&mut self, wanted: &[PictureId]) {
        let awaited: Vec<PhotoHash> = wanted
            .iter()
            .filter(|look| !is_small(look) && !self.there.contains_key(look))
            .map(|look| look.photo)
            .collect();
        let stands_in = |look: &PictureId| !is_small(look) && awaited.contains(&look.photo);
        // A fault can't be shown in a picture's place, so it is not kept.
        self.there
            .retain(|look, picture| wanted.contains(look) || picture.is_ok() && stands_in(look));
        self.arrived.retain(|(look, _)| wanted.contains(look));
    }

    /// The largest picture of a photo that is on the chip, small ones aside.
    pub fn largest(&self, photo: PhotoHash) -> Option<&TextureHandle> {
        self.pictures(photo).max_by_key(|(size, _)| *size).map(|(_, texture)| texture)
    }

    fn pictures(&self, photo: PhotoHash) -> impl Iterator<Item = (PictureSize, &TextureHandle)> {
        let of_photo = move |look: &PictureId| look.photo == photo && !is_small(look);
        self.there
            .iter()
            .filter(move |(look, _)| of_photo(look))
            .filter_map(|(look, picture)| Some((look.size, picture.as_ref().ok()?)))
    }

    /// A picture, or why it can't be shown; `None` while it has not come.
    pub fn get(&self, look: PictureId) -> Option<Result<&TextureHandle, &PictureFault>> {
        self.there.get(&look).map(Result::as_ref)
    }

    /// Whether a picture still has to be asked for.
    pub fn is_missing(&self, look: PictureId) -> bool {
        !self.there.contains_key(&look) && !self.arrived.iter().any(|(there, _)| *there == look)
    }
}
