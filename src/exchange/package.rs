//! Submission packages (提交): a folder or a .zip with photos, by name or by a list.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use zip::ZipArchive;

use super::payments::time_in_china;
use super::table::{Column, Table, cell, read_file};
use super::{RowRefusal, TableError};

const STUDENT: Column = Column {
    names: &["学号", "student_no", "student", "student number", "考生号", "exam_no"],
    shown: "学号 student_no",
};
const FILE: Column =
    Column { names: &["文件", "file", "照片", "photo", "文件名"], shown: "文件 file" };
const SUBMITTED: Column = Column {
    names: &["提交时间", "submitted_at", "submitted"],
    shown: "提交时间 submitted_at",
};

/// Most files in one package.
const MOST_FILES: usize = 200_000;
/// Deepest folder in a package.
const DEEPEST: usize = 16;

/// One photo of a package, not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageRow {
    /// Where it stands: `submissions.csv:3`, or the file's path in the package.
    pub place: String,
    /// A student number or an exam number.
    pub student: String,
    /// When the student sent it, where a list says so.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The file's path in the package, or why the row is refused.
    pub file: Result<String, RowRefusal>,
}

/// An opened package.
pub struct Package {
    /// Its photos.
    pub rows: Vec<PackageRow>,
    /// Columns of the list that nothing is known of.
    pub ignored: Vec<String>,
    source: Source,
}

enum Source {
    /// A folder.
    Folder { root: PathBuf, files: HashMap<String, PathBuf> },
    /// An archive: the numbers of its files by path. Reading moves a position, so one at a time.
    Zip { archive: Mutex<ZipArchive<File>>, files: HashMap<String, usize> },
}

impl Package {
    /// Opens a folder or a .zip, and reads its list if it has one.
    pub fn open(path: &Path) -> Result<Self, TableError> {
        let is_zip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        let (source, unsafe_paths) = if path.is_dir() {
            (open_folder(path)?, Vec::new())
        } else if is_zip {
            open_zip(path)?
        } else {
            let kinds = ".zip, folder";
            return Err(TableError::Kind { path: path.to_owned(), kinds });
        };
        let mut package = Self { rows: Vec::new(), ignored: Vec::new(), source };
        match package.list() {
            Some(list) => package.read_list(&list, path)?,
            None => package.read_names(),
        }
        package.rows.extend(unsafe_paths.into_iter().map(|name| PackageRow {
            place: name.clone(),
            student: String::new(),
            submitted_at: None,
            file: Err(RowRefusal::UnsafePath(name)),
        }));
        Ok(package)
    }

