//! A lost database is not a new store, and an older one is not the store.

use std::fs;

use super::*;
use crate::store::backup::{accept_older, backup, restore};

/// What is in a store's folder, without the photos.
fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("list");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with("previews"))
        .collect();
    names.sort();
    names
}

/// The ways to lose a database: removed, emptied, one without tables in its place.
const LOSSES: [fn(&Path); 3] = [
    |file| fs::remove_file(file).expect("removed"),
    |file| fs::write(file, b"").expect("emptied"),
    |file| {
        fs::remove_file(file).expect("removed");
        let blank = Connection::open(file).expect("made");
        blank.execute_batch("CREATE TABLE x (x); DROP TABLE x; VACUUM").expect("blank");
    },
];

fn is_lost<T>(result: &Result<T, StoreError>, photos: u64) -> bool {
    matches!(result, Err(StoreError::WithoutDatabase { photos: found, .. }) if *found == photos)
}

#[test]
fn a_lost_database_is_no_new_store() {
    for (at, lose) in LOSSES.iter().enumerate() {
        let mut world = World::new();
        world.queued("S1");
        world.queued("S2");
        let World { dir, store, at: now } = world;
        drop(store);
        let dir = dir.path();
        lose(&dir.join(DATABASE));
        let before = names(dir);
        assert_eq!(Store::exists(dir), at == 2, "loss {at}");
        assert!(is_lost(&Store::open(dir, now), 2), "loss {at}");
        assert!(is_lost(&Store::create_demo(dir, now), 2), "loss {at}");
        assert!(is_lost(&verify::verify(dir, now), 2), "loss {at}");
        let copy = TempDir::new().expect("folder");
        let copied = backup(dir, copy.path(), &operator(), now);
        assert!(matches!(copied, Err(RecordError::Store(StoreError::WithoutDatabase { .. }))));
        let back = restore(copy.path(), dir, &operator(), now);
        assert!(matches!(back, Err(RecordError::Store(StoreError::WithoutDatabase { .. }))));
        assert_eq!(names(dir), before, "loss {at}: nothing is made there");
        assert_eq!(Photos::in_store(dir).unnamed().expect("reads"), []);
        let said = Store::open(dir, now).err().expect("refused").to_string();
        for word in ["lost store", "2 photos", "restore --from", "another folder"] {
            assert!(said.contains(word), "{said}");
        }
    }
}

#[test]
fn a_store_without_photos_can_be_lost_too() {
    let World { dir, store, at } = World::new();
    drop(store);
    fs::remove_file(dir.path().join(DATABASE)).expect("removed");
    assert!(is_lost(&Store::open(dir.path(), at), 0), "its noted head is there");
    fs::remove_dir_all(dir.path().join(PHOTOS)).expect("removed");
    fs::write(dir.path().join("store.sqlite3-wal"), b"what was not carried over").expect("left");
    assert!(is_lost(&Store::open(dir.path(), at), 0), "its write-ahead log is there");
}

#[test]
fn a_new_folder_becomes_a_store() {
    let folder = TempDir::new().expect("folder");
    // As a first start leaves it that was cut short.
    fs::create_dir_all(folder.path().join(PHOTOS)).expect("made");
    fs::write(folder.path().join(DATABASE), b"").expect("written");
    assert!(!Store::exists(folder.path()));
    let made = Store::create_demo(folder.path(), DateTime::UNIX_EPOCH).expect("made");
    assert!(made.is_demo().expect("reads"));
}

/// A store into which an older database was put back by hand: it ends at the second entry.
fn put_back() -> (World, i64) {
    let mut world = World::bare();
    world.enrol("S1");
    let older = world.dir.path().join("older");
    world.raw().execute("VACUUM INTO ?1", [older.to_string_lossy()]).expect("copied");
    world.pay("S1");
    world.enrol("S2");
    let World { dir, store, at } = world;
    let newest = entries::head(&store.conn).expect("reads").seq;
    drop(store);
    for left in ["store.sqlite3-wal", "store.sqlite3-shm"] {
        drop(fs::remove_file(dir.path().join(left)));
    }
    fs::rename(&older, dir.path().join(DATABASE)).expect("put back");
    // A world needs a store: one beside.
    let store = Store::open(&dir.path().join("beside"), at).expect("opens");
    (World { dir, store, at }, newest)
}

#[test]
fn an_older_database_is_noticed() {
    let (world, newest) = put_back();
    let (dir, at) = (world.dir.path(), world.at);
    let refused = Store::open(dir, at).err().expect("refused");
    let looked = Store::open_to_look(dir, at).err().expect("refused");
    assert_eq!(looked.to_string(), refused.to_string());
    let older = Behind::Older { ends: 2, seen: newest, at };
    assert!(matches!(&refused, StoreError::Behind { why, .. } if *why == older), "{refused}");
    for word in
        ["entry 2", &format!("entry {newest}"), "missing", "restore --accept-older", "--store"]
    {
        assert!(refused.to_string().contains(word), "{refused}");
    }
    let report = verify::verify(dir, at).expect("verified");
    assert_eq!(report.faults, [verify::Fault::Behind(older.clone())]);

    // A person may go on with it all the same.
    let accepted = accept_older(dir, &operator(), at).expect("accepted");
    assert_eq!(accepted, Some(older));
    let store = Store::open(dir, at).expect("opens");
    let entries = store.timeline(&Subject::Store).expect("reads");
    assert_eq!(entries.last().map(|entry| (entry.seq, &entry.event)), Some((3, &Event::Restored)));
    drop(store);
    assert!(verify::verify(dir, at).expect("verified").is_whole());
    assert_eq!(accept_older(dir, &operator(), at).expect("asked"), None, "nothing is older now");
}

#[test]
fn another_history_as_long_is_noticed() {
    let (world, newest) = put_back();
    let (dir, at) = (world.dir.path(), world.at);
    // While nobody notes it, the older one goes its own way, further than the lost one went.
    let mut other = Store::open_as(dir, NewStore::REAL, true, at).expect("opens");
    for number in ["S7", "S8", "S9", "S10"] {
        let event = Event::Enrolled { student: Some(invented(number, "李雷")) };
        other.record(&operator(), &on_student(number), Revision(0), &event, at).expect("enrolled");
    }
    assert!(entries::head(&other.conn).expect("reads").seq > newest);
    let note = newest::read(&dir.join(PHOTOS)).expect("noted");
    let other_way = Some(Behind::Other { seq: newest, at });
    assert_eq!(newest::behind(&other.conn, "main", &note).expect("looked"), other_way);
    let refused = Store::open(dir, at).err().expect("refused");
    assert!(refused.to_string().contains("another"), "{refused}");
}

#[test]
fn the_head_is_noted_on_open_on_close_and_on_demand() {
    let mut world = World::new();
    let photos = world.dir.path().join(PHOTOS);
    let noted = || newest::read(&photos).expect("noted");
    let first = noted();
    world.enrol("S1");
    assert_eq!(noted(), first, "not by an entry");
    world.store.note_head();
    let second = noted();
    assert_ne!(second, first);
    world.enrol("S2");
    let again = world.again();
    let third = noted();
    assert_ne!(third, second, "on open");
    world.enrol("S3");
    drop(again);
    assert_ne!(noted(), third, "on close");
    // One that can't be read locks nobody out, and is written anew.
    fs::write(newest::file(&photos), "{").expect("damaged");
    assert!(newest::read(&photos).is_none());
    world.again();
    assert!(newest::read(&photos).is_some());
}
