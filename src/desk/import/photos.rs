//! Reads, checks and keeps the photos of a package, on several threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::ImportError;
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::camera::CameraFacts;
use crate::domain::photo_hash::PhotoHash;
use crate::exchange::RowRefusal;
use crate::exchange::package::{Package, PackageRow};
use crate::photo::{self, Inspected, Limits, PhotoError, PixelMemory};
use crate::store::{Photos, PreviewCache, StoreError};

/// A photo whose file is in the store, so that an event may name it.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) photo: PhotoHash,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: u64,
    pub(super) camera: CameraFacts,
}

/// A kept photo, or why it was refused.
pub(super) type Checked = Result<Kept, RowRefusal>;

/// Where photos and their previews are kept. The threads need no more of the store than this, and so
/// open no database of record.
#[derive(Clone, Copy)]
pub(super) struct Keeping<'a> {
    pub(super) photos: &'a Photos,
    pub(super) previews: &'a PreviewCache,
}

/// How often the progress is reported.
const EVERY: Duration = Duration::from_millis(50);

/// Most pixels that all threads together decode at a time: as many as two photos of the largest size
/// allowed, or some twenty ordinary ones.
const MOST_IN_FLIGHT: u64 = 2 * Limits::USUAL.max_pixels;

/// How a photo is checked.
type Inspect = fn(&mut PixelMemory, &[u8], &Limits) -> Result<Inspected, PhotoError>;

/// Checks and keeps the photo of every row that is not refused yet. The files are durable when this
/// returns.
pub(super) fn keep_all(
    kept: Keeping<'_>,
    package: &Package,
    rows: &[&PackageRow],
    progress: &mut OnProgress<'_>,
) -> Result<Vec<Checked>, ImportError> {
    keep_by(photo::inspect_in, kept, package, rows, progress)
}

fn keep_by(
    inspect: Inspect,
    kept: Keeping<'_>,
    package: &Package,
    rows: &[&PackageRow],
    progress: &mut OnProgress<'_>,
) -> Result<Vec<Checked>, ImportError> {
    let shared = Shared {
        inspect,
        memory: Budget::default(),
        package,
        rows,
        kept,
        next: AtomicUsize::new(0),
        done: AtomicU64::new(0),
        bytes: AtomicU64::new(0),
        stop: AtomicBool::new(false),
        results: Mutex::new(vec![None; rows.len()]),
        trouble: Mutex::new(None),
    };
    // One more than there are cores, since each waits for the disk now and then.
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = (cores + 1).min(rows.len());
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
    // Every row has a result, unless a thread ended as none should.
    let unread = || Err(RowRefusal::Photo(PhotoError::DecoderFailed));
    Ok(results.into_iter().map(|result| result.unwrap_or_else(unread)).collect())
}

/// How many pixels all threads together are decoding.
#[derive(Default)]
struct Budget {
    used: Mutex<u64>,
    freed: Condvar,
}

/// A part of the budget; dropping it gives it back, even after a panic.
struct Share<'a> {
    budget: &'a Budget,
    pixels: u64,
}

impl Budget {
    /// Waits until so many pixels are free. A photo larger than the whole budget waits until nothing else
    /// is decoded.
    fn take(&self, pixels: u64) -> Share<'_> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |used: &mut u64| *used > 0 && *used + pixels > MOST_IN_FLIGHT;
        let mut used = self.freed.wait_while(used, full).unwrap_or_else(PoisonError::into_inner);
        *used += pixels;
        Share { budget: self, pixels }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        *self.budget.used.lock().unwrap_or_else(PoisonError::into_inner) -= self.pixels;
        self.budget.freed.notify_all();
    }
}

/// Counts a row as done when dropped, even after a panic: otherwise `watch` would wait for it for ever.
struct Counted<'a>(&'a AtomicU64);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

struct Shared<'a> {
    inspect: Inspect,
    memory: Budget,
    package: &'a Package,
    rows: &'a [&'a PackageRow],
    kept: Keeping<'a>,
    next: AtomicUsize,
    done: AtomicU64,
    bytes: AtomicU64,
    stop: AtomicBool,
    results: Mutex<Vec<Option<Checked>>>,
    trouble: Mutex<Option<StoreError>>,
}

