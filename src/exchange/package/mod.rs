//! Submission packages (提交): a folder or a .zip of photos, named after the students or listed in a table.

mod archive;
mod aside;
mod files;
mod folder;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::failure::{ExpectedFormat, TableError};
use super::foreign::Foreign;
use super::identifier;
use super::moment::time;
use super::refusal::RowRefusal;
use super::student_column::{EXAM_NO, STUDENT_NO, Whose, WhoseColumns};
use super::table::{Column, ColumnSearch, Found, Located, ReadOptions, Row, Table};
use crate::domain::student::StudentNo;
use aside::SetAside;
use files::{Source, inside, is_list, is_litter, last_part, looks_like_picture, loose, stem};

const FILE: Column = Column {
    names: &[
        "文件",
        "file",
        "照片",
        "photo",
        "文件名",
        "照片文件",
        "照片文件名",
        "file name",
        "照片名称",
        "檔案",
        "檔名",
    ],
    lesser: &["附件", "图片"],
    shown: "文件 file",
    own: true,
};
const SUBMITTED: Column = Column {
    names: &[
        "提交时间",
        "提交時間",
        "上傳時間",
        "submitted_at",
        "submitted",
        "上传时间",
        "提交日期",
        "submission time",
    ],
    lesser: &["时间", "日期"],
    shown: "提交时间 submitted_at",
    own: false,
};

/// Every column of a package's list.
pub const COLUMNS: [Column; 4] = [STUDENT_NO, EXAM_NO, FILE, SUBMITTED];

/// Most bytes of a list.
const LARGEST_LIST: u64 = 64 << 20;

/// One photo of a package, not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageRow {
    /// Where it stands: `submissions.csv:3`, or the file's path in the package.
    pub place: String,
    /// By which numbers the student is named: a row's, or what the file's name is without its ending.
    pub whose: Whose,
    /// Only the file's name says whose it is.
    pub by_name: bool,
    /// When the student sent it, where a list says so.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The file's path in the package, or why the row is refused.
    pub file: Result<String, RowRefusal>,
}

/// An opened package.
pub struct Package {
    /// Its photos.
    pub rows: Vec<PackageRow>,
    /// Columns of the list that no row was read from.
    pub ignored: Vec<String>,
    /// What was found out about the list, if there is one.
    pub found: Found,
    source: Source,
    left: NotTaken,
}

/// What is left out of a package.
#[derive(Default)]
struct NotTaken {
    /// Files and folders that can't be taken, by path.
    refused: BTreeMap<String, RowRefusal>,
    /// What a system keeps for itself, and nobody handed in.
    aside: SetAside,
    /// Small files and folders that systems make, by name, and how often.
    passed: BTreeMap<String, usize>,
}

impl NotTaken {
    /// Notes a file or folder that is passed over.
    fn passed(&mut self, name: &str) {
        // Each `._photo.jpg` has a name of its own.
        let name = if name.starts_with("._") { "._*" } else { name };
        *self.passed.entry(name.to_owned()).or_default() += 1;
    }
}

/// Whether a file or folder of this name is passed over, since a system makes it for itself.
pub(super) fn is_passed_over(name: &str) -> bool {
    is_litter(name) || aside::kept(name) == Some(aside::Treatment::Quiet)
}

/// The files of a package, and what of it is left out.
type Contents = (Source, NotTaken);

