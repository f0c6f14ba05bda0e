//! EXIF: the orientation, and facts about the camera. The place is never read.
//!
//! What can be read counts: a broken entry, a pointer to nowhere or a directory that leads back to itself costs that
//! entry alone, as in every viewer, since a photo that lies on its side is of no use to anybody.

use exif::{Error, Exif, In, Reader, Tag, Value};

use super::Format;
use super::chunks::Chunks;
use super::marks::{END, Marks, SCAN};
use super::turn::Turn;
use crate::domain::camera::CameraFacts;

/// The facts and the orientation from EXIF; empty facts and no turn if there is none or none of it can be read.
pub(super) fn read(bytes: &[u8], format: Format) -> (CameraFacts, Turn) {
    let blocks = match format {
        Format::Jpeg => in_jpeg(bytes),
        Format::Png => in_chunk(Chunks::of_png(bytes), b"eXIf"),
        Format::WebP => in_chunk(Chunks::of_webp(bytes), b"EXIF"),
        Format::Heic => Vec::new(),
    };
    read_blocks(&blocks)
}

/// As [`read`], from blocks of EXIF. Where there are several, each fact is the first one's that has it.
pub(super) fn read_blocks(blocks: &[&[u8]]) -> (CameraFacts, Turn) {
    let (mut facts, mut turn) = (CameraFacts::default(), None);
    for exif in blocks.iter().filter_map(|block| parsed(block)) {
        let fill = |own: &mut Option<String>, tag| {
            if own.is_none() {
                *own = text(&exif, tag);
            }
        };
        fill(&mut facts.make, Tag::Make);
        fill(&mut facts.model, Tag::Model);
        fill(&mut facts.lens, Tag::LensModel);
        fill(&mut facts.software, Tag::Software);
        if facts.taken.is_none() {
            facts.taken = text(&exif, Tag::DateTimeOriginal).map(|taken| with_dashes(&taken));
        }
        turn = turn.or_else(|| orientation(&exif));
    }
    (facts, Turn::from_exif(turn.unwrap_or(1)))
}

/// The EXIF segments of a JPEG, before its pixels.
fn in_jpeg(bytes: &[u8]) -> Vec<&[u8]> {
    Marks::new(bytes)
        .take_while(|(mark, _)| !matches!(*mark, SCAN | END))
        .filter(|(mark, _)| *mark == 0xE1)
        .filter_map(|(_, held)| held.strip_prefix(b"Exif\0"))
        // The second 0 is a fill byte, which some programs leave out or write as something else.
        .map(|held| if is_tiff(held) { held } else { held.get(1..).unwrap_or_default() })
        .collect()
}

fn in_chunk<'a>(chunks: Chunks<'a>, wanted: &[u8]) -> Vec<&'a [u8]> {
    let found = chunks.filter(|(name, _)| *name == wanted);
    // Some programs keep the head that it has in a JPEG.
    found.map(|(_, held)| held.strip_prefix(b"Exif\0\0").unwrap_or(held)).collect()
}

fn is_tiff(block: &[u8]) -> bool {
    block.starts_with(b"II*\0") || block.starts_with(b"MM\0*")
}

/// What of a block can be read.
fn parsed(block: &[u8]) -> Option<Exif> {
    let read = Reader::new().continue_on_error(true).read_raw(block.to_vec());
    match read {
        Ok(exif) => Some(exif),
        Err(Error::PartialResult(part)) => {
            let (exif, faults) = part.into_inner();
            tracing::debug!("EXIF read in part: {faults:?}");
            Some(exif)
        }
        Err(fault) => {
            tracing::debug!("no EXIF: {fault}");
            None
        }
    }
}

/// The orientation, if it is one of the eight, in whatever type of whole number it is written.
fn orientation(exif: &Exif) -> Option<u32> {
    let value = match &exif.get_field(Tag::Orientation, In::PRIMARY)?.value {
        Value::SByte(values) => u32::try_from(*values.first()?).ok()?,
        Value::SShort(values) => u32::try_from(*values.first()?).ok()?,
        Value::SLong(values) => u32::try_from(*values.first()?).ok()?,
        value => value.get_uint(0)?,
    };
    (1..=8).contains(&value).then_some(value)
}

/// A text field, trimmed, without control characters, at most 80 characters.
fn text(exif: &Exif, tag: Tag) -> Option<String> {
    let bytes: &[u8] = match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => lines.first()?,
        // Not the type that it should have, but a text all the same.
        Value::Byte(bytes) | Value::Undefined(bytes, _) => bytes,
        _ => return None,
    };
    let line = String::from_utf8_lossy(bytes.split(|byte| *byte == 0).next().unwrap_or_default());
    let clean: String = line.chars().filter(|c| !c.is_control()).take(80).collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

/// EXIF writes the date with colons, `2026:09:01 10:12:33`; this makes them dashes.
fn with_dashes(taken: &str) -> String {
    match taken.split_once(' ') {
        Some((date, time)) => format!("{} {time}", date.replace(':', "-")),
        None => taken.to_owned(),
    }
}
