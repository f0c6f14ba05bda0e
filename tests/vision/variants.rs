//! Photos of `data/` that break a rule on purpose: each is caught by the item that it breaks, and nothing else is
//! said to fail.

use std::fs;
use std::path::Path;

use photo_review::desk::check::{Checked, check};
use photo_review::domain::finding::Verdict;
use photo_review::domain::measure::Measure;
use photo_review::domain::specification::Specification;
use photo_review::photo::{ChromaDetail, Limits, decode, encode_jpeg, within};

/// What each photo must be caught by. `data/expected.csv` names more: what only a person can say, and that one
/// stands too far away, whose face still has enough pixels.
const CAUGHT: [(&str, &str); 21] = [
    ("blue-clothes.jpg", "D01"),
    ("blue-jacket.jpg", "D01"),
    ("cap-grey-suit.jpg", "G04"),
    ("uniform-cap.jpg", "G04"),
    ("clutter.jpg", "B01"),
    ("coloured-wall.jpg", "B01"),
    ("shadow-on-wall.jpg", "B02"),
    ("white-clothes.jpg", "B03"),
    ("two-people.jpg", "B04"),
    ("selfie.jpg", "C01"),
    ("mirrored.jpg", "C01"),
    ("too-close.jpg", "C02"),
    ("motion-blur.jpg", "C03"),
    ("out-of-focus.jpg", "C03"),
    ("low-resolution.jpg", "C04"),
    ("striped-clothes.jpg", "D02"),
    ("half-lit.jpg", "L02"),
    ("overexposed.jpg", "L03"),
    ("dark.jpg", "L04"),
    ("colour-cast.jpg", "L05"),
    ("screenshot.png", "F01"),
];

/// The only photos of which anything is said to fail, and what.
const FAILS: [(&str, &str); 2] = [("tilted.jpg", "P01"), ("two-people.jpg", "B04")];

/// Photos in which no wall, light, sharpness or colour is wrong.
const GOOD: [&str; 4] = ["good-black.jpg", "good-brown.jpg", "good-green.jpg", "good-charcoal.jpg"];

/// What is right in those.
const RIGHT: [&str; 14] = [
    "B01", "B02", "B03", "B04", "L02", "L03", "L04", "L05", "C01", "C02", "C03", "C04", "D01",
    "G04",
];

fn submissions() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/submissions")
}

/// The codes of the reasons with one of these verdicts.
fn codes(checked: &Checked, verdicts: &[Verdict]) -> Vec<&'static str> {
    let found = checked.findings.iter().filter(|finding| verdicts.contains(&finding.verdict));
    found.map(|finding| finding.reason.code()).collect()
}

#[test]
fn what_breaks_a_rule_is_caught_by_its_item_and_nothing_else_fails() {
    let (nets, national) = (crate::nets(), Specification::national().expect("right"));
    let look = |name: &str| {
        let bytes = fs::read(submissions().join(name)).expect("a photo");
        check(&bytes, &nets, &national).expect("checked")
    };
    let mut wrong = Vec::new();
    let others = ["tilted.jpg"].into_iter().chain(GOOD);
    for name in CAUGHT.into_iter().map(|(name, _)| name).chain(others) {
        let checked = look(name);
        let flagged = codes(&checked, &[Verdict::Fails, Verdict::Doubtful]);
        let wanted = CAUGHT.into_iter().find(|(photo, _)| *photo == name);
        if let Some((_, reason)) = wanted
            && !flagged.contains(&reason)
        {
            wrong.push(format!("{name}: {reason} is not among {flagged:?}"));
        }
        let fails = codes(&checked, &[Verdict::Fails]);
        let may: Vec<&str> =
            FAILS.into_iter().filter(|(photo, _)| *photo == name).map(|(_, code)| code).collect();
        if fails != may {
            wrong.push(format!("{name}: fails {fails:?}, expected {may:?}"));
        }
        let falsely: Vec<_> = RIGHT.iter().filter(|code| flagged.contains(code)).collect();
        if GOOD.contains(&name) && !falsely.is_empty() {
            wrong.push(format!("{name}: falsely {falsely:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_photo_that_was_shrunk_and_recompressed_is_doubtful_for_its_blocks() {
    let (nets, national) = (crate::nets(), Specification::national().expect("right"));
    let bytes = fs::read(submissions().join("good-black.jpg")).expect("a photo");
    let small = within(decode(&bytes, &Limits::ANY_SIZE).expect("decodes"), 1280).expect("shrunk");
    for (quality, is_doubtful) in [(10, true), (15, true), (20, true), (75, false)] {
        let sent = encode_jpeg(&small, quality, ChromaDetail::Half, None).expect("encodes");
        let checked = check(&sent, &nets, &national).expect("checked");
        let blurred = checked.findings.iter().find(|one| one.reason.code() == "C03");
        let measured = &blurred.expect("a finding").measured;
        let told: Vec<_> =
            measured.iter().map(|(one, limit)| (one.measure, limit.judge(one))).collect();
        let is_told = told.contains(&(Measure::Blocking, Verdict::Doubtful));
        assert_eq!(is_told, is_doubtful, "quality {quality}: {told:?}");
        assert!(!codes(&checked, &[Verdict::Fails]).contains(&"C03"), "doubtful at most");
    }
}
