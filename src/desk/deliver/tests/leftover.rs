//! Deliveries that something stopped: what is left is told, and placed or removed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::store::Cause;
use crate::store::backup::accept_older;

/// Delivers, and ends as a killed program would, at the first step of this stage for which `now` says so.
fn killed(desk: &mut Desk, name: &str, stage: Stage, now: impl Fn(&Store) -> bool) {
    let (to, dir) = (desk.out(name), desk.out("store"));
    let how = options("{no}.jpg", Split::Whole);
    let store = &mut desk.store;
    let mut end = |progress: Progress| {
        let other = Store::open(&dir, AT).expect("opens");
        assert!(progress.stage != stage || !now(&other), "killed");
        ControlFlow::Continue(())
    };
    let done =
        catch_unwind(AssertUnwindSafe(|| deliver(store, &how, &to, &operator(), AT, &mut end)));
    assert!(done.is_err(), "{done:?}");
    desk.store = Store::open(&desk.out("store"), AT).expect("opens");
}

/// Does something while nobody has the store open.
fn closed<T>(desk: &mut Desk, meanwhile: impl FnOnce() -> T) -> T {
    let other = Desk::new();
    drop(std::mem::replace(&mut desk.store, other.store));
    let done = meanwhile();
    desk.store = Store::open(&desk.out("store"), AT).expect("opens");
    done
}

fn found(desk: &Desk) -> Vec<Unfinished> {
    unfinished(&desk.store, &operator()).expect("read")
}

#[test]
fn a_recorded_delivery_that_was_killed_before_its_folder_had_a_name_is_told_and_gets_it() {
    let mut desk = Desk::new();
    desk.approved("S1", None, "数学科学学院");
    killed(&mut desk, "out", Stage::Recording, |store| {
        store.deliveries().expect("read").len() == 1
    });
    let part = desk.left();
    assert!(part.len() == 1 && part[0].starts_with(".photo-review-"), "{part:?}");
    let (number, target) = (1, desk.out("out"));
    assert_eq!(found(&desk), [Unfinished::Unplaced { number, target: target.clone() }]);
    // Who is approved since waits: nobody is to believe that all was handed over.
    desk.approved("S2", None, "数学科学学院");
    let how = options("{no}.jpg", Split::Whole);
    let unplaced = DeliverError::Unplaced { number, target };
    assert_eq!(desk.deliver(&how, "second"), Err(unplaced));
    let first = desk.again(1, "first").expect("placed");
    assert_eq!(desk.left(), ["first"], "the folder that was there");
    assert_eq!(found(&desk), []);
    let manifest = fs::read(desk.out("first").join(MANIFEST)).expect("read");
    assert_eq!(Digest::of(&manifest), first.manifest);
    let (to, later) = (desk.out("second"), AT + TimeDelta::days(1));
    let second = deliver(&mut desk.store, &how, &to, &operator(), later, &mut go_on);
    assert_eq!(second.expect("delivered").number, 2);
    desk.assert_whole();
}

#[test]
fn an_altered_or_far_folder_of_a_recorded_delivery_is_written_anew() {
    let mut desk = Desk::new();
    desk.approved("S1", None, "数学科学学院");
    killed(&mut desk, "out", Stage::Recording, |store| {
        store.deliveries().expect("read").len() == 1
    });
    fs::create_dir(desk.out("elsewhere")).expect("made");
    let part = desk.left().remove(0);
    fs::write(desk.out(&part).join("photos/S1.jpg"), b"another").expect("altered");
    desk.again(1, "elsewhere/out").expect("written");
    assert_eq!(desk.left(), ["elsewhere"]);
    let photo = desk.out("elsewhere/out/photos/S1.jpg");
    assert_eq!(fs::read(photo).expect("read"), b"standard S1");
    assert_eq!(found(&desk), []);
    desk.assert_whole();
}

#[test]
fn what_was_written_of_an_unrecorded_delivery_is_removed_and_told() {
    let mut desk = Desk::new();
    desk.approved("S1", None, "数学科学学院");
    killed(&mut desk, "out", Stage::Delivering, |_store| true);
    let part = desk.left();
    assert_eq!(part.len(), 1);
    assert_eq!(found(&desk), [Unfinished::Removed(desk.out(&part[0]))]);
    assert_eq!((desk.left(), found(&desk)), (Vec::new(), Vec::new()));
    // A folder that is out of reach is told.
    fs::create_dir(desk.out("drive")).expect("made");
    killed(&mut desk, "drive/out", Stage::Delivering, |_store| true);
    fs::rename(desk.out("drive"), desk.out("away")).expect("moved");
    assert!(matches!(&found(&desk)[..], [Unfinished::Left(_)]));
    assert_eq!(found(&desk), []);
    fs::remove_dir_all(desk.out("away")).expect("removed");
    // The next delivery removes by itself what is left.
    killed(&mut desk, "out", Stage::Delivering, |_store| true);
    desk.deliver(&options("{no}.jpg", Split::Whole), "other").expect("delivered");
    assert_eq!(desk.left(), ["other"]);
}