impl Package {
    /// Opens a folder or a .zip, and reads its list if it has one.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, TableError> {
        let is_zip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        let (source, left) = if path.is_dir() {
            folder::open(path)?
        } else if is_zip {
            archive::open(path)?
        } else {
            return Err(no_package(path));
        };
        let (rows, ignored, found) = (Vec::new(), Vec::new(), Found::default());
        let mut package = Self { rows, ignored, found, source, left };
        if let Some(list) = package.list(path)? {
            package.read_list(&list, path, options)?;
        } else {
            let idle = options.idle(&["--encoding", "--sheet", "--head-row", "--column"]);
            if let Some(what) = idle {
                return Err(TableError::DoesNotApply { path: path.to_owned(), what });
            }
            package.read_names();
        }
        package.tell_aside();
        Ok(package)
    }

    /// The files and folders that systems make for themselves and that were passed over: the name, and how
    /// many if there are several.
    pub fn passed(&self) -> Vec<String> {
        let passed = self.left.passed.iter();
        passed
            .map(|(name, count)| if *count > 1 { format!("{name} ×{count}") } else { name.clone() })
            .collect()
    }

    /// Reads a file of the package, but no more than `limit` bytes and one, even if an archive states a
    /// smaller size.
    pub fn read(&self, file: &str, limit: u64) -> Result<Vec<u8>, RowRefusal> {
        self.source.read(file, limit)
    }

    /// The path of the list, if there is one. Of two nobody can say which is meant.
    fn list(&self, path: &Path) -> Result<Option<String>, TableError> {
        let mut lists = self.source.names().into_iter().filter(|name| is_list(name));
        match (lists.next(), lists.next()) {
            (Some(first), Some(second)) => {
                Err(TableError::TwoLists { path: path.to_owned(), first, second })
            }
            (list, _) => Ok(list),
        }
    }

    fn read_list(
        &mut self,
        list: &str,
        path: &Path,
        options: &ReadOptions,
    ) -> Result<(), TableError> {
        let shown = path.join(list);
        let bytes = self.read(list, LARGEST_LIST).map_err(|refusal| {
            let path = shown.clone();
            match refusal {
                RowRefusal::Denied => TableError::Denied { path },
                RowRefusal::Archive(why) | RowRefusal::Unread(why) => {
                    TableError::Damaged { path, why }
                }
                _ => TableError::Missing { path },
            }
        })?;
        if bytes.len() as u64 > LARGEST_LIST {
            return Err(TableError::TooLarge { path: shown });
        }
        let either = [STUDENT_NO, EXAM_NO];
        let needs: &[&[Column]] = &[&either, &[FILE]];
        let search = ColumnSearch { all: &COLUMNS, needs, options };
        let table = Table::from_bytes(&bytes, &shown, search)?;
        let columns = PackageColumns {
            whose: WhoseColumns::of(&table),
            file: table.locate(FILE),
            submitted: table.locate(SUBMITTED),
        };
        let folder = list.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.ignored = table.ignored();
        let loosely = self.loosely();
        let mut named = BTreeSet::new();
        for row in &table.rows {
            let found = inside(folder, columns.file.shown(row), FILE.shown);
            let found = found.and_then(|name| self.meant(&loosely, name));
            if let Ok(name) = &found {
                named.insert(name.clone());
            }
            let said = columns.read(row);
            let (whose, submitted_at) = match &said {
                Ok((whose, submitted_at)) => (whose.clone(), *submitted_at),
                Err(_) => (Whose::named(columns.whose.shown(row)), None),
            };
            let file = said.and_then(|_| self.present(found?));
            let place = format!("{list}:{}", row.place);
            self.rows.push(PackageRow { place, whose, by_name: false, submitted_at, file });
        }
        self.found = table.found;
        self.tell_unnamed(list, &named);
        Ok(())
    }

    /// Every path by what is left of it without its ending and the case of its letters.
    fn loosely(&self) -> BTreeMap<String, Vec<String>> {
        let mut loosely: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in self.source.names() {
            if looks_like_picture(&name) {
                loosely.entry(loose(&name)).or_default().push(name);
            }
        }
        loosely
    }

    /// The path that is meant: the very one, or else the only one that differs in case, or in an ending that
    /// Windows does not show.
    fn meant(
        &self,
        loosely: &BTreeMap<String, Vec<String>>,
        name: String,
    ) -> Result<String, RowRefusal> {
        if self.source.has(&name) || self.left.refused.contains_key(&name) {
            return Ok(name);
        }
        let alike = loosely.get(&loose(&name)).map_or(&[][..], Vec::as_slice);
        let whole = name.to_lowercase();
        let same: Vec<&String> =
            alike.iter().filter(|other| other.to_lowercase() == whole).collect();
        let ending = last_part(&name).contains('.') && looks_like_picture(&name);
        match (same.as_slice(), alike) {
            ([only], _) => Ok((*only).clone()),
            ([], [only]) if !ending => Ok(only.clone()),
            ([], [_] | []) => Ok(name),
            ([], _) if ending => Ok(name),
            _ => Err(RowRefusal::Ambiguous(name)),
        }
    }

    /// The file, if it is there and may be taken.
    fn present(&self, name: String) -> Result<String, RowRefusal> {
        let refused = self.left.refused.get(&name).cloned();
        match refused.or_else(|| self.left.aside.refusal(&name)) {
            Some(refusal) => Err(refusal),
            None if self.source.has(&name) => Ok(name),
            None => Err(RowRefusal::FileMissing(name)),
        }
    }

    /// Adds a refused row for each file that the list does not name, whatever it is: none is left out silently.
    fn tell_unnamed(&mut self, list: &str, named: &BTreeSet<String>) {
        let unnamed =
            self.source.names().into_iter().filter(|name| name != list && !named.contains(name));
        let unnamed: Vec<_> = unnamed.map(|name| (name, RowRefusal::Unnamed)).collect();
        let refused = self.left.refused.iter().filter(|(name, _)| !named.contains(*name));
        let refused = refused.map(|(name, why)| (name.clone(), why.clone()));
        let rows: Vec<_> =
            unnamed.into_iter().chain(refused).map(|(n, why)| by_name(n, Some(why))).collect();
        self.rows.extend(rows);
    }

    /// Without a list, each file's name is the student's number.
    fn read_names(&mut self) {
        let files = self.source.names().into_iter().map(|name| by_name(name, None));
        let refused =
            self.left.refused.iter().map(|(name, why)| by_name(name.clone(), Some(why.clone())));
        self.rows = files.chain(refused).collect();
    }

    /// Adds rows for what was set aside: each folder, each list, and each photo of a student who has
    /// nothing else in the package. Such a photo may have been deleted by mistake, and its student would
    /// wait in vain.
    fn tell_aside(&mut self) {
        let known: BTreeSet<&str> = self
            .rows
            .iter()
            .flat_map(|row| [&*row.whose.student_no, &*row.whose.exam_no])
            .collect();
        let alone = |name: &str| {
            let student = stem(name);
            is_list(name)
                || looks_like_picture(name)
                    && StudentNo::new(student).is_ok()
                    && !known.contains(student)
        };
        let files = self.left.aside.files().filter(|(name, _)| alone(name));
        let files = files.map(|(name, why)| by_name(name.to_owned(), Some(why)));
        let folders = self.left.aside.folders().map(|(name, why)| PackageRow {
            whose: Whose::default(),
            ..by_name(format!("{name}/"), Some(why))
        });
        let told: Vec<_> = folders.chain(files).collect();
        self.rows.extend(told);
    }
}

