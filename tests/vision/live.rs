//! The nets still see in the portraits what is kept of them; skipped where the portraits aren't there.

use photo_review::vision::{Landmark, Needs, Seen};

use crate::stored;

/// A few portraits: an ordinary one, a veil, a turned head, a beard.
const SOME: [&str; 4] = ["female/0", "female/43", "male/15", "male/30"];

/// The greatest distance between two sets of landmarks, in pixels.
fn apart(a: &[Landmark], b: &[Landmark]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| a.point().distance(b.point())).fold(0.0, f32::max)
}

fn check(name: &str, kept: &Seen, seen: &Seen) {
    let mesh = |seen: &Seen| seen.mesh.clone().expect("a mesh");
    let fine = |seen: &Seen| seen.landmarks.clone().expect("landmarks").points;
    // Kept with five digits, which is a twentieth of a pixel; another processor may round differently.
    assert!(apart(&mesh(kept), &mesh(seen)) < 0.5, "{name}");
    assert!(apart(&fine(kept), &fine(seen)) < 0.5, "{name}");
    let (kept_tilt, tilt) =
        (kept.shoulders.expect("kept").tilt, seen.shoulders.expect("seen").tilt);
    assert!((kept_tilt - tilt).abs() < 0.5, "{name}: {kept_tilt}, {tilt}");
    let attributes = |seen: &Seen| {
        let told = seen.attributes.expect("attributes");
        [
            told.headwear,
            told.right_ear,
            told.left_ear,
            told.bare_shoulders,
            told.collar,
            told.pattern,
        ]
    };
    for (kept, seen) in attributes(kept).iter().zip(attributes(seen)) {
        assert!((kept - seen).abs() < 0.02, "{name}");
    }
    let matte = stored::small(seen.matte.as_ref().expect("a matte"));
    let off = matte.alpha.iter().zip(&kept.matte.as_ref().expect("kept").alpha);
    let off = off.map(|(a, b)| usize::from(a.abs_diff(*b))).sum::<usize>();
    assert!(off < matte.alpha.len() / 4, "{name}: {off}");
}

#[test]
fn the_nets_see_what_is_kept() {
    let Some(folder) = stored::portraits() else { return };
    let nets = crate::nets();
    let all = stored::all();
    for (name, kept) in all.iter().filter(|(name, _)| SOME.contains(&name.as_str())) {
        let pixels = stored::decode(&folder.join(format!("{name}.jpg")));
        check(name, kept, &nets.look(&pixels, Needs::ALL).expect("looked at"));
    }
}
