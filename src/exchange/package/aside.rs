//! Folders of a package that nobody handed in: what systems and storage boxes keep for themselves.

use std::collections::BTreeMap;

use super::files::MOST_FILES;
use crate::exchange::{Aside, RowRefusal};

/// What becomes of a folder by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Photos may lie in it, and none of them was handed in: left out and told of.
    Told(Aside),
    /// Thumbnails, search indexes and the like: nobody's photo, and nothing is said.
    Quiet,
}

/// Where deleted files go, in small letters: Windows (three generations), macOS, Linux desktops,
/// Samba, and the boxes of Synology, QNAP, Buffalo, Nextcloud and Dropbox.
const BINS: [&str; 19] = [
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
    ".trash",
    ".trashes",
    "trash",
    "trashbox",
    "network trash folder",
    "files_trashbin",
    ".dropbox.cache",
];

/// The beginnings of names of bins that carry a user's number or a share's.
const BINS_BEGIN: [&str; 2] = [".trash-", "network recycle bin"];

/// Where earlier states of files are kept: snapshots and versions.
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

/// Where a repaired disk keeps what had lost its name.
const FOUND: [&str; 2] = ["lost+found", "found.000"];

/// What systems make of files for themselves.
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

/// What becomes of a folder of this name, if not what becomes of any other.
pub(super) fn kept(folder: &str) -> Option<Kept> {
    let name = folder.trim().to_lowercase();
    let is = |names: &[&str]| names.contains(&&*name);
    if is(&BINS) || BINS_BEGIN.iter().any(|begin| name.starts_with(begin)) {
        Some(Kept::Told(Aside::Bin))
    } else if is(&OLDER) || name.starts_with("@gmt-") {
        Some(Kept::Told(Aside::Older))
    } else if is(&FOUND) {
        Some(Kept::Told(Aside::Found))
    } else if is(&QUIET) {
        Some(Kept::Quiet)
    } else {
        None
    }
}

/// The outermost folder of a path that is kept for itself, and what becomes of it.
pub(super) fn kept_above(path: &str) -> Option<(&str, Kept)> {
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

/// What of a package was set aside.
#[derive(Debug, Default)]
pub(super) struct SetAside {
    /// The folders, each with how many files lie in it and below; none where nobody may look.
    folders: BTreeMap<String, (Aside, Option<usize>)>,
    /// The files by path. No more than a package may have: beyond that they are only counted.
    files: BTreeMap<String, Aside>,
}

impl SetAside {
    /// A file was found in such a folder.
    pub(super) fn file(&mut self, folder: &str, file: &str, why: Aside) {
        let (_, count) = self.folders.entry(folder.to_owned()).or_insert((why, Some(0)));
        *count = count.map(|count| count + 1);
        if self.files.len() < MOST_FILES {
            self.files.insert(file.to_owned(), why);
        }
    }

    /// A folder, or one in it, can't be looked into.
    pub(super) fn unread(&mut self, folder: &str, why: Aside) {
        self.folders.insert(folder.to_owned(), (why, None));
    }

    /// Why this file is not taken, if it lies in such a folder.
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