impl Shared<'_> {
    /// What one thread does: keeps one row's photo after another until none is left.
    fn work(&self) {
        let mut memory = PixelMemory::default();
        while !self.stop.load(Ordering::Relaxed) {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(row) = self.rows.get(at) else { return };
            let _counted = Counted(&self.done);
            // If the decoder panics, only this photo is refused.
            let kept = catch_unwind(AssertUnwindSafe(|| self.keep(row, &mut memory)));
            match kept.unwrap_or(Ok(Err(RowRefusal::Photo(PhotoError::DecoderFailed)))) {
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
        }
    }

    fn keep(&self, row: &PackageRow, memory: &mut PixelMemory) -> Result<Checked, StoreError> {
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
        let inspected = match self.inspect(memory, &bytes, &limits) {
            Ok(inspected) => inspected,
            Err(error) => return Ok(Err(RowRefusal::Photo(error))),
        };
        let photo = self.kept.photos.put(&bytes)?;
        self.kept.previews.put(photo, &inspected.preview.proxy, &inspected.preview.thumb)?;
        Ok(Ok(Kept {
            photo,
            width: inspected.width,
            height: inspected.height,
            bytes: size,
            camera: inspected.camera,
        }))
    }

    fn inspect(
        &self,
        memory: &mut PixelMemory,
        bytes: &[u8],
        limits: &Limits,
    ) -> Result<Inspected, PhotoError> {
        let (width, height) = photo::dimensions(bytes, limits)?;
        let _share = self.memory.take(u64::from(width) * u64::from(height));
        (self.inspect)(memory, bytes, limits)
    }

    /// Reports the progress until all rows are done. A cancelled import lets each thread finish its
    /// present photo.
    fn watch(&self, progress: &mut OnProgress<'_>) -> Result<(), ImportError> {
        let total = self.rows.len() as u64;
        loop {
            let done = self.done.load(Ordering::Relaxed);
            let bytes = self.bytes.load(Ordering::Relaxed);
            if let Err(cancelled) =
                tell(progress, Progress { stage: Stage::Photos, done, total, bytes })
            {
                self.stop.store(true, Ordering::Relaxed);
                return Err(cancelled.into());
            }
            if done >= total || self.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            thread::sleep(EVERY);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::desk::clock::now;
    use crate::exchange::table::ReadOptions;
    use crate::store::Store;

    const SAMPLE: &[u8] = include_bytes!("../../../data/submissions/low-resolution.jpg");

    #[test]
    fn a_decoder_that_panics_costs_one_row_and_not_the_import() {
        let work = tempfile::tempdir().expect("a folder");
        let store = Store::open(&work.path().join("store"), now()).expect("opens");
        let package = work.path().join("package");
        std::fs::create_dir(&package).expect("folder");
        // The test's decoder panics at the second file.
        std::fs::write(package.join("2026A.jpg"), SAMPLE).expect("written");
        std::fs::write(package.join("2026B.jpg"), [SAMPLE, b"!"].concat()).expect("written");
        let package = Package::open(&package, ReadOptions::default()).expect("opens");
        let rows: Vec<&PackageRow> = package.rows.iter().collect();
        let inspect: Inspect = |memory, bytes, limits| {
            assert!(!bytes.ends_with(b"!"), "met by the test on purpose");
            photo::inspect_in(memory, bytes, limits)
        };
        let mut go_on = |_| ControlFlow::Continue(());
        let previews = PreviewCache::open(store.dir()).expect("opens");
        let keeping = Keeping { photos: store.photos(), previews: &previews };
        let kept = keep_by(inspect, keeping, &package, &rows, &mut go_on).expect("ends");
        assert!(kept[0].is_ok(), "{:?}", kept[0]);
        let refused = &kept[1];
        let failed = matches!(refused, Err(RowRefusal::Photo(PhotoError::DecoderFailed)));
        assert!(failed, "{refused:?}");
    }

    #[test]
    fn no_more_pixels_are_in_flight_than_the_budget_has() {
        let budget = Budget::default();
        let most = Mutex::new(0_u64);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _share = budget.take(MOST_IN_FLIGHT / 3);
                    let used = *budget.used.lock().expect("whole");
                    let mut most = most.lock().expect("whole");
                    *most = used.max(*most);
                });
            }
        });
        assert!(*most.lock().expect("whole") <= MOST_IN_FLIGHT);
        assert_eq!(*budget.used.lock().expect("whole"), 0);
        drop(budget.take(MOST_IN_FLIGHT * 2));
    }
}
