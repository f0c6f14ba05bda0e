//! A package that is a .zip. Only its directory is read on opening, so a damaged file in it affects only
//! its own row.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Mutex;

use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::result::ZipError;

use super::aside::{Kept, kept_above};
use super::files::{MOST_FILES, Source, inside, is_litter};
use super::{Contents, Left};
use crate::exchange::{RowRefusal, TableError};

/// The files of an archive, and what in it can't be taken.
pub(super) fn open(path: &Path) -> Result<Contents, TableError> {
    let io =
        |error: std::io::Error| TableError::Io { path: path.to_owned(), why: error.to_string() };
    let damaged =
        |error: ZipError| TableError::Damaged { path: path.to_owned(), why: error.to_string() };
    let file = File::open(path).map_err(io)?;
    let archive = ZipArchive::new(file).map_err(damaged)?;
    if archive.len() > MOST_FILES {
        return Err(TableError::TooManyFiles { path: path.to_owned(), most: MOST_FILES });
    }
    let repeated = if archive.has_duplicate_names() {
        repeated_names(path, archive.central_directory_start()).map_err(io)?
    } else {
        BTreeSet::new()
    };
    let (mut files, mut left) = (BTreeMap::new(), Left::default());
    for at in 0..archive.len() {
        let entry = archive.by_index_data(at).map_err(damaged)?;
        let name = decoded(entry.name_raw());
        if name.ends_with(['/', '\\']) || is_litter(&name) {
            continue;
        }
        let found = inside("", &name, "");
        let place = found.clone().unwrap_or_else(|_unsafe| name.replace('\\', "/"));
        match kept_above(&place) {
            Some((folder, Kept::Told(why))) => {
                left.aside.file(folder, &place, why);
                continue;
            }
            Some((_, Kept::Quiet)) => continue,
            None => {}
        }
        match found {
            Ok(path) if !entry.is_symlink() => {
                let again = repeated.contains(entry.name_raw());
                if files.insert(path.clone(), at).is_some() || again {
                    left.refused.insert(path, RowRefusal::PathTwice);
                }
            }
            _ => {
                left.refused.insert(name.to_string(), RowRefusal::UnsafePath(name.to_string()));
            }
        }
    }
    files.retain(|path, _| !left.refused.contains_key(path));
    Ok((Source::Zip { archive: Mutex::new(archive), files }, left))
}

/// Decodes a file's name: as UTF-8, or else as GB 18030, which Windows writes in China. The flag for
/// UTF-8 is ignored, since programs don't set it reliably.
fn decoded(raw: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(raw) {
        Ok(name) => Cow::Borrowed(name),
        Err(_) => GB18030.decode_without_bom_handling(raw).0,
    }
}

/// The names that occur more than once in the directory that begins at `start`. The `zip` crate keeps one
/// file of each name and does not tell that there were others.
fn repeated_names(path: &Path, start: u64) -> io::Result<BTreeSet<Vec<u8>>> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(start))?;
    let (mut seen, mut repeated) = (BTreeSet::new(), BTreeSet::new());
    let mut head = [0_u8; 46];
    while file.read_exact(&mut head).is_ok() && head.starts_with(b"PK\x01\x02") {
        let length = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
        let mut name = vec![0; usize::from(length(28))];
        file.read_exact(&mut name)?;
        file.seek_relative(i64::from(length(30)) + i64::from(length(32)))?;
        if !seen.insert(name.clone()) {
            repeated.insert(name);
        }
    }
    Ok(repeated)
}
