//! 规格: the limits and the geometry of one kind of standard photo, and of the originals that it is made from.
//!
//! A specification is a text (TOML). What a source leaves open is not specified: no limit is filled in from
//! another standard.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::finding::{Bounds, Limit};
use super::measure::{Measure, Trust};
use super::photo_hash::Digest;

/// The national specification for the electronic registration of higher-education certificates.
pub const NATIONAL: &str = include_str!("../../assets/specifications/national.toml");

/// The longest text of a specification, in bytes: a store's stands in its log. The national one has a tenth of it.
pub const LONGEST: usize = 64 * 1_024;

/// What a standard photo must be.
#[derive(Debug, Clone, PartialEq)]
pub struct Specification {
    /// Its code, such as `national`.
    pub code: String,
    /// Its name in Chinese.
    pub title_zh: String,
    /// Its name in English.
    pub title_en: String,
    /// Where it comes from.
    pub source: String,
    /// The file that is made.
    pub file: FileForm,
    /// The colour behind the person.
    pub background: Background,
    /// Where the person stands in the picture.
    pub geometry: Geometry,
    /// Limits of what is measured, on the original and on the standard photo.
    pub limits: BTreeMap<Measure, Limit>,
    /// The digest of its text, which stands in every result.
    pub digest: Digest,
}

/// The file of a standard photo: a JPEG of 24 bits.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileForm {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pixels to the inch, for printing.
    pub dpi: u16,
    /// The least JPEG quality, 1 to 100, as libjpeg counts it.
    pub least_quality: u8,
    /// The least size, in bytes; none where there is no such limit. A smaller file is not padded.
    pub least_bytes: Option<u64>,
    /// The greatest size, in bytes.
    pub most_bytes: u64,
    /// Where this comes from.
    pub source: String,
}

/// The colour behind the person.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Background {
    /// Red, green and blue, sRGB.
    pub colour: [u8; 3],
    /// Where this comes from.
    pub source: String,
}

/// A rule of the geometry: an interval in pixels of the standard photo.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// The least value that is allowed.
    pub least: f64,
    /// The greatest value that is allowed.
    pub most: f64,
    /// How much it counts against the other rules that the value is near the middle; above 0.
    pub weight: f64,
    /// Where this comes from.
    pub source: String,
}

impl Interval {
    /// The middle between the two.
    pub fn middle(&self) -> f64 {
        f64::midpoint(self.least, self.most)
    }
}

/// Where the person stands in the picture, in pixels of the standard photo.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Geometry {
    /// The crown, the top of the hair, below the upper edge.
    pub crown: Interval,
    /// The middle of the eyes below the upper edge.
    pub eyes: Interval,
    /// The width of the face, cheek to cheek.
    pub face_width: Interval,
    /// The middle of the face beside the middle of the picture; below 0 to the left.
    pub centring: Interval,
}