    /// Reads a file of the package; at most `limit` bytes, whatever an archive says of its size.
    pub fn read(&self, file: &str, limit: u64) -> Result<Vec<u8>, RowRefusal> {
        let missing = || RowRefusal::FileMissing(file.to_owned());
        let trouble = |error: &dyn std::fmt::Display| RowRefusal::Archive(error.to_string());
        match &self.source {
            Source::Folder { root, files } => {
                let path = files.get(file).ok_or_else(missing)?;
                // A link inside the folder may point anywhere.
                let real = path.canonicalize().map_err(|_gone| missing())?;
                if !real.starts_with(root) {
                    return Err(RowRefusal::UnsafePath(file.to_owned()));
                }
                let found = File::open(real).and_then(|file| read_at_most(file, limit));
                found.map_err(|error| trouble(&error))
            }
            Source::Zip { archive, files } => {
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

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = match &self.source {
            Source::Folder { files, .. } => files.keys().cloned().collect(),
            Source::Zip { files, .. } => files.keys().cloned().collect(),
        };
        names.sort();
        names
    }

    /// The path of the list, if there is one: the one nearest to the top.
    fn list(&self) -> Option<String> {
        let is_list = |name: &String| {
            let last = name.rsplit('/').next().unwrap_or(name).to_lowercase();
            last == "submissions.csv" || last == "submissions.xlsx"
        };
        self.names().into_iter().filter(is_list).min_by_key(|name| name.matches('/').count())
    }

    fn read_list(&mut self, list: &str, path: &Path) -> Result<(), TableError> {
        let shown = path.join(list);
        let damaged = |why: String| TableError::Damaged { path: shown.clone(), why };
        let table = if list.to_lowercase().ends_with(".xlsx") {
            let bytes = self.read(list, 64 << 20).map_err(|why| damaged(format!("{why:?}")))?;
            let copy = tempfile::Builder::new().suffix(".xlsx").tempfile();
            let copy = copy.map_err(|error| damaged(error.to_string()))?;
            fs::write(copy.path(), bytes).map_err(|error| damaged(error.to_string()))?;
            Table::read(copy.path())?
        } else {
            let bytes = match &self.source {
                Source::Folder { files, .. } => read_file(files.get(list).unwrap_or(&shown))?,
                Source::Zip { .. } => {
                    self.read(list, 64 << 20).map_err(|why| damaged(format!("{why:?}")))?
                }
            };
            Table::from_csv(&bytes, &shown)?
        };
        let student = table.need(STUDENT, &shown)?;
        let file = table.need(FILE, &shown)?;
        let submitted = table.find(SUBMITTED);
        let folder = list.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.ignored = table.ignored(&[STUDENT, FILE, SUBMITTED]);
        self.rows = table
            .rows
            .iter()
            .map(|(row, cells)| {
                let time = cell(cells, submitted);
                let submitted_at = time_in_china(time);
                let file = inside(folder, cell(cells, Some(file)));
                PackageRow {
                    place: format!("{list}:{row}"),
                    student: cell(cells, Some(student)).to_owned(),
                    file: match file {
                        _ if !time.is_empty() && submitted_at.is_none() => {
                            Err(RowRefusal::Time(time.to_owned()))
                        }
                        Ok(name) if !self.has(&name) => Err(RowRefusal::FileMissing(name)),
                        file => file,
                    },
                    submitted_at,
                }
            })
            .collect();
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        match &self.source {
            Source::Folder { files, .. } => files.contains_key(name),
            Source::Zip { files, .. } => files.contains_key(name),
        }
    }

    /// Without a list, each file's name is the student's number.
    fn read_names(&mut self) {
        self.rows = self
            .names()
            .into_iter()
            .map(|name| {
                let last = name.rsplit('/').next().unwrap_or(&name);
                let student = last.rsplit_once('.').map_or(last, |(stem, _)| stem).trim();
                PackageRow {
                    place: name.clone(),
                    student: student.to_owned(),
                    submitted_at: None,
                    file: Ok(name),
                }
            })
            .collect();
    }
}

/// Files that systems leave beside the real ones.
fn is_litter(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/")
        || last.starts_with("._")
        || matches!(last, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// The path of a file that a list in `folder` names, where it stays inside the package.
fn inside(folder: &str, named: &str) -> Result<String, RowRefusal> {
    if named.is_empty() {
        return Err(RowRefusal::Missing { column: FILE.shown });
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

fn open_folder(path: &Path) -> Result<Source, TableError> {
    let io = |source| TableError::Io { path: path.to_owned(), source };
    let root = path.canonicalize().map_err(io)?;
    let mut files = HashMap::new();
    walk(&root, "", 0, &mut files).map_err(io)?;
    Ok(Source::Folder { root, files })
}

fn walk(
    dir: &Path,
    prefix: &str,
    depth: usize,
    files: &mut HashMap<String, PathBuf>,
) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type()?;
        if kind.is_dir() && depth < DEEPEST {
            walk(&entry.path(), &format!("{name}/"), depth + 1, files)?;
        } else if !kind.is_dir() && !is_litter(&name) && files.len() < MOST_FILES {
            files.insert(name, entry.path());
        }
    }
    Ok(())
}

/// An archive, and the names in it that lead out of it.
fn open_zip(path: &Path) -> Result<(Source, Vec<String>), TableError> {
    let file =
        File::open(path).map_err(|source| TableError::Io { path: path.to_owned(), source })?;
    let damaged = |error: zip::result::ZipError| TableError::Damaged {
        path: path.to_owned(),
        why: error.to_string(),
    };
    let mut archive = ZipArchive::new(file).map_err(damaged)?;
    let (mut files, mut unsafe_paths) = (HashMap::new(), Vec::new());
    for at in 0..archive.len().min(MOST_FILES) {
        let entry = archive.by_index_raw(at).map_err(damaged)?;
        let name = entry.name().map_err(damaged)?.into_owned();
        if entry.is_dir() || is_litter(&name) {
            continue;
        }
        match inside("", &name) {
            Ok(name) if !entry.is_symlink() => {
                files.insert(name, at);
            }
            _ => unsafe_paths.push(name),
        }
    }
    Ok((Source::Zip { archive: Mutex::new(archive), files }, unsafe_paths))
}

/// Reads to the end, or one byte more than the limit, so that the caller sees that it is over it.
fn read_at_most(from: impl io::Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn zip_of(files: &[(&str, &[u8])]) -> tempfile::NamedTempFile {
        let file = tempfile::Builder::new().suffix(".zip").tempfile().expect("file");
        let mut zip = ZipWriter::new(file.reopen().expect("file"));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).expect("entry");
            zip.write_all(bytes).expect("bytes");
        }
        zip.finish().expect("zip");
        file
    }

    #[test]
    fn photos_by_their_names_and_litter_passed_over() {
        let zip = zip_of(&[
            ("2026A.jpg", b"a"),
            ("batch 2/2026B.png", b"b"),
            ("__MACOSX/._2026A.jpg", b"x"),
            ("Thumbs.db", b"x"),
        ]);
        let package = Package::open(zip.path()).expect("opens");
        let students: Vec<_> = package.rows.iter().map(|row| row.student.as_str()).collect();
        assert_eq!(students, ["2026A", "2026B"]);
        assert_eq!(package.read("batch 2/2026B.png", 10).expect("reads"), b"b");
    }

    #[test]
    fn a_list_names_files_and_times() {
        let list = "student_no,file,submitted_at,mood\n2026A,x.jpg,2026-09-01 10:00,good\n\
                    2026B,gone.jpg,,\n2026C,../x.jpg,,\n2026D,/etc/passwd,,\n2026E,C:\\x.jpg,,\n\
                    2026F,x.jpg,some day,\n2026G,,,\n";
        let zip = zip_of(&[("p/submissions.csv", list.as_bytes()), ("p/x.jpg", b"x")]);
        let package = Package::open(zip.path()).expect("opens");
        assert_eq!(package.ignored, ["mood"]);
        let files: Vec<_> = package.rows.iter().map(|row| row.file.clone()).collect();
        assert_eq!(files[0], Ok("p/x.jpg".to_owned()));
        assert!(package.rows[0].submitted_at.is_some());
        assert_eq!(files[1], Err(RowRefusal::FileMissing("p/gone.jpg".to_owned())));
        for file in &files[2..5] {
            assert!(matches!(file, Err(RowRefusal::UnsafePath(_))), "{file:?}");
        }
        assert_eq!(files[5], Err(RowRefusal::Time("some day".to_owned())));
        assert!(matches!(files[6], Err(RowRefusal::Missing { .. })));
    }

    #[test]
    fn paths_that_leave_the_archive_are_refused() {
        let zip = zip_of(&[("../2026A.jpg", b"a"), ("/abs.jpg", b"b"), ("ok.jpg", b"c")]);
        let package = Package::open(zip.path()).expect("opens");
        let refused: Vec<_> = package.rows.iter().filter(|row| row.file.is_err()).collect();
        assert_eq!(refused.len(), 2, "{:?}", package.rows);
    }

    #[test]
    fn no_more_than_the_limit_is_unpacked() {
        let zip = zip_of(&[("2026A.jpg", &vec![0; 1 << 20])]);
        let package = Package::open(zip.path()).expect("opens");
        assert_eq!(package.read("2026A.jpg", 1000).expect("reads").len(), 1001);
    }

    #[test]
    fn an_archive_that_lies_about_a_size_is_refused() {
        let zip = zip_of(&[("2026A.jpg", &vec![7; 5000])]);
        let mut bytes = fs::read(zip.path()).expect("bytes");
        // The size unpacked stands in both headers: make it smaller in each.
        let size = 5000_u32.to_le_bytes();
        let places: Vec<usize> =
            bytes.windows(4).enumerate().filter(|(_, w)| *w == size).map(|(at, _)| at).collect();
        for at in places {
            bytes[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        fs::write(zip.path(), bytes).expect("written");
        let package = Package::open(zip.path()).expect("opens");
        let read = package.read("2026A.jpg", 1 << 20);
        assert!(matches!(read, Err(RowRefusal::Archive(_))), "{read:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leaves_the_folder_is_refused() {
        let outside = tempfile::NamedTempFile::new().expect("file");
        let dir = tempfile::tempdir().expect("folder");
        std::os::unix::fs::symlink(outside.path(), dir.path().join("2026A.jpg")).expect("link");
        let package = Package::open(dir.path()).expect("opens");
        let read = package.read("2026A.jpg", 10);
        assert!(matches!(read, Err(RowRefusal::UnsafePath(_))), "{read:?}");
    }

    #[test]
    fn something_else_is_no_package() {
        let file = tempfile::Builder::new().suffix(".zip").tempfile().expect("file");
        assert!(matches!(Package::open(file.path()), Err(TableError::Damaged { .. })));
        assert!(matches!(Package::open(Path::new("x.rar")), Err(TableError::Kind { .. })));
    }
}
