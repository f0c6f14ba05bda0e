//! Textures: pictures on the graphics chip, uploaded ahead of need and freed behind.

use std::collections::{HashMap, VecDeque};

use egui::{Context, TextureHandle, TextureOptions};

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
        let is_small = |look: &Look| look.size == PictureSize::Thumb;
        let urgent = self.arrived.iter().position(|(look, _)| Some(*look) == first);
        let large = urgent.or_else(|| self.arrived.iter().position(|(look, _)| !is_small(look)));
        let chosen = large.and_then(|at| self.arrived.remove(at));
        let (small, rest): (Vec<_>, Vec<_>) =
            self.arrived.drain(..).partition(|(look, _)| is_small(look));
        self.arrived = rest.into();
        for (look, picture) in chosen.into_iter().chain(small) {
            let name = format!("{:?} {}", look.size, look.photo);
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
