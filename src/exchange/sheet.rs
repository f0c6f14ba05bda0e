//! Tables to be written: .csv that Excel in China reads, or .xlsx. No cell can run as a formula.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::store::Cause;

/// Most rows of a sheet in a workbook, with the one of the head.
const MOST_ROWS: usize = 1 << 20;

/// How far it is told is after so many rows.
const EVERY_ROWS: u64 = 100;

/// Why a sheet was not written. What stood in its place stands there still.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// The file's name has another ending.
    #[error("the file's name must end in .csv or .xlsx: {}", .0.display())]
    Kind(PathBuf),
    /// It is what the list reports on.
    #[error("the report would overwrite what it reports on: {}", .0.display())]
    OwnInput(PathBuf),
    /// More rows than a workbook takes.
    #[error("{rows} rows are more than the {most} that an .xlsx file can have, write a .csv: {}", path.display())]
    TooManyRows {
        /// So many there are.
        rows: usize,
        /// So many there can be.
        most: usize,
        /// Which file.
        path: PathBuf,
    },
    /// What it holds can't be put into a file of this kind.
    #[error("cannot be written as a table: {why}: {}", path.display())]
    Contents {
        /// What the writer of tables said.
        why: String,
        /// Which file.
        path: PathBuf,
    },
    /// The system refused to write the file, or to give it its name.
    #[error("cannot write: {why}: {}", path.display())]
    File {
        /// What lies behind it.
        cause: Cause,
        /// What the system said.
        why: String,
        /// Which file.
        path: PathBuf,
    },
}

impl SheetError {
    /// A file that the system refuses to write.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        let cause = Cause::of_file(error);
        Self::File { cause, why: error.to_string(), path: path.to_owned() }
    }

    fn contents(path: &Path, why: &dyn std::fmt::Display) -> Self {
        Self::Contents { why: why.to_string(), path: path.to_owned() }
    }
}

/// A table to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The names of its columns, with their widths in characters.
    pub head: Vec<(String, u16)>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Most rows that a workbook takes below its head.
    pub const MOST_IN_BOOK: usize = MOST_ROWS - 1;

    /// Whether a file of this name can be written: fails for another ending than .csv and .xlsx.
    pub fn check_name(path: &Path) -> Result<(), SheetError> {
        SheetFormat::of(path).map(drop)
    }

    /// Writes the file durably beside its place, under a name of its own that is gone again unless
    /// it is moved to its place. `told` is told how many rows are done, the last time when all is on
    /// disk, and may stop it.
    pub fn prepare<E: From<SheetError>>(
        &self,
        path: &Path,
        told: &mut dyn FnMut(u64) -> Result<(), E>,
    ) -> Result<Prepared, E> {
        let bytes = self.bytes(path, None, told)?;
        let place = behind_links(path).map_err(|error| SheetError::file(path, &error))?;
        let put = || -> io::Result<tempfile::NamedTempFile> {
            let mut file = beside(&place)?;
            file.write_all(&bytes)?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        let file = put().map_err(|error| SheetError::file(path, &error))?;
        told(self.rows.len() as u64)?;
        Ok(Prepared { file, path: place })
    }

    /// The bytes of the file that `path` names. A workbook says that it was made at `made_at`: the same rows give the
    /// same bytes then. `told` is told how many rows are done, and may stop it.
    pub fn bytes<E: From<SheetError>>(
        &self,
        path: &Path,
        made_at: Option<DateTime<Utc>>,
        told: &mut dyn FnMut(u64) -> Result<(), E>,
    ) -> Result<Vec<u8>, E> {
        match SheetFormat::of(path)? {
            SheetFormat::Csv => self.csv(path, told),
            SheetFormat::Xlsx => self.xlsx(path, made_at, told),
        }
    }

    /// UTF-8 with a mark, by which Excel knows it.
    fn csv<E: From<SheetError>>(
        &self,
        path: &Path,
        told: &mut dyn FnMut(u64) -> Result<(), E>,
    ) -> Result<Vec<u8>, E> {
        let contents = |error: csv::Error| SheetError::contents(path, &error);
        let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
        writer.write_record(self.head.iter().map(|(name, _)| name)).map_err(contents)?;
        for (done, row) in (0..).zip(&self.rows) {
            now_and_then(done, told)?;
            writer.write_record(row.iter().map(|cell| defused(cell))).map_err(contents)?;
        }
        Ok(writer.into_inner().map_err(|error| SheetError::contents(path, &error))?)
    }

    /// Every cell as a string: a spreadsheet shows it and runs nothing.
    fn xlsx<E: From<SheetError>>(
        &self,
        path: &Path,
        made_at: Option<DateTime<Utc>>,
        told: &mut dyn FnMut(u64) -> Result<(), E>,
    ) -> Result<Vec<u8>, E> {
        let (rows, most) = (self.rows.len(), MOST_ROWS - 1);
        if rows > most {
            return Err(SheetError::TooManyRows { rows, most, path: path.to_owned() }.into());
        }
        let contents = |error: XlsxError| SheetError::contents(path, &error);
        let mut book = Workbook::new();
        if let Some(made_at) = made_at {
            let made_at = ExcelDateTime::from_timestamp(made_at.timestamp()).map_err(contents)?;
            book.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
        }
        let sheet = book.add_worksheet();
        self.begin(sheet).map_err(contents)?;
        for (row, cells) in (1_u32..).zip(&self.rows) {
            now_and_then(u64::from(row - 1), told)?;
            for (at, cell) in (0_u16..).zip(cells) {
                sheet.write_string(row, at, cell).map_err(contents)?;
            }
        }
        // Packing takes as long as the rows did, and nothing is told of it nor heard in it.
        Ok(book.save_to_buffer().map_err(contents)?)
    }

    /// The name, and the head, which stays in view.
    fn begin(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        sheet.set_name(&self.name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, (name, width)) in (0_u16..).zip(&self.head) {
            sheet.write_string_with_format(0, at, name, &bold)?;
            sheet.set_column_width(at, f64::from(*width))?;
        }
        Ok(())
    }
}

