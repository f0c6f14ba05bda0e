//! Kills the real program while it screens: the store is whole afterwards, and the next run goes on where it was, so that
//! every photo is told of exactly once.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use photo_review::desk::clock::now;
use photo_review::domain::event::{Event, Subject};
use photo_review::domain::submission::SubmissionId;
use photo_review::store::Store;
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use support::{PROGRAM, assert_whole, outcome};

const PORTRAIT: &[u8] = include_bytes!("../data/portraits/grace_hopper.jpg");

/// Photos in the store.
const PHOTOS: i64 = 4;

/// Kills.
const KILLS: usize = 4;

/// The portrait with a comment, so that it is another file.
fn photo(n: i64) -> Vec<u8> {
    let mut bytes = PORTRAIT[..2].to_vec();
    bytes.extend([0xFF, 0xFE, 0x00, 0x0A]);
    bytes.extend(format!("{n:08}").bytes());
    bytes.extend(&PORTRAIT[2..]);
    bytes
}

/// A store in whose queue so many photos wait.
fn waiting(dir: &Path) {
    let mut store = Store::open(dir, now()).expect("opens");
    for n in 1..=PHOTOS {
        support::send(&mut store, n, &photo(n));
    }
}

/// How often each photo was told of, and how many have a standard photo that is there.
fn told(dir: &Path) -> (Vec<usize>, usize) {
    let store = Store::open(dir, now()).expect("opens");
    let mut standard = 0;
    let mut of = |n: i64| {
        let entries = store.timeline(&Subject::Submission(SubmissionId(n))).expect("read");
        let screened = entries.into_iter().filter_map(|entry| match entry.event {
            Event::Screened(screened) => Some(screened),
            _ => None,
        });
        let screened: Vec<_> = screened.collect();
        for photo in screened.iter().filter_map(|one| one.standard_photo) {
            assert!(store.photos().read(photo).expect("there").starts_with(b"\xff\xd8"));
            standard += 1;
        }
        screened.len()
    };
    ((1..=PHOTOS).map(&mut of).collect(), standard)
}

#[test]
fn a_screening_that_was_killed_goes_on_and_tells_of_each_photo_once() {
    let work = tempfile::tempdir().expect("a folder");
    let template = work.path().join("template");
    waiting(&template);
    let screen = |store: &Path| {
        let mut command = Command::new(PROGRAM);
        command.arg("--store").arg(store).args(["screen", "--full-speed"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts")
    };
    let (mut rng, mut takes, mut kills, mut round) =
        (SmallRng::seed_from_u64(31), Duration::ZERO, 0, 0);
    while kills < KILLS {
        let store = work.path().join(format!("round-{round}"));
        support::copy(&template, &store);
        let begun = Instant::now();
        let mut running = screen(&store);
        if round == 0 {
            assert!(running.wait().expect("ended").success());
            takes = begun.elapsed();
        } else {
            std::thread::sleep(takes.mul_f64(rng.random_range(0.3..1.0)));
            running.kill().expect("killed");
            kills += usize::from(!running.wait().expect("ended").success());
        }
        assert_whole(&store);
        assert!(told(&store).0.iter().all(|times| *times <= 1), "{:?}", told(&store));
        let (code, said) = outcome(&store, &["screen", "--full-speed"]);
        assert_eq!(code, 0, "{said}");
        let (times, standard) = told(&store);
        assert_eq!((times, standard), (vec![1; PHOTOS as usize], PHOTOS as usize));
        assert_whole(&store);
        std::fs::remove_dir_all(&store).expect("removed");
        round += 1;
    }
}
