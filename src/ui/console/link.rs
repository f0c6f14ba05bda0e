//! The console's connection to the worker: updates come out, commands go in. A test can stand in for the
//! worker.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use egui::ColorImage;

use crate::photo::Pixels;
use crate::ui::parts::picture::Picture;
use crate::worker::{Command, Hooks, Update, Worker};

/// The console's connection to the worker.
pub enum Link {
    /// The real worker.
    Worker(Worker<Picture>),
    /// A stand-in for tests, which supply the updates and read the commands.
    Held {
        /// Updates that the console has not taken yet.
        updates: VecDeque<Update<Picture>>,
        /// Commands that the console has sent.
        commands: Vec<Command>,
        /// Refuse every command, as a worker without room does.
        full: bool,
    },
}

impl Link {
    /// Starts the threads on the store in `dir`.
    pub fn start(dir: &Path, ctx: &egui::Context) -> std::io::Result<Self> {
        let ctx = ctx.clone();
        let hooks = Hooks { wake: Arc::new(move || ctx.request_repaint()), prepare };
        Worker::start(dir.to_owned(), &hooks).map(Self::Worker)
    }

    /// The updates that have come.
    pub fn updates(&mut self) -> Vec<Update<Picture>> {
        match self {
            Self::Worker(worker) => worker.updates().collect(),
            Self::Held { updates, .. } => updates.drain(..).collect(),
        }
    }

    /// Waits for the next update; `None` if none comes within `patience`.
    pub fn wait(&mut self, patience: Duration) -> Option<Update<Picture>> {
        match self {
            Self::Worker(worker) => worker.wait(patience),
            Self::Held { updates, .. } => updates.pop_front(),
        }
    }

    /// The longest side of a picture that the screen can show.
    pub fn set_longest_side(&mut self, side: u32) {
        if let Self::Worker(worker) = self {
            worker.set_longest_side(side);
        }
    }

    /// Sends a command; says whether the worker took it.
    pub fn send(&mut self, command: Command) -> bool {
        match self {
            Self::Worker(worker) => worker.send(command).is_ok(),
            Self::Held { commands, full, .. } => {
                if !*full {
                    commands.push(command);
                }
                !*full
            }
        }
    }
}

/// Turns pixels into what egui makes textures from; runs on a picture thread.
#[allow(clippy::needless_pass_by_value, reason = "the worker hands its pixels over")]
fn prepare(pixels: Pixels) -> Picture {
    let size = [pixels.width as usize, pixels.height as usize];
    Arc::new(ColorImage::from_rgb(size, &pixels.rgb))
}
