//! Faults around the store's files: what is in the way, unreadable or held by somebody stops nobody, and
//! loses nothing.

use std::fs::{self, File};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, SystemTime};

use super::files::age;
use super::*;
use crate::store::backup::accept_older;

/// A world of today.
fn today() -> (World, Photos) {
    let mut world = World::new();
    world.at = SystemTime::now().into();
    let files = world.store.photos().clone();
    (world, files)
}

/// Puts a copy of bytes where photos lie that nobody names.
fn lay_aside(files: &Photos, photo: Digest, bytes: &[u8]) {
    let aside = files.aside(photo);
    fs::create_dir_all(aside.parent().expect("a folder")).expect("made");
    fs::write(aside, bytes).expect("written");
}

/// Makes a file that is there and can't be read, not even by root.
#[cfg(target_os = "linux")]
fn unreadable(path: &Path) {
    drop(fs::remove_file(path));
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::os::unix::fs::symlink("/proc/self/mem", path).expect("linked");
    assert!(path.is_file() && fs::read(path).is_err());
}

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

#[test]
fn what_is_in_the_way_of_tidying_up_does_not_lock_the_store() {
    let (world, _files) = today();
    let photos = world.dir.path().join(PHOTOS);
    fs::write(photos.join("unnamed"), "no folder").expect("written");
    let whole = photos.join("tmp").join(format!("{}-17-1", Digest::of(b"whole").hex()));
    fs::write(&whole, b"whole").expect("written");
    let half = photos.join("tmp/half-written");
    fs::write(&half, b"ha").expect("written");
    for path in [&whole, &half] {
        age(path, world.at);
    }
    drop(world.again());
    assert!(whole.exists() && !half.exists(), "the others are dealt with");
}

#[cfg(target_os = "linux")]
#[test]
fn a_temporary_file_that_cannot_be_read_is_left() {
    let (world, _files) = today();
    let tmp = world.dir.path().join(PHOTOS).join("tmp");
    let path = tmp.join(format!("{}-17-1", Digest::of(b"on a bad sector").hex()));
    unreadable(&path);
    let later = world.at + TimeDelta::hours(3);
    drop(Store::open(world.dir.path(), later).expect("opens"));
    assert!(fs::symlink_metadata(&path).is_ok(), "it may be whole");
}

#[test]
fn the_last_copy_is_never_forgotten() {
    let (world, files) = today();
    let mut sweeper = world.again();
    let stop = AtomicBool::new(false);
    // As though an hour had passed between any two steps.
    let later = world.at + TimeDelta::days(1);
    let gone = thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                files.sweep(&mut sweeper, later).expect("swept");
            }
        });
        // A put whose own half-written file was swept says so, and one that is being moved is looked for
        // again: only what was kept and is nowhere is gone.
        let is_gone = |_: &i32| {
            let kept = files.put(b"the only original");
            kept.is_ok_and(|photo| (0..5).all(|_| !files.contains(photo)))
        };
        let gone = (0..600).find(is_gone);
        stop.store(true, Ordering::Relaxed);
        gone
    });
    assert_eq!(gone, None, "after so many");
    assert_eq!(files.read(Digest::of(b"the only original")).expect("reads"), b"the only original");
}

#[cfg(target_os = "linux")]
#[test]
fn a_photo_that_cannot_be_read_is_healed_when_it_is_imported_again() {
    let (mut world, files) = today();
    let id = world.queued("S1");
    let photo = world.row(id).submitted.photo;
    let bytes = files.read(photo).expect("reads");
    unreadable(&files.path(photo));
    assert_eq!(world.faults().len(), 1);
    assert_eq!(files.put(&bytes).expect("put"), photo);
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn a_photo_that_cannot_be_healed_is_named() {
    let (_world, files) = today();
    let photo = Digest::of(b"in the way");
    fs::create_dir_all(files.path(photo).join("a folder")).expect("made");
    let failed = files.put(b"in the way").expect_err("fails").to_string();
    assert!(failed.contains(&files.path(photo).display().to_string()), "{failed}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_copy_does_without_what_nobody_names_and_cannot_be_read() {
    let (mut world, files) = today();
    world.queued("S1");
    let (bad, good) = (Digest::of(b"on a bad sector"), Digest::of(b"nobody's"));
    lay_aside(&files, good, b"nobody's");
    unreadable(&files.aside(bad));
    let place = TempDir::new().expect("folder");
    let copy = place.path().join("copy");
    let report = backup::backup(world.dir.path(), &copy, &operator(), world.at);
    let report = report.expect("backed up");
    assert!(report.is_whole());
    assert_eq!(report.unread.iter().map(|(photo, _)| *photo).collect::<Vec<_>>(), [bad]);
    assert_eq!(verify::verify(&copy, world.at).expect("verified").unnamed, [good]);
}

#[test]
fn a_second_copy_of_what_has_its_place_goes() {
    let (mut world, files) = today();
    let id = world.queued("S1");
    let named = world.row(id).submitted.photo;
    let bytes = files.read(named).expect("reads");
    lay_aside(&files, named, &bytes);
    let swept = files.sweep(&mut world.store, world.at).expect("swept");
    assert_eq!(swept, Swept { removed: 1, ..Swept::default() });
    assert!(files.path(named).exists() && !files.aside(named).exists());

    // Also one of a photo that is about to be named, and by hand.
    let young = files.put(b"about to be named").expect("put");
    lay_aside(&files, young, b"about to be named");
    age(&files.aside(young), world.at);
    let listed = files.unnamed().expect("listed");
    files.delete_unnamed(&mut world.store, &listed, &operator(), world.at).expect("asked");
    assert!(files.path(young).exists() && !files.aside(young).exists());
    let swept = files.sweep(&mut world.store, world.at).expect("swept");
    assert_eq!(swept, Swept::default(), "it is as young as before");
}

#[test]
fn many_are_set_aside_a_few_at_a_time() {
    let (mut world, files) = today();
    let id = world.queued("S1");
    let named = world.row(id).submitted.photo;
    age(&files.path(named), world.at);
    for n in 0_u32..1_000 {
        let photo = files.put(&n.to_le_bytes()).expect("put");
        age(&files.path(photo), world.at);
    }
    let swept = files.sweep(&mut world.store, world.at).expect("swept");
    assert_eq!(swept, Swept { aside: 1_000, ..Swept::default() });
    assert!(files.path(named).exists());
    let listed = files.unnamed().expect("listed");
    assert_eq!(
        files.delete_unnamed(&mut world.store, &listed, &operator(), world.at).expect("deleted"),
        1_000
    );
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn what_is_named_since_the_names_were_read_is_known() {
    let (mut world, files) = today();
    let mut names = named::Named::read(&world.store.conn).expect("reads");
    let id = world.queued("S1");
    let photo = world.row(id).submitted.photo;
    let reference = files.put(b"a reference").expect("put");
    let student = Student { reference_photo: Some(reference), ..invented("S2", "李雷") };
    let (who, at) = (operator(), world.at);
    let enrolled = Event::Enrolled { student: Some(student) };
    world.store.record(&who, &on_student("S2"), Revision(0), &enrolled, at).expect("enrolled");
    let done = names.transaction(&mut world.store, |names| {
        assert!(names.hold(photo)? && names.hold(reference)?);
        assert!(!names.hold(Digest::of(b"nobody's"))?);
        Ok(())
    });
    done.expect("looked");
}
