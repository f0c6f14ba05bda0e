//! What tells a generation of planned backups from a store: its note. By it alone it is known where its photos are.

use std::path::{Path, PathBuf};

use super::PHOTOS;

/// The note of a generation; without it there is none.
pub(super) const NOTE: &str = "backup.toml";

/// Whether a folder is a generation of planned backups, and no store that anybody works on.
pub(super) fn is_generation(folder: &Path) -> bool {
    folder.join(NOTE).is_file()
}

/// The folder of the photos of a store or of a copy: its own, or the pool that generations share.
pub(super) fn photos_of(folder: &Path) -> PathBuf {
    // Of "." or of a link, what lies above the folder that is meant.
    let real = folder.canonicalize().unwrap_or_else(|_missing| folder.to_owned());
    match real.parent() {
        Some(root) if is_generation(&real) => root.join(PHOTOS),
        _ => folder.join(PHOTOS),
    }
}
