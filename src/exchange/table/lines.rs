//! Tables as text: finds out the encoding and the delimiter.

use std::borrow::Cow;
use std::path::Path;

use encoding_rs::{Encoding, GB18030};

use super::{HEAD_WITHIN, Rows, clean, damaged};
use crate::exchange::TableError;

/// Decodes the text: as its byte order mark says, else as UTF-8, else as GB 18030, which Excel writes in
/// China. A character that can't be decoded becomes the replacement character, for which `intact` refuses
/// the row.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => GB18030.decode_without_bom_handling(bytes).0,
    }
}

/// The delimiter that occurs most often in the first [`HEAD_WITHIN`] rows.
fn delimiter(text: &str) -> u8 {
    let first: Vec<&str> =
        text.lines().filter(|line| !line.trim().is_empty()).take(HEAD_WITHIN).collect();
    let count = |mark: u8| -> usize {
        first.iter().map(|line| line.matches(char::from(mark)).count()).sum()
    };
    let most = b",\t;".iter().copied().max_by_key(|mark| (count(*mark), *mark == b','));
    most.unwrap_or(b',')
}

/// The rows that are not empty.
pub(super) fn rows(bytes: &[u8], path: &Path) -> Result<Rows, TableError> {
    let mut text = decode(bytes).into_owned();
    text.push('\n');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let (mut rows, mut record) = (Rows::new(), csv::StringRecord::new());
    let mut last = 0;
    while reader.read_record(&mut record).map_err(|error| damaged(path, &error))? {
        // The csv reader skips empty lines: count rows by the file's own lines.
        let breaks: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let line = reader.position().line().saturating_sub(1 + breaks as u64);
        last = line.max(last + 1);
        let cells: Vec<String> = record.iter().map(clean).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((last, cells));
        }
    }
    Ok(rows)
}
