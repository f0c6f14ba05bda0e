//! In which encoding a text is. It is told by what it says: letters that no list here is written with
//! are the sign of a wrong guess. Where nothing tells, the whole file is refused.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::script;
use crate::exchange::found::TextEncoding;

impl TextEncoding {
    /// The encoding of a name: those of [`Self::ALL`], and the labels of the Encoding Standard for them, such
    /// as `gbk`.
    pub fn named(name: &str) -> Option<Self> {
        let found = Encoding::for_label(name.trim().as_bytes())?;
        let found = if found == GBK { GB18030 } else { found };
        Self::ALL.into_iter().find(|encoding| encoding.coder() == found)
    }

    fn coder(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Gb18030 => GB18030,
            Self::Big5 => BIG5,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        }
    }

    /// The text of these bytes. What can't be decoded becomes the replacement character, for which its row
    /// is refused; a mark of byte order at the beginning goes away.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let text = self.coder().decode_without_bom_handling(bytes).0;
        text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
    }

    /// The encoding that a mark of byte order at the beginning names.
    pub(super) fn marked(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&[0x84, 0x31, 0x95, 0x33]) {
            return Some(Self::Gb18030);
        }
        let (marked, _) = Encoding::for_bom(bytes)?;
        Self::ALL.into_iter().find(|encoding| encoding.coder() == marked)
    }

    /// The encoding of these bytes, or nothing where it is in doubt.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        if let Some(marked) = Self::marked(bytes) {
            return Some(marked);
        }
        if let Some(wide) = wide(bytes) {
            return Some(wide);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => Some(Self::Utf8),
            Ok(text) => utf8_or_gb(text, bytes),
            Err(_) if mostly_utf8(bytes) => Some(Self::Utf8),
            Err(_) => legacy(bytes),
        }
    }
}

/// UTF-16 without a mark: the digits, commas and line ends of every list have a zero byte beside them, always
/// on the same side.
fn wide(bytes: &[u8]) -> Option<TextEncoding> {
    let some = bytes.get(..bytes.len().min(1 << 16)).unwrap_or_default();
    let zeros = |odd: usize| some.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = some.len() / 20 + 1;
    if odd > many && even * 20 < odd {
        Some(TextEncoding::Utf16Le)
    } else if even > many && odd * 20 < even {
        Some(TextEncoding::Utf16Be)
    } else {
        None
    }
}

/// A short list in GBK may happen to be valid UTF-8: two bytes that are 习 there are ϰ here. It is UTF-8
/// where anything in it takes three bytes, as all Chinese does; otherwise only where what it says is
/// likelier.
fn utf8_or_gb(text: &str, bytes: &[u8]) -> Option<TextEncoding> {
    let two_bytes = |c: char| c.is_ascii() || c.len_utf8() == 2;
    if !text.chars().all(two_bytes) {
        return Some(TextEncoding::Utf8);
    }
    let (gb, _, broken) = GB18030.decode(bytes);
    let is_gb = !broken && gb.chars().all(|c| c.is_ascii() || script::is_chinese(c));
    match (text.chars().all(|c| !script::is_strange(c)), is_gb) {
        (true, false) => Some(TextEncoding::Utf8),
        (false, true) => Some(TextEncoding::Gb18030),
        // Müller and José: Latin letters stand beside Latin letters, Chinese ones don't.
        (true, true) if is_latin(text) => Some(TextEncoding::Utf8),
        // Foreign letters in a file of their own: row by row it will be seen what they are worth.
        (false, false) => Some(TextEncoding::Utf8),
        (true, true) => None,
    }
}

/// Whether every letter beyond ASCII has a letter of ASCII beside it.
fn is_latin(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let plain =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_alphabetic);
    chars.iter().enumerate().all(|(at, c)| {
        c.is_ascii() || c.is_alphabetic() && (plain(at.checked_sub(1)) || plain(Some(at + 1)))
    })
}

/// Whether this is UTF-8 with some broken characters: at least as many characters of three bytes are whole
/// as there are broken places. Text in another encoding has such characters only by chance.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| c.len_utf8() >= 3).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > 0 && whole >= broken
}

/// How likely it is that bytes are Chinese text of an encoding.
struct Likely {
    /// Share of the characters beyond ASCII that are among the few thousand common ones.
    common: f64,
    /// Share of them that can't be decoded, or that no list is written with.
    wrong: f64,
}

/// Weighs one encoding in which a common character's first byte is in this range, and its second one above
/// this.
fn weigh(bytes: &[u8], encoding: &'static Encoding, first: (u8, u8), second: u8) -> Likely {
    let text = encoding.decode_without_bom_handling(bytes).0;
    let (mut all, mut wrong) = (0_u32, 0_u32);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        wrong += u32::from(script::is_strange(c) || !script::is_chinese(c));
    }
    let (mut common, mut at) = (0_u32, 0);
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        if byte.is_ascii() {
            at += 1;
            continue;
        }
        common += u32::from((first.0..=first.1).contains(byte) && next >= second);
        at += 2;
    }
    let share = |part: u32| f64::from(part) / f64::from(all.max(1));
    Likely { common: share(common), wrong: share(wrong) }
}

