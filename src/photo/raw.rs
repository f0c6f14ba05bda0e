//! Recognises cameras' own formats, most of which begin like TIFF.

use super::kind::Kind;

/// The kind, if the file is of a camera's own format.
pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    let known: [(usize, &[u8], &str); 7] = [
        (8, b"CR\x02", "CR2"),
        (0, b"FUJIFILMCCD-RAW", "RAF"),
        (0, b"IIRO", "ORF"),
        (0, b"IIRS", "ORF"),
        (0, b"IIU\0", "RW2"),
        (0, b"FOVb", "X3F"),
        (0, b"\0MRM", "MRW"),
    ];
    let fits = |(at, magic, _): &&(usize, &[u8], &str)| {
        bytes.get(*at..).is_some_and(|held| held.starts_with(magic))
    };
    if let Some((_, _, name)) = known.iter().find(fits) {
        return Some(Kind::Raw(name));
    }
    let tags = tags(bytes)?;
    if tags.contains(&DNG_VERSION) {
        return Some(Kind::Raw("DNG"));
    }
    // NEF, ARW, PEF and the like keep the sensor's data in directories of their own.
    (tags.contains(&SUB_DIRECTORIES) && tags.contains(&MAKE)).then_some(Kind::Raw("RAW"))
}

const MAKE: u16 = 0x010F;
const SUB_DIRECTORIES: u16 = 0x014A;
/// DNG specification, 1.4.
const DNG_VERSION: u16 = 0xC612;

/// The tags of a TIFF's first directory, as far as its bytes are there.
fn tags(bytes: &[u8]) -> Option<Vec<u16>> {
    let is_little = match bytes.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let held = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(held) } else { u16::from_be_bytes(held) })
    };
    let held = bytes.get(4..8)?.try_into().ok()?;
    let directory = if is_little { u32::from_le_bytes(held) } else { u32::from_be_bytes(held) };
    let directory = usize::try_from(directory).ok()?.checked_add(2)?;
    let count = usize::from(two(directory - 2)?);
    Some((0..count).map_while(|at| two(directory + at * 12)).collect())
}
