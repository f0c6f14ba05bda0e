//! Erasing somebody's personal facts with the real program: by two people, and killed on the way.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use photo_review::desk::clock::now;
use photo_review::domain::student::StudentNo;
use photo_review::store::Store;
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use support::{assert_whole, copy, program, run, start};

const NO: &str = "2026E8000777";

/// What the store holds of the person, in files, databases and logs.
const THEIRS: [&str; 4] = [NO, "欧阳䶮", "11010519491231002X", "EX-00077"];

const PASSWORD: &str = "correct horse";

/// How often the program is killed.
const KILLS: usize = 60;

/// A store with a supervisor, an administrator, fifty students and the photo of one of them.
fn template(work: &Path) -> PathBuf {
    let store = work.join("template");
    for (name, role) in [("zhaolei", "supervisor"), ("admin", "administrator")] {
        let add = ["user", "add", name, "--role", role, "--password-stdin"];
        assert_eq!(run(&store, &add, &format!("{PASSWORD}\n")).0, 0);
    }
    let other = |n: u32| format!("2026A{n:05},李雷{n},,EX-A{n:05}\n");
    let others: String = (0..50).map(other).collect();
    let roster =
        format!("学号,姓名,证件号,考生号\n{NO},欧阳䶮,11010519491231002X,EX-00077\n{others}");
    let list = work.join("roster.csv");
    fs::write(&list, roster).expect("written");
    program(&store, &["import", "roster", &list.to_string_lossy()]);
    let package = work.join("package");
    fs::create_dir(&package).expect("made");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/submissions/dark.jpg");
    fs::copy(sample, package.join(format!("{NO}.jpg"))).expect("copied");
    program(&store, &["import", "submissions", &package.to_string_lossy()]);
    store
}

fn args<'a>(account: &'a str, what: &[&'a str]) -> Vec<&'a str> {
    let common =
        ["--lang", "zh", "erase", "--student", NO, "--account", account, "--password-stdin"];
    [&common, what].concat()
}

/// Which of the strings stand in a file of a folder.
fn found_in(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("list") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            found.extend(found_in(&path));
            continue;
        }
        let bytes = fs::read(&path).expect("read");
        let has =
            |string: &&&str| bytes.windows(string.len()).any(|part| part == string.as_bytes());
        found.extend(
            THEIRS.iter().filter(has).map(|string| format!("{string} in {}", path.display())),
        );
    }
    found
}

#[test]
fn two_people_erase_somebody_and_one_does_not() {
    let work = tempfile::tempdir().expect("a folder");
    let store = template(work.path());
    let password = format!("{PASSWORD}\n");
    let confirm = args("admin", &["--confirm"]);
    let (code, said) = run(&store, &confirm, &password);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("尚无人申请此项删除"), "{said}");
    let propose = args("zhaolei", &["--reason", "request"]);
    assert_eq!(run(&store, &propose, "wrong password\n").0, 2);
    let (code, said) = run(&store, &propose, &password);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("须由另一人确认"), "{said}");
    let (code, said) = run(&store, &args("zhaolei", &["--confirm"]), &password);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("须由另一人确认") && found_in(&store).len() > 3, "{said}");
    let (code, said) = run(&store, &confirm, &password);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("已删除") && said.contains("备份"), "{said}");
    assert_eq!(found_in(&store), [""; 0]);
    assert_whole(&store);
    let (code, said) = run(&store, &confirm, &password);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("名册上没有学生"), "{said}");
}

/// Whatever moment the program is killed at: afterwards everything of the person is there, or nothing.
#[test]
fn a_kill_leaves_all_of_somebody_or_nothing() {
    let work = tempfile::tempdir().expect("a folder");
    let template = template(work.path());
    let password = format!("{PASSWORD}\n");
    assert_eq!(run(&template, &args("zhaolei", &["--reason", "order"]), &password).0, 0);
    let confirm = args("admin", &["--confirm"]);
    let store = work.path().join("store");
    copy(&template, &store);
    let begun = Instant::now();
    assert_eq!(run(&store, &confirm, &password).0, 0);
    let whole = begun.elapsed();
    let mut rng = SmallRng::seed_from_u64(20_261_127);
    let (mut killed, mut gone) = (0, 0);
    for _ in 0..KILLS {
        fs::remove_dir_all(&store).expect("cleared");
        copy(&template, &store);
        let mut child = start(&store, &confirm, &password);
        sleep(Duration::from_secs_f64(whole.as_secs_f64() * rng.random_range(0.3..1.0)));
        killed += usize::from(child.try_wait().expect("asked").is_none());
        child.kill().expect("killed");
        child.wait().expect("ended");
        // Opening it finishes what was begun.
        let opened = Store::open(&store, now()).expect("opens");
        let there =
            opened.student(&StudentNo::new(NO).expect("a number")).expect("reads").is_some();
        drop(opened);
        let found = found_in(&store);
        if there {
            assert!(
                THEIRS.iter().all(|one| found.iter().any(|found| found.starts_with(one))),
                "{found:?}"
            );
        } else {
            assert_eq!(found, [""; 0]);
            gone += 1;
        }
        assert_whole(&store);
    }
    println!("{killed} killed on the way, of {KILLS}; after {gone} everything was erased");
    assert!(killed > KILLS / 3, "{killed} kills met a program at work");
    assert!(gone > 0 && gone < KILLS, "{gone} erased of {KILLS}");
}
