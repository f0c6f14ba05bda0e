//! EXIF: the orientation, and facts about the camera. The place is never read.

use std::io::Cursor;

use exif::{Exif, In, Reader, Tag, Value};

use super::turn::Turn;
use crate::domain::camera::CameraFacts;

/// The facts and the orientation from EXIF; empty facts and no turn if there is none or it can't be read.
pub(super) fn read(bytes: &[u8]) -> (CameraFacts, Turn) {
    let Ok(exif) = Reader::new().read_from_container(&mut Cursor::new(bytes)) else {
        return (CameraFacts::default(), Turn::default());
    };
    let facts = CameraFacts {
        make: text(&exif, Tag::Make),
        model: text(&exif, Tag::Model),
        lens: text(&exif, Tag::LensModel),
        taken: text(&exif, Tag::DateTimeOriginal).map(|taken| with_dashes(&taken)),
        software: text(&exif, Tag::Software),
    };
    let orientation = exif
        .get_field(Tag::Orientation, In::PRIMARY)
        .and_then(|field| field.value.get_uint(0))
        .unwrap_or(1);
    (facts, Turn::from_exif(orientation))
}

/// A text field, trimmed, without control characters, at most 80 characters.
fn text(exif: &Exif, tag: Tag) -> Option<String> {
    let field = exif.get_field(tag, In::PRIMARY)?;
    let Value::Ascii(lines) = &field.value else { return None };
    let line = String::from_utf8_lossy(lines.first()?);
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
