//! The files of a package, by path. No path or link leads out of the package.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use zip::ZipArchive;

use crate::exchange::refusal::RowRefusal;

/// Most files in one package.
pub(super) const MOST_FILES: usize = 200_000;

/// Where the files are.
pub(super) enum Source {
    /// A folder.
    Folder {
        /// Its own path, every link resolved.
        root: PathBuf,
        /// Its files.
        files: BTreeMap<String, PathBuf>,
    },
    /// An archive, with the number of each file in it. Only one file can be read at a time, since reading
    /// moves the archive's position.
    Zip {
        /// The archive.
        archive: Mutex<ZipArchive<File>>,
        /// Its files.
        files: BTreeMap<String, usize>,
    },
}

impl Source {
    /// Every path, in order.
    pub(super) fn names(&self) -> Vec<String> {
        match self {
            Self::Folder { files, .. } => files.keys().cloned().collect(),
            Self::Zip { files, .. } => files.keys().cloned().collect(),
        }
    }

    /// Whether there is a file of this path.
    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Self::Folder { files, .. } => files.contains_key(name),
            Self::Zip { files, .. } => files.contains_key(name),
        }
    }

    /// Reads a file, but no more than `limit` bytes and one, which tells the caller that the file is too
    /// large.
    pub(super) fn read(&self, file: &str, limit: u64) -> Result<Vec<u8>, RowRefusal> {
        let missing = || RowRefusal::FileMissing(file.to_owned());
        let trouble = |error: &dyn std::fmt::Display| RowRefusal::Archive(error.to_string());
        let of_disk = |error: io::Error| match error.kind() {
            io::ErrorKind::PermissionDenied => RowRefusal::Denied,
            io::ErrorKind::NotFound => missing(),
            _ => RowRefusal::Unread(error.to_string()),
        };
        match self {
            Self::Folder { root, files } => {
                let path = files.get(file).ok_or_else(missing)?;
                // The file may be a link that leads out of the folder.
                let real = path.canonicalize().map_err(of_disk)?;
                if !real.starts_with(root) {
                    return Err(RowRefusal::UnsafePath(file.to_owned()));
                }
                // Opening a pipe would wait for whoever writes into it.
                if !real.metadata().map_err(of_disk)?.is_file() {
                    return Err(RowRefusal::NotAFile);
                }
                File::open(real).and_then(|file| read_at_most(file, limit)).map_err(of_disk)
            }
            Self::Zip { archive, files } => {
                let at = *files.get(file).ok_or_else(missing)?;
                let mut archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
                let entry = archive.by_index(at).map_err(|error| trouble(&error))?;
                let stated = entry.size();
                let bytes = read_at_most(entry, limit).map_err(|error| trouble(&error))?;
                let cut = bytes.len() as u64 > limit;
                if !cut && bytes.len() as u64 != stated {
                    return Err(RowRefusal::Archive(format!("{stated} ≠ {}", bytes.len())));
                }
                Ok(bytes)
            }
        }
    }
}

/// Reads to the end, but no more than `limit` bytes and one, which tells the caller that there were more.
fn read_at_most(from: impl io::Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The last part of a path.
pub(super) fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The file's name without folders and ending.
pub(super) fn stem(name: &str) -> &str {
    let last = last_part(name);
    last.rsplit_once('.').map_or(last, |(stem, _)| stem).trim()
}

/// A path without its ending, in lower case: by that Windows and people tell files apart.
pub(super) fn loose(name: &str) -> String {
    let folder = name.len() - last_part(name).len();
    let end = name.rfind('.').filter(|dot| *dot > folder && looks_like_picture(name));
    name.get(..end.unwrap_or(name.len())).unwrap_or(name).trim().to_lowercase()
}

/// Whether this is the name of a list.
pub(super) fn is_list(name: &str) -> bool {
    matches!(&*last_part(name).to_lowercase(), "submissions.csv" | "submissions.xlsx")
}

/// Whether this may be the name of a picture: it has a picture's extension, supported or not, or none at
/// all.
pub(super) fn looks_like_picture(name: &str) -> bool {
    let endings = [
        "jpg", "jpeg", "jpe", "jfif", "png", "webp", "heic", "heif", "avif", "gif", "bmp", "tif",
        "tiff", "dng",
    ];
    last_part(name).rsplit_once('.').is_none_or(|(_, ending)| {
        endings.iter().any(|known| ending.trim_end().eq_ignore_ascii_case(known))
    })
}

/// Whether this is one of the small files that systems put into folders.
pub(super) fn is_litter(name: &str) -> bool {
    let last = last_part(name).trim_end().to_lowercase();
    let known = [
        ".ds_store",
        ".apdisk",
        ".localized",
        "desktop.ini",
        "ehthumbs.db",
        "thumbs.db",
        ".picasa.ini",
        "picasa.ini",
    ];
    last.starts_with("._") || last.starts_with("~$") || known.contains(&&*last)
}

/// The path of a file that a list in `folder` names, if it stays inside the package. `column` is the
/// list's column, for the error if the name is empty.
pub(super) fn inside(
    folder: &str,
    named: &str,
    column: &'static str,
) -> Result<String, RowRefusal> {
    if named.is_empty() {
        return Err(RowRefusal::Missing { column });
    }
    let slashed = named.replace('\\', "/");
    let unsafe_path = || RowRefusal::UnsafePath(named.to_owned());
    // `C:photo.jpg` is a drive on Windows and no path at all elsewhere.
    if slashed.contains(':') || slashed.contains('\0') {
        return Err(unsafe_path());
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for component in Path::new(&slashed).components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str().ok_or_else(unsafe_path)?),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                return Err(unsafe_path());
            }
        }
    }
    Ok(parts.join("/"))
}
