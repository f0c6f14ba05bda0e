//! A package that is a .zip. Only its directory is read on opening, so a damaged file in it affects only
//! its own row.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Mutex;

use encoding_rs::GB18030;
use zip::result::ZipError;
use zip::{CompressionMethod, SUPPORTED_COMPRESSION_METHODS, ZipArchive};

use super::aside::{Treatment, kept_above};
use super::files::{MOST_FILES, Source, inside, is_litter, last_part};
use super::{Contents, NotTaken};
use crate::exchange::failure::{ExpectedFormat, TableError};
use crate::exchange::foreign::Foreign;
use crate::exchange::refusal::RowRefusal;

/// How many bytes tell what a file is: a .tar says it at 257.
const HEAD: u64 = 4096;

/// What a file is, by its first bytes.
pub(super) fn kind(path: &Path) -> Result<Foreign, TableError> {
    let mut head = Vec::new();
    let file = File::open(path).map_err(|error| TableError::io(path, &error))?;
    let read = file.take(HEAD).read_to_end(&mut head);
    read.map_err(|error| TableError::io(path, &error))?;
    Ok(Foreign::of(&head))
}

/// The archive, or what it is instead. Only its directory is read.
fn opened(path: &Path) -> Result<ZipArchive<File>, TableError> {
    let is = kind(path)?;
    let file = File::open(path).map_err(|error| TableError::io(path, &error))?;
    let archive = ZipArchive::new(file).map_err(|_no_archive| {
        let is = if is == Foreign::Zip { Foreign::CutZip } else { is };
        TableError::Foreign { path: path.to_owned(), is, wanted: ExpectedFormat::Package }
    })?;
    if archive.len() > MOST_FILES {
        return Err(TableError::TooManyFiles { path: path.to_owned(), most: MOST_FILES });
    }
    Ok(archive)
}

/// Refuses the whole archive for a file that can't be unpacked here. Nearly always it is so for all of them,
/// and then one sentence says it.
fn unpackable(path: &Path, encrypted: bool, method: CompressionMethod) -> Result<(), TableError> {
    if encrypted {
        return Err(TableError::Password { path: path.to_owned() });
    }
    // The `zip` crate's list holds what it writes; LZMA it only reads.
    if method != CompressionMethod::Lzma && !SUPPORTED_COMPRESSION_METHODS.contains(&method) {
        let method = method.to_string();
        return Err(TableError::Method { path: path.to_owned(), method });
    }
    Ok(())
}

/// The files of an archive, and what in it can't be taken.
pub(super) fn open(path: &Path) -> Result<Contents, TableError> {
    let damaged =
        |error: ZipError| TableError::Damaged { path: path.to_owned(), why: error.to_string() };
    let archive = opened(path)?;
    let repeated = if archive.has_duplicate_names() {
        let names = repeated_names(path, archive.central_directory_start());
        names.map_err(|error| TableError::io(path, &error))?
    } else {
        BTreeSet::new()
    };
    let (mut files, mut left) = (BTreeMap::new(), NotTaken::default());
    for at in 0..archive.len() {
        let entry = archive.by_index_data(at).map_err(damaged)?;
        let name = decoded(entry.name_raw());
        if name.ends_with(['/', '\\']) {
            continue;
        }
        unpackable(path, entry.encrypted(), entry.compression())?;
        if is_litter(&name) {
            let quiet = kept_above(&name).filter(|(_, kept)| *kept == Treatment::Quiet);
            left.passed(last_part(quiet.map_or(&*name, |(folder, _)| folder)));
            continue;
        }
        let found = inside("", &name, "");
        let place = found.clone().unwrap_or_else(|_unsafe| name.replace('\\', "/"));
        match kept_above(&place) {
            Some((folder, Treatment::Told(why))) => {
                left.aside.file(folder, &place, why);
                continue;
            }
            Some((folder, Treatment::Quiet)) => {
                left.passed(last_part(folder));
                continue;
            }
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
