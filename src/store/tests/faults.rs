//! Faults around the store's files: what is in the way, unreadable or held by somebody stops nobody, and
//! loses nothing.

use std::fs::{self, File};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::*;
use crate::store::backup::accept_older;

#[test]
fn a_console_on_the_database_that_was_moved_away_notes_nothing() {
    let mut world = World::new();
    world.enrol("S1");
    let (dir, at) = (world.dir.path().to_owned(), world.at);
    let older = dir.join("older");
    world.raw().execute("VACUUM INTO ?1", [older.to_string_lossy()]).expect("copied");
    for number in ["S2", "S3", "S4", "S5"] {
        world.enrol(number);
    }
    world.store.note_head();
    // The console stays open on the newer database.
    let away = dir.join("away");
    fs::create_dir_all(&away).expect("made");
    for name in [DATABASE, "store.sqlite3-wal", "store.sqlite3-shm"] {
        drop(fs::rename(dir.join(name), away.join(name)));
    }
    fs::rename(&older, dir.join(DATABASE)).expect("put back");
    assert!(accept_older(&dir, &operator(), at).expect("accepted").is_some());
    let accepted = newest::read(&dir.join(PHOTOS));
    world.store.note_head();
    assert_eq!(newest::read(&dir.join(PHOTOS)), accepted, "by its tick");
    let World { dir: _kept, store, .. } = world;
    drop(store);
    assert_eq!(newest::read(&dir.join(PHOTOS)), accepted, "on close");
    drop(Store::open(&dir, at).expect("nobody is locked out"));
}

#[test]
fn nobody_hangs_on_the_lock_of_the_note() {
    let mut world = World::new();
    world.enrol("S1");
    let World { dir, store, at } = world;
    let photos = dir.path().join(PHOTOS);
    let held = File::options().write(true).open(photos.join("newest-head.lock")).expect("opens");
    let (done, waits) = mpsc::sync_channel(1);
    let (folder, note) = (dir.path().to_owned(), photos.clone());
    held.lock().expect("locked");
    let work = move || {
        store.note_head();
        done.send(true).expect("told");
        // Only a person's word waits, and not for ever.
        done.send(newest::note(&store.conn, &note, true).is_err()).expect("told");
        drop(store);
        done.send(Store::open(&folder, at).is_ok()).expect("told");
    };
    thread::scope(|scope| {
        // Let go also where this fails: the scope waits for the thread.
        let (_held, waits) = (held, waits);
        scope.spawn(work);
        for what in ["noting", "accepting", "closing and opening"] {
            assert_eq!(waits.recv_timeout(Duration::from_secs(20)), Ok(true), "{what}");
        }
    });
}
