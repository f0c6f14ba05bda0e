//! `check` on the real program: what is printed, and the exit codes.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use photo_review::domain::checklist::ChecklistItem;
use photo_review::photo::{ChromaDetail, Limits, Pixels, decode, encode_jpeg};
use serde_json::Value;

/// Runs `check`: the exit code and what was printed.
fn check(args: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_photo-review"))
        .args(["--lang", "en", "check"])
        .args(args)
        .output()
        .expect("runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (done.status.code().expect("a code"), text(done.stdout), text(done.stderr))
}

fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/submissions").join(name);
    path.to_string_lossy().into_owned()
}

/// A portrait, turned by half and made so many times larger.
fn upside_down(times: u32) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/references/collins.jpg");
    let bytes = fs::read(folder).expect("a portrait");
    let Pixels { width, height, rgb } = decode(&bytes, &Limits::ANY_SIZE).expect("decodes");
    let mut turned = Vec::new();
    for y in (0..height * times).rev() {
        for x in (0..width * times).rev() {
            let at = ((y / times * width + x / times) * 3) as usize;
            turned.extend_from_slice(&rgb[at..at + 3]);
        }
    }
    let pixels = Pixels { width: width * times, height: height * times, rgb: turned };
    encode_jpeg(&pixels, 85, ChromaDetail::Half, None).expect("encodes")
}

#[test]
fn unusual_photos_have_findings_and_what_is_none_has_a_reason() {
    let work = tempfile::tempdir().expect("a folder");
    let at = |name: &str, bytes: &[u8]| {
        let path = work.path().join(name);
        fs::write(&path, bytes).expect("written");
        path.to_string_lossy().into_owned()
    };
    let case = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
        path.to_string_lossy().into_owned()
    };
    let files = [
        case("encoders/pillow-cmyk.jpg"),
        case("heic/tiles.heic"),
        at("upside-down.jpg", &upside_down(1)),
        at("large.jpg", &upside_down(13)),
        case("photos/2026P009.jpg"),
        at("film.jpg", b"\0\0\0\x18ftypisom\0\0\0\0isommp42"),
    ];
    let names: Vec<&str> = ["--json"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let (code, out, _) = check(&names);
    assert_eq!(code, 2, "{out}");
    let results: Value = serde_json::from_str(&out).expect("an array");
    for (at, file) in files.iter().enumerate() {
        let result = &results[at];
        assert_eq!(result["findings"].is_array(), at < 4, "{file}: {result}");
        assert_eq!(result["error"].is_string(), at >= 4, "{file}: {result}");
    }
    let large =
        [&results[3]["width"], &results[3]["height"]].map(|side| side.as_u64().expect("a side"));
    assert!(large[0] * large[1] > 48_000_000, "{large:?}");
    assert!(results[4]["error"].to_string().contains("AVIF"), "{}", results[4]);
    assert!(results[5]["error"].to_string().contains("video"), "{}", results[5]);
}

#[test]
fn every_item_and_reason_has_a_finding_and_a_failing_photo_shows_in_the_exit_code() {
    let work = tempfile::tempdir().expect("a folder");
    let text = work.path().join("notes.jpg");
    fs::write(&text, "no picture").expect("written");
    let (code, out, _) = check(&["--json", &sample("low-resolution.jpg")]);
    assert_eq!(code, 0, "{out}");
    let results: Value = serde_json::from_str(&out).expect("an array");
    let result = &results[0];
    assert_eq!((result["faces"].as_u64(), result["width"].as_u64()), (Some(1), Some(600)));
    let findings = result["findings"].as_array().expect("findings");
    let pairs: usize = ChecklistItem::ALL.iter().map(|item| item.reasons().len()).sum();
    assert_eq!(findings.len(), pairs);
    for finding in findings {
        let verdict = finding["verdict"].as_str().expect("a verdict");
        assert!(["clear", "doubtful", "unknown", "reviewer"].contains(&verdict), "{finding}");
        assert!(verdict != "reviewer" || finding["value"].is_null(), "{finding}");
        if verdict == "doubtful" {
            let told = ["value", "uncertainty", "unit", "limit", "source"];
            assert!(told.iter().all(|key| !finding[key].is_null()), "{finding}");
        }
    }
    assert!(result["specification"]["digest"].is_string() && result["nets"].is_string());
    let both = [&sample("two-people.jpg"), &text.to_string_lossy().into_owned()];
    let (code, out, _) = check(&["--json", both[0], both[1]]);
    assert_eq!(code, 2, "one could not be read: {out}");
    let results: Value = serde_json::from_str(&out).expect("an array");
    assert!(results[1]["error"].is_string() && results[0]["findings"].is_array(), "{results}");
    let (code, out, _) = check(&[both[0]]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("FAILS") && out.contains("B04"), "{out}");
}

/// Writes a picture of this size in one colour.
fn picture(path: &Path, width: u32, height: u32, colour: image::ColorType) -> PathBuf {
    let bytes = vec![200; (width * height) as usize * usize::from(colour.bytes_per_pixel())];
    image::save_buffer(path, &bytes, width, height, colour).expect("written");
    path.to_owned()
}

#[test]
fn odd_pictures_get_findings_or_a_clear_refusal() {
    let work = tempfile::tempdir().expect("a folder");
    let at = |name: &str| work.path().join(name);
    let odd = [
        picture(&at("dot.png"), 1, 1, image::ColorType::Rgb8),
        picture(&at("line.png"), 3_000, 2, image::ColorType::Rgb8),
        picture(&at("grey.png"), 600, 800, image::ColorType::L8),
        picture(&at("deep.png"), 600, 800, image::ColorType::Rgb16),
        picture(&at("clear.png"), 600, 800, image::ColorType::Rgba8),
    ];
    let paths: Vec<String> = odd.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let args: Vec<&str> =
        std::iter::once("--json").chain(paths.iter().map(String::as_str)).collect();
    let (code, out, err) = check(&args);
    assert_eq!(code, 1, "nobody is on them: {out}{err}");
    let results: Value = serde_json::from_str(&out).expect("an array");
    for result in results.as_array().expect("an array") {
        assert_eq!(result["faces"].as_u64(), Some(0), "{}", result["file"]);
        let of = |code: &str| {
            let findings = result["findings"].as_array().expect("findings");
            let found = findings.iter().find(|finding| finding["reason"] == code);
            found.expect("there")["verdict"].clone()
        };
        assert_eq!(
            (of("B04"), of("P06"), of("G01")),
            ("fails".into(), "unknown".into(), "reviewer".into())
        );
    }
}

#[test]
fn a_wrong_specification_is_refused_with_its_line() {
    let work = tempfile::tempdir().expect("a folder");
    let file = work.path().join("mine.toml");
    let national = photo_review::domain::specification::NATIONAL;
    fs::write(&file, national.replace("width = 480", "width = 4")).expect("written");
    let file = file.to_string_lossy();
    let (code, _, err) = check(&["--specification", &file, &sample("low-resolution.jpg")]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("line ") && err.contains("16 to 4096"), "{err}");
}
