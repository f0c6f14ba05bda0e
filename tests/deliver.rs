//! Kills the real program while it delivers: what is there afterwards is a whole delivery or none, and the log and the
//! folders never disagree for longer than until the next run.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::env;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use photo_review::desk::clock::now;
use photo_review::desk::deliver::{DeliveryOptions, deliver};
use photo_review::desk::session::{self, NewAccount};
use photo_review::domain::account::{AccountName, Actor, Role};
use photo_review::domain::decision::{Decision, Witness};
use photo_review::domain::delivery::{NameTemplate, Split};
use photo_review::domain::event::{Event, Subject};
use photo_review::domain::photo_hash::Digest;
use photo_review::domain::screening::{Screened, ScreenedBy};
use photo_review::domain::student::StudentId;
use photo_review::domain::submission::{Revision, SubmissionId};
use photo_review::store::Store;
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use support::{PROGRAM, assert_whole, outcome};

/// Photos of the delivery.
const PHOTOS: i64 = 200;

/// Kills.
const KILLS: usize = 16;

/// Names the folder in which this program delivers, and ends before the folder has its name.
const ENDS: &str = "DELIVERY_THAT_ENDS";

/// A store in which so many standard photos can be delivered.
fn deliverable(dir: &Path) {
    let mut store = Store::open(dir, now()).expect("opens");
    let operator = Actor::operator("registry");
    let (name, display_name) = ("wang".to_owned(), "王敏".to_owned());
    let password = "correct horse".to_owned();
    let new = NewAccount { name, display_name, role: Role::Reviewer, password };
    session::add_account(&mut store, &operator, &new, now()).expect("added");
    let (name, display_name) = ("zhao".to_owned(), "赵磊".to_owned());
    let password = "correct horse".to_owned();
    let new = NewAccount { name, display_name, role: Role::Supervisor, password };
    session::add_account(&mut store, &operator, &new, now()).expect("added");
    for n in 1..=PHOTOS {
        support::send(&mut store, n, format!("photo {n}").as_bytes());
        let made = store.photos().put(format!("standard photo {n}").as_bytes()).expect("kept");
        let by = ScreenedBy { specification: Digest::ZERO, nets: Digest::ZERO, code: 1 };
        let screened =
            Event::Screened(Screened { by, standard_photo: Some(made), screening: None });
        let (machine, subject) = (Actor::screening(), Subject::Submission(SubmissionId(n)));
        store.record(&machine, &subject, Revision(0), &screened, now).expect("screened");
        approve(&mut store, "wang", Role::Reviewer, n);
    }
}

/// Approves the photo of the nth student.
fn approve(store: &mut Store, who: &str, role: Role, n: i64) {
    let account = AccountName::new(who).expect("a name");
    let id = SubmissionId(n);
    let claim = store.claim_one(&account, id, now()).expect("claimed");
    let row = store.submission(id).expect("read").expect("there");
    let stated = store.student_by_id(StudentId(n)).expect("read").expect("there").stated;
    let witness = Witness {
        photo: row.submitted.photo,
        standard_photo: Some(Digest::of(format!("standard photo {n}").as_bytes())),
        standard_photo_ms: Some(900),
        findings: None,
        specification: None,
        student: stated,
        claim: claim.token,
        claimed_at: claim.since,
        painted_at: claim.since,
        on_screen_ms: 900,
        active_ms: 900,
    };
    let event = Event::Decided { decision: Decision::Approve, witness };
    let (actor, subject) = (Actor { account, role }, Subject::Submission(id));
    store.record(&actor, &subject, row.revision, &event, now).expect("approved");
}

/// Every file that the manifest names is there with its digest, and all photos are.
fn assert_whole_delivery(folder: &Path) {
    let manifest = fs::read_to_string(folder.join("manifest.txt")).expect("a manifest");
    let mut photos = 0;
    for line in manifest.lines().skip_while(|line| !line.starts_with("blake3 ")).skip(1) {
        let [blake, _sha, bytes, path] =
            line.splitn(4, ' ').collect::<Vec<_>>().try_into().expect("four parts");
        let found = fs::read(folder.join(path)).expect("a file of the manifest");
        assert_eq!(
            (Digest::of(&found).hex(), found.len().to_string()),
            (blake.into(), bytes.into())
        );
        photos += i64::from(path.starts_with("photos/"));
    }
    assert_eq!(photos, PHOTOS);
}

