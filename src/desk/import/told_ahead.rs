//! What is told before an import, in words: how the file is read, and what would become of its rows.

use super::preview::{FirstRow, ImportPreview};
use super::report::{Outcome, RowOutcome};
use super::{ImportKind, meaning_code};
use crate::exchange::table::{Decided, Found, FoundColumn};
use crate::text::Text;

/// What a column means, in one language; none for one that is not used.
pub fn meaning_words(meaning: Option<&'static str>, text: &Text) -> String {
    let key = meaning.map(|meaning| format!("preview-meaning-{}", meaning_code(meaning)));
    text.get(key.as_deref().unwrap_or("preview-unused")).into_owned()
}

/// The encoding of a text, and how it was decided on.
pub fn encoding_words(found: &Found, text: &Text) -> Option<String> {
    let by = text.get(match found.by {
        Decided::Contents => "preview-by-contents",
        Decided::Mark => "preview-by-mark",
        Decided::Person => "preview-by-person",
    });
    let value = found.encoding?.name().into();
    Some(text.with("preview-encoding-by", &[("value", value), ("by", by.into_owned().into())]))
}

/// The encoding, the sheets and the head of a file, as far as it has them.
fn reading(found: &Found, text: &Text) -> Vec<String> {
    let encoding = encoding_words(found, text);
    let encoding = encoding.map(|words| text.with("preview-encoding", &[("value", words.into())]));
    let all = &found.all_sheets;
    let sheets = (!found.sheets.is_empty()).then(|| {
        let read = ("value", found.sheets.join(", ").into());
        if all.len() > found.sheets.len() {
            text.with("preview-sheets-of", &[read, ("all", all.join(", ").into())])
        } else {
            text.with("preview-sheets", &[read])
        }
    });
    let head = (!found.head.is_empty())
        .then(|| text.with("preview-head", &[("row", found.head.as_str().into())]));
    [encoding, sheets, head].into_iter().flatten().collect()
}

/// The counts as a sentence.
pub fn preview_summary(preview: &ImportPreview, text: &Text) -> String {
    let report = &preview.report;
    let count = |n: u64| n.to_string().into();
    let kind = ("kind", text.get(report.kind.key()).into_owned().into());
    let refused = ("refused", count(report.counts.refused));
    if report.kind == ImportKind::Submissions && !preview.photos_checked {
        let to_check = ("to_check", count(report.counts.to_check));
        return text.with("preview-summary-photos", &[kind, to_check, refused]);
    }
    let values = [
        kind,
        ("added", count(report.counts.added)),
        ("changed", count(report.counts.changed)),
        ("unchanged", count(report.counts.unchanged)),
        refused,
    ];
    text.with("preview-summary", &values)
}

/// Sentences about what was not read, and what else is to be known.
pub fn preview_remarks(preview: &ImportPreview, text: &Text) -> Vec<String> {
    let report = &preview.report;
    let sheets = (!report.ignored_sheets.is_empty()).then(|| {
        let sheets = [("sheets", report.ignored_sheets.join(", ").into())];
        text.with("import-ignored-sheets", &sheets)
    });
    let later = (report.counts.to_check > 0).then(|| text.get("preview-photos-later").into_owned());
    let unchecked = report.told.unchecked;
    let references = (unchecked > 0)
        .then(|| text.with("preview-references-later", &[("count", unchecked.to_string().into())]));
    let remarks = sheets.into_iter().chain(report.told.say_but_encoding(text));
    remarks.chain(later).chain(references).collect()
}

/// Everything that is known before an import, line by line: every row of a package, and of a list those that
/// would not be taken.
pub fn preview_lines(preview: &ImportPreview, text: &Text) -> Vec<String> {
    let report = &preview.report;
    let file = [("path", report.file.display().to_string().into())];
    let mut lines = vec![text.with("preview-file", &file)];
    let found = &report.told.found;
    lines.extend(reading(found, text));
    if !found.columns.is_empty() {
        lines.push(text.get("preview-columns").into_owned());
        lines.extend(found.columns.iter().map(|column| format!("  {}", say_column(column, text))));
    }
    if !preview.first.is_empty() && report.kind != ImportKind::Submissions {
        let count = [("count", preview.first.len().to_string().into())];
        lines.push(text.with("preview-first", &count));
        lines.extend(preview.first.iter().map(|row| format!("  {}", say_first(row, text))));
    }
    let is_told = |row: &&RowOutcome| {
        let is_left = matches!(row.outcome, Outcome::Refused(_) | Outcome::LeftOut(_));
        is_left || report.kind == ImportKind::Submissions
    };
    let rows: Vec<&RowOutcome> = report.rows.iter().filter(is_told).collect();
    if !rows.is_empty() {
        lines.push(text.get("preview-rows").into_owned());
        lines.extend(rows.into_iter().map(|row| format!("  {}", row.line(text))));
    }
    lines.extend(preview_remarks(preview, text));
    lines
}

fn say_column(column: &FoundColumn, text: &Text) -> String {
    let name = if column.name.is_empty() {
        text.get("preview-unnamed").into_owned()
    } else {
        column.name.clone()
    };
    let values = [
        ("letters", column.letters().into()),
        ("name", name.into()),
        ("meaning", meaning_words(column.meaning, text).into()),
        ("samples", column.samples.join(" | ").into()),
    ];
    text.with("preview-column", &values)
}

fn say_first(row: &FirstRow, text: &Text) -> String {
    let cells = row
        .cells
        .iter()
        .map(|(code, cell)| format!("\t{} {cell}", text.get(&format!("preview-meaning-{code}"))));
    std::iter::once(row.place.clone()).chain(cells).collect()
}
