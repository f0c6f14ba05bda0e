//! Files of every format, damaged in every way: nothing panics, and whatever decodes is a valid picture.

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::writer::{Colour, Layout, Script};
use super::*;
use crate::damage::{Damage, damaged, damages};

/// Small, so that many files can be tried; a header that states a huge size is refused by them too.
const LIMITS: Limits =
    Limits { min_short: 1, min_long: 1, max_pixels: 300_000, max_side: 4000, ..Limits::USUAL };

/// What becomes of a damaged PNG before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sums {
    Kept,
    /// Its checksums are corrected: otherwise hardly any damage would get past them.
    Mended,
}

fn rare() -> Vec<u8> {
    let layout = Layout {
        width: 40,
        height: 32,
        colour: Colour::Ycc,
        sampling: vec![(2, 2), (1, 1), (1, 1)],
        script: Script::Each,
        restart: 2,
        codes_first: true,
    };
    layout.write(&layout.planes())
}

fn files() -> [(&'static str, Vec<u8>, Sums); 7] {
    [
        ("JPEG", with_exif(&jpeg(96, 64), 6), Sums::Kept),
        ("progressive JPEG", include_bytes!("layouts/420-progressive.jpg").to_vec(), Sums::Kept),
        ("JPEG of a rare layout", rare(), Sums::Kept),
        ("JPEG of another encoder", include_bytes!("layouts/440-back.jpg").to_vec(), Sums::Kept),
        ("PNG", png(40, 30), Sums::Kept),
        ("PNG with mended sums", png(40, 30), Sums::Mended),
        ("WebP", webp(40, 30), Sums::Kept),
    ]
}

/// Corrects the checksums of a PNG's chunks, as far as the chunks can be found.
fn mend_sums(bytes: &mut [u8]) {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 4) {
        let length = u32::from_be_bytes(head.try_into().expect("four bytes")) as usize;
        let end = at.saturating_add(8).saturating_add(length);
        let Some(part) = bytes.get(at + 4..end) else { return };
        let sum = crc(part).to_be_bytes();
        let Some(stored) = bytes.get_mut(end..end + 4) else { return };
        stored.copy_from_slice(&sum);
        at = end + 4;
    }
}

pub(super) fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

/// Reads a damaged file in every way in which the program does. Returns how that ended.
fn look(bytes: &[u8], memory: &mut PixelMemory) -> Result<&'static str, TestCaseError> {
    let anew = inspect(bytes, &LIMITS);
    // The result must not depend on what the memory held before.
    let again = inspect_in(memory, bytes, &LIMITS);
    let told = |seen: Result<Inspected, PhotoError>| seen.map(|seen| (seen.width, seen.preview));
    prop_assert_eq!(told(again), told(anew.clone()));
    let whole = decode(bytes, &LIMITS);
    let head = dimensions(bytes, &LIMITS);
    prop_assert_eq!(whole.is_ok(), anew.is_ok());
    let Ok(inspected) = anew else {
        let past_the_head = head.is_ok();
        return Ok(if past_the_head { "refused behind the head" } else { "refused" });
    };
    let pixels = whole.expect("decoded, as was just seen");
    prop_assert_eq!((pixels.width, pixels.height), (inspected.width, inspected.height));
    prop_assert_eq!(
        pixels.rgb.len() as u64,
        u64::from(pixels.width) * u64::from(pixels.height) * 3
    );
    let (width, height) = head.expect("the head of what is shown");
    let (short, long) = (width.min(height), width.max(height));
    prop_assert_eq!(
        (short, long),
        (pixels.width.min(pixels.height), pixels.width.max(pixels.height))
    );
    prop_assert!(decode_preview(&inspected.preview.thumb).is_ok());
    Ok("shown")
}

#[test]
fn damaged_files_make_nothing_panic() {
    for (name, whole, sums) in files() {
        let before = jpeg(200, 150);
        let ends = RefCell::new(BTreeMap::<&str, u32>::new());
        let config = Config { cases: 160, failure_persistence: None, ..Config::default() };
        let try_one = |damages: Vec<Damage>| {
            let mut bytes = damaged(&whole, &damages);
            if sums == Sums::Mended {
                mend_sums(&mut bytes);
            }
            let mut memory = PixelMemory::default();
            inspect_in(&mut memory, &before, &LIMITS).expect("whole");
            let end = look(&bytes, &mut memory)?;
            *ends.borrow_mut().entry(end).or_default() += 1;
            Ok(())
        };
        TestRunner::new(config)
            .run(&damages(), try_one)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        // In the formats without checksums, damage must get past the header, and often still give a
        // picture.
        let ends = ends.into_inner();
        let wanted: &[&str] = match name {
            "JPEG" | "progressive JPEG" | "JPEG of another encoder" => {
                &["refused behind the head", "shown"]
            }
            _ => &["refused behind the head"],
        };
        assert!(wanted.iter().all(|end| ends.contains_key(end)), "{name}: {ends:?}");
        println!("{name}: {ends:?}");
    }
}
