//! Folders of a package that nobody handed in: recycle bins, snapshots and the like, which systems make
//! by themselves.

use std::collections::BTreeMap;

use super::files::MOST_FILES;
use crate::exchange::refusal::{RowRefusal, SystemFolder};

/// How a folder that a system made by itself is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// It may hold photos, but nobody handed them in: they are left out, and the report says so.
    Told(SystemFolder),
    /// Thumbnails, search indexes and the like: no photos of anybody, so they are left out, and only their
    /// names are told.
    Quiet,
}

/// Names of recycle bins, in lower case: Windows (three generations), macOS, Linux desktops, Samba, and
/// the storage boxes of Synology, QNAP, Buffalo, Nextcloud and Dropbox.
const BINS: [&str; 17] = [
    "#recycle",
    "@recycle",
    "$recycle.bin",
    "recycler",
    "recycled",
    "recycle.bin",
    "recycle bin",
    "回收站",
    ".recycle",
    ".recycle.bin",
    ".recycler",
    ".recycled",
    "trash",
    "trashbox",
    "network trash folder",
    "files_trashbin",
    ".dropbox.cache",
];

/// How the names of recycle bins begin that end in the number of a user or of a share, or in anything: `.Trash_old`.
const BINS_BEGIN: [&str; 2] = [".trash", "network recycle bin"];

/// Folders with earlier states of files: snapshots and versions.
const OLDER: [&str; 14] = [
    "#snapshot",
    "@snapshot",
    "@recently-snapshot",
    ".snapshot",
    ".snapshots",
    "~snapshot",
    "snapshot~",
    ".zfs",
    ".ckpt",
    ".stversions",
    ".sync",
    "files_versions",
    ".documentrevisions-v100",
    ".mobilebackups",
];

/// Folders for files whose names were lost when a disk was repaired.
const FOUND: [&str; 2] = ["lost+found", "found.000"];

/// Folders of thumbnails, indexes and metadata.
const QUIET: [&str; 19] = [
    "__macosx",
    ".appledouble",
    ".appledb",
    ".appledesktop",
    "@eadir",
    "@tmp",
    ".@__thumb",
    ".@upload_cache",
    ".@__qini",
    ".thumbnails",
    ".thumbs",
    ".thumb",
    ".spotlight-v100",
    ".fseventsd",
    ".temporaryitems",
    "temporary items",
    "system volume information",
    ".stfolder",
    ".streams",
];

/// How a folder of this name is treated; `None` for an ordinary folder, whose photos are taken.
pub(super) fn kept(folder: &str) -> Option<Treatment> {
    let name = folder.trim().to_lowercase();
    let is = |names: &[&str]| names.contains(&&*name);
    if is(&BINS) || BINS_BEGIN.iter().any(|begin| name.starts_with(begin)) {
        Some(Treatment::Told(SystemFolder::Bin))
    } else if is(&OLDER) || name.starts_with("@gmt-") {
        Some(Treatment::Told(SystemFolder::Older))
    } else if is(&FOUND) {
        Some(Treatment::Told(SystemFolder::Found))
    } else if is(&QUIET) {
        Some(Treatment::Quiet)
    } else {
        None
    }
}

/// The outermost folder of a path that a system made by itself, and how it is treated.
pub(super) fn kept_above(path: &str) -> Option<(&str, Treatment)> {
    let ends = path.match_indices('/').map(|(at, _)| at);
    let mut begin = 0;
    for end in ends {
        if let Some(kept) = path.get(begin..end).and_then(kept) {
            return Some((path.get(..end)?, kept));
        }
        begin = end + 1;
    }
    None
}

/// The folders and files that were set aside.
#[derive(Debug, Default)]
pub(super) struct SetAside {
    /// Each folder with how many files lie anywhere below it; `None` if it can't be read.
    folders: BTreeMap<String, (SystemFolder, Option<usize>)>,
    /// The files by path; at most [`MOST_FILES`], any more are only counted.
    files: BTreeMap<String, SystemFolder>,
}

impl SetAside {
    /// Adds a file that lies below `folder`.
    pub(super) fn file(&mut self, folder: &str, file: &str, why: SystemFolder) {
        let (_, count) = self.folders.entry(folder.to_owned()).or_insert((why, Some(0)));
        *count = count.map(|count| count + 1);
        if self.files.len() < MOST_FILES {
            self.files.insert(file.to_owned(), why);
        }
    }

    /// Notes that a folder, or one below it, can't be read.
    pub(super) fn unread(&mut self, folder: &str, why: SystemFolder) {
        self.folders.insert(folder.to_owned(), (why, None));
    }

    /// Why this file is not taken, if it was set aside.
    pub(super) fn refusal(&self, file: &str) -> Option<RowRefusal> {
        self.files.get(file).map(|why| RowRefusal::SetAside(*why))
    }

    /// The files, and why they were left out.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, RowRefusal)> {
        self.files.iter().map(|(name, why)| (&**name, RowRefusal::SetAside(*why)))
    }

    /// The folders, and what they hold.
    pub(super) fn folders(&self) -> impl Iterator<Item = (&str, RowRefusal)> {
        self.folders.iter().map(|(name, (why, files))| {
            let refusal = match files {
                Some(files) => RowRefusal::FolderSetAside { why: *why, files: *files },
                None => RowRefusal::FolderUnread,
            };
            (&**name, refusal)
        })
    }
}
