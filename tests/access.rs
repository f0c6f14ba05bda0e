//! What the program makes is its owner's alone, whatever the umask; or the group's too, where it was let in.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]
#![cfg(unix)]

#[path = "support/store.rs"]
mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use photo_review::desk::clock::now;
use photo_review::domain::photo_hash::Digest;
use photo_review::store::access::temporary_folder;
use photo_review::store::verify::verify;
use photo_review::store::{PreviewCache, Store};

use support::PROGRAM;

/// Runs the program under a umask; it must end with 0, or with 1 where something was found. Gives what it
/// printed.
fn under(umask: &str, store: &Path, args: &[&str]) -> String {
    let done = Command::new("sh")
        .args(["-c", "umask \"$0\" && exec \"$@\"", umask, PROGRAM, "--lang", "en", "--store"])
        .arg(store)
        .args(args)
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    assert!(matches!(done.status.code(), Some(0 | 1)), "{args:?}: {said}");
    said
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).expect("there").mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changed");
}

/// A folder and everything in it.
fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    let mut at = 0;
    while at < found.len() {
        if found[at].is_dir() {
            let inside = fs::read_dir(&found[at]).expect("lists");
            found.extend(inside.map(|entry| entry.expect("an entry").path()));
        }
        at += 1;
    }
    found
}

/// Every folder has one mode and every file another.
fn assert_modes(folder: &Path, folders: u32, files: u32) {
    for path in everything(folder) {
        let wanted = if path.is_dir() { folders } else { files };
        assert_eq!(mode(&path), wanted, "{:o}: {}", mode(&path), path.display());
    }
}

/// Every file and folder of a store as open as a careless umask makes them.
fn open_up(folder: &Path, folders: u32, files: u32) {
    for path in everything(folder) {
        set_mode(&path, if path.is_dir() { folders } else { files });
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Leaves a whole photo among the half-written ones, as an import that was cut short does; the next opening
/// sets it aside.
fn leave_unnamed(store: &Path) {
    let name = format!("{}-17-1", Digest::of(b"nobody's").hex());
    let path = store.join("photos/tmp").join(name);
    fs::write(&path, b"nobody's").expect("written");
    set_mode(&path, 0o600);
    let old = SystemTime::now() - Duration::from_hours(50);
    fs::File::options().write(true).open(&path).and_then(|it| it.set_modified(old)).expect("aged");
}

#[test]
fn whatever_the_umask_everything_is_its_owners_alone() {
    for umask in ["000", "022"] {
        let work = tempfile::tempdir().expect("a folder");
        let out = work.path().join("deep/out");
        let store = out.join("store");
        let files = support::package(work.path(), 4);
        let report = text(&out.join("report.csv"));
        under(umask, &store, &["import", "roster", &files.roster, "--report", &report]);
        under(umask, &store, &["import", "payments", &files.payments]);
        under(umask, &store, &["import", "submissions", &files.photos]);
        leave_unnamed(&store);
        for (list, to) in [("notices", "n.xlsx"), ("decisions", "d.csv")] {
            under(umask, &store, &[list, "--to", &text(&out.join(to))]);
        }
        let (copy, back) = (out.join("copies/today"), out.join("back"));
        under(umask, &store, &["backup", "--to", &text(&copy)]);
        under(umask, &back, &["restore", "--from", &text(&copy)]);
        under(umask, &out.join("demo"), &["demo", "--no-console"]);
        let open = Store::open(&store, now()).expect("opens");
        let previews = PreviewCache::open(&store).expect("opens");
        let made = everything(&work.path().join("deep"));
        for name in ["store.sqlite3-wal", "store.sqlite3-shm", "previews.sqlite3", "newest-head"] {
            let is_there = made.iter().any(|path| path.ends_with(name));
            assert!(is_there, "{name} is looked at too");
        }
        for dir in [&store, &copy, &back] {
            assert!(dir.join("photos/unnamed").is_dir(), "{}", dir.display());
        }
        assert_modes(&work.path().join("deep"), 0o700, 0o600);
        drop((open, previews));
    }
}

#[test]
fn a_list_keeps_the_mode_of_the_one_it_replaces() {
    let work = tempfile::tempdir().expect("a folder");
    let (store, list) = (work.path().join("store"), work.path().join("n.csv"));
    under("022", &store, &["demo", "--no-console"]);
    fs::write(&list, "old").expect("written");
    set_mode(&list, 0o640);
    under("022", &store, &["notices", "--to", &text(&list)]);
    assert_eq!(mode(&list), 0o640);
}

#[test]
fn a_group_is_let_in_and_shut_out_again() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let files = support::package(work.path(), 3);
    under("022", &store, &["import", "roster", &files.roster]);
    let said = under("022", &store, &["access"]);
    assert!(said.starts_with("Only the owner"), "{said}");

    let said = under("022", &store, &["access", "--group"]);
    assert!(said.starts_with("The group"), "{said}");
    assert_modes(&store, 0o2770, 0o660);
    // What is made later takes it from the folder, also under a umask that is stricter.
    under("077", &store, &["import", "payments", &files.payments]);
    under("077", &store, &["import", "submissions", &files.photos]);
    let open = Store::open(&store, now()).expect("opens");
    assert!(store.join("store.sqlite3-wal").is_file() && store.join("previews.sqlite3").is_file());
    assert_modes(&store, 0o2770, 0o660);
    drop(open);
    // A copy is its owner's again, unless its place lets the group in.
    let (copy, shared) = (work.path().join("copy"), work.path().join("shared"));
    fs::create_dir(&shared).expect("made");
    set_mode(&shared, 0o2770);
    for (to, folders, files) in [(&copy, 0o700, 0o600), (&shared, 0o2770, 0o660)] {
        under("022", &store, &["backup", "--to", &text(to)]);
        assert_modes(to, folders, files);
    }

    under("022", &store, &["access", "--owner-only"]);
    assert_modes(&store, 0o700, 0o600);
}

#[test]
fn a_folder_that_a_person_gives_to_its_group_is_taken_at_its_word() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    under("022", &store, &["demo", "--no-console"]);
    set_mode(&store, 0o2770);
    under("022", &store, &["user", "list"]);
    assert_modes(&store, 0o2770, 0o660);
}

