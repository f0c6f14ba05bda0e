//! A store that lost its database, on the real program: nothing begins anew over its photos, and no
//! original is deleted but by a person.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use support::{outcome, package, program};

/// Every file below a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The photo files of a store, by name.
fn photos(store: &Path) -> Vec<String> {
    let name = |path: PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    let mut names: Vec<_> = files(&store.join("photos")).into_iter().map(name).collect();
    names.retain(|name| name.len() == 64);
    names.sort();
    names
}

/// Makes every photo of a store three hours old.
fn age(store: &Path) {
    let old = SystemTime::now() - Duration::from_hours(3);
    for file in files(&store.join("photos")) {
        File::options().write(true).open(file).and_then(|f| f.set_modified(old)).expect("aged");
    }
}

fn import(store: &Path, kind: &str, path: &str) -> (i32, String) {
    outcome(store, &["import", kind, path, "--quiet"])
}

/// A store with so many photos in it, and the package that they came in.
fn filled(work: &Path, photos: usize) -> (PathBuf, support::Package) {
    let store = work.join("store");
    let package = package(work, photos);
    program(&store, &["import", "roster", &package.roster, "--quiet"]);
    program(&store, &["import", "submissions", &package.photos, "--quiet"]);
    (store, package)
}

/// A package with some of the photos of another.
fn part(work: &Path, package: &support::Package, photos: usize) -> String {
    let part = work.join("part");
    fs::create_dir_all(&part).expect("folder");
    for file in files(Path::new(&package.photos)).into_iter().take(photos) {
        fs::copy(&file, part.join(file.file_name().expect("a name"))).expect("copied");
    }
    part.to_string_lossy().into_owned()
}

#[test]
fn a_lost_store_does_not_become_a_new_one() {
    let losses: [fn(&Path); 3] = [
        |database| fs::remove_file(database).expect("removed"),
        |database| fs::write(database, b"").expect("emptied"),
        |database| {
            fs::remove_file(database).expect("removed");
            let blank = rusqlite::Connection::open(database).expect("made");
            blank.execute_batch("CREATE TABLE x (x); DROP TABLE x; VACUUM").expect("blank");
        },
    ];
    for lose in losses {
        let work = tempfile::tempdir().expect("a folder");
        let (store, package) = filled(work.path(), 12);
        let part = part(work.path(), &package, 2);
        let before = photos(&store);
        assert_eq!(before.len(), 12);
        age(&store);
        let database = store.join("store.sqlite3");
        lose(&database);
        let there = files(&store);
        let commands: [&[&str]; 9] = [
            &["import", "roster", &package.roster],
            &["import", "submissions", &part],
            &["verify"],
            &["user", "list"],
            &["backup", "--to", "copy"],
            &["notices", "--to", "n.csv"],
            &["unnamed", "--delete"],
            &["restore", "--accept-older"],
            &["demo", "--no-console"],
        ];
        for command in commands {
            for (lang, words) in [
                ("en", ["lost store", "12 photos", "another folder", "restore --from"]),
                ("zh", ["数据库已丢失", "12 张照片", "另一个文件夹", "restore --from"]),
            ] {
                let (code, said) = outcome(&store, &[&["--lang", lang], command].concat());
                assert_eq!(code, 2, "{command:?}: {said}");
                for words in words {
                    assert!(said.contains(words), "{command:?}: {said}");
                }
                let place = store.to_string_lossy();
                assert_eq!(said.matches(&*place).count(), 1, "said once: {said}");
            }
        }
        assert_eq!(photos(&store), before, "no original is gone");
        assert_eq!(files(&store), there, "and nothing has come");
    }
}

