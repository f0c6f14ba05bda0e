//! Sheets that leave: .csv that Excel in China reads, or .xlsx; cells are never run as formulas.

use std::io::Write as _;
use std::path::Path;

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
    /// Writes the file by its ending; the file is there whole, or as it was before.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let bytes = match &*ending {
            "csv" => self.csv()?,
            "xlsx" => self.xlsx()?,
            _ => anyhow::bail!("the file's name must end in .csv or .xlsx: {}", path.display()),
        };
        let folder = path.parent().filter(|dir| !dir.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        let put = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&bytes)?;
            file.as_file().sync_all()?;
            file.persist(path).map_err(|error| error.error)?;
            Ok(())
        };
        put().with_context(|| format!("writing {}", path.display()))
    }

    /// UTF-8 with a mark, by which Excel knows it.
    fn csv(&self) -> anyhow::Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
        writer.write_record(self.head.iter().map(|(name, _)| name))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| defused(cell)))?;
        }
        Ok(writer.into_inner()?)
    }

    /// Every cell as a string: a spreadsheet shows it and runs nothing.
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
            let table = Table::read(&path).expect("read");
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
}
