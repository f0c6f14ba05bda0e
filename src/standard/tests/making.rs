//! From what was seen of a drawn person to a file.

use super::national;
use super::scene::Scene;
use crate::domain::reason::Reason;
use crate::photo::{Limits, decode};
use crate::standard::{
    Anchors, CropRule, MatteSetting, NoAnchors, NoStandard, Placement, StandardOptions, again,
    standardized,
};
use crate::vision::{Landmark, Seen};

/// A drawn person of 1200 × 1600 pixels, and what the nets would see.
fn seen() -> (Scene, Seen) {
    let scene = Scene::drawn(1200, 1600, 5.0);
    let mut mesh = vec![Landmark::default(); 468];
    // The middle of the head is (600, 640); a tenth of the width is 120.
    let eyes = [(33, 510.0), (133, 560.0), (362, 645.0), (263, 695.0)].map(|(i, x)| (i, x, 628.0));
    let cheeks =
        [(234, 430.0), (454, 770.0), (127, 440.0), (356, 760.0)].map(|(i, x)| (i, x, 640.0));
    for (index, x, y) in eyes.into_iter().chain(cheeks) {
        mesh[index] = Landmark { x, y, z: 0.0 };
    }
    let matte = Some(scene.matte());
    (scene, Seen { width: 1200, height: 1600, mesh: Some(mesh), matte, ..Seen::default() })
}

#[test]
fn anchors_are_where_they_were_drawn() {
    let (_, seen) = seen();
    let anchors = Anchors::of(&seen).expect("anchors");
    // The head ends 240 pixels above its middle; the strands above it are thinner than an eighth.
    assert!((anchors.crown - 400.0).abs() < 6.0, "{anchors:?}");
    assert!((anchors.eyes - 628.0).abs() < 1e-3 && (anchors.middle - 600.0).abs() < 1e-3);
    assert!((anchors.face_width - 340.0).abs() < 1e-3 && !anchors.edges.top);
    let without = Seen { matte: None, ..seen.clone() };
    assert_eq!(Anchors::of(&without), Err(NoAnchors::Silhouette));
    let without = Seen { mesh: None, ..seen.clone() };
    assert_eq!(Anchors::of(&without), Err(NoAnchors::Face));
    let short = Seen { mesh: Some(Vec::new()), ..seen };
    assert_eq!(Anchors::of(&short), Err(NoAnchors::Face));
}

#[test]
fn the_same_gives_the_same_bytes() {
    let (scene, seen) = seen();
    let make = || standardized(&scene.photo, &seen, &national(), &StandardOptions::default());
    let first = make().expect("a standard photo");
    assert_eq!(first.file, make().expect("again").file);
    assert!((20_480..=40_960).contains(&first.file.bytes.len()), "{}", first.file.bytes.len());
    assert!(first.fringe.share < 0.1 && first.fringe.holes == 0, "{:?}", first.fringe);
}

#[test]
fn the_file_is_measured_by_its_colours_where_it_was_made() {
    let (scene, seen) = seen();
    let made =
        standardized(&scene.photo, &seen, &national(), &StandardOptions::default()).expect("made");
    let product = decode(&made.file.bytes, &Limits::ANY_SIZE).expect("the file");
    let Placement { scale, x, y } = made.placement;
    let mut mesh = seen.mesh.clone().expect("a mesh");
    for point in &mut mesh {
        point.x = (f64::from(point.x) * scale + x) as f32;
        point.y = (f64::from(point.y) * scale + y) as f32;
    }
    let matte = Some(again::matte(&product, [100, 197, 255]));
    let again = Seen { width: 480, height: 640, mesh: Some(mesh), matte, ..Seen::default() };
    let found = Anchors::of(&again).expect("anchors");
    let planned = made.anchors.crown * scale + y;
    assert!((found.crown - planned).abs() < 2.0, "{} beside {planned}", found.crown);
    assert!(!found.edges.top && found.edges.left.is_some(), "{:?}", found.edges);
}

#[test]
fn what_is_chosen_by_hand_is_held_to_the_rules() {
    let (scene, seen) = seen();
    let make =
        |settings: &StandardOptions| standardized(&scene.photo, &seen, &national(), settings);
    let usual = make(&StandardOptions::default()).expect("a standard photo");
    let by_hand = |placement: Placement| StandardOptions {
        placement: Some(placement),
        ..StandardOptions::default()
    };
    let moved = Placement { y: usual.placement.y + 4.0, ..usual.placement };
    assert_eq!(make(&by_hand(moved)).expect("lawful").placement, moved);
    let enlarged = Placement { scale: 1.5, ..usual.placement };
    let refusal = make(&by_hand(enlarged)).expect_err("unlawful");
    assert!(
        refusal.rules().contains(&CropRule::Pixels) && refusal.reason() == Reason::C04,
        "{refusal}"
    );
    let matte = MatteSetting { tightness: 9.0, ..MatteSetting::default() };
    assert_eq!(
        make(&StandardOptions { matte, ..StandardOptions::default() }),
        Err(NoStandard::Setting)
    );
    let other = Seen { width: 9, ..seen.clone() };
    let refusal = standardized(&scene.photo, &other, &national(), &StandardOptions::default());
    assert_eq!(refusal, Err(NoStandard::OtherPhoto));
}