#[test]
fn an_open_store_is_closed_to_others_when_it_is_opened_and_that_is_told_once() {
    // As umasks of 022 and 000 leave them; the last hands its group on, and is its group's.
    let cases = [
        (0o755, 0o644, 0o700, 0o600),
        (0o777, 0o666, 0o700, 0o600),
        (0o750, 0o640, 0o700, 0o600),
        (0o2775, 0o664, 0o2770, 0o660),
    ];
    for (folders, files, folders_after, files_after) in cases {
        let work = tempfile::tempdir().expect("a folder");
        let store = work.path().join("store");
        under("022", &store, &["demo", "--no-console"]);
        open_up(&store, folders, files);
        let readable = folders & 0o007 != 0;
        let found = verify(&store, now()).expect("verifies");
        assert!(found.is_whole() && found.open_to_others == readable, "{folders:o}");
        let said = under("022", &store, &["user", "list"]);
        assert!(said.contains("photo-review access"), "{said}");
        assert_modes(&store, folders_after, files_after);
        let said = under("022", &store, &["user", "list"]);
        assert!(!said.contains("photo-review access"), "{said}");
        assert!(!verify(&store, now()).expect("verifies").open_to_others);
    }
}

#[test]
fn one_that_was_not_closed_to_its_end_is_closed_the_next_time() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    under("022", &store, &["demo", "--no-console"]);
    open_up(&store, 0o755, 0o644);
    // The folder comes first, and then the program was killed.
    set_mode(&store, 0o700);
    under("022", &store, &["user", "list"]);
    assert_modes(&store, 0o700, 0o600);
}

#[test]
fn a_folder_that_holds_other_things_is_not_the_stores_to_change() {
    let work = tempfile::tempdir().expect("a folder");
    let shared = work.path().join("shared");
    fs::create_dir(&shared).expect("made");
    fs::write(shared.join("letter.txt"), "somebody's").expect("written");
    for path in [&shared, &shared.join("letter.txt")] {
        set_mode(path, if path.is_dir() { 0o1777 } else { 0o644 });
    }
    under("022", &shared, &["user", "list"]);
    assert_eq!(mode(&shared), 0o1777);
    assert_eq!(mode(&shared.join("letter.txt")), 0o644);
    assert_eq!(mode(&shared.join("store.sqlite3")), 0o600);
    assert_modes(&shared.join("photos"), 0o700, 0o600);
    let (code, said) = support::outcome(&shared, &["--lang", "en", "access", "--group"]);
    assert!(code == 2 && said.contains("Nothing was changed"), "{said}");
    assert_eq!(mode(&shared), 0o1777);
}

#[test]
fn a_folder_in_which_something_is_made_is_closed_from_the_beginning() {
    let work = tempfile::tempdir().expect("a folder");
    let (shared, missing) = (work.path().join("shared"), work.path().join("missing"));
    fs::create_dir(&shared).expect("made");
    set_mode(&shared, 0o2770);
    for (like, wanted) in [(&missing, 0o700), (&shared, 0o2770)] {
        let made = temporary_folder("making-", work.path(), like).expect("made");
        assert_eq!(mode(made.path()), wanted);
    }
}
