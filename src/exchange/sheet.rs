//! Tables to be written: .csv that Excel in China reads, or .xlsx. No cell can run as a formula.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rust_xlsxwriter::{Format, Workbook};

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
    /// Checks that the file's name ends in .csv or .xlsx.
    pub fn check_name(path: &Path) -> anyhow::Result<()> {
        Kind::of(path).map(drop)
    }

    /// Writes the file, in the format that its extension names. If that fails, an earlier file stays as
    /// it was.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        self.prepare(path)?.place()
    }

    /// Writes the file durably, next to its place and under a temporary name. It is deleted unless
    /// [`Prepared::place`] is called.
    pub fn prepare(&self, path: &Path) -> anyhow::Result<Prepared> {
        let bytes = match Kind::of(path)? {
            Kind::Csv => self.csv()?,
            Kind::Xlsx => self.xlsx()?,
        };
        let put = || -> std::io::Result<tempfile::NamedTempFile> {
            let mut file = beside(path)?;
            file.write_all(&bytes)?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        let file = put().with_context(|| format!("writing {}", path.display()))?;
        Ok(Prepared { file, path: path.to_owned() })
    }

    /// UTF-8 with a byte order mark, without which Excel takes it for another encoding.
    fn csv(&self) -> anyhow::Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
        writer.write_record(self.head.iter().map(|(name, _)| name))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| defused(cell)))?;
        }
        Ok(writer.into_inner()?)
    }

    /// Every cell is a string, so that a spreadsheet never runs it as a formula.
    fn xlsx(&self) -> anyhow::Result<Vec<u8>> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = book.add_worksheet();
        sheet.set_name(&self.name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, (name, width)) in (0_u16..).zip(&self.head) {
            sheet.write_string_with_format(0, at, name, &bold)?;
            sheet.set_column_width(at, f64::from(*width))?;
        }
        for (row, cells) in (1_u32..).zip(&self.rows) {
            for (at, cell) in (0_u16..).zip(cells) {
                sheet.write_string(row, at, cell)?;
            }
        }
        Ok(book.save_to_buffer()?)
    }
}

/// A complete file that still has a temporary name.
#[derive(Debug)]
pub struct Prepared {
    file: tempfile::NamedTempFile,
    path: PathBuf,
}

impl Prepared {
    /// Gives the file its name; replaces an earlier file.
    pub fn place(self) -> anyhow::Result<()> {
        let placed = self.file.persist(&self.path).map_err(|error| error.error);
        placed.map(drop).with_context(|| format!("writing {}", self.path.display()))
    }
}

/// The format of a file.
enum Kind {
    Csv,
    Xlsx,
}

impl Kind {
    fn of(path: &Path) -> anyhow::Result<Self> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match &*ending {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => anyhow::bail!("the file's name must end in .csv or .xlsx: {}", path.display()),
        }
    }
}

/// A temporary file in the folder of `path`. Lists are confidential: only the owner can read the file,
/// unless it replaces an earlier one, whose permissions it then gets.
fn beside(path: &Path) -> std::io::Result<tempfile::NamedTempFile> {
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
    use crate::exchange::table::Table;

    fn sheet(cell: &str) -> Sheet {
        Sheet {
            name: "通知".to_owned(),
            head: vec![("姓名".to_owned(), 12)],
            rows: vec![vec![cell.to_owned()]],
        }
    }

    #[test]
    fn both_kinds_are_read_back() {
        let dir = tempfile::tempdir().expect("folder");
        for name in ["t.csv", "t.xlsx"] {
            let path = dir.path().join(name);
            sheet("欧阳䶮").write(&path).expect("written");
            let table = Table::read(&path, &[]).expect("read");
            assert_eq!(table.head, ["姓名"]);
            assert_eq!(table.rows[0].1, ["欧阳䶮"]);
        }
    }

    #[test]
    fn formulas_are_defused() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            let csv = String::from_utf8(sheet(formula).csv().expect("csv")).expect("text");
            let row = csv.lines().nth(1).expect("row").trim_start_matches('"');
            assert!(row.starts_with('\''), "{csv:?}");
        }
        let csv = String::from_utf8(sheet("a=b").csv().expect("csv")).expect("text");
        assert!(csv.ends_with("a=b\n"));
    }

    #[test]
    fn another_ending_writes_nothing() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("t.doc");
        assert!(sheet("x").write(&path).is_err());
        assert!(!path.exists());
    }

    #[test]
    fn what_is_not_placed_leaves_nothing() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("t.csv");
        let ready = sheet("x").prepare(&path).expect("written");
        assert!(!path.exists(), "not before it is placed");
        drop(ready);
        assert_eq!(std::fs::read_dir(dir.path()).expect("folder").count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_list_is_as_readable_as_the_one_it_replaces() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("t.csv");
        let mode =
            |path: &Path| std::fs::metadata(path).expect("file").permissions().mode() & 0o777;
        sheet("x").write(&path).expect("written");
        assert_eq!(mode(&path), 0o600, "a new one is its owner's alone");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("set");
        sheet("y").write(&path).expect("written");
        assert_eq!(mode(&path), 0o640);
    }
}
