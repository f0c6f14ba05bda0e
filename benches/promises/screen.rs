//! The real window on a display of its own: key to next photo, time to the first photo, memory, idle CPU.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use photo_review::desk::demo::PASSWORD;

use crate::Spread;
use crate::window::{Console, Display, program};

const DECISIONS: usize = 300;
const STARTS: usize = 9;

/// Measures all of it and prints it.
pub fn run() {
    let work = tempfile::tempdir().expect("a folder");
    keys(work.path());
    for photos in [1_000, 1_000_000] {
        first_photo(work.path(), photos);
    }
}

/// A demo store of so many photos of 12 megapixels; kept beside the build, since a million take a while.
fn store(photos: usize) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let dir = target.join(format!("bench-store-{photos}"));
    if !dir.join("store.sqlite3").exists() {
        let begin = Instant::now();
        program(&dir, &["demo", "--photos", &photos.to_string(), "--no-console"]);
        println!("(made a store of {photos} in {:.0} s)", begin.elapsed().as_secs_f64());
    }
    dir
}

fn sign_in(display: &Display, console: &Console) -> Duration {
    display.focus();
    display.type_text(&format!("wangmin\t{PASSWORD}"));
    // So that what was typed is drawn before the clock starts.
    std::thread::sleep(Duration::from_millis(200));
    let begin = Instant::now();
    display.key("Return");
    console.wait_for("painted");
    begin.elapsed()
}

/// Key press to next photo painted, as the console's own clock has it: from the frame that saw the
/// key to the end of the frame that showed the next photo.
fn keys(work: &Path) {
    let dir = work.join("keys");
    program(&dir, &["demo", "--photos", "400", "--no-console"]);
    let display = Display::start(1280, 800);
    let console = Console::start(&display, &dir, &work.join("settings"));
    console.wait_for("screen sign-in");
    sign_in(&display, &console);
    let mut times = Vec::new();
    for _ in 0..DECISIONS {
        // A fast reviewer: three decisions a second.
        std::thread::sleep(Duration::from_millis(330));
        display.key("a");
        let words = console.wait_for("painted");
        let us = words[2].parse().expect("microseconds");
        times.push(Duration::from_micros(us));
    }
    println!("key to next photo painted {} [99th within 16.7 ms]", Spread::of(times));
}

fn first_photo(work: &Path, photos: usize) {
    let dir = store(photos);
    let mut times = Vec::new();
    let display = Display::start(1280, 800);
    for start in 0..STARTS {
        let begin = Instant::now();
        let console = Console::start(&display, &dir, &work.join("settings"));
        console.wait_for("screen sign-in");
        let opened = begin.elapsed();
        times.push(opened + sign_in(&display, &console));
        if start + 1 == STARTS {
            std::thread::sleep(Duration::from_secs(5));
            let before = cpu_ticks(console.id());
            std::thread::sleep(Duration::from_secs(20));
            let ticks = cpu_ticks(console.id()) - before;
            println!(
                "{photos} submissions: memory {} MB; idle CPU {:.2} % over 20 s [0]",
                resident_mb(console.id()),
                ticks as f64 / 20.0,
            );
        }
        display.key("F12");
        console.wait_for("screen sign-in");
    }
    println!(
        "{photos} submissions: first photo (start of the program + sign-in) {}",
        Spread::of(times)
    );
}

/// Processor time used so far, in ticks of 10 ms.
fn cpu_ticks(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("a running process");
    let after_name = stat.rsplit_once(')').expect("a name").1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let field = |at: usize| fields[at].parse::<u64>().expect("a number");
    field(11) + field(12)
}

fn resident_mb(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("a running process");
    let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("resident memory");
    let kb: u64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number");
    kb / 1024
}
