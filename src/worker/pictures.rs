//! The picture threads: make the pictures that the console wants, most urgent first.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::message::{PictureFault, PictureId, PictureSize, PictureUpdate, Update};
use super::who::WhoActs;
use super::{Outbox, caught};
use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::photo::{self, Limits, PhotoError, Pixels};
use crate::store::{Photos, PreviewCache};

/// The wanted pictures that no thread is making yet, most urgent first.
pub(super) struct WantedPictures {
    list: Mutex<List>,
    changed: Condvar,
    /// The longest side that the screen can show.
    longest: AtomicU32,
}

impl Default for WantedPictures {
    fn default() -> Self {
        let longest = AtomicU32::new(Limits::USUAL.max_side);
        Self { list: Mutex::default(), changed: Condvar::default(), longest }
    }
}

#[derive(Default)]
struct List {
    wanted: Vec<PictureId>,
    making: Vec<PictureId>,
    closed: bool,
}

impl WantedPictures {
    /// Replaces the list of wanted pictures.
    pub(super) fn replace(&self, mut wanted: Vec<PictureId>) {
        let mut list = self.lock();
        wanted.retain(|id| !list.making.contains(id));
        list.wanted = wanted;
        self.changed.notify_all();
    }

    /// Sets the longest side of all pictures made from now on.
    pub(super) fn set_longest(&self, side: u32) {
        self.longest.store(side, Ordering::Relaxed);
    }

    fn longest(&self) -> u32 {
        self.longest.load(Ordering::Relaxed)
    }

