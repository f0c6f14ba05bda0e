//! Power cuts: what was acknowledged is on a disk that forgets whatever was not synced. The disk is a layer
//! that is preloaded into a process of its own (`tests/support/forgetful.c`), and the cut is a kill.

#![cfg(target_os = "linux")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that talks to another process"
)]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::*;

/// The store that the process of its own works on.
const STORE: &str = "POWER_STORE";

/// Set where that process turns SQLite's syncs off.
const UNSYNCED: &str = "POWER_UNSYNCED";

/// Submissions in the queue.
const PHOTOS: usize = 60;

/// The layer, built; nothing where there is no compiler.
fn forgetful(work: &Path) -> Option<PathBuf> {
    let (source, layer) = (work.join("forgetful.c"), work.join("forgetful.so"));
    fs::write(&source, include_str!("../../../tests/support/forgetful.c")).expect("written");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&layer).arg(&source).arg("-lpthread");
    match compiler.status() {
        Ok(status) => {
            assert!(status.success(), "the layer can't be built");
            Some(layer)
        }
        Err(error) => {
            eprintln!("SKIPPED: no power was cut, since there is no C compiler `cc`: {error}");
            None
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folder");
    for entry in fs::read_dir(from).expect("listed") {
        let entry = entry.expect("entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Lets a process decide until it has acknowledged `kill_after` decisions or a few more, and then cuts its
/// power. Gives what it acknowledged, and the decisions that the disk still has; nothing where this can't
/// be tried here.
fn cut(kill_after: usize, unsynced: bool) -> Option<(BTreeSet<i64>, BTreeSet<i64>)> {
    let work = TempDir::new().expect("folder");
    let layer = forgetful(work.path())?;
    let mut world = World::new();
    for n in 0..PHOTOS {
        world.queued(&format!("S{n}"));
    }
    let World { dir, store, at } = world;
    drop(store);
    // What is there before is durable.
    let root = work.path().join("store");
    copy(dir.path(), &root);
    let shadow = work.path().join("shadow");
    copy(&root, &shadow.join("tree"));
    let mut child = Command::new(env::current_exe().expect("the tests"));
    child
        .args(["--exact", "store::tests::power::a_process_of_its_own_decides", "--nocapture"])
        .env("LD_PRELOAD", &layer)
        .env("FORGET_ROOT", &root)
        .env("FORGET_SHADOW", &shadow)
        .env(STORE, &root)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if unsynced {
        child.env(UNSYNCED, "1");
    }
    let mut child = child.spawn().expect("starts");
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut acknowledged = BTreeSet::new();
    for line in lines.map_while(Result::ok) {
        let Some(id) = line.strip_prefix("acknowledged ") else { continue };
        acknowledged.insert(id.parse().expect("a number"));
        if acknowledged.len() == kill_after {
            child.kill().expect("killed");
        }
    }
    child.wait().expect("ended");
    let tree = shadow.join("tree");
    let report = verify::verify(&tree, at).expect("verified");
    assert!(report.is_whole(), "{:?}", report.faults);
    let left = Store::open(&tree, at).expect("opens");
    let ids = left.list_ids(&ListFilter::default(), ListSort::default(), 1_000).expect("listed");
    let decided = |id: &SubmissionId| {
        left.submission(*id).expect("read").is_some_and(|row| row.decision.is_some())
    };
    let decided = ids.into_iter().filter(decided).map(|id| id.0).collect();
    Some((acknowledged, decided))
}

#[test]
fn an_acknowledged_decision_survives_a_power_cut() {
    for kill_after in [1, 7, 23, 50] {
        let Some((acknowledged, decided)) = cut(kill_after, false) else { return };
        assert!(acknowledged.len() >= kill_after, "{acknowledged:?}");
        let lost: Vec<_> = acknowledged.difference(&decided).collect();
        assert!(lost.is_empty(), "lost of {}: {lost:?}", acknowledged.len());
        assert!(decided.len() <= acknowledged.len() + 1, "one may not have been told yet");
    }
}

#[test]
fn without_syncs_the_same_power_cut_takes_decisions() {
    let Some((acknowledged, decided)) = cut(30, true) else { return };
    assert!(acknowledged.difference(&decided).next().is_some(), "the layer forgets nothing");
}

/// What the process of its own does; in the usual run of the tests, nothing.
#[test]
fn a_process_of_its_own_decides() {
    let Some(dir) = env::var_os(STORE) else { return };
    let at: DateTime<Utc> = "2026-11-24T02:00:00Z".parse().expect("time");
    let mut store = Store::open_unscreened(Path::new(&dir), at).expect("opens");
    if env::var_os(UNSYNCED).is_some() {
        store.conn.pragma_update(None, "synchronous", "OFF").expect("set");
    }
    // The name of the test stands on this line.
    println!();
    loop {
        let claims = store.claim(&name("wang"), 4, &[], at).expect("claims");
        if claims.is_empty() {
            return;
        }
        for claim in claims {
            let row = store.submission(claim.submission).expect("read").expect("there");
            let student = store.student_by_id(row.submitted.student).expect("read").expect("there");
            let witness = witness(row.submitted.photo, &claim, student.stated, 900);
            let event = Event::Decided { decision: Decision::Approve, witness };
            let subject = Subject::Submission(claim.submission);
            store.record(&reviewer("wang"), &subject, row.revision, &event, at).expect("decided");
            println!("acknowledged {}", claim.submission.0);
        }
    }
}
