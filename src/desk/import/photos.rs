//! Reads, checks and keeps the photos of a package, on several threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::ImportError;
use super::memory::Memory;
use super::previews::Previews;
use crate::desk::look;
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::camera::CameraFacts;
use crate::domain::photo_hash::PhotoHash;
use crate::exchange::RowRefusal;
use crate::exchange::package::{Package, PackageRow};
use crate::photo::{self, Inspected, Limits, PhotoError, PixelMemory};
use crate::store::{CheckedPhoto, Photos, StoreError};

/// A photo whose file is in the store, so that an event may name it.
#[derive(Debug, Clone)]
pub(super) struct KeptPhoto {
    pub(super) photo: PhotoHash,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: u64,
    pub(super) camera: CameraFacts,
}

/// A kept photo, or why it was refused.
pub(super) type KeepResult = Result<KeptPhoto, RowRefusal>;

/// Where photos and their previews are kept; nowhere if they are only checked. The threads need no more of the store than this, and so
/// open no database of record.
#[derive(Clone, Copy)]
pub(super) struct Keeping<'a> {
    pub(super) photos: Option<&'a Photos>,
    pub(super) previews: &'a Previews,
}

/// A row whose photo is to be kept.
#[derive(Clone, Copy)]
pub(super) struct WantedPhoto<'a> {
    pub(super) row: &'a PackageRow,
    /// The photos that the student has sent before: none of them is looked at again.
    pub(super) known: &'a [KeptPhoto],
}

/// How often the progress is reported.
const EVERY: Duration = Duration::from_millis(50);

/// Most threads, however many cores there are: each has one file in memory, of 60 MB at most.
const MOST_THREADS: usize = 16;

/// How a photo is checked.
type Inspect = fn(&mut PixelMemory, &[u8], &Limits) -> Result<Inspected, PhotoError>;

