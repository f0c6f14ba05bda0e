//! Tables in workbooks (.xlsx): which sheets are read, and what of the others is told.

use std::io::Cursor;
use std::panic::catch_unwind;
use std::path::Path;

use calamine::{Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use zip::ZipArchive;

use super::cells;
use super::column;
use super::hidden::{self, Hidden};
use super::secret::discreet;
use super::{ColumnSearch, LARGEST, ReadOptions, Table, damaged};
use crate::exchange::failure::{ExpectedFormat, TableError};
use crate::exchange::foreign::Foreign;
use crate::exchange::found::letters;

/// What kind of .zip this is.
pub(super) fn kind(bytes: &[u8]) -> Foreign {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else { return Foreign::CutZip };
    let has = |name: &str| archive.index_for_name(name).is_some();
    let opendocument = b"application/vnd.oasis.opendocument.spreadsheet";
    if has("xl/workbook.bin") {
        Foreign::Xlsb
    } else if archive.file_names_raw().any(|name| name.starts_with(b"xl/")) {
        Foreign::Book
    } else if memchr::memmem::find(bytes.get(..256).unwrap_or(bytes), opendocument).is_some() {
        Foreign::Ods
    } else {
        Foreign::Zip
    }
}

pub(super) fn table(
    bytes: &[u8],
    path: &Path,
    search: ColumnSearch<'_>,
) -> Result<Table, TableError> {
    match kind(bytes) {
        Foreign::Book => {}
        is => {
            return Err(TableError::Foreign {
                path: path.to_owned(),
                is,
                wanted: ExpectedFormat::Book,
            });
        }
    }
    // calamine panics at a cell whose row or column number overflows. Overflow checks are on in the
    // release build too (see the profile in Cargo.toml): without them the cell would silently land in
    // another column.
    catch_unwind(|| read(bytes, path, search))
        .unwrap_or_else(|_| Err(TableError::ReaderFailed { path: path.to_owned() }))
}

/// A visible sheet with contents.
struct FilledSheet {
    name: String,
    table: Table,
    /// Merged cells, each with the number of its last row.
    merged: Vec<(u64, String)>,
    hidden_columns: Vec<String>,
}

fn read(bytes: &[u8], path: &Path, search: ColumnSearch<'_>) -> Result<Table, TableError> {
    let packed = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(path, &error))?;
    // The stated sizes can be trusted: the `zip` crate unpacks no file beyond the size that it states.
    if packed.decompressed_size().is_some_and(|size| size > u128::from(LARGEST) * 10) {
        return Err(TableError::TooLarge { path: path.to_owned() });
    }
    drop(packed);
    let failed = |error: XlsxError| match error {
        XlsxError::Password => {
            let (is, wanted) = (Foreign::Locked, ExpectedFormat::Book);
            TableError::Foreign { path: path.to_owned(), is, wanted }
        }
        error => damaged(path, &error),
    };
    let mut book: cells::Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
    let hidden = hidden::of(bytes);
    let sheets: Vec<_> = book.sheets_metadata().to_vec();
    let (mut parts, mut hidden_sheets, mut all_sheets) = (Vec::new(), Vec::new(), Vec::new());
    let chosen = search.options.sheet.as_deref();
    let mut named: Option<ReadOptions> = None;
    for sheet in sheets.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let hidden = hidden.get(&sheet.name);
        let read = cells::sheet(&mut book, &sheet.name, hidden).map_err(failed)?;
        if read.rows.is_empty() {
            continue;
        }
        all_sheets.push(sheet.name.clone());
        match chosen {
            Some(chosen) if chosen != sheet.name => continue,
            None if sheet.visible != SheetVisible::Visible => {
                hidden_sheets.push(sheet.name);
                continue;
            }
            _ => {}
        }
        let options = named.as_ref().unwrap_or(search.options);
        let table = Table::from_rows(read.rows, ColumnSearch { options, ..search });
        if named.is_none() && search.fits(&table.head) {
            named = Some(search.options.by_name(&table.head));
        }
        let hidden_columns = hidden_columns(&table.head, hidden);
        parts.push(FilledSheet { name: sheet.name, table, merged: read.merged, hidden_columns });
    }
    if let Some(sheet) = chosen.filter(|chosen| !all_sheets.iter().any(|sheet| sheet == chosen)) {
        let (path, sheet) = (path.to_owned(), sheet.to_owned());
        return Err(TableError::NoSheet { path, sheet, choices: all_sheets.join(", ") });
    }
    let options = named.as_ref().unwrap_or(search.options);
    let mut table = join(parts, ColumnSearch { options, ..search });
    table.found.hidden_sheets = hidden_sheets;
    table.found.all_sheets = all_sheets;
    Ok(table)
}

