//! A long import beside four reviewers who decide at full speed: how long the import holds the write lock at
//! a time and how long the reviewers wait; and the rates of an import and of one that goes on after a stop.

use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jpeg_encoder::{ColorType, Encoder};
use photo_review::desk::clock::now;
use photo_review::desk::import::{self, ImportKind, ImportReport};
use photo_review::desk::progress::{Progress, Stage};
use photo_review::desk::review::{self, Ask, Change};
use photo_review::desk::session::{self, NewAccount};
use photo_review::domain::account::{AccountName, Actor, Role};
use photo_review::domain::claim_order::ClaimOrder;
use photo_review::domain::decision::{Decision, Viewing};
use photo_review::store::Store;

use crate::import::{bare, durable};
use crate::screening;

/// Photos of the package, no two alike.
const PHOTOS: usize = 2_000;

/// Reviewers who decide meanwhile.
const REVIEWERS: usize = 4;

/// Prints all of it.
pub fn run() {
    let work = tempfile::tempdir().expect("a folder");
    let package = package(work.path());
    let files: Vec<PathBuf> = fs::read_dir(&package)
        .expect("package")
        .map(|entry| entry.expect("entry").path())
        .collect();
    println!("{PHOTOS} distinct photos of 0.3 megapixels");
    let rate = |took: Duration| PHOTOS as f64 / took.as_secs_f64();
    let cost = bare(&files);
    println!("  bare read, hash, decode   {:.0} photos/s", rate(cost));
    let durable = durable(work.path(), &files);
    println!("  and written durably       {:.0} photos/s", rate(cost + durable));
    let mut store = listed(work.path(), "alone");
    let (took, report) = timed(&mut store, &package, None);
    println!(
        "  import alone              {:.0} photos/s, {:.2} times that cost; longest hold of the lock {:.1} ms [at most 50]",
        rate(took),
        took.as_secs_f64() / (cost + durable).as_secs_f64(),
        ms(report.longest_slice),
    );
    let mut store = listed(work.path(), "resumed");
    timed(&mut store, &package, Some(Stage::Recording));
    let (took, report) = timed(&mut store, &package, None);
    assert_eq!(report.counts.added, PHOTOS as u64, "stopped before anything was recorded");
    println!("  stopped and gone on with  {:.0} photos/s", rate(took));
    let (took, report) = timed(&mut store, &package, None);
    assert_eq!(report.counts.unchanged, PHOTOS as u64, "all of it was there");
    println!("  the same again            {:.0} photos/s", rate(took));
    drop(store);
    beside(work.path(), &package);
}

/// Imports while reviewers decide, on a store that has a queue already.
fn beside(work: &Path, package: &Path) {
    let dir = work.join("beside");
    import_beside(work, package, &dir, || ());
}

/// The same once more, with the machine's screening on all cores beside it.
pub fn with_screening(work: &Path) {
    let package = package(work);
    let dir = work.join("beside-screening");
    println!("{PHOTOS} photos imported, four reviewers, and screening on all cores");
    import_beside(work, &package, &dir, || screening::Screening::start(&dir));
    println!("  screened meanwhile        {} photos\n", screening::screened(&dir));
}

fn import_beside<T>(work: &Path, package: &Path, dir: &Path, begin: impl FnOnce() -> T) {
    crate::window::program(dir, &["demo", "--photos", "2200", "--no-console"]);
    // Reviewers look at nothing here.
    crate::window::program(dir, &["policy", "--standard-photo", "no"]);
    let mut store = Store::open(dir, now()).expect("opens");
    lists(&mut store, work);
    let reviewers: Vec<Actor> = (0..REVIEWERS).map(|n| reviewer(&mut store, n)).collect();
    let meanwhile = begin();
    let quiet = waits(dir, &reviewers, || std::thread::sleep(Duration::from_secs(5))).0;
    println!("  four reviewers alone      {}", told(quiet));
    let (loud, (took, report)) = waits(dir, &reviewers, || timed(&mut store, package, None));
    drop(meanwhile);
    assert_eq!(report.counts.added, PHOTOS as u64, "every photo is new");
    println!(
        "  import beside them        {:.0} photos/s; longest hold of the lock {:.1} ms [at most 50]",
        PHOTOS as f64 / took.as_secs_f64(),
        ms(report.longest_slice),
    );
    println!("  their waits meanwhile     {} [99.9th at most 100]\n", told(loud));
}

/// Lets the reviewers decide for as long as `meanwhile` takes; how long each of their writes took.
fn waits<T>(dir: &Path, who: &[Actor], meanwhile: impl FnOnce() -> T) -> (Vec<Duration>, T) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let stop = &stop;
        let at_work: Vec<_> =
            who.iter().map(|actor| scope.spawn(move || decide(dir, actor, stop))).collect();
        let done = meanwhile();
        stop.store(true, Ordering::Relaxed);
        let waits = at_work.into_iter().flat_map(|thread| thread.join().expect("ends")).collect();
        (waits, done)
    })
}

