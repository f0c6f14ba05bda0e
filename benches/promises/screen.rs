//! The real window on a display of its own: key to next photo, time to the first photo, memory, idle CPU,
//! and the size of the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use photo_review::desk::demo::PASSWORD;

use crate::screening::settings;
use crate::window::{Console, Display, PROGRAM, program};
use crate::{Spread, import};

/// How much of it is measured.
struct Measure {
    decisions: usize,
    starts: usize,
    /// Photos that are imported while keys are pressed.
    imported: usize,
    few: usize,
    many: usize,
}

const WHOLE: Measure =
    Measure { decisions: 300, starts: 9, imported: 600, few: 1_000, many: 1_000_000 };

/// To see in some minutes that it works; its numbers say little.
const BRIEF: Measure = Measure { decisions: 12, starts: 1, imported: 40, few: 1_000, many: 3_000 };

/// The console renews leases and counts the queue so often: it is idle only between.
const TICK: Duration = Duration::from_secs(30);

/// Idle processor time is measured for so long, after the first tick: at least two more are in it.
const IDLE: Duration = Duration::from_secs(70);

/// What a console that screens needs until it does: the nets are loaded.
const SETTLING: Duration = Duration::from_secs(5);

/// Measures all of it and prints it.
pub fn run() {
    measure(&WHOLE);
}

/// Goes through all of it briefly.
pub fn run_briefly() {
    measure(&BRIEF);
}

fn measure(measure: &Measure) {
    let work = tempfile::tempdir().expect("a folder");
    size();
    keys(work.path(), measure);
    keys_during_import(work.path(), measure);
    for photos in [measure.few, measure.many] {
        first_photo(work.path(), photos, measure.starts);
    }
    // The store is kept; so few decisions make no other store of it.
    let times = press(work.path(), &store(measure.many), measure.decisions, || true);
    println!("key to next photo painted, of {} submissions, {}", measure.many, within(times));
}

/// The program's own size, as it was built here.
fn size() {
    let bytes = fs::metadata(PROGRAM).expect("the program").len();
    println!("size of the program       {:.1} MB [at most 75]\n", bytes as f64 / 1e6);
}

/// A demo store of so many photos of 12 megapixels; kept beside the build, since a million take a while.
fn store(photos: usize) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let dir = target.join(format!("bench-store-{}-{photos}", env!("CARGO_PKG_VERSION")));
    if !dir.join("store.sqlite3").exists() {
        let begin = Instant::now();
        program(&dir, &["demo", "--photos", &photos.to_string(), "--no-console"]);
        // Nothing is screened here: approvals need no standard photo.
        program(&dir, &["policy", "--standard-photo", "no"]);
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
fn press(work: &Path, dir: &Path, decisions: usize, go_on: impl FnMut() -> bool) -> Vec<Duration> {
    let display = Display::start(1280, 800);
    let console = Console::start(&display, dir, &work.join("settings"));
    decide(&display, &console, decisions, go_on)
}

/// The same with settings of one's own; the machine has a while for what it begins at a start.
pub fn press_with(work: &Path, dir: &Path, words: &str, decisions: usize) -> Vec<Duration> {
    let display = Display::start(1280, 800);
    let console = Console::start(&display, dir, &settings(work, words));
    let begin = Instant::now();
    let settled = || {
        if begin.elapsed() < SETTLING {
            std::thread::sleep(SETTLING);
        }
        true
    };
    decide(&display, &console, decisions, settled)
}

/// Signs in and decides.
fn decide(
    display: &Display,
    console: &Console,
    decisions: usize,
    mut go_on: impl FnMut() -> bool,
) -> Vec<Duration> {
    console.wait_for("screen sign-in");
    sign_in(display, console);
    let mut times = Vec::new();
    while times.len() < decisions && go_on() {
        // A fast reviewer: three decisions a second.
        std::thread::sleep(Duration::from_millis(330));
        display.key("a");
        let words = console.wait_for("painted");
        let us = words[2].parse().expect("microseconds");
        times.push(Duration::from_micros(us));
    }
    times
}

fn within(times: Vec<Duration>) -> String {
    format!("{} [99th within 16.7 ms]", Spread::of(times))
}

fn keys(work: &Path, measure: &Measure) {
    let dir = work.join("keys");
    program(&dir, &["demo", "--photos", "400", "--no-console"]);
    // Nothing is screened here: approvals need no standard photo.
    program(&dir, &["policy", "--standard-photo", "no"]);
    let times = press(work, &dir, measure.decisions, || true);
    println!("key to next photo painted {}", within(times));
}

/// Keys while the command line imports photos of 12 megapixels into the same store: from its first
/// photo until it has ended.
fn keys_during_import(work: &Path, measure: &Measure) {
    let dir = work.join("importing");
    program(&dir, &["demo", "--photos", "400", "--no-console"]);
    // Nothing is screened here: approvals need no standard photo.
    program(&dir, &["policy", "--standard-photo", "no"]);
    let package = import::package(work, &import::sample(), measure.imported);
    for kind in ["roster", "payments"] {
        let list = work.join(format!("{kind}.csv"));
        program(&dir, &["import", kind, &list.to_string_lossy(), "--quiet"]);
    }
    let mut running: Option<Child> = None;
    let mut ended = false;
    // Begun only now that somebody is signed in and looks at the first photo.
    let times = press(work, &dir, measure.decisions, || {
        let running = running.get_or_insert_with(|| import_beside(&dir, &package));
        ended = running.try_wait().expect("asked").is_some();
        !ended
    });
    let mut running = running.expect("the import was begun");
    assert!(running.wait().expect("ends").success(), "the import works");
    let until = if ended { "until its end" } else { "and it went on" };
    println!(
        "key to next photo painted, during an import of {} photos of 12 MP ({until}), {}",
        measure.imported,
        within(times)
    );
}

fn import_beside(dir: &Path, package: &Path) -> Child {
    Command::new(PROGRAM)
        .arg("--store")
        .arg(dir)
        .args(["import", "submissions", "--quiet"])
        .arg(package)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts")
}

fn first_photo(work: &Path, photos: usize, starts: usize) {
    let dir = store(photos);
    let mut times = Vec::new();
    let display = Display::start(1280, 800);
    for start in 0..starts {
        let begin = Instant::now();
        let console = Console::start(&display, &dir, &work.join("settings"));
        console.wait_for("screen sign-in");
        let opened = begin.elapsed();
        times.push(opened + sign_in(&display, &console));
        if start + 1 == starts {
            tell_idle(photos, &console);
        }
        display.key("F12");
        console.wait_for("screen sign-in");
    }
    println!(
        "{photos} submissions: first photo (start of the program + sign-in) {}",
        Spread::of(times)
    );
}

/// Memory and processor time of a console that nobody touches.
fn tell_idle(photos: usize, console: &Console) {
    std::thread::sleep(TICK + Duration::from_secs(5));
    let before = cpu_ticks(console.id());
    std::thread::sleep(IDLE);
    let ticks = cpu_ticks(console.id()) - before;
    println!(
        "{photos} submissions: memory {} MB; idle CPU {:.2} % over {} s, with {} ticks of the console [0]",
        resident_mb(console.id()),
        ticks as f64 / IDLE.as_secs_f64(),
        IDLE.as_secs(),
        IDLE.as_secs() / TICK.as_secs(),
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
    memory_kb(process, "VmRSS").expect("a running process") / 1024
}

/// A line of what the system tells of a process's memory, in kilobytes; `None` when it has ended.
pub fn memory_kb(process: u32, line: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|text| text.starts_with(line))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
