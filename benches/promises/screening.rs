//! The machine's screening beside people: key to next photo with screening on all cores, in turn with runs without
//! it; a durable decision beside it; and an import with four reviewers beside all that.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use photo_review::desk::clock::now;
use photo_review::store::Store;

use crate::screen::press_with;
use crate::window::{PROGRAM, program};
use crate::{Spread, beside, decide};

/// How often runs with and without screening change.
const TURNS: usize = 4;

/// Keys pressed in each of them.
const KEYS: usize = 260;

/// Measures all of it and prints it.
pub fn run() {
    let work = tempfile::tempdir().expect("a folder");
    keys(work.path());
    decisions(work.path());
    beside::with_screening(work.path());
}

/// The console screens by itself; the keys are pressed in that very console.
fn keys(work: &Path) {
    let dir = work.join("keys");
    program(&dir, &["demo", "--photos", &(2 * TURNS * KEYS + 400).to_string(), "--no-console"]);
    // Keys come faster than photos are screened.
    program(&dir, &["policy", "--standard-photo", "no"]);
    let (mut quiet, mut loud) = (Vec::new(), Vec::new());
    let (mut looked_at, mut took) = (0, Duration::ZERO);
    for _ in 0..TURNS {
        quiet.extend(press_with(work, &dir, "screening = false\n", KEYS));
        let before = screened(&dir);
        let begin = Instant::now();
        loud.extend(press_with(work, &dir, "screening = true\n", KEYS));
        took += begin.elapsed();
        looked_at += screened(&dir) - before;
    }
    assert!(looked_at > 0, "nothing was screened beside the keys");
    let (quiet, loud) = (Spread::of(quiet), Spread::of(loud));
    let minutes = took.as_secs_f64() / 60.0;
    println!("key to next photo, alone  {quiet}, 95th {:.2} ms", ms(quiet.p95()));
    println!("  with screening beside   {loud}, 95th {:.2} ms", ms(loud.p95()));
    println!(
        "  ratios                  median {:.2} [at most 1.5], 95th {:.2} [at most 2.5]",
        ratio(loud.median(), quiet.median()),
        ratio(loud.p95(), quiet.p95()),
    );
    println!(
        "  screened meanwhile      {looked_at} photos, {:.1} a minute",
        looked_at as f64 / minutes
    );
}

/// Durable decisions without a window, alone and beside `photo-review screen`.
fn decisions(work: &Path) {
    let dir = work.join("decisions");
    program(&dir, &["demo", "--photos", "2600", "--no-console"]);
    program(&dir, &["policy", "--standard-photo", "no"]);
    let quiet = Spread::of(decide::times(&dir, 1_000));
    let before = screened(&dir);
    let screening = Screening::start(&dir);
    let loud = Spread::of(decide::times(&dir, 1_000));
    drop(screening);
    println!("durable decision, alone   {quiet}");
    println!(
        "  with screening beside   {loud}, {} photos screened; ratio of medians {:.2}\n",
        screened(&dir) - before,
        ratio(loud.median(), quiet.median()),
    );
}

/// Photos of the store that were screened, by whatever.
pub fn screened(dir: &Path) -> usize {
    let store = Store::open_to_look(dir, now()).expect("opens");
    store.fingerprints_after(0).expect("read").len()
}

/// `photo-review screen` at work; killed when dropped.
pub struct Screening(Child);

impl Screening {
    /// Begins; some seconds later the nets are loaded.
    pub fn start(dir: &Path) -> Self {
        let child = Command::new(PROGRAM)
            .arg("--store")
            .arg(dir)
            .arg("screen")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        std::thread::sleep(Duration::from_secs(5));
        Self(child)
    }
}

impl Drop for Screening {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The settings with which the console is started.
pub fn settings(work: &Path, words: &str) -> std::path::PathBuf {
    let folder = work.join(format!("settings-{}", blake3::hash(words.as_bytes()).to_hex()));
    fs::create_dir_all(folder.join("photo-review")).expect("made");
    fs::write(folder.join("photo-review/settings.toml"), words).expect("written");
    folder
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