#[test]
fn a_delivery_that_was_killed_is_whole_or_none() {
    let work = tempfile::tempdir().expect("a folder");
    let template = work.path().join("template");
    deliverable(&template);
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let (mut rng, mut takes) = (SmallRng::seed_from_u64(29), Duration::ZERO);
    let (mut kills, mut round) = (0, 0);
    while kills < KILLS {
        let place = work.path().join(format!("round-{round}"));
        let (store, out) = (place.join("store"), place.join("out"));
        support::copy(&template, &store);
        let begun = Instant::now();
        let mut running = Command::new(PROGRAM)
            .args(["--store", &text(&store), "deliver", "--to", &text(&out)])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        if round == 0 {
            assert!(running.wait().expect("ended").success());
            takes = begun.elapsed();
            assert_whole_delivery(&out);
        } else {
            std::thread::sleep(takes.mul_f64(rng.random_range(0.1..1.0)));
            running.kill().expect("killed");
            kills += usize::from(!running.wait().expect("ended").success());
        }
        assert_whole(&store);
        let past = Store::open(&store, now()).expect("opens").deliveries().expect("read");
        if out.exists() {
            assert_whole_delivery(&out);
            assert_eq!(past.len(), 1, "what is there is recorded");
        }
        // The next run finishes it: what is recorded is written again, and what is not is delivered.
        let next = place.join("next");
        let again: &[&str] = if past.is_empty() { &[] } else { &["--again", "1"] };
        let to = text(&next);
        let args = [&["deliver", "--to", &to][..], again].concat();
        let (code, said) = outcome(&store, &args);
        assert_eq!(code, 0, "{said}");
        assert_whole_delivery(&next);
        // Nothing of what was killed is left beside it.
        let mut names =
            fs::read_dir(&place).expect("read").map(|one| one.expect("entry").file_name());
        assert!(names.all(|name| !name.to_string_lossy().ends_with(".part")));
        if out.exists() {
            let of = |folder: &Path| fs::read(folder.join("manifest.txt")).expect("read");
            assert_eq!(of(&out), of(&next), "byte for byte");
        }
        assert_whole(&store);
        fs::remove_dir_all(&place).expect("removed");
        round += 1;
    }
}

/// Delivers, and is gone the moment all is recorded.
fn end_before_the_folder_has_its_name(work: &Path) {
    let dir = work.join("store");
    let mut store = Store::open(&dir, now()).expect("opens");
    let database = rusqlite::Connection::open(dir.join("store.sqlite3")).expect("opens");
    let names = NameTemplate::new("{no}.jpg").expect("a template");
    let options = DeliveryOptions { names, split: Split::Whole };
    let mut told = |_progress| {
        let sql = "SELECT count(*) FROM delivery";
        let recorded: i64 = database.query_row(sql, [], |row| row.get(0)).expect("read");
        if recorded > 0 {
            std::process::abort();
        }
        ControlFlow::Continue(())
    };
    let operator = Actor::operator("registry");
    drop(deliver(&mut store, &options, &work.join("out"), &operator, now, &mut told));
}

