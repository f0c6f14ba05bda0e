//! What a file was when somebody looked at it: so it is noticed where it is another one by the time of its import.

use std::fmt::Write as _;
use std::fs::{self, DirEntry};
use std::io::Read as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::package::is_passed_over;
use crate::domain::photo_hash::Digest;

/// Most bytes of a file that is told apart by its contents: no table has more. Of a larger one counts what the
/// system says of it, since its photos may be many gigabytes.
const LARGEST: u64 = 256 << 20;

/// What a file or a folder was at one moment. A table is told apart by its contents; a .zip by its size and the time
/// of its last change; a folder by the same of every file in it, and by their names. What a system makes there for
/// itself, as soon as somebody opens the folder, does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileFingerprint(Digest);

impl FileFingerprint {
    /// What is there now. That something can't be read is a state like any other.
    pub fn at(path: &Path) -> Self {
        let is_zip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        let contents = if is_zip { None } else { contents(path) };
        Self(contents.unwrap_or_else(|| Digest::of(outside(path).as_bytes())))
    }
}

/// The digest of a file's contents, if it is one of a table's size.
fn contents(path: &Path) -> Option<Digest> {
    let about = fs::metadata(path).ok()?;
    // Opening a pipe would wait for whoever writes into it.
    if !about.is_file() || about.len() > LARGEST {
        return None;
    }
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
    Some(Digest::of(&bytes))
}

/// What the system says of a file, or of a folder and all that is in it.
fn outside(path: &Path) -> String {
    let mut lines = Vec::new();
    let mut left = vec![path.to_owned()];
    while let Some(path) = left.pop() {
        lines.push(line(&path));
        // A link may lead back: only where it leads to counts.
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|about| about.is_dir());
        let entries = is_folder.then(|| fs::read_dir(&path).ok()).flatten();
        let entries = entries.into_iter().flatten().flatten();
        let counts = |entry: &DirEntry| !is_passed_over(&entry.file_name().to_string_lossy());
        left.extend(entries.filter(counts).map(|entry| entry.path()));
    }
    lines.sort();
    lines.concat()
}

fn line(path: &Path) -> String {
    let mut line = format!("{} ", path.display());
    let written = match fs::metadata(path) {
        // Looking into a folder may change what the system says of it.
        Ok(about) if about.is_dir() => writeln!(line, "folder"),
        Ok(about) => {
            let at = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            writeln!(line, "{} {at:?}", about.len())
        }
        Err(error) => writeln!(line, "{}", error.kind()),
    };
    debug_assert!(written.is_ok(), "a text takes everything");
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_changes_is_noticed_and_nothing_else() {
        let work = tempfile::tempdir().expect("a folder");
        let list = work.path().join("list.csv");
        assert_eq!(FileFingerprint::at(&list), FileFingerprint::at(&list), "it is not there");
        let missing = FileFingerprint::at(&list);
        fs::write(&list, "a,b").expect("written");
        let first = FileFingerprint::at(&list);
        assert_ne!(first, missing);
        let before = fs::metadata(&list).and_then(|about| about.modified()).expect("a time");
        // As long as before, and by its time as old.
        fs::write(&list, "a,c").expect("written");
        fs::File::options()
            .write(true)
            .open(&list)
            .and_then(|file| file.set_modified(before))
            .expect("set");
        assert_ne!(FileFingerprint::at(&list), first);
        fs::write(&list, "a,b").expect("written");
        assert_eq!(FileFingerprint::at(&list), first, "what it says is the same");

        let below = work.path().join("below");
        fs::create_dir(&below).expect("made");
        let folder = FileFingerprint::at(work.path());
        assert_eq!(FileFingerprint::at(work.path()), folder);
        fs::write(below.join("2026A.jpg"), "photo").expect("written");
        let more = FileFingerprint::at(work.path());
        assert_ne!(more, folder);
        fs::write(below.join("2026A.jpg"), "photo 2").expect("written");
        assert_ne!(FileFingerprint::at(work.path()), more);
        let more = FileFingerprint::at(work.path());
        fs::write(below.join("Thumbs.db"), "by the system").expect("written");
        fs::create_dir(below.join("__MACOSX")).expect("made");
        assert_eq!(FileFingerprint::at(work.path()), more, "nobody has changed anything");
        let zip = work.path().join("a.zip");
        fs::write(&zip, "PK").expect("written");
        let packed = FileFingerprint::at(&zip);
        fs::write(&zip, "PKK").expect("written");
        assert_ne!(FileFingerprint::at(&zip), packed);
    }
}
