//! Backup, restore and migration.

use std::fs;
use std::time::{Duration, SystemTime};

use super::*;
use crate::domain::lifecycle::Refusal;
use crate::store::backup::{self, backup, restore};
use crate::store::migrate::{MIGRATIONS, migrate, newest};
use crate::store::verify::Fault;

fn kinds(store: &Store) -> Vec<&'static str> {
    let entries = store.timeline(&Subject::Store).expect("timeline");
    entries.iter().map(|entry| entry.event.kind()).collect()
}

#[test]
fn a_backup_comes_back_whole() {
    let mut world = World::new();
    let id = world.queued("S1");
    world.queued("S2");
    world.decide("wang", id, Decision::Approve).expect("decided");
    let place = TempDir::new().expect("folder");
    let (copy, back) = (place.path().join("copy"), place.path().join("back"));
    fs::create_dir(&copy).expect("an empty folder may be there");
    let report = backup(world.dir.path(), &copy, &operator(), world.at).expect("backed up");
    assert!(report.is_whole());
    assert_eq!(report.photos, 2);
    assert_eq!(kinds(&world.store), ["store_created", "backed_up"]);

    restore(&copy, &back, &operator(), world.at).expect("restored");
    let restored = Store::open(&back, world.at).expect("open");
    assert_eq!(kinds(&restored), ["store_created", "restored"]);
    assert_eq!(restored.submission(id).expect("read"), world.store.submission(id).expect("read"));
    assert!(verify::verify(&back, world.at).expect("verified").is_whole());
    let left: Vec<_> = fs::read_dir(place.path()).expect("list").collect();
    assert_eq!(left.len(), 2, "no temporary folder stays");
}

#[test]
fn a_copy_goes_into_a_folder_that_stays() {
    let mut world = World::new();
    world.queued("S1");
    world.at = SystemTime::now().into();
    let place = TempDir::new().expect("folder");
    // What a drive has in its root, and what a copy left that was cut short long ago.
    let (found, stale) = (place.path().join("lost+found"), place.path().join(STALE));
    for folder in [&found, &stale] {
        fs::create_dir(folder).expect("made");
    }
    fs::write(stale.join("half"), "ha").expect("written");
    let old = SystemTime::now() - Duration::from_hours(50);
    fs::File::open(&stale).and_then(|open| open.set_modified(old)).expect("aged");
    #[cfg(unix)]
    let before = std::os::unix::fs::MetadataExt::ino(&fs::metadata(place.path()).expect("read"));
    backup(world.dir.path(), place.path(), &operator(), world.at).expect("copied");
    #[cfg(unix)]
    {
        // A mount point can be neither removed nor renamed.
        let after = fs::metadata(place.path()).expect("read");
        assert_eq!(std::os::unix::fs::MetadataExt::ino(&after), before, "the same folder");
    }
    assert!(found.exists() && !stale.exists());
    let names = fs::read_dir(place.path()).expect("list");
    let mut names: Vec<_> = names.map(|entry| entry.expect("entry").file_name()).collect();
    names.sort();
    assert_eq!(names, ["lost+found", "photos", DATABASE]);
    assert!(verify::verify(place.path(), world.at).expect("verified").is_whole());
}

/// A temporary folder of a copy.
const STALE: &str = ".photo-review-copy-x1";

#[test]
fn nothing_is_overwritten() {
    let world = World::new();
    let place = TempDir::new().expect("folder");
    fs::write(place.path().join("file"), "x").expect("written");
    let (dir, at) = (world.dir.path(), world.at);
    let refused = backup(dir, place.path(), &operator(), at);
    assert!(matches!(refused, Err(RecordError::Store(StoreError::NotEmpty(_)))));
    let copy = place.path().join("copy");
    backup(dir, &copy, &operator(), at).expect("backed up");
    let refused = restore(&copy, dir, &operator(), at);
    assert!(matches!(refused, Err(RecordError::Store(StoreError::NotEmpty(_)))));
    let refused = restore(&place.path().join("none"), &copy.join("x"), &operator(), at);
    assert!(matches!(refused, Err(RecordError::Store(StoreError::Missing(_)))));
    let refused = backup(dir, &place.path().join("two"), &reviewer("wang"), at);
    assert!(matches!(refused, Err(RecordError::Refused(Refusal::NotAllowed { .. }))));
}

#[test]
fn a_copy_with_a_damaged_database_is_not_restored() {
    let mut world = World::new();
    world.queued("S1");
    let place = TempDir::new().expect("folder");
    let (copy, back) = (place.path().join("copy"), place.path().join("back"));
    backup(world.dir.path(), &copy, &operator(), world.at).expect("backed up");
    let raw = Connection::open(copy.join(DATABASE)).expect("opens");
    raw.execute("UPDATE student SET name = '别人'", []).expect("changed");
    drop(raw);
    let refused = restore(&copy, &back, &operator(), world.at);
    assert!(matches!(refused, Err(RecordError::Store(StoreError::BadCopy { faults: 1, .. }))));
    assert!(!back.exists());
}