/// GB 18030, Big5 or Windows-1252: what the detector says and what the letters say must not contradict.
fn legacy(bytes: &[u8]) -> Option<TextEncoding> {
    // The common characters are the first level of each standard, about as many as people ever use.
    let gb = weigh(bytes, GB18030, (0xB0, 0xD7), 0xA1);
    let big5 = weigh(bytes, BIG5, (0xA4, 0xC6), 0x40);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    let is_western = WINDOWS_1252.decode(bytes).0;
    let is_western = is_latin(&is_western);
    let likely = |one: &Likely| one.wrong <= 0.25 && one.common >= 0.4;
    match (likely(&gb), likely(&big5)) {
        (true, false) => Some(TextEncoding::Gb18030),
        (false, true) => Some(TextEncoding::Big5),
        (true, true) if gb.common > big5.common + 0.2 => Some(TextEncoding::Gb18030),
        (true, true) if big5.common > gb.common + 0.2 => Some(TextEncoding::Big5),
        (true, true) if guessed == GBK || guessed == GB18030 => Some(TextEncoding::Gb18030),
        (true, true) if guessed == BIG5 => Some(TextEncoding::Big5),
        _ if is_western && gb.common < 0.4 => Some(TextEncoding::Windows1252),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Option<&'static str> {
        TextEncoding::of(bytes).map(TextEncoding::name)
    }

    #[test]
    fn encodings_are_told_apart() {
        let zh = "学号,姓名,院系\n2026E801,张三,数学科学学院\n2026E802,欧阳䶮,物理学院\n";
        let tw = "學號,姓名,院系\n2026E801,張三,數學系\n2026E802,歐陽娜娜,物理系\n";
        let gb = |text: &str| GB18030.encode(text).0.into_owned();
        let big5 = |text: &str| BIG5.encode(text).0.into_owned();
        let west = |text: &str| WINDOWS_1252.encode(text).0.into_owned();
        let wide = |text: &str, low_first: bool| -> Vec<u8> {
            let bytes = |unit: u16| if low_first { unit.to_le_bytes() } else { unit.to_be_bytes() };
            text.encode_utf16().flat_map(bytes).collect()
        };
        let cases = [
            (zh.as_bytes().to_vec(), "utf-8"),
            (gb(zh), "gb18030"),
            (gb(tw), "gb18030"),
            (big5(tw), "big5"),
            (big5("student_no,name\n2026E801,王小明\n"), "big5"),
            (gb("student_no,name\n2026E801,王小明\n"), "gb18030"),
            (gb("student_no,name\n2026E801,张三\n"), "gb18030"),
            (gb("student_no,name\n2026E801,习一\n"), "gb18030"),
            (gb("student_no,name\n2026E801,朱镕基\n"), "gb18030"),
            (
                west("student_no,name\n2026E801,José Müller\n2026E802,Zoë Ångström\n"),
                "windows-1252",
            ),
            ("student_no,name\n2026E801,José Müller\n".as_bytes().to_vec(), "utf-8"),
            (wide(zh, true), "utf-16le"),
            (wide(zh, false), "utf-16be"),
            (b"student_no,name\n2026E801,Li\n".to_vec(), "utf-8"),
        ];
        for (bytes, expected) in cases {
            let said = String::from_utf8_lossy(&bytes);
            assert_eq!(of(&bytes), Some(expected), "{said}");
        }
    }

    #[test]
    fn some_broken_bytes_make_no_other_encoding() {
        let mut bytes = "student_no,name\n2026E801,张三\n2026E802,".as_bytes().to_vec();
        bytes.extend([0xE5, 0x8C, b'\n']);
        assert_eq!(of(&bytes), Some("utf-8"));
        let mut gb = GB18030.encode("学号,姓名\n2026A,李雷\n2026B,韩").0.into_owned();
        gb.extend([0xFF, b'\n']);
        assert_eq!(of(&gb), Some("gb18030"));
    }

    #[test]
    fn in_doubt_nothing_is_said() {
        // Letters of Windows-1251, and bytes that are nothing.
        for bytes in [&b"a,b\n1,\xCC\xEE\xF1\xEA\xE2\xE0\n"[..], b"a,b\n1,\x81\x8D\xFF\xFE\xA0\n"] {
            assert_eq!(of(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn encodings_by_their_names() {
        for encoding in TextEncoding::ALL {
            assert_eq!(TextEncoding::named(encoding.name()), Some(encoding));
        }
        assert_eq!(TextEncoding::named("GBK"), Some(TextEncoding::Gb18030));
        assert_eq!(TextEncoding::named("klingon"), None);
    }
}
