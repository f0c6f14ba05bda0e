//! Who gets at a store's files: their owner alone, or the folder's group too where a person has let it in.
//!
//! On Unix the mode of the store's folder says so, and is all that is remembered: what is made in it is
//! made by that mode, whatever the umask, and never more open for a moment. Others never get in. On other
//! systems the standard library knows no such thing: files are as open there as the folder that a person
//! chose makes them, and the usual one, in a Windows user's profile, is that user's alone.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::error::{FileTask, StoreError};

/// What a file system has in the root of a drive.
pub(super) const NEVER_OURS: [&str; 3] =
    ["lost+found", "System Volume Information", "$RECYCLE.BIN"];

/// Held while a database file is made: closing a file takes the locks away that this process has on it
/// through SQLite, so nobody may open it before that.
static MAKING: Mutex<()> = Mutex::new(());

/// Who may read and write what is in a store's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Its owner.
    Owner,
    /// Its owner and the folder's group.
    Group,
}

/// How a change of access went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// The folder and everything of the store in it has it.
    All,
    /// Nothing was changed: the folder holds other things too, and it is not the store's to change.
    NotOurs,
    /// Nothing was changed: on this system the program can't.
    NotHere,
}

/// Makes the folder of a store, and those above it that are missing, for their owner alone.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    modes::folders().recursive(true).create(folder)
}

/// Makes a folder inside a store's, with those between, for whom the one that it is in is.
pub(super) fn make_inside(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().unwrap_or_else(|| Path::new("."));
    make_inside(parent)?;
    match modes::folders().create(folder) {
        // Another process was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        made => made?,
    }
    let_in(folder, Access::of(parent));
    Ok(())
}

/// Lets the group into what was just made for its owner, where it is to be. A file system that does not let
/// that be said, such as a drive's, is no reason to make nothing.
fn let_in(made: &Path, access: Access) {
    if access == Access::Group
        && let Err(error) = modes::give(made, access)
    {
        tracing::debug!("the group is not let in: {error}: {}", made.display());
    }
}

/// A folder in `parent` that goes away by itself, for whom `like` is; for its owner where that is missing.
pub fn temporary_folder(prefix: &str, parent: &Path, like: &Path) -> io::Result<tempfile::TempDir> {
    let made = modes::temporary(prefix, parent)?;
    let_in(made.path(), Access::of(like));
    Ok(made)
}

/// Opens a file in a store's folder to write it, emptied if it is there; made for whom its folder is.
pub(super) fn create(path: &Path) -> io::Result<File> {
    open(path, true)
}

/// The same, and leaves what is in it.
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    open(path, false)
}

fn open(path: &Path, truncate: bool) -> io::Result<File> {
    match modes::files().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            File::options().write(true).truncate(truncate).open(path)
        }
        made => {
            let made = made?;
            let_in(path, Access::of(path.parent().unwrap_or_else(|| Path::new("."))));
            Ok(made)
        }
    }
}

/// Makes a database file, empty, where there is none: SQLite would make it as open as the umask lets it,
/// and gives those that it makes beside it the mode that it has.
pub(super) fn make_database(path: &Path) -> Result<(), StoreError> {
    let _making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    if fs::symlink_metadata(path).is_ok() {
        return Ok(());
    }
    open(path, false).map(drop).map_err(StoreError::file(FileTask::Write, path))
}

/// Gives everything in a store's folder the access that the folder says, where it does not have it: one
/// that an earlier version made, or whose mode a person has changed. That is nothing to fail for.
pub(super) fn settle(dir: &Path) {
    if let Err(error) = modes::settle(dir) {
        tracing::warn!("others than should may get at the store's files: {error}");
    }
}

/// Lets the group of a store's folder in, or shuts it out.
pub fn set(dir: &Path, access: Access) -> Result<Changed, StoreError> {
    modes::set(dir, access)
}

impl Access {
    /// Whom a folder lets in; its owner alone where it is missing.
    pub fn of(folder: &Path) -> Self {
        modes::access(folder)
    }
}

/// Whether others than owner and group can read the files of a store.
pub(super) fn is_open_to_others(dir: &Path) -> bool {
    modes::is_open_to_others(dir)
}