#[test]
fn a_folder_that_only_lacks_its_name_is_kept_and_gets_it() {
    let mut desk = Desk::new();
    desk.approved("S1", None, "数学科学学院");
    let (to, how) = (desk.out("out"), options("{no}.jpg", Split::Whole));
    let mut take_the_name = |progress: Progress| {
        if progress.stage == Stage::Recording {
            fs::create_dir_all(&to).expect("made");
        }
        ControlFlow::Continue(())
    };
    let done = deliver(&mut desk.store, &how, &to, &operator(), AT, &mut take_the_name);
    let Err(DeliverError::NotPlaced { number: 1, why: FolderError::Exists(_), part }) = done else {
        panic!("{done:?}");
    };
    assert!(part.join(MANIFEST).exists());
    assert!(matches!(desk.again(2, "second"), Err(DeliverError::NoSuchDelivery(2))));
    let exists = DeliverError::Folder(FolderError::Exists(to));
    assert_eq!(desk.again(1, "out"), Err(exists));
    desk.again(1, "other").expect("placed");
    assert_eq!(desk.left(), ["other", "out"]);
    assert_eq!(found(&desk), []);
}

#[test]
fn who_was_decided_on_while_the_files_were_written_is_named() {
    let mut desk = Desk::new();
    desk.approved("S1", None, "数学科学学院");
    let id = desk.approved("S2", None, "数学科学学院");
    let (to, dir, how) = (desk.out("out"), desk.out("store"), options("{no}.jpg", Split::Whole));
    let mut undo = |progress: Progress| {
        if progress.stage == Stage::Delivering && progress.done == 1 {
            let mut other = Store::open(&dir, AT).expect("opens");
            let seen = other.submission(id).expect("read").expect("there").revision;
            let wang = actor("wang", Role::Reviewer);
            let subject = Subject::Submission(id);
            other.record(&wang, &subject, seen, &Event::Undone, AT).expect("undone");
        }
        ControlFlow::Continue(())
    };
    let done = deliver(&mut desk.store, &how, &to, &operator(), AT, &mut undo);
    let number = StudentNo::new("S2").expect("a number");
    assert_eq!(done, Err(DeliverError::Overtaken(vec![number])));
    assert_eq!(desk.left(), Vec::<String>::new());
    assert_eq!(desk.deliver(&how, "out").expect("delivered").photos, 1);
    desk.assert_whole();
}

#[test]
fn a_number_that_a_newer_database_gave_away_is_not_used_again() {
    let mut desk = Desk::new();
    desk.approved("S1", None, "数学科学学院");
    let (dir, how) = (desk.out("store"), options("{no}.jpg", Split::Whole));
    let database = dir.join("store.sqlite3");
    let copy = closed(&mut desk, || fs::read(&database).expect("copied"));
    assert_eq!(desk.deliver(&how, "first").expect("delivered").number, 1);
    closed(&mut desk, || {
        fs::write(&database, copy).expect("put back");
        assert!(matches!(Store::open(&dir, AT), Err(StoreError::Behind { .. })));
        accept_older(&dir, &operator(), AT).expect("accepted").expect("older");
    });
    let unknown = |desk: &Desk| unknown_deliveries(&desk.store, &operator()).expect("read");
    assert_eq!(unknown(&desk), [1]);
    assert_eq!(desk.deliver(&how, "second").expect("delivered").number, 2);
    assert_eq!(unknown(&desk), [1], "it is told for good");
    desk.assert_whole();
}

#[test]
fn a_mark_that_cannot_be_had_is_not_taken_for_another_delivery() {
    let mut desk = Desk::new();
    desk.approved("S1", None, "数学科学学院");
    fs::create_dir(desk.out("store/photos/delivering")).expect("made");
    let done = desk.deliver(&options("{no}.jpg", Split::Whole), "out");
    let Err(DeliverError::Unlockable(StoreError::File { cause, .. })) = done else {
        panic!("{done:?}");
    };
    assert_ne!(cause, Cause::Busy);
    assert_eq!(desk.left(), Vec::<String>::new());
}