    /// Lets the threads end.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Waits for the most urgent picture that is wanted; `None` once closed.
    fn next(&self) -> Option<PictureId> {
        let mut list = self.lock();
        loop {
            if list.closed {
                return None;
            }
            if !list.wanted.is_empty() {
                let id = list.wanted.remove(0);
                list.making.push(id);
                return Some(id);
            }
            list = self.changed.wait(list).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A picture is no longer being made, whether that succeeded or not.
    fn made(&self, id: PictureId) {
        self.lock().making.retain(|making| *making != id);
    }

    fn lock(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes wanted pictures until the console has gone; none while nobody is signed in, and then nobody waits for one.
pub(super) fn run<P>(
    dir: &Path,
    wanted: &WantedPictures,
    prepare: fn(Pixels) -> P,
    out: &Outbox<P>,
    who: &WhoActs,
) {
    let mut shelf = Shelf::of(dir);
    while let Some(id) = wanted.next() {
        if who.get().is_none() {
            wanted.made(id);
            continue;
        }
        let longest = wanted.longest();
        let made = caught(|| shelf.make(id, longest).map(prepare));
        let picture = made.unwrap_or_else(|panic| {
            tracing::warn!("a decoder failed: {panic}");
            Err(PictureFault::Undecodable(PhotoError::DecoderFailed))
        });
        // In this order: what the console does not take is made again when it is asked for again.
        wanted.made(id);
        out.put(Update::Picture(PictureUpdate { id, picture }));
    }
}

/// Limits for anything that may be in the store: reference photos, which may be small, and photos that were taken
/// by other checks than today's.
const LIMITS: Limits = Limits::SHOWN;

/// The photos and previews of a store; its database of record is not needed.
struct Shelf<'a> {
    dir: &'a Path,
    photos: Photos,
    previews: Option<PreviewCache>,
}

impl<'a> Shelf<'a> {
    fn of(dir: &'a Path) -> Self {
        Self { dir, photos: Photos::in_store(dir), previews: None }
    }

    /// The previews; none if their database can't be opened, which is tried again for each picture.
    fn previews(&mut self) -> Option<&PreviewCache> {
        if self.previews.is_none() {
            self.previews = PreviewCache::open(self.dir)
                .inspect_err(|error| tracing::warn!("previews cannot be used: {error}"))
                .ok();
        }
        self.previews.as_ref()
    }

    fn make(&mut self, id: PictureId, longest: u32) -> Result<Pixels, PictureFault> {
        if id.size == PictureSize::Full {
            let bytes = self.original(id.photo)?;
            let pixels = photo::decode(&bytes, &LIMITS).map_err(PictureFault::Undecodable)?;
            // The log keeps the photo's own size; a larger picture than this could not be shown at all.
            return photo::within(pixels, longest).map_err(PictureFault::Undecodable);
        }
        // A preview that is missing or can't be read is made again from the original.
        let pixels = self.kept(id).map_or_else(|| self.remade(id), Ok)?;
        let PictureSize::Fit { width, height } = id.size else { return Ok(pixels) };
        photo::fitted(pixels, width.into(), height.into()).map_err(PictureFault::Undecodable)
    }

    /// The preview from the cache, if it is there and can be decoded.
    fn kept(&mut self, id: PictureId) -> Option<Pixels> {
        let previews = self.previews()?;
        let jpeg = match id.size {
            PictureSize::Thumb => previews.thumb(id.photo),
            _ => previews.proxy(id.photo),
        };
        photo::decode_preview(&jpeg.ok()??).ok()
    }

    fn remade(&mut self, id: PictureId) -> Result<Pixels, PictureFault> {
        let bytes = self.original(id.photo)?;
        let preview = photo::inspect(&bytes, &LIMITS).map_err(PictureFault::Undecodable)?.preview;
        if let Some(previews) = self.previews()
            && let Err(error) = previews.put(id.photo, &preview.proxy, &preview.thumb)
        {
            tracing::warn!("preview not kept: {error}");
        }
        let jpeg = if id.size == PictureSize::Thumb { &preview.thumb } else { &preview.proxy };
        photo::decode_preview(jpeg).map_err(PictureFault::Undecodable)
    }

    fn original(&self, photo: PhotoHash) -> Result<Vec<u8>, PictureFault> {
        let bytes = self.photos.read(photo).map_err(PictureFault::Missing)?;
        if Digest::of(&bytes) == photo { Ok(bytes) } else { Err(PictureFault::Altered) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::clock::now;
    use crate::store::{Cause, Store, StoreError};

    /// A store with one photo in it, 600×800. Its database of record is gone again: no picture needs it.
    fn shelf_with_a_photo(dir: &Path) -> (Shelf<'_>, PhotoHash) {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("data/submissions/low-resolution.jpg");
        drop(Store::open(dir, now).expect("a store"));
        std::fs::remove_file(dir.join("store.sqlite3")).expect("removed");
        let shelf = Shelf::of(dir);
        let photo = shelf.photos.put(&std::fs::read(file).expect("a photo")).expect("kept");
        (shelf, photo)
    }

    #[test]
    fn a_preview_that_does_not_decode_is_made_anew() {
        let dir = tempfile::tempdir().expect("a folder");
        let (mut shelf, photo) = shelf_with_a_photo(dir.path());
        let fit = PictureSize::Fit { width: 40, height: 100 };
        for size in [PictureSize::Thumb, fit, PictureSize::Proxy] {
            let previews = shelf.previews().expect("opens");
            previews.put(photo, b"no jpeg", b"no jpeg").expect("kept");
            let id = PictureId { photo, size };
            assert!(shelf.make(id, 16_384).is_ok(), "{size:?}");
            let thumb = shelf.previews().expect("opens").thumb(photo).expect("read");
            assert_ne!(thumb, Some(b"no jpeg".to_vec()));
        }
        assert!(!dir.path().join("store.sqlite3").exists(), "and no database of record is opened");
    }

    #[test]
    fn what_is_wrong_with_a_photo_is_told_by_its_kind() {
        let dir = tempfile::tempdir().expect("a folder");
        let (mut shelf, photo) = shelf_with_a_photo(dir.path());
        let cut = &std::fs::read(shelf.photos.path(photo)).expect("reads")[..5_000];
        let cut = shelf.photos.put(cut).expect("kept");
        let nowhere = Digest::of(b"no photo");
        for size in [PictureSize::Full, PictureSize::Proxy] {
            let fault = shelf.make(PictureId { photo: cut, size }, 16_384).err();
            assert_eq!(fault, Some(PictureFault::Undecodable(PhotoError::Truncated)));
            let fault = shelf.make(PictureId { photo: nowhere, size }, 16_384).err();
            let missing = |error: &StoreError| {
                matches!(error, StoreError::File { cause: Cause::Missing, .. })
            };
            let told = matches!(&fault, Some(PictureFault::Missing(error)) if missing(error));
            assert!(told, "{fault:?}");
        }
    }

    #[test]
    fn nobody_who_is_not_signed_in_sees_a_photo() {
        let dir = tempfile::tempdir().expect("a folder");
        let (_shelf, photo) = shelf_with_a_photo(dir.path());
        let who = WhoActs::default();
        let asked = |who: &WhoActs| {
            let wanted = WantedPictures::default();
            wanted.replace(vec![PictureId { photo, size: PictureSize::Thumb }]);
            let (updates, told) = crossbeam_channel::bounded(10);
            let out = Outbox { updates, wake: std::sync::Arc::new(|| ()) };
            std::thread::scope(|scope| {
                scope.spawn(|| run(dir.path(), &wanted, |pixels| pixels, &out, who));
                let told = told.recv_timeout(std::time::Duration::from_millis(500)).is_ok();
                wanted.close();
                told
            })
        };
        assert!(!asked(&who), "nobody is there");
        let account = crate::domain::account::AccountName::new("wangmin").expect("a name");
        let role = crate::domain::account::Role::Reviewer;
        who.set(Some(crate::domain::account::Actor { account, role }));
        assert!(asked(&who));
    }

    #[test]
    fn a_photo_is_shown_though_no_preview_can_be_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        let (mut shelf, photo) = shelf_with_a_photo(dir.path());
        std::fs::create_dir(dir.path().join("previews.sqlite3")).expect("in its place");
        let id = PictureId { photo, size: PictureSize::Thumb };
        assert!(shelf.make(id, 16_384).is_ok());
    }

    #[test]
    fn no_picture_is_larger_than_the_screen_can_show() {
        let dir = tempfile::tempdir().expect("a folder");
        let (mut shelf, photo) = shelf_with_a_photo(dir.path());
        let id = PictureId { photo, size: PictureSize::Full };
        let whole = shelf.make(id, 16_384).expect("a picture");
        let long = whole.width.max(whole.height);
        let small = shelf.make(id, long / 2).expect("a picture");
        assert_eq!(small.width.max(small.height), long / 2);
    }
}
