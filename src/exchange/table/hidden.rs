//! Rows and columns of a workbook that are hidden, which calamine does not tell.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Cursor};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

/// What of a sheet is hidden; rows and columns count from 0.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    rows: BTreeSet<u32>,
    columns: Vec<(u32, u32)>,
}

impl Hidden {
    pub(super) fn has_row(&self, row: u32) -> bool {
        self.rows.contains(&row)
    }

    pub(super) fn has_column(&self, column: u32) -> bool {
        self.columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }
}

/// What is hidden on each sheet, by its name. A part that can't be read hides nothing: whether the workbook
/// is damaged, calamine says.
pub(super) fn of(bytes: &[u8]) -> BTreeMap<String, Hidden> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return BTreeMap::new() };
    let mut targets = BTreeMap::new();
    elements(&mut archive, "xl/_rels/workbook.xml.rels", |element| {
        if let (Some(id), Some(target)) = (value(element, "Id"), value(element, "Target")) {
            targets.insert(id, target);
        }
        true
    });
    let mut sheets = Vec::new();
    elements(&mut archive, "xl/workbook.xml", |element| {
        if element.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (value(element, "name"), value(element, "r:id"))
        {
            sheets.push((name, id));
        }
        true
    });
    let mut hidden = BTreeMap::new();
    for (name, id) in sheets {
        let Some(target) = targets.get(&id) else { continue };
        let absolute = target.strip_prefix('/').map(str::to_owned);
        let part = absolute.unwrap_or_else(|| format!("xl/{target}"));
        hidden.insert(name, sheet(&mut archive, &part));
    }
    hidden
}

fn sheet(archive: &mut ZipArchive<Cursor<&[u8]>>, part: &str) -> Hidden {
    let mut hidden = Hidden::default();
    let mut row = 0_u32;
    elements(archive, part, |element| {
        let number = |name| value(element, name).and_then(|text| text.parse::<u32>().ok());
        let is_hidden =
            || value(element, "hidden").is_some_and(|text| text == "1" || text == "true");
        match element.local_name().as_ref() {
            "row" => {
                row = number("r").unwrap_or(row + 1);
                if is_hidden() {
                    hidden.rows.insert(row.saturating_sub(1));
                }
            }
            "col" if is_hidden() => {
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    hidden.columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                }
            }
            "mergeCells" => return false,
            _ => {}
        }
        true
    });
    hidden
}

/// Shows each element's begin to `see`, until it has seen enough or the part ends.
fn elements(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    part: &str,
    mut see: impl FnMut(&BytesStart<'_>) -> bool,
) {
    let Ok(part) = archive.by_name(part) else { return };
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    while let Some(go_on) = next(&mut reader, &mut buffer, &mut see) {
        if !go_on {
            return;
        }
        buffer.clear();
    }
}

/// Shows the next element; nothing at the end, and where the part can't be read.
fn next(
    reader: &mut Reader<impl BufRead>,
    buffer: &mut Vec<u8>,
    see: &mut impl FnMut(&BytesStart<'_>) -> bool,
) -> Option<bool> {
    match reader.read_event_into(buffer).ok()? {
        Event::Start(element) | Event::Empty(element) => Some(see(&element)),
        Event::Eof => None,
        _ => Some(true),
    }
}

fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}