/// Checks and keeps the photo of every row that is not refused yet. The files are durable when this
/// returns. What was checked before, by this import or one that was cut short, is not decoded again.
pub(super) fn keep_all(
    kept: Keeping<'_>,
    package: &Package,
    rows: &[WantedPhoto<'_>],
    progress: &mut OnProgress<'_>,
) -> Result<Vec<KeepResult>, ImportError> {
    keep_by(photo::inspect_in, kept, package, rows, progress)
}

fn keep_by(
    inspect: Inspect,
    kept: Keeping<'_>,
    package: &Package,
    rows: &[WantedPhoto<'_>],
    progress: &mut OnProgress<'_>,
) -> Result<Vec<KeepResult>, ImportError> {
    let shared = PhotoQueue {
        inspect,
        memory: Memory::default(),
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
    let threads = (look::threads() + 1).min(MOST_THREADS).min(rows.len());
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

/// Counts a row as done when dropped, even after a panic: otherwise `watch` would wait for it for ever.
struct Counted<'a>(&'a AtomicU64);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

struct PhotoQueue<'a> {
    inspect: Inspect,
    memory: Memory,
    package: &'a Package,
    rows: &'a [WantedPhoto<'a>],
    kept: Keeping<'a>,
    next: AtomicUsize,
    done: AtomicU64,
    bytes: AtomicU64,
    stop: AtomicBool,
    results: Mutex<Vec<Option<KeepResult>>>,
    trouble: Mutex<Option<StoreError>>,
}

impl PhotoQueue<'_> {
    /// What one thread does: keeps one row's photo after another until none is left.
    fn work(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(wanted) = self.rows.get(at) else { return };
            let _counted = Counted(&self.done);
            // If the decoder panics, only this photo is refused.
            let kept = catch_unwind(AssertUnwindSafe(|| self.keep(*wanted)));
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

    fn keep(&self, wanted: WantedPhoto<'_>) -> Result<KeepResult, StoreError> {
        let limits = Limits::default();
        let file = match &wanted.row.file {
            Ok(file) => file,
            Err(refusal) => return Ok(Err(refusal.clone())),
        };
        let bytes = match self.package.read(file, limits.max_bytes) {
            Ok(bytes) => bytes,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let size = bytes.len() as u64;
        self.bytes.fetch_add(size, Ordering::Relaxed);
        let photo = PhotoHash::of(&bytes);
        if let Some(known) = wanted.known.iter().find(|known| known.photo == photo) {
            // The file may be missing, or damaged since: here are its bytes.
            self.put(photo, &bytes)?;
            return Ok(Ok(known.clone()));
        }
        let checked = match self.kept.previews.checked(photo) {
            Some(checked) => {
                self.put(photo, &bytes)?;
                checked
            }
            None => match self.inspect(&bytes, &limits) {
                Ok(inspected) => self.keep_inspected(photo, &bytes, inspected)?,
                Err(error) => return Ok(Err(RowRefusal::Photo(error))),
            },
        };
        let CheckedPhoto { width, height, camera } = checked;
        Ok(Ok(KeptPhoto { photo, width, height, bytes: size, camera }))
    }

    /// Keeps a photo that has passed the checks, and notes that it has once its file is durable.
    fn keep_inspected(
        &self,
        photo: PhotoHash,
        bytes: &[u8],
        inspected: Inspected,
    ) -> Result<CheckedPhoto, StoreError> {
        self.put(photo, bytes)?;
        let Inspected { width, height, camera, preview, .. } = inspected;
        let checked = CheckedPhoto { width, height, camera };
        self.kept.previews.put_checked(photo, &preview, &checked);
        Ok(checked)
    }

    fn put(&self, photo: PhotoHash, bytes: &[u8]) -> Result<(), StoreError> {
        self.kept.photos.map_or(Ok(()), |photos| photos.put_hashed(photo, bytes).map(|_new| ()))
    }

    fn inspect(&self, bytes: &[u8], limits: &Limits) -> Result<Inspected, PhotoError> {
        let mut share = self.memory.take(photo::memory(bytes, limits)?);
        (self.inspect)(&mut share.pixels, bytes, limits)
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
    use std::path::Path;

    use super::*;
    use crate::desk::clock::now;
    use crate::exchange::table::ReadOptions;
    use crate::store::Store;

    const SAMPLE: &[u8] = include_bytes!("../../../data/submissions/low-resolution.jpg");

    /// A new store, and a package of these files.
    fn world(work: &Path, files: &[(&str, &[u8])]) -> (Store, Package) {
        let folder = work.join("package");
        std::fs::create_dir(&folder).expect("folder");
        for (name, bytes) in files {
            std::fs::write(folder.join(name), bytes).expect("written");
        }
        let store = Store::open(&work.join("store"), now()).expect("opens");
        (store, Package::open(&folder, &ReadOptions::default()).expect("opens"))
    }

    #[test]
    fn a_decoder_that_panics_costs_one_row_and_not_the_import() {
        let work = tempfile::tempdir().expect("a folder");
        // The test's decoder panics at the second file.
        let marked = [SAMPLE, b"!"].concat();
        let (store, package) = world(work.path(), &[("2026A.jpg", SAMPLE), ("2026B.jpg", &marked)]);
        let rows: Vec<_> = package.rows.iter().map(|row| WantedPhoto { row, known: &[] }).collect();
        let inspect: Inspect = |memory, bytes, limits| {
            assert!(!bytes.ends_with(b"!"), "met by the test on purpose");
            photo::inspect_in(memory, bytes, limits)
        };
        let mut go_on = |_| ControlFlow::Continue(());
        let previews = Previews::open(store.dir());
        let keeping = Keeping { photos: Some(store.photos()), previews: &previews };
        let kept = keep_by(inspect, keeping, &package, &rows, &mut go_on).expect("ends");
        assert!(kept[0].is_ok(), "{:?}", kept[0]);
        let refused = &kept[1];
        let failed = matches!(refused, Err(RowRefusal::Photo(PhotoError::DecoderFailed)));
        assert!(failed, "{refused:?}");
    }

    #[test]
    fn what_passed_the_checks_is_not_decoded_again() {
        let work = tempfile::tempdir().expect("a folder");
        let (store, package) = world(work.path(), &[("2026A.jpg", SAMPLE)]);
        let never: Inspect = |_, _, _| panic!("decoded again");
        let mut go_on = |_| ControlFlow::Continue(());
        let previews = Previews::open(store.dir());
        let keeping = Keeping { photos: Some(store.photos()), previews: &previews };
        let mut keep = |inspect, known: &[KeptPhoto], keeping| {
            let rows: Vec<_> = package.rows.iter().map(|row| WantedPhoto { row, known }).collect();
            let mut kept = keep_by(inspect, keeping, &package, &rows, &mut go_on).expect("ends");
            kept.remove(0)
        };
        let first = keep(photo::inspect_in, &[], keeping).expect("kept");
        let file = store.photos().path(first.photo);
        let damage = || std::fs::write(&file, "damaged").expect("written");
        let again = |kept: KeptPhoto| {
            assert_eq!(
                (kept.photo, kept.width, kept.bytes),
                (first.photo, first.width, first.bytes)
            );
            assert_eq!(
                std::fs::read(&file).expect("reads"),
                SAMPLE,
                "the right bytes were at hand"
            );
        };
        // As after a kill between the photos and the entries.
        damage();
        again(keep(never, &[], keeping).expect("recognised"));
        // As after the entries, where the previews were lost.
        let empty = Previews::open(work.path());
        let keeping = Keeping { photos: Some(store.photos()), previews: &empty };
        damage();
        again(keep(never, std::slice::from_ref(&first), keeping).expect("recognised"));
        let unknown = keep(never, &[], keeping);
        assert!(unknown.is_err(), "nothing is known of it: {unknown:?}");
    }

    #[test]
    fn previews_that_cannot_be_kept_do_not_stop_an_import() {
        let work = tempfile::tempdir().expect("a folder");
        let (store, package) = world(work.path(), &[("2026A.jpg", SAMPLE)]);
        // A folder in the place of the cache: it can't be opened, nor made anew.
        std::fs::create_dir(store.dir().join("previews.sqlite3")).expect("folder");
        let previews = Previews::open(store.dir());
        let keeping = Keeping { photos: Some(store.photos()), previews: &previews };
        let rows: Vec<_> = package.rows.iter().map(|row| WantedPhoto { row, known: &[] }).collect();
        let mut go_on = |_| ControlFlow::Continue(());
        let kept = keep_all(keeping, &package, &rows, &mut go_on).expect("ends");
        assert!(kept[0].is_ok(), "{:?}", kept[0]);
    }
}
