//! Odd pictures: nobody, a crowd, a pixel, a strip; and the same photo twice.

use super::{NETS, lay, part, plain, portrait};
use crate::photo::Pixels;
use crate::vision::{Need, Needs, Nets, Seen};

fn look(pixels: &Pixels, needs: Needs) -> Seen {
    NETS.look(pixels, needs).expect("looked at")
}

#[test]
fn one_photo_gives_the_same_on_every_run_and_thread_count() {
    let pixels = portrait();
    let first = look(&pixels, Needs::ALL);
    let again = look(&pixels, Needs::ALL);
    let alone = Nets::load(1).expect("loads").look(&pixels, Needs::ALL).expect("looked at");
    // Text tells every bit: each number is written with as many digits as it has.
    let text = |seen: &Seen| serde_json::to_string(seen).expect("written");
    assert!(text(&first) == text(&again), "two runs on two threads");
    assert!(text(&first) == text(&alone), "two threads and one");
    let read: Seen = serde_json::from_str(&text(&first)).expect("read");
    assert!(read == first, "what is written can be read");
    let shared = std::thread::scope(|scope| {
        let other = scope.spawn(|| look(&pixels, Needs::ALL));
        [look(&pixels, Needs::ALL), other.join().expect("no panic")]
    });
    assert!(shared.iter().all(|seen| *seen == first), "two callers share the nets");
}

#[test]
fn only_what_is_needed_is_looked_at() {
    let pixels = portrait();
    let all = look(&pixels, Needs::ALL);
    let faces = look(&pixels, Needs::FACES);
    assert_eq!(faces.faces.len(), 1);
    assert_eq!(faces, Seen { mesh: all.mesh.clone(), ..Seen::of(&all) });
    let eyes = look(&pixels, Needs::of(&[Need::Eyes]));
    assert_eq!(eyes, Seen { eyes: all.eyes.clone(), ..faces.clone() });
    let smile = look(&pixels, Needs::of(&[Need::Expressions]));
    assert_eq!(smile.expressions, all.expressions);
    assert_eq!(smile.landmarks, all.landmarks);
    assert!(smile.shoulders.is_none() && smile.matte.is_none() && smile.objects.is_none());
}

impl Seen {
    /// Another's size and faces alone.
    fn of(other: &Self) -> Self {
        let (width, height, faces) = (other.width, other.height, other.faces.clone());
        Self { width, height, faces, ..Self::default() }
    }
}

#[test]
fn where_nobody_is_nothing_of_a_person_is_told() {
    for (width, height) in [(640, 480), (1, 1), (3000, 2), (2, 3000), (0, 0)] {
        let seen = look(&plain(width, height, [200, 180, 160]), Needs::ALL);
        assert_eq!((seen.width, seen.height), (width, height));
        assert_eq!(seen.faces, []);
        assert!(seen.objects.is_some_and(|objects| objects.iter().all(|found| found.score < 0.4)));
        let rest = [seen.mesh.is_some(), seen.landmarks.is_some(), seen.matte.is_some()];
        assert_eq!(rest, [false; 3], "{width} × {height}");
    }
}

#[test]
fn ten_faces_are_ten() {
    let one = part(&portrait(), [120, 20, 200, 240]);
    let mut crowd = plain(1000, 500, [120, 130, 140]);
    for index in 0..10 {
        lay(&mut crowd, &one, index % 5 * 200, index / 5 * 250);
    }
    let seen = look(&crowd, Needs::of(&[Need::Objects, Need::Landmarks]));
    assert_eq!(seen.faces.len(), 10, "{:?}", seen.faces);
    assert!(seen.faces.iter().all(|face| face.presence > 0.5 && face.score > 0.5));
    assert!(seen.faces.is_sorted_by(|a, b| a.area.size() >= b.area.size()));
    assert!(seen.landmarks.is_some());
}

#[test]
fn a_face_in_a_wide_strip_is_found_and_cut_out() {
    let mut strip = plain(1000, 256, [120, 130, 140]);
    lay(&mut strip, &part(&portrait(), [80, 20, 290, 256]), 400, 0);
    let seen = look(&strip, Needs::ALL);
    assert_eq!(seen.faces.len(), 1);
    let (matte, face) = (seen.matte.expect("a person"), &seen.faces[0]);
    assert_eq!((matte.width, matte.height), (1536, 384));
    let at = |x: f32, y: f32| matte.at(x / 1000.0, y / 256.0);
    let middle = face.area.middle();
    assert!(at(middle.x, middle.y) > 0.99 && at(50.0, 50.0) == 0.0 && at(950.0, 200.0) == 0.0);
}

#[test]
fn a_larger_photo_shows_the_same_face() {
    let small = portrait();
    let scale = 5;
    let mut large = plain(512 * scale, 512 * scale, [0; 3]);
    for y in 0..large.height {
        for x in 0..large.width {
            let from = ((y / scale * 512 + x / scale) * 3) as usize;
            let to = ((y * large.width + x) * 3) as usize;
            large.rgb[to..to + 3].copy_from_slice(&small.rgb[from..from + 3]);
        }
    }
    let (one, other) = (look(&small, Needs::FACES), look(&large, Needs::FACES));
    let (one, other) = (one.mesh.expect("a face"), other.mesh.expect("a face"));
    for (one, other) in one.iter().zip(&other) {
        let off = (one.x - other.x / 5.0).hypot(one.y - other.y / 5.0);
        assert!(off < 2.0, "{one:?}, {other:?}");
    }
}
