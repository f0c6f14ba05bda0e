//! All nets, and the order in which a photo is shown to them.

use std::sync::Arc;

use rten::ThreadPool;

use super::error::VisionError;
use super::geometry::{Landmark, Square};
use super::matte::Matte;
use super::measure::{eye_middle, face_unit};
use super::needs::{Need, Needs};
use super::net::{Net, NetDescription};
use super::objects::Object;
use super::seen::{Face, Seen};
use super::view::View;
use super::{attributes, expressions, eyes, faces, landmarks, matte, mesh, objects, shoulders};
use crate::photo::Pixels;

/// Least presence that the mesh gives a face; below it the detector was wrong (MediaPipe).
const LEAST_PRESENCE: f32 = 0.5;

/// Most faces of a photo that are looked at more closely, by the detector's score. A crowd is no portrait
/// in any case.
const MOST_FACES: usize = 32;

/// A face is looked at with its unit (see [`face_unit`]) at so many pixels at most: larger ones are made
/// smaller by averaging first, so that a crop that takes single pixels does not pick them from noise.
const CLOSE_UNIT: f32 = 275.0;

/// The nets, loaded and ready. Several threads may share them; each photo is shown to them on the threads
/// that they were loaded with.
pub struct Nets {
    faces: Net,
    mesh: Net,
    eyes: Net,
    landmarks: Net,
    expressions: Net,
    shoulders: Net,
    objects: Net,
    attributes: Net,
    matte: Net,
    threads: Arc<ThreadPool>,
}

/// The face that the photo is about.
struct MainFace {
    /// The first crop, from the detector's box.
    first: Square,
    mesh: Vec<Landmark>,
    /// In pixels of the photo.
    unit: f32,
}

impl Nets {
    /// Loads every net. They will run on so many threads, at least one, whoever calls.
    ///
    /// # Errors
    ///
    /// [`VisionError::Load`] where the runtime can't read an embedded file.
    pub fn load(threads: usize) -> Result<Self, VisionError> {
        let pool = Arc::new(ThreadPool::with_num_threads(threads.max(1)));
        let load = |plan: &'static NetDescription| Net::load(plan, &pool);
        Ok(Self {
            faces: load(&faces::PLAN)?,
            mesh: load(&mesh::PLAN)?,
            eyes: load(&eyes::PLAN)?,
            landmarks: load(&landmarks::PLAN)?,
            expressions: load(&expressions::PLAN)?,
            shoulders: load(&shoulders::PLAN)?,
            objects: load(&objects::PLAN)?,
            attributes: load(&attributes::PLAN)?,
            matte: load(&matte::PLAN)?,
            threads: Arc::clone(&pool),
        })
    }

    /// Lets `act` run once on each of the threads on which the nets run, and waits for all of them.
    pub fn on_each_thread(&self, act: impl Fn() + Sync) {
        self.threads.run(|| {
            rayon::broadcast(|_thread| act());
        });
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
    pub fn look(&self, pixels: &Pixels, needs: Needs) -> Result<Seen, VisionError> {
        let mut seen = Seen { width: pixels.width, height: pixels.height, ..Seen::default() };
        let overview = View::overview(pixels);
        let found = self.meet(pixels, &overview)?;
        seen.faces = found.iter().map(|(face, _)| face.clone()).collect();
        let Some((face, points)) = found.into_iter().next() else {
            seen.objects = self.objects(&overview, needs)?;
            return Ok(seen);
        };
        let view = View::shrunk(pixels, CLOSE_UNIT / face_unit(&points).max(1.0));
        let mesh = mesh::run(&self.mesh, &view, mesh::next_square(&points))?.points;
        let first = mesh::first_square(face.area, &face.keypoints);
        let subject = MainFace { first, unit: face_unit(&mesh), mesh };
        // The matte takes most memory, so it comes first: the others find room in what it gave back.
        seen.matte = self.matte(&overview, &subject, needs)?;
        seen.objects = self.objects(&overview, needs)?;
        self.face(&view, &subject, needs, &mut seen)?;
        self.body(&view, &subject, needs, &mut seen)?;
        seen.mesh = Some(subject.mesh);
        Ok(seen)
    }

    /// Finds the faces, each with the points of one look at it. The largest first.
    fn meet(
        &self,
        pixels: &Pixels,
        overview: &View<'_>,
    ) -> Result<Vec<(Face, Vec<Landmark>)>, VisionError> {
        let view = View::whole(pixels);
        let mut met = Vec::new();
        for found in faces::find(&self.faces, overview)?.into_iter().take(MOST_FACES) {
            let faces::Detection { score, area, keypoints } = found;
            let mesh = mesh::run(&self.mesh, &view, mesh::first_square(area, &keypoints))?;
            if mesh.presence > LEAST_PRESENCE {
                let presence = mesh.presence;
                met.push((Face { area, keypoints, score, presence }, mesh.points));
            }
        }
        met.sort_by(|(a, _), (b, _)| b.area.size().total_cmp(&a.area.size()));
        Ok(met)
    }

    /// What is told of the face itself.
    fn face(
        &self,
        view: &View<'_>,
        subject: &MainFace,
        needs: Needs,
        seen: &mut Seen,
    ) -> Result<(), VisionError> {
        if needs.has(Need::Eyes) {
            seen.eyes = Some(eyes::find(&self.eyes, view, &subject.mesh)?);
        }
        if needs.has(Need::Landmarks) {
            let found = landmarks::find(&self.landmarks, view, subject.first)?;
            if needs.has(Need::Expressions) {
                seen.expressions = Some(expressions::find(&self.expressions, &found.points)?);
            }
            seen.landmarks = Some(found);
        }
        Ok(())
    }

    fn objects(
        &self,
        overview: &View<'_>,
        needs: Needs,
    ) -> Result<Option<Vec<Object>>, VisionError> {
        needs.has(Need::Objects).then(|| objects::find(&self.objects, overview)).transpose()
    }

    fn matte(
        &self,
        overview: &View<'_>,
        subject: &MainFace,
        needs: Needs,
    ) -> Result<Option<Matte>, VisionError> {
        if !needs.has(Need::Matte) {
            return Ok(None);
        }
        let nose = subject.mesh.get(4).copied().unwrap_or_default().point();
        matte::find(&self.matte, overview, nose)
    }

    /// What is told of the person around the face.
    fn body(
        &self,
        view: &View<'_>,
        subject: &MainFace,
        needs: Needs,
        seen: &mut Seen,
    ) -> Result<(), VisionError> {
        let MainFace { mesh, unit, .. } = subject;
        if needs.has(Need::Shoulders) {
            let found = shoulders::find(&self.shoulders, view, eye_middle(mesh), *unit)?;
            seen.shoulders = Some(found);
        }
        if needs.has(Need::Attributes) {
            seen.attributes = Some(attributes::find(&self.attributes, view, mesh, *unit)?);
        }
        Ok(())
    }
}
