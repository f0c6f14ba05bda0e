//! Textures: pictures on the graphics chip, uploaded ahead of need and freed behind.

use std::collections::{HashMap, VecDeque};

use egui::{Context, TextureHandle, TextureOptions};

use crate::domain::photo_hash::PhotoHash;
use crate::ui::parts::picture::Picture;
use crate::worker::{PictureFault, PictureId, PictureSize};

/// The pictures that are on the chip, or on their way.
#[derive(Default)]
pub struct Textures {
    there: HashMap<PictureId, Result<TextureHandle, PictureFault>>,
    arrived: VecDeque<(PictureId, Picture)>,
}

fn is_small(look: &PictureId) -> bool {
    look.size == PictureSize::Thumb
}

/// How a picture is sampled: one that was made for the room it is shown in, pixel by pixel.
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

    /// Uploads what has come: every small picture, and one large one a frame so that no frame is
    /// late. Those of `first` go before the others. Returns whether more is waiting.
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

    /// Lets go of what could not be read, so that it is asked for again.
    pub fn forget_faults(&mut self) {
        self.there.retain(|_, picture| picture.is_ok());
    }

    /// Lets go of everything that is not wanted any more, but for what stands in for a picture that is
    /// still on its way.
    pub fn keep(&mut self, wanted: &[PictureId]) {
        let awaited: Vec<PhotoHash> = wanted
            .iter()
            .filter(|look| !is_small(look) && !self.there.contains_key(look))
            .map(|look| look.photo)
            .collect();
        let stands_in = |look: &PictureId| !is_small(look) && awaited.contains(&look.photo);
        // A fault stands for nothing: its picture is asked for again when it is wanted again.
        self.there
            .retain(|look, picture| wanted.contains(look) || picture.is_ok() && stands_in(look));
        self.arrived.retain(|(look, _)| wanted.contains(look));
    }

    /// The picture of a photo that shows most of it.
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

    /// A picture, or what is wrong with it; nothing where it is on its way.
    pub fn get(&self, look: PictureId) -> Option<Result<&TextureHandle, &PictureFault>> {
        self.there.get(&look).map(Result::as_ref)
    }

    /// Whether a picture still has to be asked for.
    pub fn is_missing(&self, look: PictureId) -> bool {
        !self.there.contains_key(&look) && !self.arrived.iter().any(|(there, _)| *there == look)
    }
}
