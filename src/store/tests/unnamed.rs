//! Photos that nobody names are set aside, found again, and deleted by a person only.

use std::fs;
use std::time::SystemTime;

use super::files::age;
use super::*;
use crate::store::backup::{backup, restore};

/// A world of today with one photo set aside; gives its name.
fn with_one_aside() -> (World, Photos, Digest) {
    let mut world = World::new();
    world.at = SystemTime::now().into();
    world.queued("S1");
    let files = world.store.photos().clone();
    let photo = files.put(b"somebody's only original").expect("put");
    age(&files.path(photo), world.at);
    files.sweep(&mut world.store, world.at).expect("swept");
    assert!(!files.path(photo).exists() && files.aside(photo).exists());
    (world, files, photo)
}

fn set_aside(files: &Photos) -> Vec<Digest> {
    files.unnamed().expect("listed").iter().map(|unnamed| unnamed.photo).collect()
}

#[test]
fn what_is_imported_again_is_taken_out_again() {
    let (mut world, files, photo) = with_one_aside();
    let report = verify::verify(world.dir.path(), world.at).expect("verified");
    assert!(report.is_whole(), "that is no fault: {:?}", report.faults);
    assert_eq!(report.unnamed, [photo]);
    let listed = files.unnamed().expect("listed");
    assert_eq!((listed[0].photo, listed[0].bytes), (photo, 24));

    assert_eq!(files.put(b"somebody's only original").expect("put again"), photo);
    assert!(files.path(photo).exists());
    assert_eq!(set_aside(&files), []);
    let swept = files.sweep(&mut world.store, world.at).expect("swept");
    assert_eq!(swept, Swept::default(), "it is young again");
}

#[test]
fn what_is_named_after_all_is_found_and_brought_back() {
    let mut world = World::new();
    world.at = SystemTime::now().into();
    let id = world.queued("S1");
    let photo = world.row(id).submitted.photo;
    let files = world.store.photos().clone();
    // As after the sweep of an older database that did not know of it.
    fs::create_dir_all(world.dir.path().join("photos/unnamed")).expect("made");
    fs::rename(files.path(photo), files.aside(photo)).expect("moved");
    assert_eq!(Digest::of(&files.read(photo).expect("reads")), photo);
    assert!(files.contains(photo));
    let report = verify::verify(world.dir.path(), world.at).expect("verified");
    assert!(report.is_whole() && report.unnamed.is_empty(), "{report:?}");
    let aside = files.unnamed().expect("listed");
    assert_eq!(
        files.delete_unnamed(&mut world.store, &aside, &operator(), world.at).expect("asked"),
        0
    );
    assert!(files.path(photo).exists() && !files.aside(photo).exists());

    fs::rename(files.path(photo), files.aside(photo)).expect("moved");
    let swept = files.sweep(&mut world.store, world.at).expect("swept");
    assert_eq!((swept.back, swept.aside), (1, 0));
    assert!(files.path(photo).exists());
}

#[test]
fn only_a_person_deletes_and_only_what_was_listed() {
    let (mut world, files, photo) = with_one_aside();
    let listed = files.unnamed().expect("listed");
    let later = files.put(b"another").expect("put");
    fs::rename(files.path(later), files.aside(later)).expect("moved");
    assert_eq!(
        files.delete_unnamed(&mut world.store, &listed, &operator(), world.at).expect("deleted"),
        1
    );
    assert!(!files.contains(photo));
    assert_eq!(set_aside(&files), [later]);
    let told = || {
        let entries = world.store.timeline(&Subject::Store).expect("read").into_iter();
        entries.filter(|entry| entry.event.kind() == "unnamed_deleted").collect::<Vec<_>>()
    };
    let deleted = Event::UnnamedDeleted { photos: vec![photo] };
    assert_eq!(told().iter().map(|entry| &entry.event).collect::<Vec<_>>(), [&deleted]);
    let (at, who) = (told()[0].at.timestamp_millis(), told()[0].actor.clone());
    assert_eq!((at, who), (world.at.timestamp_millis(), operator()));
    // What can't be told does not go, and what is gone is not told again.
    let both = [files.unnamed().expect("listed"), listed].concat();
    let (mut again, late) = (world.again(), world.at + TimeDelta::days(500));
    files.delete_unnamed(&mut again, &both, &operator(), late).expect_err("the clock is wrong");
    files.delete_unnamed(&mut again, &both, &reviewer("wang"), world.at).expect_err("not theirs");
    assert_eq!(set_aside(&files), [later]);
    assert_eq!(files.delete_unnamed(&mut again, &both, &operator(), world.at).expect("ok"), 1);
    let deleted = Event::UnnamedDeleted { photos: vec![later] };
    assert_eq!(told().last().map(|entry| &entry.event), Some(&deleted));
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn a_whole_temporary_file_is_kept_and_half_of_one_is_not() {
    let mut world = World::new();
    world.at = SystemTime::now().into();
    let id = world.queued("S1");
    let named = world.row(id).submitted.photo;
    let files = world.store.photos().clone();
    let tmp = world.dir.path().join("photos/tmp");
    let put = |bytes: &[u8], hash: Digest, number: u32| {
        let path = tmp.join(format!("{}-17-{number}", hash.hex()));
        fs::write(&path, bytes).expect("written");
        age(&path, world.at);
    };
    let whole = Digest::of(b"written, and then the power went");
    put(b"written, and then the power went", whole, 1);
    put(b"written, and", whole, 2);
    // A second copy of what has its place is no original.
    put(&files.read(named).expect("reads"), named, 3);
    drop(world.again());
    assert_eq!(fs::read_dir(&tmp).expect("list").count(), 0);
    assert_eq!(set_aside(&files), [whole]);
}

#[test]
fn a_photo_with_wrong_bytes_is_healed_when_it_is_imported_again() {
    let mut world = World::new();
    let id = world.queued("S1");
    let files = world.store.photos().clone();
    let photo = world.row(id).submitted.photo;
    let bytes = files.read(photo).expect("reads");
    fs::write(files.path(photo), vec![0; bytes.len()]).expect("damaged");
    assert_eq!(world.faults().len(), 1);
    assert_eq!(files.put(&bytes).expect("put"), photo);
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn a_photo_that_lies_aside_comes_back_though_its_place_has_other_bytes() {
    let mut world = World::new();
    let id = world.queued("S1");
    let photo = world.row(id).submitted.photo;
    let place = TempDir::new().expect("folder");
    let (copy, back) = (place.path().join("copy"), place.path().join("back"));
    backup(world.dir.path(), &copy, &operator(), world.at).expect("backed up");
    let copied = Photos::in_store(&copy);
    fs::create_dir_all(copy.join("photos/unnamed")).expect("made");
    fs::rename(copied.path(photo), copied.aside(photo)).expect("moved");
    fs::write(copied.path(photo), "other").expect("written");
    let restored = restore(&copy, &back, &operator(), world.at).expect("restored");
    assert!(restored.is_all(), "{restored:?}");
    assert!(verify::verify(&back, world.at).expect("verified").is_whole());
}

#[test]
fn a_copy_has_what_was_set_aside() {
    let (world, _files, photo) = with_one_aside();
    let place = TempDir::new().expect("folder");
    let (copy, back) = (place.path().join("copy"), place.path().join("back"));
    backup(world.dir.path(), &copy, &operator(), world.at).expect("backed up");
    restore(&copy, &back, &operator(), world.at).expect("restored");
    for dir in [copy, back] {
        let report = verify::verify(&dir, world.at).expect("verified");
        assert_eq!(report.unnamed, [photo]);
    }
}
