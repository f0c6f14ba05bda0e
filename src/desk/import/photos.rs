//! The photos of a package: read, checked and kept by as many threads as there are cores.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::{ImportError, OnProgress, Progress, Stage, tell};
use crate::domain::camera::CameraFacts;
use crate::domain::photo_hash::PhotoHash;
use crate::exchange::RowRefusal;
use crate::exchange::package::{Package, PackageRow};
use crate::photo::{self, Limits, PhotoError};
use crate::store::{PhotoFiles, Previews, Store, StoreError};

/// A photo that is kept in the store's files and may now be named by an event.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) photo: PhotoHash,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: u64,
    pub(super) camera: CameraFacts,
}

/// Either kept, or why not.
pub(super) type Checked = Result<Kept, RowRefusal>;

/// How often progress is told.
const EVERY: Duration = Duration::from_millis(50);

/// Checks and keeps the photo of every row that still has one; durable when this returns.
pub(super) fn keep_all(
    store: &Store,
    package: &Package,
    rows: &[&PackageRow],
    progress: &mut OnProgress<'_>,
) -> Result<Vec<Checked>, ImportError> {
    let shared = Shared {
        package,
        rows,
        photos: store.photos(),
        previews: store.previews(),
        next: AtomicUsize::new(0),
        done: AtomicU64::new(0),
        bytes: AtomicU64::new(0),
        stop: AtomicBool::new(false),
        results: Mutex::new(vec![None; rows.len()]),
        trouble: Mutex::new(None),
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(rows.len());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| shared.work());
        }
        shared.watch(progress)
    })?;
    if let Some(error) = shared.trouble.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error.into());
    }
    let results = shared.results.into_inner().unwrap_or_else(PoisonError::into_inner);
    let unread = || Err(RowRefusal::Photo(PhotoError::Unreadable("not read".to_owned())));
    Ok(results.into_iter().map(|result| result.unwrap_or_else(unread)).collect())
}

struct Shared<'a> {
    package: &'a Package,
    rows: &'a [&'a PackageRow],
    photos: &'a PhotoFiles,
    previews: &'a Previews,
    next: AtomicUsize,
    done: AtomicU64,
    bytes: AtomicU64,
    stop: AtomicBool,
    results: Mutex<Vec<Option<Checked>>>,
    trouble: Mutex<Option<StoreError>>,
}

impl Shared<'_> {
    /// One thread's part: row after row until none is left.
    fn work(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(row) = self.rows.get(at) else { return };
            match self.keep(row) {
                Ok(checked) => {
                    let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(slot) = results.get_mut(at) {
                        *slot = Some(checked);
                    }
                }
                Err(error) => {
                    *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    self.stop.store(true, Ordering::Relaxed);
                }
            }
            self.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn keep(&self, row: &PackageRow) -> Result<Checked, StoreError> {
        let limits = Limits::default();
        let file = match &row.file {
            Ok(file) => file,
            Err(refusal) => return Ok(Err(refusal.clone())),
        };
        let bytes = match self.package.read(file, limits.max_bytes) {
            Ok(bytes) => bytes,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let size = bytes.len() as u64;
        self.bytes.fetch_add(size, Ordering::Relaxed);
        let inspected = match photo::inspect(&bytes, &limits) {
            Ok(inspected) => inspected,
            Err(error) => return Ok(Err(RowRefusal::Photo(error))),
        };
        let photo = self.photos.put(&bytes)?;
        self.previews.put(photo, &inspected.preview.proxy, &inspected.preview.thumb)?;
        Ok(Ok(Kept {
            photo,
            width: inspected.width,
            height: inspected.height,
            bytes: size,
            camera: inspected.camera,
        }))
    }

    /// Tells how far it is until all is done; a wish to stop reaches the threads at their next photo.
    fn watch(&self, progress: &mut OnProgress<'_>) -> Result<(), ImportError> {
        let total = self.rows.len() as u64;
        loop {
            let done = self.done.load(Ordering::Relaxed);
            let bytes = self.bytes.load(Ordering::Relaxed);
            if let Err(cancelled) =
                tell(progress, Progress { stage: Stage::Photos, done, total, bytes })
            {
                self.stop.store(true, Ordering::Relaxed);
                return Err(cancelled);
            }
            if done >= total || self.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            thread::sleep(EVERY);
        }
    }
}