fn now_and_then<E>(done: u64, told: &mut dyn FnMut(u64) -> Result<(), E>) -> Result<(), E> {
    if done.is_multiple_of(EVERY_ROWS) { told(done) } else { Ok(()) }
}

/// A file that is written whole and waits for its name.
#[derive(Debug)]
pub struct Prepared {
    file: tempfile::NamedTempFile,
    path: PathBuf,
}

impl Prepared {
    /// Moves the file to its place, over one that is there.
    pub fn place(self) -> Result<(), SheetError> {
        let placed = self.file.persist(&self.path);
        placed.map(drop).map_err(|error| SheetError::file(&self.path, &error.error))
    }
}

/// The format of a file.
enum SheetFormat {
    Csv,
    Xlsx,
}

impl SheetFormat {
    fn of(path: &Path) -> Result<Self, SheetError> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match &*ending {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(SheetError::Kind(path.to_owned())),
        }
    }
}

/// An unnamed file in the folder of `path`. A list holds what nobody else should read: it is its owner's
/// alone, unless it replaces one; then it is as readable as that.
fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    // tempfile makes files that only their owner can read.
    let file = tempfile::Builder::new().tempfile_in(folder)?;
    #[cfg(unix)]
    if let Ok(old) = std::fs::metadata(path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
}

/// The file that a name leads to: a link stays a link, and what it leads to is written. One that leads to
/// nothing is an error.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    if path.is_symlink() { path.canonicalize() } else { Ok(path.to_owned()) }
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection).
fn defused(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::table::{ColumnSearch, ReadOptions, Table};

    fn sheet(cell: &str) -> Sheet {
        Sheet {
            name: "通知".to_owned(),
            head: vec![("姓名".to_owned(), 12)],
            rows: vec![vec![cell.to_owned()]],
        }
    }

    /// Writes a sheet that nobody stops.
    fn written(sheet: &Sheet, path: &Path) -> Result<(), SheetError> {
        sheet.prepare(path, &mut |_| Ok::<(), SheetError>(()))?.place()
    }

    fn lines(sheet: &Sheet) -> String {
        let csv = sheet.csv(Path::new("t.csv"), &mut |_| Ok::<(), SheetError>(()));
        String::from_utf8(csv.expect("csv")).expect("text")
    }

    #[test]
    fn both_kinds_are_read_back() {
        let dir = tempfile::tempdir().expect("folder");
        for name in ["t.csv", "t.xlsx"] {
            let path = dir.path().join(name);
            written(&sheet("欧阳䶮"), &path).expect("written");
            let options = ReadOptions::default();
            let search = ColumnSearch { all: &[], needs: &[], options: &options };
            let table = Table::read(&path, search).expect("read");
            assert_eq!(table.head, ["姓名"]);
            assert_eq!(table.rows[0].cells, ["欧阳䶮"]);
        }
    }

    #[test]
    fn formulas_are_defused() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            let csv = lines(&sheet(formula));
            let row = csv.lines().nth(1).expect("row").trim_start_matches('"');
            assert!(row.starts_with('\''), "{csv:?}");
        }
        let csv = lines(&sheet("a=b"));
        assert!(csv.ends_with("a=b\n"));
    }

    #[test]
    fn another_ending_writes_nothing() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("t.doc");
        assert_eq!(written(&sheet("x"), &path), Err(SheetError::Kind(path.clone())));
        assert!(!path.exists());
    }

    #[test]
    fn what_is_not_placed_leaves_nothing() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("t.csv");
        let told = &mut |_| Ok::<(), SheetError>(());
        let ready = sheet("x").prepare(&path, told).expect("written");
        assert!(!path.exists(), "not before it is placed");
        drop(ready);
        assert_eq!(std::fs::read_dir(dir.path()).expect("folder").count(), 0);
    }

    #[test]
    fn a_list_longer_than_a_workbook_is_refused_with_its_length() {
        let dir = tempfile::tempdir().expect("folder");
        let long = Sheet { rows: vec![Vec::new(); MOST_ROWS], ..sheet("x") };
        let path = dir.path().join("t.xlsx");
        let refused = written(&long, &path);
        let too_many = matches!(refused, Err(SheetError::TooManyRows { rows: MOST_ROWS, .. }));
        assert!(too_many && !path.exists(), "{refused:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one_and_what_it_leads_to_is_written() {
        let dir = tempfile::tempdir().expect("folder");
        let (shared, link) = (dir.path().join("shared.csv"), dir.path().join("link.csv"));
        std::fs::write(&shared, "old").expect("written");
        std::os::unix::fs::symlink(&shared, &link).expect("linked");
        written(&sheet("x"), &link).expect("written");
        assert!(link.is_symlink() && std::fs::read_to_string(&shared).expect("read").contains('x'));
        std::fs::remove_file(&shared).expect("removed");
        assert!(written(&sheet("x"), &link).is_err() && link.is_symlink(), "it leads to nothing");
    }

    #[cfg(unix)]
    #[test]
    fn a_list_is_as_readable_as_the_one_it_replaces() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("t.csv");
        let mode =
            |path: &Path| std::fs::metadata(path).expect("file").permissions().mode() & 0o777;
        written(&sheet("x"), &path).expect("written");
        assert_eq!(mode(&path), 0o600, "a new one is its owner's alone");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("set");
        written(&sheet("y"), &path).expect("written");
        assert_eq!(mode(&path), 0o640);
    }
}
