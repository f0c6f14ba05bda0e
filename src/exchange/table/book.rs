//! Tables in workbooks (.xlsx): reads the first sheet that has all the needed columns.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::catch_unwind;
use std::path::Path;

use calamine::{Data, Reader as _, SheetType, Xlsx};
use zip::ZipArchive;

use super::{Column, LARGEST, Rows, Table, clean, damaged};
use crate::exchange::TableError;

/// Most columns read of a sheet. A sheet may have 16,384; a stray cell in the last must not make every
/// row that long.
const WIDEST: u32 = 256;

/// Spreadsheets keep fifteen digits: a number of this size or more may have lost some.
const EXACT_BELOW: f64 = 1e15;

pub(super) fn table(bytes: Vec<u8>, path: &Path, needed: &[Column]) -> Result<Table, TableError> {
    // calamine panics at a cell whose row or column number overflows. Overflow checks are on in the
    // release build too (see the profile in Cargo.toml): without them the cell would silently land in
    // another column.
    catch_unwind(|| read(bytes, path, needed))
        .unwrap_or_else(|_| Err(TableError::ReaderFailed { path: path.to_owned() }))
}

fn read(bytes: Vec<u8>, path: &Path, needed: &[Column]) -> Result<Table, TableError> {
    let packed = ZipArchive::new(Cursor::new(&bytes)).map_err(|error| damaged(path, &error))?;
    // The stated sizes can be trusted: the `zip` crate unpacks no file beyond the size that it states.
    if packed.decompressed_size().is_some_and(|size| size > u128::from(LARGEST) * 10) {
        return Err(TableError::TooLarge { path: path.to_owned() });
    }
    drop(packed);
    let mut book = Xlsx::new(Cursor::new(bytes))
        .map_err(|error: calamine::XlsxError| damaged(path, &error))?;
    let sheets = book.sheets_metadata().iter();
    let names: Vec<String> = sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut filled: Vec<(String, Table)> = Vec::new();
    for name in names {
        let rows = rows(&mut book, &name).map_err(|error| damaged(path, &error))?;
        if !rows.is_empty() {
            filled.push((name, Table::from_rows(rows, needed)));
        }
    }
    let has_head =
        |(_, table): &(String, Table)| needed.iter().all(|column| table.find(*column).is_some());
    let chosen = filled.iter().position(has_head).unwrap_or(0);
    if filled.is_empty() {
        return Ok(Table::default());
    }
    let (_, table) = filled.swap_remove(chosen);
    let ignored_sheets = filled.into_iter().map(|(name, _)| name).collect();
    Ok(Table { ignored_sheets, ..table })
}

/// The rows of a sheet that are not empty.
fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Result<Rows, calamine::XlsxError> {
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let mut rows: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let text = as_text(&Data::from(cell.get_value().clone()));
        if text.is_empty() || column >= WIDEST {
            continue;
        }
        let row = rows.entry(u64::from(row) + 1).or_default();
        let column = column as usize;
        row.resize(row.len().max(column + 1), String::new());
        if let Some(place) = row.get_mut(column) {
            *place = text;
        }
    }
    Ok(rows.into_iter().collect())
}

/// A cell as text: whole numbers without `.0`, dates as `2026-09-01 10:12:33`, and numbers that may have
/// lost digits as spreadsheets show them, `1.10105194912310E+17`, so that they are recognised later.
fn as_text(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.abs() >= EXACT_BELOW => quantity(*number),
        Data::Int(number) if (*number as f64).abs() >= EXACT_BELOW => quantity(*number as f64),
        Data::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        Data::DateTime(time) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        Data::Error(_) => String::new(),
        other => clean(&other.to_string()),
    }
}

fn quantity(number: f64) -> String {
    format!("{number:.14E}").replacen('E', "E+", 1)
}
