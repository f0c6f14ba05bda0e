//! What is told of an import beside its rows: what was found out about the file, and what was left alone.

use std::path::Path;

use crate::exchange::table::{Found, TextEncoding};
use crate::store::file_id;
use crate::text::Text;

/// What is told of an import beside its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What was found out about the table.
    pub found: Found,
    /// Files and folders that systems make for themselves and that were passed over.
    pub passed: Vec<String>,
    /// Rows with an empty cell over a known value, which was kept: where they stand, and the columns.
    pub kept: Vec<(String, String)>,
    /// Rows that were taken and whose ID number is another student's too: where they stand, and the other.
    pub doubts: Vec<String>,
    /// How many reference photos nobody has checked yet; none after an import.
    pub unchecked: u64,
}

/// How many things a sentence lists at most.
const MOST: usize = 12;

impl Told {
    /// Sentences for a person.
    pub(super) fn say(&self, text: &Text) -> Vec<String> {
        let encoding = self.found.encoding.filter(|encoding| *encoding != TextEncoding::Utf8);
        let encoding = encoding.map(|encoding| {
            text.with("import-told-encoding", &[("value", encoding.name().into())])
        });
        encoding.into_iter().chain(self.say_but_encoding(text)).collect()
    }

    /// The same where the encoding is told beside it.
    pub(super) fn say_but_encoding(&self, text: &Text) -> Vec<String> {
        let found = &self.found;
        let sheets = if found.sheets.len() > 1 { &found.sheets[..] } else { &[] };
        let plain = |things: &[String]| listed(things, String::clone);
        // A screen says this in every frame: no more is put into words than is listed.
        let told: [(&str, (String, usize)); 8] = [
            ("import-told-same-id", plain(&self.doubts)),
            ("import-told-above", listed(&found.above, |(at, said)| format!("{at} “{said}”"))),
            ("import-told-sheets", plain(sheets)),
            ("import-told-hidden-sheets", plain(&found.hidden_sheets)),
            ("import-told-hidden-columns", plain(&found.hidden_columns)),
            ("import-told-merged", plain(&found.merged)),
            ("import-told-kept", listed(&self.kept, |(at, columns)| format!("{at} ({columns})"))),
            ("import-told-passed", plain(&self.passed)),
        ];
        let told = told.into_iter().filter(|(_, (_, count))| *count > 0);
        let told = told.map(|(key, (listed, count))| {
            let values = [("value", listed.into()), ("count", count.to_string().into())];
            text.with(key, &values)
        });
        told.collect()
    }
}

/// The first few of these things in words, and how many there are.
fn listed<T>(things: &[T], words: impl Fn(&T) -> String) -> (String, usize) {
    let mut listed = things.iter().take(MOST).map(words).collect::<Vec<_>>().join(", ");
    if things.len() > MOST {
        listed.push_str(", …");
    }
    (listed, things.len())
}

/// Whether a report there would be written over what is imported: over the file itself, under whatever name,
/// or over a file of the folder.
pub(super) fn is_own_input(input: &Path, report: &Path) -> bool {
    let (Ok(input), Ok(report)) = (input.canonicalize(), report.canonicalize()) else {
        return false;
    };
    report == input || input.is_dir() && report.starts_with(&input) || is_linked(&input, &report)
}

/// Whether two names lead to one file. Where the system does not tell, a second name can't be told apart from a copy.
fn is_linked(one: &Path, other: &Path) -> bool {
    file_id(one).is_some_and(|id| file_id(other) == Some(id))
}