/// The row of a file that no list tells of.
fn by_name(name: String, refused: Option<RowRefusal>) -> PackageRow {
    PackageRow {
        place: name.clone(),
        whose: Whose::named(stem(&name)),
        by_name: true,
        submitted_at: None,
        file: refused.map_or(Ok(name), Err),
    }
}

/// Where a list says what.
struct PackageColumns {
    whose: WhoseColumns,
    file: Located,
    submitted: Located,
}

impl PackageColumns {
    fn read(&self, row: &Row) -> Result<(Whose, Option<DateTime<Utc>>), RowRefusal> {
        row.whole()?;
        let whose = self.whose.whose(row)?;
        self.file.of(row)?;
        let submitted = self.submitted.of(row)?;
        let submitted_at = (!submitted.is_empty()).then(|| time(submitted)).transpose()?;
        Ok((whose, submitted_at))
    }
}

/// Why something that is neither a folder nor named .zip is no package.
fn no_package(path: &Path) -> TableError {
    let is = match archive::kind(path) {
        Ok(is) => is,
        Err(missing @ (TableError::Missing { .. } | TableError::Denied { .. })) => return missing,
        Err(_) => Foreign::Unknown,
    };
    match is {
        Foreign::SevenZip | Foreign::Rar | Foreign::Tar => {
            TableError::Foreign { path: path.to_owned(), is, wanted: ExpectedFormat::Package }
        }
        _ => TableError::Kind { path: path.to_owned(), kinds: ".zip, folder" },
    }
}

/// The numbers that a file's name may hold, the whole name first: `2026E801_张三`, `2026E801 (1)`,
/// `２０２６Ｅ８０１-2`.
pub fn numbers_in(name: &str) -> Vec<String> {
    let bare = identifier::bare(name);
    let mut numbers = vec![bare.clone()];
    let parts = |text: &str, fits: fn(char) -> bool| -> Vec<String> {
        let parts = text.split(|c: char| !fits(c)).map(|part| part.trim_matches('-'));
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    // The blanks of the name part numbers, so they are looked for in the name as it is.
    let narrow: String = name.chars().map(super::table::narrow).collect();
    numbers.extend(parts(&narrow, |c| c.is_ascii_alphanumeric() || c == '-'));
    numbers.extend(parts(&narrow, |c| c.is_ascii_alphanumeric()));
    let mut seen = BTreeSet::new();
    numbers.retain(|number| !number.is_empty() && seen.insert(number.clone()));
    numbers
}
