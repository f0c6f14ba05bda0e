//! Near copies among the 100 portraits: no two of them are taken for one, and a portrait that was compressed anew, made
//! smaller or cut at its edges is known again. Those of the portraits are kept in `fingerprints.csv`; the copies are
//! made where the portraits are.
//!
//! Written anew, where the portraits lie beside the package, by
//! `cargo test --test vision -- --ignored write_the_fingerprints`.

use std::fmt::Write as _;
use std::fs;

use jpeg_encoder::{ColorType, Encoder};
use photo_review::domain::fingerprint::Fingerprint;
use photo_review::photo::{self, Limits, Pixels};
use photo_review::screening::fingerprint;
use photo_review::vision::{Needs, Nets};

use crate::stored;

/// Every fifth portrait is copied.
const EVERY: usize = 5;

fn of(nets: &Nets, pixels: &Pixels) -> Fingerprint {
    let seen = nets.look(pixels, Needs::FACES).expect("looked at");
    fingerprint(pixels, &seen).expect("a face")
}

fn kept() -> Vec<(String, Fingerprint)> {
    let rows = stored::rows("fingerprints.csv");
    let read = |(name, row): (String, std::collections::BTreeMap<String, String>)| {
        (name, row["fingerprint"].clone().try_into().expect("a fingerprint"))
    };
    rows.into_iter().map(read).collect()
}

/// Compressed anew at a quality of 30.
fn compressed(pixels: &Pixels) -> Pixels {
    let mut bytes = Vec::new();
    let (width, height) = (pixels.width as u16, pixels.height as u16);
    let encoder = Encoder::new(&mut bytes, 30);
    encoder.encode(&pixels.rgb, width, height, ColorType::Rgb).expect("encoded");
    photo::decode(&bytes, &Limits::default()).expect("decoded")
}

/// The part that lies so far from each edge, every `step`-th pixel of it.
fn part(pixels: &Pixels, edge: u32, step: u32) -> Pixels {
    let mut rgb = Vec::new();
    let (columns, rows) = (edge..pixels.width - edge, edge..pixels.height - edge);
    for y in rows.clone().step_by(step as usize) {
        for x in columns.clone().step_by(step as usize) {
            let at = (y * pixels.width + x) as usize * 3;
            rgb.extend(&pixels.rgb[at..at + 3]);
        }
    }
    Pixels { width: columns.len() as u32 / step, height: rows.len() as u32 / step, rgb }
}

/// Cut by a twentieth of the width at each edge.
fn cut(pixels: &Pixels) -> Pixels {
    part(pixels, pixels.width / 20, 1)
}

fn halved(pixels: &Pixels) -> Pixels {
    part(pixels, 0, 2)
}

#[test]
fn no_two_portraits_are_near_copies() {
    let all = kept();
    assert_eq!(all.len(), 100);
    let mut least = u32::MAX;
    for (at, (_, one)) in all.iter().enumerate() {
        let apart = all[at + 1..].iter().map(|(_, other)| one.distance(*other)).min();
        least = least.min(apart.unwrap_or(u32::MAX));
    }
    println!("the two most alike of 4,950 pairs differ in {least} of 256 bits");
    assert!(least > Fingerprint::NEAR + 16, "{least}: little room above the limit");
}

#[test]
fn copies_of_portraits_are_known_again() {
    let Some(folder) = stored::portraits() else { return };
    let nets = crate::nets();
    let mut most = [0; 4];
    for (name, original) in kept().into_iter().step_by(EVERY) {
        let pixels = stored::decode(&folder.join(format!("{name}.jpg")));
        let copies = [pixels.clone(), compressed(&pixels), halved(&pixels), cut(&pixels)];
        for (copy, most) in copies.iter().zip(&mut most) {
            let apart = original.distance(of(&nets, copy));
            assert!(apart <= Fingerprint::NEAR, "{name}: {apart} bits");
            *most = apart.max(*most);
        }
    }
    println!(
        "most bits apart: itself {}, compressed {}, halved {}, cut {}",
        most[0], most[1], most[2], most[3]
    );
}

#[test]
#[ignore = "writes what is kept, from the portraits"]
fn write_the_fingerprints() {
    let Some(folder) = stored::portraits() else { return };
    let nets = crate::nets();
    let mut text = String::from("file,fingerprint\n");
    for name in stored::names() {
        let pixels = stored::decode(&folder.join(format!("{name}.jpg")));
        writeln!(text, "{name}.jpg,{}", String::from(of(&nets, &pixels))).expect("text");
    }
    fs::write(stored::kept("fingerprints.csv"), text).expect("written");
}
