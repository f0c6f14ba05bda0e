//! The cells of a sheet as rows of text, with what can't be read of them.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{CellErrorType, Data, Dimensions, ExcelDateTime, Xlsx, XlsxError};
use chrono::{NaiveDate, TimeDelta};

use super::hidden::Hidden;
use super::script::clean;
use super::{Row, number};
use crate::exchange::RowRefusal;
use crate::exchange::cell_fault::CellFault;
use crate::exchange::found::letters;

/// Most columns read of a sheet. A sheet may have 16,384; a stray cell in the last must not make every
/// row that long.
const WIDEST: u32 = 256;

/// A workbook in memory.
pub(super) type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// A sheet as read.
#[derive(Default)]
pub(super) struct SheetCells {
    /// The rows that are not empty.
    pub(super) rows: Vec<Row>,
    /// Merged cells whose value was carried over, each with the number of its last row.
    pub(super) merged: Vec<(u64, String)>,
}

/// Reads a sheet. Rows that are hidden carry that as their fault.
pub(super) fn sheet(
    book: &mut Book<'_>,
    name: &str,
    hidden: Option<&Hidden>,
) -> Result<SheetCells, XlsxError> {
    let (mut rows, some_are_empty) = filled(book, name)?;
    if some_are_empty {
        uncomputed(book, name, &mut rows)?;
    }
    rows.retain(|_, row| row.fault.is_some() || !row.faults.is_empty() || !is_blank(row));
    let merged = carry(&book.merge_cells_by_sheet_name(name)?, &mut rows);
    let rows = rows.into_iter().map(|(at, mut row)| {
        if hidden.is_some_and(|hidden| hidden.has_row(at)) {
            row.fault = Some(RowRefusal::Cell(CellFault::Hidden));
        }
        row
    });
    Ok(SheetCells { rows: rows.collect(), merged })
}

fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(String::is_empty)
}

type ByNumber = BTreeMap<u32, Row>;

fn row_at(rows: &mut ByNumber, at: u32) -> &mut Row {
    rows.entry(at).or_insert_with(|| Row::new((u64::from(at) + 1).to_string()))
}

/// The rows with something in them, and whether there are cells with nothing.
fn filled(book: &mut Book<'_>, name: &str) -> Result<(ByNumber, bool), XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    let (mut rows, mut some_are_empty) = (ByNumber::new(), false);
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let (row, column) = cell.get_position();
        let style = cells.styles().get(style);
        let format = style.and_then(|style| style.number_format.as_ref());
        let format = format.map(|format| format.format_code.as_str());
        let text = match as_text(&Data::from(cell.get_value().clone()), format) {
            Ok(None) => {
                some_are_empty = true;
                continue;
            }
            Ok(Some(text)) if text.is_empty() => continue,
            Ok(Some(text)) => text,
            Err(fault) if column < WIDEST => {
                row_at(&mut rows, row).faults.insert(column as usize, fault);
                continue;
            }
            Err(_) => String::new(),
        };
        let row = row_at(&mut rows, row);
        if column >= WIDEST {
            let head = WIDEST as usize;
            row.fault = Some(RowRefusal::Cell(CellFault::TooMany { head }));
            continue;
        }
        put(row, column as usize, text);
    }
    Ok((rows, some_are_empty))
}

fn put(row: &mut Row, column: usize, text: String) {
    row.cells.resize(row.cells.len().max(column + 1), String::new());
    if let Some(place) = row.cells.get_mut(column) {
        *place = text;
    }
}

/// Marks the formulas that nobody has computed: programs write such workbooks, and a spreadsheet computes
/// them when it opens and saves them.
fn uncomputed(book: &mut Book<'_>, name: &str, rows: &mut ByNumber) -> Result<(), XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    while let Some(cell) = cells.next_cell_with_formula_metadata()? {
        let (row, column) = cell.pos;
        let is_empty = matches!(Data::from(cell.value), Data::Empty);
        if cell.formula.is_some() && is_empty && column < WIDEST {
            let at = format!("{}{}", letters(column as usize), u64::from(row) + 1);
            let fault = CellFault::NoValue { at };
            row_at(rows, row).faults.insert(column as usize, fault);
        }
    }
    Ok(())
}

/// Carries the value of merged cells over to the rows and columns that they cover, as a reader sees them.
fn carry(regions: &[Dimensions], rows: &mut ByNumber) -> Vec<(u64, String)> {
    let mut told = Vec::new();
    for Dimensions { start, end } in regions {
        let (first, last) = (start.1, end.1.min(WIDEST - 1));
        let origin = rows.get(&start.0);
        let value = origin.and_then(|row| row.cells.get(first as usize)).cloned();
        let fault = origin.and_then(|row| row.faults.get(&(first as usize))).cloned();
        let value = value.unwrap_or_default();
        if value.is_empty() && fault.is_none() || start.0 > end.0 || first > last {
            continue;
        }
        let mut is_carried = false;
        for (at, row) in rows.range_mut(start.0..=end.0) {
            for column in (first..=last).map(|column| column as usize) {
                let is_origin = *at == start.0 && column == first as usize;
                let is_filled = row.cells.get(column).is_some_and(|cell| !cell.is_empty());
                if is_origin || is_filled || row.faults.contains_key(&column) {
                    continue;
                }
                if let Some(fault) = &fault {
                    row.faults.insert(column, fault.clone());
                } else {
                    put(row, column, value.clone());
                    row.carried.insert(column);
                    is_carried = true;
                }
            }
        }
        if is_carried {
            let corner = |(row, column): (u32, u32)| {
                format!("{}{}", letters(column as usize), u64::from(row) + 1)
            };
            told.push((u64::from(end.0) + 1, format!("{}:{}", corner(*start), corner(*end))));
        }
    }
    told
}

/// A cell as text: dates as `2026-09-01 10:12:33`, numbers as their format shows them. Nothing for a cell
/// without a value.
fn as_text(cell: &Data, format: Option<&str>) -> Result<Option<String>, CellFault> {
    Ok(Some(match cell {
        Data::Empty => return Ok(None),
        Data::Float(value) => number::shown(*value, format),
        Data::Int(value) => number::shown(*value as f64, format),
        Data::DateTime(time) => moment(time),
        Data::Bool(_) => return Err(CellFault::Truth),
        Data::Error(error) => return Err(CellFault::Error { value: error_word(error) }),
        other => clean(&other.to_string()),
    }))
}

fn error_word(error: &CellErrorType) -> String {
    error.to_string()
}

/// A time to the second: spreadsheets keep it as a fraction of a day, which is seldom exact.
fn moment(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    let at = day.and_then(|day| {
        day.and_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into())
    });
    let rounded = at.and_then(|at| at.checked_add_signed(TimeDelta::milliseconds(500)));
    rounded.map_or_else(
        || number::shown(time.as_f64(), None),
        |at| at.format("%Y-%m-%d %H:%M:%S").to_string(),
    )
}
