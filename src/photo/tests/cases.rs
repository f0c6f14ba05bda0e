//! The files of `tests/cases/photos`: each shown as it should be, or refused for what it is.

use super::*;

/// A file of the folder.
fn case(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/photos/");
    std::fs::read(format!("{folder}{name}")).expect("a case")
}

/// The mean difference of two pictures of one size.
fn difference(own: &[u8], other: &[u8]) -> f64 {
    assert_eq!(own.len(), other.len());
    let sum: u64 = own.iter().zip(other).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / own.len() as f64
}

#[test]
fn what_viewers_show_is_shown_as_they_show_it() {
    let upright = decode(&case("upright.png"), &Limits::ANY_SIZE).expect("decodes");
    for name in ["2026P001.jpg", "2026P002.jpg", "2026P003.jpg", "2026P004.jpg"] {
        let bytes = case(name);
        let inspected = inspect(&bytes, &Limits::USUAL).expect("whole");
        assert_eq!((inspected.width, inspected.height), (600, 800), "{name}");
        let pictures = [
            decode(&bytes, &Limits::USUAL).expect("decodes"),
            decode_preview(&inspected.preview.proxy).expect("decodes"),
        ];
        for picture in pictures {
            let small = fitted(picture, upright.width, upright.height).expect("scales");
            let difference = difference(&small.rgb, &upright.rgb);
            assert!(difference < 3.0, "{name}: {difference}");
        }
    }
}

#[test]
fn camera_facts_are_read_past_a_broken_entry() {
    // The case's one text is the broken one; no other fact is in it.
    let facts = inspect(&case("2026P004.jpg"), &Limits::USUAL).expect("whole").camera;
    assert_eq!(facts, CameraFacts::default());
}

#[test]
fn what_is_no_whole_photo_is_refused_for_what_it_is() {
    let expected = [
        ("2026P005.jpg", PhotoError::Damaged),
        ("2026P006.jpg", PhotoError::Unsupported(Kind::Picture("AVIF"))),
        ("2026P007.jpg", PhotoError::Unsupported(Kind::ArithmeticJpeg)),
        ("2026P008.jpg", PhotoError::Empty),
        ("2026P009.jpg", PhotoError::Unsupported(Kind::Picture("AVIF"))),
    ];
    for (name, error) in expected {
        assert_eq!(inspect(&case(name), &Limits::USUAL).expect_err("refused"), error, "{name}");
        assert_eq!(decode(&case(name), &Limits::USUAL).expect_err("refused"), error, "{name}");
    }
}

/// First bytes of files, with what they are.
#[test]
fn other_files_are_told_by_their_first_bytes() {
    let dng = [b"II*\0\x08\0\0\0\x01\0\x12\xC6".as_slice(), &[0; 40]].concat();
    let late = {
        let mut late = jpeg(640, 480);
        let frame = late.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("a frame");
        late[frame + 5..frame + 7].fill(0);
        late
    };
    let frame = |mark: u8, bits: u8| {
        let mut other = jpeg(640, 480);
        let frame = other.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("a frame");
        (other[frame + 1], other[frame + 4]) = (mark, bits);
        other
    };
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x04CgBIP\0 \x02";
    let cases: [(&[u8], Kind); 35] = [
        (b"GIF89a......", Kind::Picture("GIF")),
        (b"BM......", Kind::Picture("BMP")),
        (b"II*\0\x08\0\0\0\0\0", Kind::Picture("TIFF")),
        (b"MM\0*\0\0\0\x08\0\0", Kind::Picture("TIFF")),
        (b"8BPS\0\x01", Kind::Picture("PSD")),
        (b"\xFF\x0A\0\0", Kind::Picture("JPEG XL")),
        (b"\0\0\0\x0CJXL \r\n\x87\n", Kind::Picture("JPEG XL")),
        (b"\0\0\0\x0CjP  \r\n\x87\n", Kind::Picture("JPEG 2000")),
        (b"\xFF\x4F\xFF\x51\0", Kind::Picture("JPEG 2000")),
        (b"<svg xmlns='x'>", Kind::Picture("SVG")),
        (b"\xEF\xBB\xBF<?xml version='1.0'?>\n<svg>", Kind::Picture("SVG")),
        (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", Kind::Picture("AVIF")),
        (b"\0\0\0\x18ftypmif1\0\0\0\0avifmif1", Kind::Picture("AVIF")),
        (b"\0\0\0\x18ftypavis\0\0\0\0avismsf1", Kind::Picture("AVIF")),
        (b"II*\0\x10\0\0\0CR\x02\0", Kind::Raw("CR2")),
        (&dng, Kind::Raw("DNG")),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", Kind::Raw("CR3")),
        (b"FUJIFILMCCD-RAW 0201", Kind::Raw("RAF")),
        (b"IIU\0\x18\0", Kind::Raw("RW2")),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", Kind::Film),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", Kind::Film),
        (b"\0\0\0\x08wide\0\0\0\0mdat", Kind::Film),
        (b"\x1A\x45\xDF\xA3\x01", Kind::Film),
        (b"RIFF\0\0\0\0AVI LIST", Kind::Film),
        (b"%PDF-1.7", Kind::Document("PDF")),
        (b"PK\x03\x04\x14\0", Kind::Document("ZIP / Office")),
        (b"\n<!DOCTYPE html><html>", Kind::WebPage),
        (b"<?xml version='1.0'?><!-- x --><HTML>", Kind::WebPage),
        (png, Kind::ApplePng),
        (&frame(0xC9, 8), Kind::ArithmeticJpeg),
        (&frame(0xCA, 8), Kind::ArithmeticJpeg),
        (&frame(0xC1, 12), Kind::TwelveBitJpeg),
        (&frame(0xC3, 8), Kind::LosslessJpeg),
        (b"\xFF\xD8\xFF\xF7\0\x0B", Kind::Picture("JPEG-LS")),
        (&late, Kind::LateHeightJpeg),
    ];
    for (at, (bytes, kind)) in cases.into_iter().enumerate() {
        let refused = inspect(bytes, &Limits::USUAL).expect_err("refused");
        assert_eq!(refused, PhotoError::Unsupported(kind), "case {at}");
    }
}

#[test]
fn of_several_pictures_in_one_file_none_is_chosen() {
    let mut frames = png(640, 480);
    // The chunk that says of how many pictures it is, 26 bytes behind the header; its checksum is not looked at.
    let control = b"\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0";
    frames.splice(33..33, control.iter().copied());
    let refused = inspect(&frames, &Limits::USUAL).expect_err("refused");
    assert_eq!(refused, PhotoError::Unsupported(Kind::Animated("PNG")));
    assert_eq!(decode(&frames, &Limits::SHOWN), decode(&png(640, 480), &Limits::SHOWN));
    let frame = b"ANMF\x02\0\0\0\0\0";
    let chunks = [b"VP8X\x0A\0\0\0\x02\0\0\0\0\0\0\0\0\0".as_slice(), frame, frame].concat();
    let length = (chunks.len() as u32 + 4).to_le_bytes();
    let moving = [b"RIFF".as_slice(), &length, b"WEBP", &chunks].concat();
    let refused = inspect(&moving, &Limits::USUAL).expect_err("refused");
    assert_eq!(refused, PhotoError::Unsupported(Kind::Animated("WebP")));
}
