//! What can be wrong with a cell or a row of a table, before anybody asks what it says.

/// Why a cell, or the row that it is of, can't be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellFault {
    /// A quotation mark is opened and not closed, or stands where none can.
    Quote,
    /// Filled cells stand to the right of the last column that has a head.
    TooMany {
        /// How many columns have a head.
        head: usize,
    },
    /// Two columns mean the same and say different things.
    Differ {
        /// What they mean.
        column: &'static str,
    },
    /// A formula that no spreadsheet has computed.
    NoValue {
        /// Where it stands, such as `B3`.
        at: String,
    },
    /// A formula that could not be computed, such as `#N/A`.
    Error {
        /// What stands there.
        value: String,
    },
    /// TRUE or FALSE where a text or a number belongs.
    Truth,
    /// A value of the row's own comes from a cell that is merged with a neighbour's.
    Merged {
        /// What is merged.
        column: &'static str,
    },
    /// The row is hidden, by a person or a filter.
    Hidden,
    /// A character could not be decoded.
    Undecoded(String),
    /// An older system has put a mark in place of a character that it did not know: `?`, `□`, `〓` or one
    /// for private use.
    Lost(String),
    /// Letters or signs that nothing of this kind is written with: most often the wrong encoding.
    Letters(String),
    /// A character that can't be seen stands inside.
    Invisible(String),
    /// Longer than anything of its kind.
    TooLong {
        /// Most characters.
        most: usize,
    },
    /// A spreadsheet has kept the number as a quantity and dropped its last digits.
    DigitsLost(String),
}

impl CellFault {
    /// The end of its key for `Text`, and what fills its place there.
    pub(super) fn words(&self) -> (&'static str, Option<String>) {
        match self {
            Self::Quote => ("quote", None),
            Self::TooMany { head } => ("too-many-cells", Some(head.to_string())),
            Self::Differ { column } => ("differ", Some((*column).to_owned())),
            Self::NoValue { at } => ("no-value", Some(at.clone())),
            Self::Error { value } => ("error-cell", Some(value.clone())),
            Self::Truth => ("truth", None),
            Self::Merged { column } => ("merged", Some((*column).to_owned())),
            Self::Hidden => ("hidden", None),
            Self::Undecoded(cell) => ("characters", Some(cell.clone())),
            Self::Lost(cell) => ("lost", Some(cell.clone())),
            Self::Letters(cell) => ("letters", Some(cell.clone())),
            Self::Invisible(cell) => ("invisible", Some(cell.clone())),
            Self::TooLong { most } => ("too-long", Some(most.to_string())),
            Self::DigitsLost(number) => ("digits-lost", Some(number.clone())),
        }
    }
}

/// Most characters of a cell that a report repeats.
const MOST_SHOWN: usize = 120;

/// A text as a report repeats it: cut short, with `?` in place of what can't be seen, since that could do
/// anything to a terminal.
pub(super) fn shown(text: &str) -> String {
    let visible = |c: char| if is_invisible(c) { '?' } else { c };
    let mut shown: String = text.chars().take(MOST_SHOWN).map(visible).collect();
    if text.chars().nth(MOST_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether this character takes no room: controls, marks of direction and width, a mark of byte order.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}