#[test]
fn a_recorded_delivery_without_a_folder_is_told_until_it_has_one() {
    if let Some(work) = env::var_os(ENDS) {
        return end_before_the_folder_has_its_name(Path::new(&work));
    }
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    deliverable(&store);
    let name = "a_recorded_delivery_without_a_folder_is_told_until_it_has_one";
    let mut killed = Command::new(env::current_exe().expect("a path"));
    killed.args(["--exact", name]).env(ENDS, work.path()).stdout(Stdio::null());
    assert!(!killed.stderr(Stdio::null()).status().expect("ended").success());
    assert!(!work.path().join("out").exists());
    let (other, placed) = (work.path().join("other"), work.path().join("placed"));
    let to = |path: &Path| path.to_string_lossy().into_owned();
    let says = |args: &[&str]| outcome(&store, &[&["--lang", "en"], args].concat());
    let (code, said) = says(&["deliver", "--to", &to(&other)]);
    assert!(code == 2 && said.contains("deliver --again 1"), "{code} {said}");
    for args in [&["deliveries"][..], &["deliver", "--preview"]] {
        let (code, said) = says(args);
        assert!(code == 0 && said.contains("has no folder yet"), "{code} {said}");
    }
    let (code, said) = says(&["deliver", "--again", "1", "--to", &to(&placed)]);
    assert_eq!(code, 0, "{said}");
    assert_whole_delivery(&placed);
    let (code, said) = says(&["deliveries"]);
    assert!(code == 0 && !said.contains("has no folder yet"), "{code} {said}");
    let (code, said) = says(&["deliver", "--to", &to(&other)]);
    assert!(code == 2 && said.contains("nothing to deliver"), "{code} {said}");
    assert_whole(&store);
}

#[test]
fn what_the_receiver_refuses_is_decided_anew_and_delivered_again() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    deliverable(&store);
    let path = |name: &str| work.path().join(name).to_string_lossy().into_owned();
    let says = |args: &[&str]| outcome(&store, &[&["--lang", "en"], args].concat());
    let manifest = |name: &str| {
        fs::read_to_string(work.path().join(name).join("manifest.txt")).expect("a manifest")
    };
    let (code, said) = says(&["deliver", "--to", &path("first")]);
    assert_eq!(code, 0, "{said}");
    let list = path("refused.csv");
    fs::write(&list, "student_no,reason\nS0001,crown too high\nS0002,two people\nS9999,who?\n")
        .expect("written");
    let refused = ["deliver", "--refused", &list, "--of", "1"];
    let (code, said) = says(&["deliver", "--to", &path("none"), "--dry-run"]);
    assert!(code == 2 && said.contains("go with --refused"), "{code} {said}");
    // Looked at first: nothing has changed.
    let (code, said) = says(&[&refused[..], &["--dry-run"]].concat());
    assert!(
        code == 1 && said.contains("no photo of delivery 1 is of this number"),
        "{code} {said}"
    );
    let (code, said) = says(&["deliver", "--to", &path("none")]);
    assert!(code == 2 && said.contains("nothing to deliver"), "{code} {said}");
    let (code, said) = says(&refused);
    assert!(code == 1 && said.contains("committed 2"), "{code} {said}");
    let (code, said) = says(&refused);
    assert!(code == 1 && said.contains("committed 0"), "{code} {said}");
    assert!(said.contains("of delivery 1 it was refused already"), "{said}");
    fs::write(&list, "student_no,reason\nS0003,blurred\n").expect("written");
    let (code, said) = says(&refused);
    assert!(code == 0 && said.contains("committed 1"), "{code} {said}");
    let (code, said) = says(&["deliver", "--refused", &list, "--of", "7"]);
    assert!(code == 2 && said.contains("there is no delivery 7"), "{code} {said}");
    let (code, said) = says(&["deliver", "--to", &path("none")]);
    assert!(code == 2 && said.contains("nothing to deliver"), "{code} {said}");
    let mut open = Store::open(&store, now()).expect("opens");
    let wang = AccountName::new("wang").expect("a name");
    assert_eq!(open.claim(&wang, 8, &[], now()).expect("claimed"), [], "a supervisor's alone");
    for n in 1..=3 {
        approve(&mut open, "zhao", Role::Supervisor, n);
    }
    drop(open);
    let (code, said) = says(&["deliver", "--to", &path("second")]);
    assert_eq!(code, 0, "{said}");
    let second = manifest("second");
    assert!(second.contains("photos 3\n") && second.contains("corrects 1\n"), "{second}");
    let (code, said) = says(&["deliveries"]);
    assert!(code == 0 && said.contains("refused by the receiver: 3"), "{code} {said}");
    let (code, said) = says(&["deliver", "--again", "1", "--to", &path("again")]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(manifest("again"), manifest("first"), "byte for byte");
    assert_whole(&store);
}
