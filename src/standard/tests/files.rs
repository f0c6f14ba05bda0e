//! The file of a standard photo.

use super::national;
use super::scene::chance;
use crate::photo::{Limits, Pixels, decode};
use crate::standard::{NoFile, written};

/// A picture with so much noise, from 0 to 255.
fn noisy(amount: f32) -> Pixels {
    let values = (0..480 * 640 * 3).map(|index| (128.0 + (chance(index, 3) - 0.5) * amount) as u8);
    Pixels { width: 480, height: 640, rgb: values.collect() }
}

#[test]
fn the_best_quality_that_fits_is_taken() {
    let form = national().file;
    for amount in [12.0, 20.0, 28.0] {
        let picture = noisy(amount);
        let file = written(&picture, &form).expect("fits");
        assert!(file.bytes.len() as u64 <= form.most_bytes && file.quality >= form.least_quality);
        if file.quality < 100 {
            let better =
                crate::photo::encode_jpeg(&picture, file.quality + 1, file.chroma, Some(300));
            assert!(better.expect("written").len() as u64 > form.most_bytes, "{amount}");
        }
        assert_eq!(written(&picture, &form).expect("again").bytes, file.bytes);
        // JFIF, version 1, in pixels to the inch: 300 both ways; and no EXIF.
        assert_eq!(file.bytes[6..11], *b"JFIF\0");
        assert_eq!(file.bytes[13..18], [1, 1, 44, 1, 44]);
        assert!(!file.bytes.windows(4).any(|bytes| bytes == b"Exif"));
        let pixels = decode(&file.bytes, &Limits::USUAL).expect("a photo");
        assert_eq!((pixels.width, pixels.height), (480, 640));
    }
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_is_padded() {
    let form = national().file;
    let refused = written(&noisy(255.0), &form).expect_err("too large");
    assert!(matches!(refused, NoFile::TooLarge { quality: 60, most: 40_960, .. }), "{refused:?}");
    let flat = written(&noisy(0.0), &form).expect("fits");
    assert!(flat.is_below_least && flat.quality == 100);
    assert!((flat.bytes.len() as u64) < 20_480);
    assert_eq!(flat.bytes[flat.bytes.len() - 2..], [0xFF, 0xD9], "nothing behind the end");
}
