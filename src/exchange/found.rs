//! What was found out about a table, so that a person can see how it was read.

/// An encoding of text that lists come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8.
    Utf8,
    /// GB 18030, and so GBK and GB 2312: what Excel writes in China.
    Gb18030,
    /// Big5: what Excel writes in Taiwan and Hong Kong.
    Big5,
    /// UTF-16, lower byte first: "Unicode text" of Excel.
    Utf16Le,
    /// UTF-16, higher byte first.
    Utf16Be,
    /// Windows-1252: what Excel writes in Western Europe.
    Windows1252,
}

impl TextEncoding {
    /// Every encoding.
    pub const ALL: [Self; 6] =
        [Self::Utf8, Self::Gb18030, Self::Big5, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];

    /// Its name, as it is chosen and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
            Self::Big5 => "big5",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// What was found out about a file, and what of it was not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The encoding of a text.
    pub encoding: Option<TextEncoding>,
    /// How that encoding was decided on.
    pub by: Decided,
    /// Where the head stands.
    pub head: String,
    /// The rows above the head: where they stand, and what they say.
    pub above: Vec<(String, String)>,
    /// The first rows of the file, or of its first sheet with the needed columns, the head among them: their
    /// numbers, and what they say.
    pub top: Vec<(String, String)>,
    /// Every column with a name or contents.
    pub columns: Vec<FoundColumn>,
    /// Every sheet of a workbook that has contents.
    pub all_sheets: Vec<String>,
    /// The sheets of a workbook that were read.
    pub sheets: Vec<String>,
    /// Visible sheets with other contents; they were not read, and somebody must see to that.
    pub other_sheets: Vec<String>,
    /// Hidden sheets with contents; they were not read.
    pub hidden_sheets: Vec<String>,
    /// Columns that are hidden; they were read.
    pub hidden_columns: Vec<String>,
    /// Merged cells whose value was carried over to further rows or columns.
    pub merged: Vec<String>,
}

/// How the encoding of a text was decided on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Decided {
    /// By what the text says.
    #[default]
    Contents,
    /// By the mark at the text's beginning.
    Mark,
    /// A person has chosen it.
    Person,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundColumn {
    /// Its place, from 0.
    pub place: usize,
    /// What stands in the head; it may be empty.
    pub name: String,
    /// The name in messages of what it means; none if no row was read from it.
    pub meaning: Option<&'static str>,
    /// The first things that it says, three at most; ID numbers are masked.
    pub samples: Vec<String>,
}

impl FoundColumn {
    /// The letters that a spreadsheet shows above it.
    pub fn letters(&self) -> String {
        letters(self.place)
    }

    /// What it is called where it is not used: its name, or its letters in brackets.
    pub fn called(&self) -> String {
        if self.name.is_empty() { format!("({})", self.letters()) } else { self.name.clone() }
    }
}

/// The letters of a column, which counts from 0.
pub(super) fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().collect()
}
