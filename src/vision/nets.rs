//! All nets, and the order in which a photo is shown to them.

use std::sync::Arc;

use rten::ThreadPool;

use super::error::VisionError;
use super::faces::{self, Detection};
use super::mesh::{self, Mesh};
use super::needs::Needs;
use super::net::Net;
use super::seen::{Face, Seen};
use crate::photo::Pixels;

/// Least presence that the mesh gives a face; below it the detector was wrong (MediaPipe).
const LEAST_PRESENCE: f32 = 0.5;

/// Most faces of a photo that are looked at more closely, by the detector's score. A crowd is no portrait
/// in any case.
const MOST_FACES: usize = 32;

/// The nets, loaded and ready. Several threads may share them; each photo is shown to them on the threads
/// that they were loaded with.
pub struct Nets {
    faces: Net,
    mesh: Net,
}

impl Nets {
    /// Loads every net. They will run on so many threads, at least one, whoever calls.
    ///
    /// # Errors
    ///
    /// [`VisionError::Load`] where the runtime can't read an embedded file.
    pub fn load(threads: usize) -> Result<Self, VisionError> {
        let pool = Arc::new(ThreadPool::with_num_threads(threads.max(1)));
        Ok(Self { faces: Net::load(&faces::PLAN, &pool)?, mesh: Net::load(&mesh::PLAN, &pool)? })
    }

    /// Shows the nets a photo, and gives what the caller needs of it.
    ///
    /// The same photo and needs give the same numbers, bit by bit, on every run and with any number of
    /// threads of one build on one kind of processor; another kind may round differently.
    ///
    /// # Errors
    ///
    /// [`VisionError::Run`] or [`VisionError::Output`] where a net can't be run; never because of what
    /// the photo shows.
    pub fn look(&self, pixels: &Pixels, _needs: Needs) -> Result<Seen, VisionError> {
        let mut seen = Seen { width: pixels.width, height: pixels.height, ..Seen::default() };
        let Some((_subject, mesh)) = self.meet(pixels, &mut seen)? else { return Ok(seen) };
        seen.mesh = Some(mesh.points);
        Ok(seen)
    }

    /// Finds the faces and looks at each. Gives the largest one's detection and mesh, if there is one.
    fn meet(
        &self,
        pixels: &Pixels,
        seen: &mut Seen,
    ) -> Result<Option<(Detection, Mesh)>, VisionError> {
        let mut met = Vec::new();
        for found in faces::find(&self.faces, pixels)?.into_iter().take(MOST_FACES) {
            let mesh = mesh::run(&self.mesh, pixels, mesh::first_square(&found))?;
            if mesh.presence > LEAST_PRESENCE {
                met.push((found, mesh));
            }
        }
        met.sort_by(|(a, _), (b, _)| b.area.size().total_cmp(&a.area.size()));
        let faces = met.iter().map(|(found, mesh)| Face {
            area: found.area,
            keypoints: found.keypoints,
            score: found.score,
            presence: mesh.presence,
        });
        seen.faces = faces.collect();
        let Some((subject, first)) = met.into_iter().next() else { return Ok(None) };
        let mesh = mesh::run(&self.mesh, pixels, mesh::next_square(&first.points))?;
        Ok(Some((subject, mesh)))
    }
}
