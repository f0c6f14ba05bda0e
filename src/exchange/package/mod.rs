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

use super::payments::time_in_china;
use super::table::{Column, Table, cell, intact, whole_number};
use super::{RowRefusal, TableError};
use crate::domain::student::StudentNo;
use aside::SetAside;
use files::{Source, inside, is_list, looks_like_picture, stem};

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

/// Most bytes of a list.
const LARGEST_LIST: u64 = 64 << 20;

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
    /// Sheets of the list that were not read.
    pub ignored_sheets: Vec<String>,
    source: Source,
    left: Left,
}

/// What is left out of a package.
#[derive(Default)]
struct Left {
    /// Files and folders that can't be taken, by path.
    refused: BTreeMap<String, RowRefusal>,
    /// What a system keeps for itself, and nobody handed in.
    aside: SetAside,
}

/// The files of a package, and what of it is left out.
type Contents = (Source, Left);

impl Package {
    /// Opens a folder or a .zip, and reads its list if it has one.
    pub fn open(path: &Path) -> Result<Self, TableError> {
        let is_zip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        let (source, left) = if path.is_dir() {
            folder::open(path)?
        } else if is_zip {
            archive::open(path)?
        } else {
            let kinds = ".zip, folder";
            return Err(TableError::Kind { path: path.to_owned(), kinds });
        };
        let (rows, ignored, ignored_sheets) = (Vec::new(), Vec::new(), Vec::new());
        let mut package = Self { rows, ignored, ignored_sheets, source, left };
        match package.list(path)? {
            Some(list) => package.read_list(&list, path)?,
            None => package.read_names(),
        }
        package.tell_aside();
        Ok(package)
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

    fn read_list(&mut self, list: &str, path: &Path) -> Result<(), TableError> {
        let shown = path.join(list);
        let bytes = self.read(list, LARGEST_LIST).map_err(|refusal| {
            let why = match refusal {
                RowRefusal::Archive(why) => why,
                refusal => format!("{refusal:?}"),
            };
            TableError::Damaged { path: shown.clone(), why }
        })?;
        if bytes.len() as u64 > LARGEST_LIST {
            return Err(TableError::TooLarge { path: shown });
        }
        let table = Table::from_bytes(bytes, &shown, &[STUDENT, FILE])?;
        let student = table.need(STUDENT, &shown)?;
        let file = table.need(FILE, &shown)?;
        let submitted = table.find(SUBMITTED);
        let folder = list.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.ignored = table.ignored(&[STUDENT, FILE, SUBMITTED]);
        let mut named = BTreeSet::new();
        for (row, cells) in &table.rows {
            let found = inside(folder, cell(cells, Some(file)), FILE.shown);
            if let Ok(name) = &found {
                named.insert(name.clone());
            }
            let time = cell(cells, submitted);
            let submitted_at = time_in_china(time);
            let student = cell(cells, Some(student));
            let file = intact(cells).and_then(|()| whole_number(student)).and_then(|_| {
                if !time.is_empty() && submitted_at.is_none() {
                    return Err(RowRefusal::Time(time.to_owned()));
                }
                self.present(found?)
            });
            let place = format!("{list}:{row}");
            self.rows.push(PackageRow { place, student: student.to_owned(), submitted_at, file });
        }
        self.ignored_sheets = table.ignored_sheets;
        self.tell_unnamed(list, &named);
        Ok(())
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

    /// Adds a refused row for each photo that the list does not name, so that none is left out silently.
    fn tell_unnamed(&mut self, list: &str, named: &BTreeSet<String>) {
        let unnamed = self
            .source
            .names()
            .into_iter()
            .filter(|name| name != list && !named.contains(name) && looks_like_picture(name));
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
        let known: BTreeSet<&str> = self.rows.iter().map(|row| &*row.student).collect();
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
            student: String::new(),
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
        student: stem(&name).to_owned(),
        submitted_at: None,
        file: refused.map_or(Ok(name), Err),
    }
}