#[test]
fn what_nobody_names_is_set_aside_listed_and_taken_out_again() {
    let work = tempfile::tempdir().expect("a folder");
    let (store, package) = filled(work.path(), 6);
    let part = part(work.path(), &package, 2);
    // As it came about before a lost store was known as one: a new log over old photos.
    let new = work.path().join("new");
    program(&new, &["import", "roster", &package.roster, "--quiet"]);
    support::copy(&store.join("photos"), &new.join("photos"));
    fs::remove_file(new.join("photos/newest-head")).expect("another log's");
    age(&new);
    assert_eq!(import(&new, "submissions", &part).0, 0);
    assert_eq!(photos(&new), photos(&store), "no original is gone");
    let (code, said) = outcome(&new, &["--lang", "en", "verify"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("4 photos that nobody names"), "{said}");
    let aside = files(&new.join("photos/unnamed"));
    assert_eq!(aside.len(), 4);
    let (code, listed) = outcome(&new, &["--lang", "en", "unnamed"]);
    assert_eq!(code, 0, "{listed}");
    for photo in aside {
        let name = photo.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(said.contains(&name) && listed.contains(&name), "{said}{listed}");
    }

    // Imported again, they have their place and their name again.
    assert_eq!(import(&new, "submissions", &package.photos).0, 0);
    assert_eq!(files(&new.join("photos/unnamed")).len(), 0);
    let (code, said) = outcome(&new, &["--lang", "en", "verify"]);
    assert!(code == 0 && !said.contains("nobody names"), "{said}");
    assert_eq!(photos(&new), photos(&store));
}

#[test]
fn a_person_empties_what_nobody_names() {
    let work = tempfile::tempdir().expect("a folder");
    let (store, _package) = filled(work.path(), 2);
    let named = photos(&store);
    let unnamed = store.join("photos/unnamed");
    fs::create_dir_all(&unnamed).expect("folder");
    let name = photo_review::domain::photo_hash::Digest::of(b"nobody's").hex();
    fs::write(unnamed.join(&name), b"nobody's").expect("written");
    let (code, said) = outcome(&store, &["--lang", "en", "unnamed"]);
    assert!(code == 0 && said.contains(&name) && said.contains("8 bytes"), "{said}");
    assert!(unnamed.join(&name).exists(), "listing deletes nothing");
    let (code, said) = outcome(&store, &["--lang", "en", "unnamed", "--delete"]);
    assert!(
        code == 0 && said.contains("deleting 1 photos") && said.contains("1 deleted"),
        "{said}"
    );
    assert_eq!(photos(&store), named);
    assert_eq!(outcome(&store, &["--lang", "en", "verify"]).0, 0);
}

#[test]
fn an_older_database_put_back_by_hand_is_refused_until_a_person_accepts_it() {
    let work = tempfile::tempdir().expect("a folder");
    let (store, package) = filled(work.path(), 2);
    let copy = work.path().join("copy");
    program(&store, &["backup", "--to", &copy.to_string_lossy()]);
    program(&store, &["import", "payments", &package.payments, "--quiet"]);
    fs::copy(copy.join("store.sqlite3"), store.join("store.sqlite3")).expect("put back");

    let part = part(work.path(), &package, 1);
    let commands: [&[&str]; 3] =
        [&["import", "submissions", &part], &["user", "list"], &["unnamed"]];
    let command_line = format!("--store \"{}\" restore --accept-older", store.display());
    for command in commands {
        for (lang, words) in [
            ("en", ["older than what this folder has seen", &command_line]),
            ("zh", ["比此文件夹见过的要旧", &command_line]),
        ] {
            let (code, said) = outcome(&store, &[&["--lang", lang], command].concat());
            assert_eq!(code, 2, "{command:?}: {said}");
            for words in words {
                assert!(said.contains(words), "{command:?}: {said}");
            }
        }
    }
    let (code, said) = outcome(&store, &["--lang", "en", "verify"]);
    assert!(code == 1 && said.contains("older than what this folder has seen"), "{said}");
    assert!(said.contains(&command_line), "{said}");
    assert_eq!(outcome(&store, &["restore"]).0, 2, "from where?");
    let (code, said) = outcome(&store, &["--lang", "en", "restore", "--accept-older"]);
    assert!(code == 0 && said.contains("what was decided between is missing"), "{said}");
    assert_eq!(outcome(&store, &["--lang", "en", "verify"]).0, 0);
    let (code, said) = outcome(&store, &["--lang", "en", "restore", "--accept-older"]);
    assert!(code == 0 && said.contains("nothing was changed"), "{said}");
    assert_eq!(import(&store, "payments", &package.payments).0, 0, "work goes on");
}