fn hidden_columns(head: &[String], hidden: Option<&Hidden>) -> Vec<String> {
    let Some(hidden) = hidden else { return Vec::new() };
    let named = head.iter().enumerate().filter(|(_, name)| !name.is_empty());
    let hidden = named.filter(|(at, _)| u32::try_from(*at).is_ok_and(|at| hidden.has_column(at)));
    hidden.map(|(at, name)| format!("{} ({})", discreet(name), letters(at))).collect()
}

/// The first sheet with the needed columns, and below it all others with the same head, in whatever order
/// their columns are.
fn join(mut parts: Vec<FilledSheet>, search: ColumnSearch<'_>) -> Table {
    let fits = |part: &FilledSheet| search.fits(&part.table.head);
    let Some(first) = parts.iter().position(fits) else {
        // No sheet has the columns: what is missing is said of the first one.
        let Some(first) = parts.into_iter().next() else { return Table::default() };
        let mut table = first.table;
        table.found.sheets = vec![first.name];
        return table;
    };
    let names = names(parts.get(first).map_or(&[][..], |part| &part.table.head));
    let same = |part: &FilledSheet| fits(part) && self::names(&part.table.head) == names;
    let several = parts.iter().filter(|part| same(part)).count() > 1;
    let mut whole = Table::default();
    let mut others = Vec::new();
    for part in parts.drain(..) {
        if same(&part) {
            append(&mut whole, part, several);
        } else {
            others.push(part.name);
        }
    }
    whole.found.other_sheets = others;
    whole
}

/// The names of a head, whatever their order is there.
fn names(head: &[String]) -> Vec<String> {
    let plain = head.iter().map(|name| column::plain(name));
    let mut names: Vec<String> = plain.filter(|name| !name.is_empty()).collect();
    names.sort();
    names
}

/// Adds a sheet's rows; where there are several, each row says of which sheet it is.
fn append(whole: &mut Table, part: FilledSheet, several: bool) {
    let FilledSheet { name, mut table, merged, hidden_columns } = part;
    let place = |place: &str| if several { format!("{name}:{place}") } else { place.to_owned() };
    let head: u64 = table.found.head.parse().unwrap_or(0);
    let below = merged.into_iter().filter(|(last, _)| *last > head);
    whole.found.merged.extend(below.map(|(_, region)| place(&region)));
    let above = table.found.above.drain(..);
    whole.found.above.extend(above.map(|(at, said)| (place(&at), said)));
    whole.found.hidden_columns.extend(hidden_columns.iter().map(|column| place(column)));
    for row in &mut table.rows {
        row.place = place(&row.place);
    }
    if whole.found.sheets.is_empty() {
        whole.found.head = place(&table.found.head);
        whole.found.top = std::mem::take(&mut table.found.top);
        whole.head = table.head;
        whole.secret = table.secret;
    } else {
        arrange(&whole.head, &mut table);
    }
    whole.rows.append(&mut table.rows);
    whole.found.sheets.push(name);
}

/// Puts the cells of a sheet into the order of another head with the same names.
fn arrange(head: &[String], table: &mut Table) {
    let mut free: Vec<Option<usize>> = (0..table.head.len()).map(Some).collect();
    let mut from = Vec::with_capacity(head.len());
    for name in head {
        let wanted = column::plain(name);
        let found = table.head.iter().enumerate().position(|(at, name)| {
            free.get(at).copied().flatten().is_some() && column::plain(name) == wanted
        });
        if let Some(taken) = found.and_then(|at| free.get_mut(at)) {
            *taken = None;
        }
        from.push(found);
    }
    for row in &mut table.rows {
        let old = std::mem::take(&mut row.cells);
        let (faults, carried) = (std::mem::take(&mut row.faults), std::mem::take(&mut row.carried));
        for (to, from) in from.iter().enumerate() {
            let Some(from) = from else {
                row.cells.push(String::new());
                continue;
            };
            row.cells.push(old.get(*from).cloned().unwrap_or_default());
            if let Some(fault) = faults.get(from) {
                row.faults.insert(to, fault.clone());
            }
            if carried.contains(from) {
                row.carried.insert(to);
            }
        }
    }
}
