//! What a file really is, by its first bytes, where its name says something else.

/// A kind of file that is not read here, or not under this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// No byte at all.
    Empty,
    /// A workbook with a password.
    Locked,
    /// A file of Office before 2007 (.xls), or with a password: the beginning does not tell which.
    OldOffice,
    /// A web page, as many teaching systems export it.
    Web,
    /// A workbook as one XML text, of Excel 2003.
    Xml,
    /// Rich text.
    Rtf,
    /// PDF.
    Pdf,
    /// An archive of 7-Zip.
    SevenZip,
    /// An archive of RAR.
    Rar,
    /// An archive of tar, or what gzip, bzip2, xz or zstd have packed.
    Tar,
    /// An ordinary .zip, or one of its kinds that is no workbook (.docx, .wps, .numbers).
    Zip,
    /// A .zip whose end is missing.
    CutZip,
    /// A workbook (.xlsx).
    Book,
    /// A workbook of LibreOffice (.ods).
    Ods,
    /// A binary workbook (.xlsb).
    Xlsb,
    /// A picture.
    Picture,
    /// Text, such as a .csv.
    Text,
    /// A program of Windows, such as an archive that unpacks itself.
    Program,
    /// Something else.
    Unknown,
}

impl Foreign {
    /// The end of its key for `Text`.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Locked => "locked",
            Self::OldOffice => "old-office",
            Self::Web => "web",
            Self::Xml => "xml",
            Self::Rtf => "rtf",
            Self::Pdf => "pdf",
            Self::SevenZip => "7z",
            Self::Rar => "rar",
            Self::Tar => "tar",
            Self::Zip => "zip",
            Self::CutZip => "cut-zip",
            Self::Book => "book",
            Self::Ods => "ods",
            Self::Xlsb => "xlsb",
            Self::Picture => "picture",
            Self::Text => "text",
            Self::Program => "program",
            Self::Unknown => "unknown",
        }
    }

    /// What the bytes of a whole file are. A .zip is [`Self::Zip`] here, whatever it holds.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let starts = |mark: &[u8]| bytes.starts_with(mark);
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Self::Empty;
        }
        if starts(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            return compound(bytes);
        }
        let marks: [(&[u8], Self); 17] = [
            (b"PK\x03\x04", Self::Zip),
            (b"PK\x05\x06", Self::Zip),
            (b"7z\xBC\xAF\x27\x1C", Self::SevenZip),
            (b"Rar!\x1A\x07", Self::Rar),
            (b"\x1F\x8B", Self::Tar),
            (b"BZh", Self::Tar),
            (b"\xFD7zXZ\0", Self::Tar),
            (b"\x28\xB5\x2F\xFD", Self::Tar),
            (b"%PDF", Self::Pdf),
            (b"{\\rtf", Self::Rtf),
            (b"\xFF\xD8\xFF", Self::Picture),
            (b"\x89PNG", Self::Picture),
            (b"GIF8", Self::Picture),
            // Workbooks of Excel 2 to 4.
            (b"\x09\x00\x04\x00", Self::OldOffice),
            (b"\x09\x02\x06\x00", Self::OldOffice),
            (b"\x09\x04\x06\x00", Self::OldOffice),
            (b"MZ\x90\x00", Self::Program),
        ];
        if let Some((_, kind)) = marks.iter().find(|(mark, _)| starts(mark)) {
            return *kind;
        }
        if bytes.get(257..262) == Some(b"ustar") {
            return Self::Tar;
        }
        marked_up(bytes).unwrap_or_else(|| if is_text(bytes) { Self::Text } else { Self::Unknown })
    }
}

/// A compound file of Microsoft: its directory names what it holds, in UTF-16.
fn compound(bytes: &[u8]) -> Foreign {
    let names = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if names("EncryptedPackage") || names("EncryptionInfo") {
        Foreign::Locked
    } else {
        Foreign::OldOffice
    }
}

/// Pages and other texts with marks in angle brackets.
fn marked_up(bytes: &[u8]) -> Option<Foreign> {
    let begin: String = bytes
        .iter()
        .take(2048)
        .filter(|byte| **byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let begin = begin.trim_start_matches(['\u{ef}', '\u{bb}', '\u{bf}', '\u{ff}', '\u{fe}']);
    let begin = begin.trim_start();
    let has = |mark: &str| begin.contains(mark);
    if begin.starts_with("mime-version:") {
        return Some(Foreign::Web);
    }
    if !begin.starts_with('<') {
        return None;
    }
    let pages = ["<html", "<!doctype html", "<table", "<meta", "<body", "<head", "<div", "<style"];
    if pages.iter().any(|mark| has(mark)) {
        Some(Foreign::Web)
    } else if has("<?xml") || has("<workbook") {
        Some(Foreign::Xml)
    } else {
        None
    }
}

/// Whether this may be text in some encoding: it has none of the bytes that text never has.
fn is_text(bytes: &[u8]) -> bool {
    let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let odd = |byte: &u8| *byte < 0x09 || (0x0E..0x1B).contains(byte);
    wide || !bytes.iter().take(4096).any(odd)
}