/// Claims, decides and takes back, so that the queue never runs dry.
fn decide(dir: &Path, actor: &Actor, stop: &AtomicBool) -> Vec<Duration> {
    let mut store = Store::open(dir, now()).expect("opens");
    let mut times = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let begin = Instant::now();
        let cases =
            review::claim(&mut store, actor, ClaimOrder::Deadline, 0, &[], now()).expect("claims");
        times.push(begin.elapsed());
        for case in cases {
            let viewing = Viewing {
                painted_at: now(),
                on_screen_ms: 2_000,
                active_ms: 2_000,
                standard_photo: None,
                findings: None,
            };
            let witness = case.witness(viewing).expect("a lease");
            let change = Change::Decide { decision: Decision::Approve, witness };
            let ask = Ask::new(case.submission, case.revision, change);
            let begin = Instant::now();
            review::change(&mut store, actor, &ask, now()).expect("decided");
            times.push(begin.elapsed());
            let row = store.submission(case.submission).expect("read").expect("there");
            let undo = Ask::new(case.submission, row.revision, Change::Undo);
            let begin = Instant::now();
            let (_, back) = review::change(&mut store, actor, &undo, now()).expect("undone");
            times.push(begin.elapsed());
            let lease = back.and_then(|case| case.claim);
            store.release(lease.as_slice()).expect("released");
        }
    }
    times
}

fn told(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |share: f64| ms(times[((times.len() - 1) as f64 * share).round() as usize]);
    format!(
        "median {:.1} ms, 99th {:.1} ms, 99.9th {:.1} ms, longest {:.1} ms (n = {})",
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0),
        times.len()
    )
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn reviewer(store: &mut Store, number: usize) -> Actor {
    let name = format!("beside{number}");
    let account = AccountName::new(&name).expect("a name");
    let new = NewAccount {
        name: name.clone(),
        display_name: name,
        role: Role::Reviewer,
        password: "correct horse".to_owned(),
    };
    session::add_account(store, &Actor::operator("bench"), &new, now()).expect("added");
    Actor { account, role: Role::Reviewer }
}

fn listed(work: &Path, name: &str) -> Store {
    let mut store = Store::open(&work.join(name), now()).expect("opens");
    lists(&mut store, work);
    store
}

/// Imports roster and payments.
fn lists(store: &mut Store, work: &Path) {
    let actor = Actor::operator("bench");
    let mut go_on = |_| ControlFlow::Continue(());
    for (kind, file) in [(ImportKind::Roster, "roster.csv"), (ImportKind::Payments, "payments.csv")]
    {
        import::run(kind, store, &work.join(file), &actor, now, &mut go_on).expect("imports");
    }
}

/// Imports the photos, and stops at a stage where one is given.
fn timed(store: &mut Store, package: &Path, stop: Option<Stage>) -> (Duration, ImportReport) {
    let actor = Actor::operator("bench");
    let mut far = |progress: Progress| {
        let is_there = stop == Some(progress.stage);
        if is_there { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let begin = Instant::now();
    let kind = ImportKind::Submissions;
    let report = import::run(kind, store, package, &actor, now, &mut far).expect("imports");
    (begin.elapsed(), report)
}

/// A roster, its payments and a folder of photos: each another picture, with another grain.
fn package(work: &Path) -> PathBuf {
    let package = work.join("package");
    fs::create_dir(&package).expect("folder");
    let mut roster = String::from("student_no,name,department,programme,campus\n");
    let mut payments = String::from("student_no,amount,paid_time,transaction\n");
    for n in 0..PHOTOS {
        let no = format!("2026B80{n:05}");
        writeln!(roster, "{no},李雷,计算机学院,硕士,雁栖湖").expect("text");
        writeln!(payments, "{no},30.00,2026-09-01 10:00,B{n:06}").expect("text");
        fs::write(package.join(format!("{no}.jpg")), photo(n as u32)).expect("written");
    }
    fs::write(work.join("roster.csv"), roster).expect("written");
    fs::write(work.join("payments.csv"), payments).expect("written");
    package
}

fn photo(number: u32) -> Vec<u8> {
    let (width, height) = (480_u16, 640_u16);
    let mut rgb = Vec::with_capacity(usize::from(width) * usize::from(height) * 3);
    let mut state = number.wrapping_mul(0x9e37_79b9) | 1;
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            // Xorshift: the same grain every time.
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let grain = state % 16;
            let shades = [x / 4 + number % 97, y / 5 + number % 61, (x + y) / 8 + number % 31];
            rgb.extend(shades.map(|shade| (shade + grain).min(255) as u8));
        }
    }
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 88).encode(&rgb, width, height, ColorType::Rgb).expect("encodes");
    bytes
}
