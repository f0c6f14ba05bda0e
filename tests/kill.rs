//! Kills the real program two hundred times and more while it decides and imports; after each kill the
//! store must be whole, and hold exactly what was acknowledged.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use photo_review::desk::clock::now;
use photo_review::store::Store;
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use support::{Acts, PROGRAM, acts, assert_whole, program};

/// Kills while deciding, and while importing; a kill that met an idle program is none.
const DECIDING: usize = 130;
const IMPORTING: usize = 70;

/// Simulated reviewers in a process, each of whom may have made one change that was not told yet.
const REVIEWERS: usize = 3;

/// Fewer photos than this may run out before the next kill.
const LOW: u64 = 150;

struct Running {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Running {
    fn start(store: &Path, args: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .arg("--store")
            .arg(store)
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let stdout = child.stdout.take().expect("piped");
        Self { child, said: BufReader::new(stdout).lines() }
    }

    /// Waits for the next line; the program must not have come to its end.
    fn line(&mut self) -> String {
        self.said.next().expect("the program works on").expect("a line")
    }

    /// SIGKILL: the program gets no chance to tidy up. Gives what it had still said, and whether it was
    /// alive until then.
    fn kill(mut self) -> (Vec<String>, bool) {
        let alive = self.child.try_wait().expect("asked").is_none();
        self.child.kill().expect("killed");
        let said = self.said.map_while(Result::ok).collect();
        // Ended by itself between the question and the kill, it ended well.
        let ended_well = self.child.wait().expect("ended").success();
        (said, alive && !ended_well)
    }
}

#[test]
fn decisions_survive_a_hundred_and_thirty_kills() {
    let work = tempfile::tempdir().expect("a folder");
    let template = work.path().join("template");
    program(&template, &["demo", "--photos", "700", "--no-console"]);
    let reviewers = REVIEWERS.to_string();
    // The accounts are there beforehand: making them is slow, and no decision.
    program(&template, &["simulate", "--reviewers", &reviewers, "--decisions", "1"]);
    let mut rng = SmallRng::seed_from_u64(20_260_901);
    let mut store = PathBuf::new();
    let (mut before, mut left) = (Acts::new(), 0);
    for round in 0..DECIDING {
        if left < LOW {
            store = work.path().join(format!("store-{round}"));
            support::copy(&template, &store);
            before = acts(&store);
        }
        let seed = round.to_string();
        let args =
            ["simulate", "--reviewers", &reviewers, "--decisions", "100000", "--seed", &seed];
        let mut running = Running::start(&store, &args);
        // Work is under way once something was acknowledged; then at any moment.
        let mut said: Vec<String> = (0..rng.random_range(1..20)).map(|_| running.line()).collect();
        std::thread::sleep(Duration::from_micros(rng.random_range(0..10_000)));
        let (rest, alive) = running.kill();
        assert!(alive, "round {round}: killed while it worked");
        said.extend(rest);
        assert_whole(&store);
        let after = acts(&store);
        assert_acknowledged(&before, &after, &acknowledged(&said));
        before = after;
        let counts = Store::open(&store, now()).expect("opens").counts(now()).expect("counted");
        left = counts.waiting;
        assert!(left > 0, "round {round}: the queue ran dry");
    }
}

/// What a run acknowledged of each submission, first to last.
fn acknowledged(said: &[String]) -> Acts {
    let mut acts = Acts::new();
    for line in said {
        let words = line.strip_prefix("acknowledged ").and_then(|rest| rest.split_once(' '));
        let (id, word) = words.unwrap_or_else(|| panic!("a line of the simulation: {line}"));
        acts.entry(id.parse().expect("a number")).or_default().push(word.to_owned());
    }
    acts
}

/// Nothing that stood before is gone; what came behind it begins with what was acknowledged, in that
/// order and no more; and what came beside that are changes that the kill kept from being told.
fn assert_acknowledged(before: &Acts, after: &Acts, said: &Acts) {
    let nothing = Vec::new();
    let mut untold = 0;
    for id in said.keys().chain(before.keys()) {
        assert!(after.contains_key(id), "{id}: nothing of it is left");
    }
    for (id, stands) in after {
        let before = before.get(id).unwrap_or(&nothing);
        let said = said.get(id).unwrap_or(&nothing);
        let new = stands.strip_prefix(before.as_slice());
        let new = new.unwrap_or_else(|| panic!("{id}: {before:?} became {stands:?}"));
        let more = new.strip_prefix(said.as_slice());
        let more = more.unwrap_or_else(|| panic!("{id}: {said:?} acknowledged, {new:?} recorded"));
        assert!(more.len() <= 1, "{id}: {more:?} without a word");
        untold += more.len();
        for pair in stands.windows(2) {
            let undone = pair.iter().filter(|act| *act == "undo").count();
            assert_eq!(undone, 1, "{id}: decided twice: {stands:?}");
        }
    }
    assert!(untold <= REVIEWERS, "{untold} changes without a word");
}

#[test]
fn imports_survive_seventy_kills() {
    let work = tempfile::tempdir().expect("a folder");
    let package = support::package(work.path(), PHOTOS);
    let template = work.path().join("template");
    program(&template, &["import", "roster", &package.roster, "--quiet"]);
    program(&template, &["import", "payments", &package.payments, "--quiet"]);
    let args = ["import", "submissions", &package.photos, "--quiet"];
    let mut rng = SmallRng::seed_from_u64(7);
    let mut takes = uninterrupted(work.path(), &template, &args);
    let mut stood = BTreeMap::new();
    let mut kills = 0;
    while kills < IMPORTING {
        let store = work.path().join("store");
        support::copy(&template, &store);
        let running = Running::start(&store, &args);
        std::thread::sleep(takes.mul_f64(rng.random_range(0.02..1.0)));
        let (said, alive) = running.kill();
        assert_whole(&store);
        let committed = submissions(&store);
        // As many slices as were durable; all of it, if that was said.
        assert!(committed <= PHOTOS, "{committed}");
        if said.iter().any(|line| *line == format!("committed {PHOTOS}")) {
            assert_eq!(committed, PHOTOS, "what was acknowledged is there");
        }
        if alive {
            kills += 1;
            *stood.entry(committed).or_insert(0) += 1;
        } else {
            // It was faster than the first one.
            takes = takes.mul_f64(0.95);
        }
        if kills % 4 == 0 {
            // Again, and to the end: the leftovers of the kill are in nobody's way.
            program(&store, &args);
            assert_eq!(submissions(&store), PHOTOS);
            assert_whole(&store);
        }
        fs::remove_dir_all(&store).expect("removed");
    }
    assert!(stood.get(&0).is_some_and(|none| *none > 0), "{stood:?}");
}

#[test]
fn an_import_that_was_killed_among_its_slices_goes_on() {
    let work = tempfile::tempdir().expect("a folder");
    let package = support::package(work.path(), SLICED);
    let mut rng = SmallRng::seed_from_u64(11);
    let takes = uninterrupted(
        work.path(),
        &work.path().join("none"),
        &["import", "roster", &package.roster, "--quiet"],
    );
    let mut inside = 0;
    for round in 0..SLICED_KILLS {
        let store = work.path().join(format!("sliced-{round}"));
        let mut before = 0;
        // The same import is killed again and again until it comes to its end.
        for _ in 0..3 {
            let running = Running::start(&store, &["import", "roster", &package.roster, "--quiet"]);
            std::thread::sleep(takes.mul_f64(rng.random_range(0.1..0.9)));
            running.kill();
            if !Store::exists(&store) {
                continue;
            }
            assert_whole(&store);
            let after = enrolled(&store);
            assert!(after >= before, "what was recorded stands: {before}, then {after}");
            inside += usize::from(after > before && after < SLICED);
            before = after;
        }
        let said = program(&store, &["import", "roster", &package.roster]);
        assert!(said.contains(&format!("committed {}", SLICED - before)), "nothing twice: {said}");
        assert_eq!(enrolled(&store), SLICED);
        assert_whole(&store);
        fs::remove_dir_all(&store).expect("removed");
    }
    assert!(inside > 0, "no kill met an import between two slices");
}

#[test]
fn a_withdrawal_that_was_killed_among_its_slices_goes_on() {
    let work = tempfile::tempdir().expect("a folder");
    let package = support::package(work.path(), SLICED);
    let template = work.path().join("template");
    program(&template, &["import", "roster", &package.roster, "--quiet"]);
    let import = Store::open(&template, now()).expect("opens").imports(1).expect("read")[0].id;
    let args = ["withdraw-import", &import.to_string(), "--quiet"];
    let mut rng = SmallRng::seed_from_u64(13);
    let takes = uninterrupted(work.path(), &template, &args);
    let mut inside = 0;
    for round in 0..SLICED_KILLS {
        let store = work.path().join(format!("withdrawn-{round}"));
        support::copy(&template, &store);
        let mut before = 0;
        for _ in 0..3 {
            let running = Running::start(&store, &args);
            std::thread::sleep(takes.mul_f64(rng.random_range(0.3..0.95)));
            running.kill();
            assert_whole(&store);
            let after = SLICED - on_roster(&store);
            assert!(after >= before, "what was taken back stays so: {before}, then {after}");
            inside += usize::from(after > before && after < SLICED);
            before = after;
        }
        program(&store, &args);
        assert_eq!(on_roster(&store), 0);
        let db = rusqlite::Connection::open(store.join("store.sqlite3")).expect("opens");
        let sql = "SELECT count(*) FROM log WHERE kind = 'enrolment_taken_back'";
        let recorded: u32 = db.query_row(sql, [], |row| row.get(0)).expect("counted");
        assert_eq!(recorded as usize, SLICED, "each once");
        assert_whole(&store);
        fs::remove_dir_all(&store).expect("removed");
    }
    assert!(inside > 0, "no kill met a withdrawal between two slices");
}

/// Rows of the list that is recorded in many slices, and how many such imports are killed.
const SLICED: usize = 1_500;
const SLICED_KILLS: usize = 8;

fn enrolled(store: &Path) -> usize {
    let db = rusqlite::Connection::open(store.join("store.sqlite3")).expect("opens");
    let count = db.query_row("SELECT count(*) FROM student", [], |row| row.get::<_, u32>(0));
    count.expect("counted") as usize
}

fn on_roster(store: &Path) -> usize {
    let db = rusqlite::Connection::open(store.join("store.sqlite3")).expect("opens");
    let sql = "SELECT count(*) FROM student WHERE NOT off_roster";
    db.query_row(sql, [], |row| row.get::<_, u32>(0)).expect("counted") as usize
}

/// Photos of the package.
const PHOTOS: usize = 8;

/// How long an import takes that nobody kills.
fn uninterrupted(work: &Path, template: &Path, args: &[&str]) -> Duration {
    let store = work.join("uninterrupted");
    if template.exists() {
        support::copy(template, &store);
    }
    let begin = Instant::now();
    program(&store, args);
    begin.elapsed()
}

fn submissions(store: &Path) -> usize {
    let filter = photo_review::store::ListFilter { now: now(), ..Default::default() };
    let opened = Store::open(store, now()).expect("opens");
    let listed = opened.list_ids(&filter, photo_review::store::ListSort::default(), 1000);
    listed.expect("lists").len()
}
