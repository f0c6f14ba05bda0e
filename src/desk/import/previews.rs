//! The previews as an import uses them: a cache that fails costs time later, and never the import.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::domain::photo_hash::PhotoHash;
use crate::photo::{CHECKS, Preview};
use crate::store::{CheckedPhoto, PreviewCache, StoreError};

/// The cache, as long as it works.
pub(super) struct Previews {
    cache: Option<PreviewCache>,
    /// It has failed, which was told: it is not tried again for each of many photos.
    failed: AtomicBool,
}

impl Previews {
    /// The previews in a store's folder.
    pub(super) fn open(dir: &Path) -> Self {
        let cache = PreviewCache::open(dir).inspect_err(warn).ok();
        Self { failed: AtomicBool::new(cache.is_none()), cache }
    }

    /// None are kept, and none are known.
    pub(super) fn none() -> Self {
        Self { failed: AtomicBool::new(true), cache: None }
    }

    /// Keeps the previews of a photo.
    pub(super) fn put(&self, photo: PhotoHash, preview: &Preview) {
        self.with(|cache| cache.put(photo, &preview.proxy, &preview.thumb));
    }

    /// Keeps the previews of a photo, and what the checks of submissions found of it.
    pub(super) fn put_checked(&self, photo: PhotoHash, preview: &Preview, found: &CheckedPhoto) {
        let both = (&*preview.proxy, &*preview.thumb);
        self.with(|cache| cache.put_checked(photo, both, CHECKS, found));
    }

    /// What the checks found of a photo that passed them before.
    pub(super) fn checked(&self, photo: PhotoHash) -> Option<CheckedPhoto> {
        self.with(|cache| cache.checked(photo, CHECKS)).flatten()
    }

    fn with<T>(&self, work: impl FnOnce(&PreviewCache) -> Result<T, StoreError>) -> Option<T> {
        let cache = self.cache.as_ref().filter(|_| !self.failed.load(Ordering::Relaxed))?;
        match work(cache) {
            Ok(done) => Some(done),
            Err(error) => {
                if !self.failed.swap(true, Ordering::Relaxed) {
                    warn(&error);
                }
                None
            }
        }
    }
}

fn warn(error: &StoreError) {
    tracing::warn!("previews are not kept, and made when they are needed: {error}");
}