#[cfg(unix)]
mod modes {
    use std::fs::{DirBuilder, OpenOptions, Permissions};
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};

    use super::{Access, Changed, ErrorKind, FileTask, NEVER_OURS, Path, StoreError, fs, io};
    use crate::store::{DATABASE, PHOTOS, PREVIEWS, STAGE};

    /// What the names of a store's files begin with, and of what is left of copies that were cut short.
    const OURS: [&str; 5] = [DATABASE, "store.before-migration-", PREVIEWS, STAGE, "backup-"];

    const GROUP: u32 = 0o070;
    const OTHERS: u32 = 0o007;

    /// What is made in a folder that has it gets the folder's group.
    const HANDS_ON: u32 = 0o2000;

    pub(super) fn folders() -> DirBuilder {
        let mut builder = DirBuilder::new();
        builder.mode(0o700);
        builder
    }

    pub(super) fn files() -> OpenOptions {
        let mut options = OpenOptions::new();
        options.mode(0o600);
        options
    }

    pub(super) fn temporary(prefix: &str, parent: &Path) -> io::Result<tempfile::TempDir> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(prefix).permissions(Permissions::from_mode(0o700)).tempdir_in(parent)
    }

    /// A folder whose group may write was given to it, unless everybody gets in as well: a careless umask
    /// leaves such folders. One that hands its group on was meant for that group all the same.
    pub(super) fn access(folder: &Path) -> Access {
        let mode = fs::metadata(folder).map_or(0, |found| found.permissions().mode());
        let is_meant = mode & OTHERS == 0 || mode & HANDS_ON != 0;
        if mode & GROUP == GROUP && is_meant { Access::Group } else { Access::Owner }
    }

    /// The mode that a file or folder should have; what its owner may is left as it is.
    fn wanted(mode: u32, is_folder: bool, access: Access) -> u32 {
        match (access, is_folder) {
            (Access::Owner, true) => mode & !(GROUP | OTHERS | HANDS_ON),
            (Access::Owner, false) => mode & !(GROUP | OTHERS),
            (Access::Group, true) => mode & !OTHERS | GROUP | HANDS_ON,
            (Access::Group, false) => mode & !OTHERS | 0o060,
        }
    }

    /// Gives one file or folder its mode. One that has gone needs none.
    pub(super) fn give(path: &Path, access: Access) -> io::Result<()> {
        let given = fs::metadata(path).and_then(|found| {
            let mode = found.permissions().mode();
            let wanted = wanted(mode, found.is_dir(), access);
            if mode == wanted {
                return Ok(());
            }
            fs::set_permissions(path, Permissions::from_mode(wanted & 0o7777))
        });
        given.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
    }

    /// Whether it has its mode. Whether a folder hands its group on is not asked: some systems do that
    /// anyway, and some do not let it be said.
    fn is_settled(path: &Path, access: Access) -> bool {
        fs::metadata(path).map_or(true, |found| {
            let mode = found.permissions().mode();
            mode & 0o777 == wanted(mode, found.is_dir(), access) & 0o777
        })
    }

    pub(super) fn settle(dir: &Path) -> Result<(), StoreError> {
        let access = Access::of(dir);
        // The folder of the photos is settled last, and so tells whether all the others are.
        let inside = [dir.join(DATABASE), dir.join(PHOTOS)];
        let is_inside = inside.iter().all(|path| is_settled(path, access));
        if is_inside {
            // What is inside is closed already, so the folder of another owner is nothing to tell of.
            if !is_settled(dir, access)
                && !holds_others(dir)?
                && let Err(error) = give(dir, access)
            {
                tracing::debug!("the folder is left as it is: {error}: {}", dir.display());
            }
            return Ok(());
        }
        apply(dir, access)?;
        if inside[0].exists() {
            tracing::warn!(
                "the store's files were open to others than its folder says, and were set right; \
                 `photo-review access` shows and sets who gets in: {}",
                dir.display()
            );
        }
        Ok(())
    }

    pub(super) fn set(dir: &Path, access: Access) -> Result<Changed, StoreError> {
        if holds_others(dir)? {
            return Ok(Changed::NotOurs);
        }
        give(dir, access).map_err(StoreError::file(FileTask::Write, dir))?;
        apply(dir, access)?;
        Ok(Changed::All)
    }

    /// Whether a folder holds anything that is neither a store's nor the file system's own.
    fn holds_others(dir: &Path) -> Result<bool, StoreError> {
        let list = |error| StoreError::file(FileTask::List, dir)(error);
        for entry in fs::read_dir(dir).map_err(list)? {
            let name = entry.map_err(list)?.file_name();
            if !is_ours(&name.to_string_lossy()) && !NEVER_OURS.iter().any(|never| name == *never) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_ours(name: &str) -> bool {
        name == PHOTOS || OURS.iter().any(|ours| name.starts_with(ours))
    }

    /// Gives everything of a store its mode: first the folder itself, which shuts everybody out at once. Goes
    /// on where that fails for one, and tells of the first; but not where the database takes no mode, which
    /// nothing else on such a file system will.
    fn apply(dir: &Path, access: Access) -> Result<(), StoreError> {
        let mut first = Ok(());
        if !holds_others(dir)? {
            first = given(dir, access);
        }
        let database = dir.join(DATABASE);
        given(&database, access)?;
        if !is_settled(&database, access) {
            let kept = io::Error::from(ErrorKind::Unsupported);
            return Err(StoreError::file(FileTask::Write, &database)(kept));
        }
        let list = |error| StoreError::file(FileTask::List, dir)(error);
        for entry in fs::read_dir(dir).map_err(list)? {
            let entry = entry.map_err(list)?;
            let path = entry.path();
            if !is_ours(&entry.file_name().to_string_lossy()) {
                continue;
            }
            first =
                first.and(if path.is_dir() { inside(&path, access) } else { given(&path, access) });
        }
        first
    }

    /// The same inside a folder, itself last. What is only a link to elsewhere is not the store's.
    fn inside(folder: &Path, access: Access) -> Result<(), StoreError> {
        let list = |error| StoreError::file(FileTask::List, folder)(error);
        let mut first = Ok(());
        for entry in fs::read_dir(folder).map_err(list)? {
            let entry = entry.map_err(list)?;
            let path = entry.path();
            first = first.and(match entry.file_type() {
                Ok(kind) if kind.is_dir() => inside(&path, access),
                Ok(kind) if kind.is_file() => given(&path, access),
                _ => Ok(()),
            });
        }
        first.and(given(folder, access))
    }

    fn given(path: &Path, access: Access) -> Result<(), StoreError> {
        give(path, access).map_err(StoreError::file(FileTask::Write, path))
    }

    pub(super) fn is_open_to_others(dir: &Path) -> bool {
        let lets = |path: &Path| {
            fs::metadata(path).is_ok_and(|found| found.permissions().mode() & OTHERS != 0)
        };
        lets(dir) && [DATABASE, PHOTOS].iter().any(|name| lets(&dir.join(name)))
    }
}

/// What the standard library can do where it knows no modes: make things as the system makes them.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "where there are modes, this can fail")]
mod modes {
    use std::fs::{DirBuilder, OpenOptions};

    use super::{Access, Changed, Path, StoreError, io};

    pub(super) fn folders() -> DirBuilder {
        DirBuilder::new()
    }

    pub(super) fn files() -> OpenOptions {
        OpenOptions::new()
    }

    pub(super) fn temporary(prefix: &str, parent: &Path) -> io::Result<tempfile::TempDir> {
        tempfile::Builder::new().prefix(prefix).tempdir_in(parent)
    }

    pub(super) fn access(_folder: &Path) -> Access {
        Access::Owner
    }

    pub(super) fn give(_path: &Path, _access: Access) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn settle(_dir: &Path) -> Result<(), StoreError> {
        Ok(())
    }

    pub(super) fn set(_dir: &Path, _access: Access) -> Result<Changed, StoreError> {
        Ok(Changed::NotHere)
    }

    pub(super) fn is_open_to_others(_dir: &Path) -> bool {
        false
    }
}
