//! How long it takes to find near copies among a million photos.

use std::time::{Duration, Instant};

use photo_review::domain::fingerprint::Fingerprint;
use photo_review::domain::near_photos::NearPhotos;
use photo_review::domain::student::StudentId;
use photo_review::domain::submission::SubmissionId;

use crate::Spread;

/// Photos that are known.
const PHOTOS: i64 = 1_000_000;

/// Photos that are looked for.
const LOOKS: usize = 100;

/// Measures it and prints it.
pub fn run() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    // Xorshift: the same fingerprints every time.
    let mut word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut known = NearPhotos::default();
    let mut last = Fingerprint([0; 4]);
    for n in 0..PHOTOS {
        last = Fingerprint([word(), word(), word(), word()]);
        known.insert(SubmissionId(n), StudentId(n), last);
    }
    // The last one again, with a few bits changed, sent by somebody else.
    let Fingerprint([first, rest @ ..]) = last;
    let copy = Fingerprint([first ^ 0xFFFF, rest[0], rest[1], rest[2]]);
    let times: Vec<Duration> = (0..LOOKS)
        .map(|_| {
            let begin = Instant::now();
            let found = known.of_others(copy, StudentId(-1));
            let took = begin.elapsed();
            assert_eq!(found.len(), 1, "the copy and nothing else");
            took
        })
        .collect();
    println!("near copies among {PHOTOS} photos {} [under 50 ms]\n", Spread::of(times));
}
