//! `standardize` on the real program: a crop and a matte chosen by hand, and what is refused.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A photo that allows a standard photo.
fn photo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/submissions/good-black.jpg")
}

/// Runs `standardize`: the exit code and all that was said.
fn standardize(lang: &str, out: &Path, more: &[&str]) -> (i32, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_photo-review"))
        .args(["--lang", lang, "standardize"])
        .arg(photo())
        .arg("-o")
        .arg(out)
        .args(more)
        .output()
        .expect("runs");
    let said = [done.stdout, done.stderr].concat();
    (done.status.code().expect("a code"), String::from_utf8(said).expect("text"))
}

/// The crop that was told of, left, top, width, height.
fn told_crop(said: &str) -> [f64; 4] {
    let (_, crop) = said.trim_end().rsplit_once("crop ").expect("a crop is told");
    let numbers: Vec<f64> = crop.split(',').map(|n| n.parse().expect("a number")).collect();
    numbers.try_into().expect("four numbers")
}

fn crop([left, top, width, height]: [f64; 4]) -> String {
    format!("--crop={left},{top},{width},{height}")
}

#[test]
fn a_crop_by_hand_is_made_within_the_rules_and_refused_with_each_rule_beyond() {
    let work = tempfile::tempdir().expect("a folder");
    let out = |name: &str| work.path().join(name).with_extension("jpg");
    let (code, said) = standardize("en", &out("first"), &[]);
    assert_eq!(code, 0, "{said}");
    let [left, top, width, height] = told_crop(&said);

    // What was told is taken again, and so is one that a person moved a little.
    let (code, said) = standardize("en", &out("again"), &[&crop([left, top, width, height])]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = standardize("en", &out("moved"), &[&crop([left, top - 4.0, width, height])]);
    assert_eq!(code, 0, "{said}");
    assert!((told_crop(&said)[1] - (top - 4.0)).abs() < 0.011, "{said}");
    assert_ne!(fs::read(out("first")).expect("made"), fs::read(out("moved")).expect("made"));

    // Far down: the crown comes above the upper edge of the standard photo.
    let low = crop([left, top + height / 3.0, width, height]);
    let (code, said) = standardize("en", &out("low"), &[&low]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("distance of the crown by ") && said.contains(" px"), "{said}");
    let (_, said) = standardize("zh", &out("low"), &[&low]);
    assert!(said.contains("头顶距离相差 ") && !said.contains("crown"), "{said}");
    assert!(!out("low").exists());
}

#[test]
fn what_can_be_no_crop_or_setting_is_refused_before_anything_is_made() {
    let work = tempfile::tempdir().expect("a folder");
    let out = work.path().join("out.jpg");
    let other = photo();
    let other = other.to_string_lossy();
    for (more, why) in [
        (&["--crop=0,0,480,480"][..], "a crop of 480 px has a height of 640, not 480"),
        (&["--crop=0,0,480"], "--crop"),
        (&["--crop=0,0,nan,640"], "--crop"),
        (&["--tightness=0.3"], "the tightness is -0.2 to 0.2, not 0.3"),
        (&["--refinement=-1"], "the refinement is 0 to 1, not -1"),
        (&["--crop=0,0,480,640", &other], "a crop is for one photo only"),
    ] {
        let (code, said) = standardize("en", &out, more);
        assert_eq!(code, 2, "{more:?}: {said}");
        assert!(said.contains(why), "{more:?}: {said}");
    }
    assert!(!out.exists());
}

#[test]
fn another_matte_setting_gives_another_photo() {
    let work = tempfile::tempdir().expect("a folder");
    let out = |name: &str| work.path().join(name).with_extension("jpg");
    let mut made = Vec::new();
    for (name, more) in
        [("usual", &[][..]), ("tight", &["--tightness=0.2"]), ("raw", &["--refinement=0"])]
    {
        let (code, said) = standardize("en", &out(name), more);
        assert_eq!(code, 0, "{said}");
        made.push(fs::read(out(name)).expect("made"));
    }
    assert!(made[0] != made[1] && made[0] != made[2] && made[1] != made[2]);
}