/// Why a text is no specification.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct SpecificationError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpecificationText {
    code: String,
    title_zh: String,
    title_en: String,
    source: String,
    file: Spanned<FileForm>,
    background: Background,
    geometry: GeometryText,
    #[serde(default)]
    limits: BTreeMap<Spanned<String>, Spanned<LimitText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GeometryText {
    crown: Spanned<Interval>,
    eyes: Spanned<Interval>,
    face_width: Spanned<Interval>,
    centring: Spanned<Interval>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitText {
    doubtful: Option<Bounds>,
    fails: Option<Bounds>,
    source: String,
}

impl Specification {
    /// Reads a specification.
    ///
    /// # Errors
    ///
    /// The first line that is wrong, and why: no TOML, a name that is not known, a value that is missing or can't
    /// be, a limit that may not fail.
    pub fn read(text: &str) -> Result<Self, SpecificationError> {
        let at = |span: std::ops::Range<usize>, why: String| {
            let line = 1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count();
            SpecificationError { line, why }
        };
        if text.len() > LONGEST {
            return Err(at(0..0, format!("it has more than {LONGEST} bytes")));
        }
        let read: SpecificationText = toml::from_str(text)
            .map_err(|error| at(error.span().unwrap_or(0..0), error.message().to_owned()))?;
        let file = checked(read.file, check_file, &at)?;
        let geometry = Geometry {
            crown: checked(read.geometry.crown, check_interval, &at)?,
            eyes: checked(read.geometry.eyes, check_interval, &at)?,
            face_width: checked(read.geometry.face_width, check_interval, &at)?,
            centring: checked(read.geometry.centring, check_interval, &at)?,
        };
        let mut limits = BTreeMap::new();
        for (name, limit) in read.limits {
            let measure = Measure::from_code(name.get_ref())
                .ok_or_else(|| at(name.span(), format!("{} is not measured", name.get_ref())))?;
            let limit = checked(limit, |limit| check_limit(measure, limit), &at)?;
            let LimitText { doubtful, fails, source } = limit;
            limits.insert(measure, Limit { doubtful, fails, source });
        }
        Ok(Self {
            code: read.code,
            title_zh: read.title_zh,
            title_en: read.title_en,
            source: read.source,
            file,
            background: read.background,
            geometry,
            limits,
            digest: Digest::of(text.as_bytes()),
        })
    }

    /// The national specification, which comes with the program.
    ///
    /// # Errors
    ///
    /// Never in a program that passed its tests, one of which reads it.
    pub fn national() -> Result<Self, SpecificationError> {
        Self::read(NATIONAL)
    }
}

/// The value, if it passes its check.
fn checked<T>(
    value: Spanned<T>,
    check: impl FnOnce(&T) -> Result<(), String>,
    at: &impl Fn(std::ops::Range<usize>, String) -> SpecificationError,
) -> Result<T, SpecificationError> {
    let span = value.span();
    check(value.get_ref()).map_err(|why| at(span, why))?;
    Ok(value.into_inner())
}

fn check_file(file: &FileForm) -> Result<(), String> {
    if !(16..=4_096).contains(&file.width) || !(16..=4_096).contains(&file.height) {
        return Err("the picture must have 16 to 4096 pixels across and down".to_owned());
    }
    if !(1..=100).contains(&file.least_quality) {
        return Err("the quality must be 1 to 100".to_owned());
    }
    if file.least_bytes.is_some_and(|least| least > file.most_bytes) {
        return Err("the least size is above the greatest".to_owned());
    }
    Ok(())
}

fn check_interval(interval: &Interval) -> Result<(), String> {
    let Interval { least, most, weight, .. } = interval;
    if ![least, most, weight].into_iter().all(|value| value.is_finite()) {
        return Err("a number is not finite".to_owned());
    }
    if least > most {
        return Err("the least value is above the greatest".to_owned());
    }
    if *weight <= 0.0 {
        return Err("the weight must be above 0".to_owned());
    }
    Ok(())
}

fn check_limit(measure: Measure, limit: &LimitText) -> Result<(), String> {
    if limit.fails.is_some() && measure.trust() == Trust::Advisory {
        return Err(format!("{} may say doubtful at most, so it has no `fails`", measure.code()));
    }
    if limit.doubtful.is_none() && limit.fails.is_none() {
        return Err(
            "a limit needs `doubtful` or `fails`; leave it out where nothing is specified".into()
        );
    }
    for bounds in [&limit.doubtful, &limit.fails].into_iter().flatten() {
        check_bounds(bounds)?;
    }
    Ok(())
}

fn check_bounds(bounds: &Bounds) -> Result<(), String> {
    let ends: Vec<f64> = [bounds.least, bounds.most].into_iter().flatten().collect();
    if ends.is_empty() {
        return Err("`least` or `most` is missing".to_owned());
    }
    if !ends.iter().all(|end| end.is_finite()) {
        return Err("a number is not finite".to_owned());
    }
    if ends.is_sorted() { Ok(()) } else { Err("the least value is above the greatest".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_national_specification_is_read() {
        let national = Specification::national().expect("right");
        assert_eq!((national.file.width, national.file.height), (480, 640));
        assert_eq!(national.background.colour, [100, 197, 255]);
        assert!((national.geometry.crown.middle() - 80.0).abs() < 1e-9);
        assert!((national.geometry.eyes.middle() - 250.0).abs() < 1e-9);
        assert_eq!(national.digest, Digest::of(NATIONAL.as_bytes()));
        let crown = national.limits.get(&Measure::CrownLine).and_then(|limit| limit.fails);
        let crown = crown.expect("a limit of the crown");
        assert_eq!((crown.least, crown.most), (Some(50.0), Some(110.0)), "as in the geometry");
    }

    /// The national text with a change, and the line at which it is refused.
    fn refused(from: &str, to: &str) -> SpecificationError {
        assert!(NATIONAL.contains(from), "{from}");
        Specification::read(&NATIONAL.replacen(from, to, 1)).expect_err(to)
    }

    fn line_of(part: &str) -> usize {
        1 + NATIONAL.lines().position(|line| line.contains(part)).expect("there")
    }

    #[test]
    fn a_wrong_specification_is_refused_with_line_and_reason() {
        for (from, to, at, why) in [
            ("width = 480", "width = 480x", "width = 480", ""),
            ("width = 480", "width = 4", "[file]", "16 to 4096"),
            ("width = 480", "wide = 480", "width = 480", "wide"),
            ("least_quality = 60", "least_quality = 101", "[file]", "1 to 100"),
            ("least = 50.0, most = 110.0", "least = 150.0, most = 110.0", "crown =", "above"),
            ("[limits.smile]", "[limits.grin]", "[limits.smile]", "grin"),
            ("colour = [100, 197, 255]", "colour = [100, 197, 300]", "colour =", "300"),
        ] {
            let error = refused(from, to);
            assert_eq!(error.line, line_of(at), "{to}: {error}");
            assert!(error.why.contains(why), "{to}: {error}");
        }
    }

    #[test]
    fn an_advisory_measure_may_not_fail() {
        let error = refused("[limits.smile]\ndoubtful", "[limits.smile]\nfails");
        assert!(error.why.contains("doubtful at most"), "{error}");
        assert_eq!(error.line, line_of("[limits.smile]"), "{error}");
    }
}