#[test]
fn a_copy_without_some_photos_gives_all_the_others_and_names_those() {
    let mut world = World::new();
    let ids = ["S1", "S2", "S3"].map(|number| world.queued(number));
    let [altered, missing, good] = ids.map(|id| world.row(id).submitted.photo);
    let place = TempDir::new().expect("folder");
    let (copy, back) = (place.path().join("copy"), place.path().join("back"));
    backup(world.dir.path(), &copy, &operator(), world.at).expect("backed up");
    let copied = Photos::in_store(&copy);
    fs::write(copied.path(altered), "other").expect("written");
    fs::remove_file(copied.path(missing)).expect("removed");
    let restored = restore(&copy, &back, &operator(), world.at).expect("restored");
    assert!(!restored.is_all());
    let owner = |no: &str| PhotoOwner {
        no: super::no(no),
        name: "张伟".to_owned(),
        file: Some(format!("{no}.jpg")),
    };
    let lost = |fault, no| backup::LostPhoto { fault, owners: vec![owner(no)] };
    let mut got = restored.lost;
    got.sort_by_key(|lost| lost.owners[0].no.to_string());
    let wanted =
        [lost(Fault::PhotoAltered(altered), "S1"), lost(Fault::PhotoMissing(missing), "S2")];
    assert_eq!(got, wanted);
    let faults = verify::verify(&back, world.at).expect("verified").faults;
    let mut told = [altered, missing];
    told.sort();
    assert_eq!(faults, told.map(Fault::PhotoMissing));
    assert!(Photos::in_store(&back).contains(good));
    // What is found elsewhere is put back by importing it again.
    let there = Store::open(&back, world.at).expect("opens");
    for photo in [altered, missing] {
        there.photos().put(&world.store.photos().read(photo).expect("reads")).expect("put");
    }
    assert!(verify::verify(&back, world.at).expect("verified").is_whole());
}

#[test]
fn opening_twice_migrates_once() {
    let world = World::new();
    let again = world.again();
    assert_eq!(kinds(&again), ["store_created"]);
    let version: i64 =
        again.conn.pragma_query_value(None, "user_version", |row| row.get(0)).expect("version");
    assert_eq!(version, newest().expect("a version"));
}

#[test]
fn a_later_migration_leaves_a_copy_of_the_store_before_it() {
    let world = World::bare();
    let file = world.dir.path().join(DATABASE);
    let mut later: Vec<&str> = MIGRATIONS.to_vec();
    later.push("CREATE TABLE later (x INTEGER) STRICT;");
    let mut raw = world.raw();
    for _ in 0..2 {
        migrate(&mut raw, Some(&file), &later, world.at, |_| panic!("not empty"))
            .expect("migrated");
    }
    let copies: Vec<_> = fs::read_dir(world.dir.path())
        .expect("list")
        .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
        .filter(|name| {
            name.contains(&format!("before-migration-v{}", newest().expect("a version")))
        })
        .collect();
    assert_eq!(copies.len(), 1, "{copies:?}");
    let copy = Connection::open(world.dir.path().join(&copies[0])).expect("copy");
    let entries: i64 =
        copy.query_row("SELECT count(*) FROM log", [], |row| row.get(0)).expect("count");
    assert_eq!(entries, 1);
    // This program does not know the later version, and says so.
    let refused = Store::open(world.dir.path(), world.at);
    assert!(matches!(refused, Err(StoreError::Newer { found, known, .. }) if found == known + 1));
    let refused = verify::verify(world.dir.path(), world.at);
    assert!(matches!(refused, Err(StoreError::Newer { .. })));
}

#[test]
fn another_programs_database_is_left_alone() {
    let folder = TempDir::new().expect("folder");
    let other = Connection::open(folder.path().join(DATABASE)).expect("database");
    other.execute_batch("CREATE TABLE theirs (x)").expect("table");
    let refused = Store::open(folder.path(), DateTime::UNIX_EPOCH);
    assert!(matches!(refused, Err(StoreError::NotAStore(_))));
}

#[test]
fn a_failed_migration_changes_nothing() {
    let world = World::new();
    let mut later: Vec<&str> = MIGRATIONS.to_vec();
    later.push("CREATE TABLE later (x INTEGER) STRICT; SELECT no_such_column FROM log;");
    let mut raw = world.raw();
    migrate(&mut raw, None, &later, world.at, |_| Ok(())).expect_err("fails");
    drop(raw);
    assert_eq!(world.faults(), [""; 0]);
    world.again();
}
