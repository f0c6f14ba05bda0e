//! The command line on the real program: what it does, what it prints, how it ends.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use support::{PROGRAM, program};

/// Runs to the end: the exit code, and all that was printed.
fn run(store: &Path, args: &[&str], stdin: &str) -> (i32, String) {
    let mut child = Command::new(PROGRAM)
        .arg("--store")
        .arg(store)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    child.stdin.take().expect("piped").write_all(stdin.as_bytes()).expect("typed");
    let done = child.wait_with_output().expect("ends");
    let said = [done.stdout, done.stderr].concat();
    (done.status.code().expect("a code"), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn accounts() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let add = ["user", "add", "wangmin", "--role", "reviewer", "--password-stdin"];
    let (code, said) = run(&store, &add, "secret-1234\n");
    assert_eq!((code, said.trim()), (0, "added wangmin"));
    assert_eq!(run(&store, &add, "secret-1234\n").0, 2, "the name is taken");
    let short = ["user", "add", "lijing", "--role", "reviewer", "--password-stdin"];
    assert_eq!(run(&store, &short, "short\n").0, 2, "the password is too short");
    assert_eq!(run(&store, &["user", "disable", "wangmin"], "").0, 0);
    assert_eq!(run(&store, &["user", "disable", "nobody"], "").0, 2);
    let (_, listed) = run(&store, &["user", "list"], "");
    assert!(listed.contains("wangmin\treviewer\tdisabled"), "{listed}");
    let passwd = ["user", "passwd", "wangmin", "--password-stdin"];
    assert_eq!(run(&store, &passwd, "another-1234\n").0, 0);
    assert_eq!(run(&store, &["verify"], "").0, 0);
}

#[test]
fn imports_with_bad_rows_end_with_one_and_bad_files_with_two() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let roster = work.path().join("roster.csv");
    // As Excel in China writes it: GB 18030.
    let text = "学号,姓名\n2026A,欧阳娜\n2026A,李雷\n";
    fs::write(&roster, encoding_rs::GB18030.encode(text).0).expect("written");
    let report = work.path().join("report.csv");
    let (roster, report) = (roster.to_string_lossy(), report.to_string_lossy());
    let (code, said) = run(&store, &["import", "roster", &roster, "--report", &report], "");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("欧阳娜") && said.contains("committed 1"), "{said}");
    assert!(fs::read_to_string(&*report).expect("saved").contains("欧阳娜"));
    let (code, said) = run(&store, &["--lang", "en", "import", "roster", &roster], "");
    assert!(code == 1 && said.contains("1 unchanged, 1 refused"), "{said}");
    let (code, said) = run(&store, &["import", "roster", "nowhere.csv"], "");
    assert!(code == 2 && said.contains("nowhere.csv"), "{said}");
    assert_eq!(run(&store, &["import", "submissions", &roster], "").0, 2, "no package");
    assert_eq!(run(&store, &["import", "nonsense", &roster], "").0, 2);
}

#[test]
fn a_changed_store_is_found_out_and_a_copy_brings_it_back() {
    let work = tempfile::tempdir().expect("a folder");
    let (store, copy) = (work.path().join("store"), work.path().join("copy"));
    program(&store, &["demo", "--no-console"]);
    let to = copy.to_string_lossy();
    assert_eq!(run(&store, &["backup", "--to", &to], "").0, 0);
    assert_eq!(run(&store, &["backup", "--to", &to], "").0, 2, "the place is taken");
    assert_eq!(run(&store, &["verify"], "").0, 0);

    let db = rusqlite::Connection::open(store.join("store.sqlite3")).expect("opens");
    db.execute("UPDATE student SET name = '别人' WHERE no = '2026E8099900001'", [])
        .expect("changed behind the log");
    drop(db);
    let (code, said) = run(&store, &["verify"], "");
    assert!(code == 1 && said.contains("2026E8099900001"), "{said}");

    let back = work.path().join("back");
    let restored = run(&back, &["restore", "--from", &to], "");
    assert_eq!(restored.0, 0, "{}", restored.1);
    assert_eq!(run(&back, &["verify"], "").0, 0);
    assert_eq!(run(&back, &["restore", "--from", &to], "").0, 2, "never over a store");
}

#[test]
fn lists_leave_as_files_and_formulas_are_defused() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    program(&store, &["demo", "--photos", "40", "--no-console"]);
    program(&store, &["simulate", "--reviewers", "2", "--decisions", "20"]);
    for name in ["n.csv", "n.xlsx"] {
        let file = work.path().join(name);
        let (code, said) = run(&store, &["notices", "--to", &file.to_string_lossy()], "");
        assert!(code == 0 && file.is_file(), "{said}");
    }
    let file = work.path().join("d.csv");
    assert_eq!(run(&store, &["decisions", "--to", &file.to_string_lossy()], "").0, 0);
    let decisions = fs::read_to_string(&file).expect("a table");
    let dangerous = |cell: &str| cell.trim_matches('"').starts_with(['=', '+', '-', '@']);
    let cells = decisions.lines().skip(1).flat_map(|line| line.split(','));
    assert!(!cells.into_iter().any(dangerous), "{decisions}");
    let (code, _) = run(&store, &["notices", "--to", "notices.doc"], "");
    assert_eq!(code, 2);
    assert_eq!(run(&work.path().join("none"), &["notices", "--to", "n.csv"], "").0, 2, "no store");
}

#[test]
fn a_simulation_never_touches_a_real_store() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    assert_eq!(run(&store, &["user", "list"], "").0, 0, "makes an empty store");
    let (code, said) = run(&store, &["simulate", "--decisions", "1"], "");
    assert!(code == 2 && said.contains("not a demo store"), "{said}");
    let (code, said) = run(&store, &["demo", "--no-console"], "");
    assert!(code == 2 && said.contains("no demo"), "{said}");
}

#[test]
fn a_folder_of_pictures_becomes_a_demo() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/portraits");
    let from = pictures.to_string_lossy();
    let said = program(&store, &["demo", "--from", &from, "--no-console"]);
    assert!(said.contains("2 submissions"), "{said}");
}
