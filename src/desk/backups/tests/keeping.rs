//! What is kept of backups and their photos, and what goes: whatever the clock tells, and whatever is damaged.

use std::path::Path;

use super::*;
use crate::domain::event::ErasureReason;
use crate::domain::photo_hash::PhotoHash;

impl AtWork {
    /// Where the pool has the photo of a number.
    fn in_pool(&self, number: i64) -> PathBuf {
        let hex = PhotoHash::of(format!("photo {number}").as_bytes()).hex();
        let root = place_of(&self.store, &self.folder(), self.at).expect("a place");
        root.with_file_name("photos").join(&hex[..2]).join(hex)
    }

    fn place(&self, made: DateTime<Utc>) -> PathBuf {
        place_of(&self.store, &self.folder(), made).expect("a place")
    }

    fn supervisors(&mut self) -> [Actor; 2] {
        ["zhao", "qian"].map(|name| {
            let new = NewAccount {
                name: name.to_owned(),
                display_name: name.to_owned(),
                role: Role::Supervisor,
                password: "correct horse".to_owned(),
            };
            session::add_account(&mut self.store, &operator(), &new, self.at).expect("added");
            Actor { account: AccountName::new(name).expect("a name"), role: Role::Supervisor }
        })
    }
}

/// Erases the second student, whose photo then is in no later backup.
fn erase_second(store: &mut Store, [one, other]: &[Actor; 2], at: DateTime<Utc>) {
    let (student, why) = (StudentId(2), ErasureReason::Request);
    store.propose_erasure(one, student, why, at).expect("proposed");
    store.erase(other, student, at).expect("erased");
}

#[test]
fn a_photo_goes_with_the_last_backup_that_names_it() {
    let mut desk = AtWork::new();
    let both = desk.supervisors();
    desk.backed_up();
    erase_second(&mut desk.store, &both, desk.at);
    desk.pass(TimeDelta::days(30));
    assert_eq!(desk.backed_up(), (0, 0), "nothing goes before another is there");
    assert!(desk.in_pool(2).exists());
    desk.pass(TimeDelta::hours(2));
    assert_eq!(desk.backed_up(), (0, 1));
    assert!(!desk.in_pool(2).exists() && desk.in_pool(1).exists());
    for (n, made) in (0..).zip(desk.made()) {
        let back = desk.work.path().join(format!("back-{n}"));
        restore(&desk.place(made), &back, &operator(), desk.at).expect("restored");
    }
}

#[test]
fn no_photo_goes_that_anything_beside_the_pool_may_need() {
    let rename: fn(&Path) = |folder| {
        fs::rename(folder, folder.with_file_name("kept by hand")).expect("renamed");
    };
    let note: fn(&Path) = |folder| fs::write(folder.join("backup.toml"), "?").expect("written");
    let database: fn(&Path) = |folder| {
        fs::write(folder.join("store.sqlite3"), "damaged").expect("written");
        fs::write(folder.join("backup.toml"), "?").expect("written");
    };
    for spoil in [rename, note, database] {
        let mut desk = AtWork::new();
        let both = desk.supervisors();
        desk.backed_up();
        let first = desk.place(desk.made()[0]);
        desk.pass(TimeDelta::hours(2));
        desk.backed_up();
        erase_second(&mut desk.store, &both, desk.at);
        spoil(&first);
        desk.pass(TimeDelta::days(30));
        desk.backed_up();
        desk.pass(TimeDelta::hours(2));
        let run = desk.run();
        assert_eq!(desk.made().len(), 2, "the second one is gone");
        let is_left = matches!(run.status.alarm(desk.at), Some(BackupAlarm::OldLeft(_)));
        assert_eq!(is_left, first.exists(), "{run:?}");
        assert!(desk.in_pool(2).exists(), "and the first one's photo is not");
    }
}

#[test]
fn a_wrong_clock_makes_no_backup_takes_none_and_does_not_try_all_the_time() {
    for wrong in [TimeDelta::days(500), TimeDelta::hours(-3)] {
        let mut desk = AtWork::new();
        desk.backed_up();
        desk.pass(TimeDelta::hours(2));
        desk.backed_up();
        let (made, right) = (desk.made(), desk.at);
        desk.pass(wrong);
        let run = desk.run();
        let off = BackupAlarm::Failed(BackupFailure::ClockOff);
        assert_eq!((run.done, run.status.alarm(desk.at)), (None, Some(off)));
        assert_eq!(desk.made(), made);
        assert!(!BackupStatus::read(desk.store.dir()).expect("read").is_due(None, desk.at));
        desk.at = right + TimeDelta::hours(2);
        desk.backed_up();
        assert_eq!(desk.made().len(), 3, "none has gone");
    }
}

#[test]
fn a_bad_photo_stops_no_backup_and_the_last_whole_one_stays() {
    let mut desk = AtWork::new();
    desk.backed_up();
    let whole = desk.made();
    desk.pass(TimeDelta::days(10));
    desk.send();
    fs::write(desk.store.photos().path(PhotoHash::of(b"photo 3")), b"another").expect("damaged");
    let mut faulty = Vec::new();
    for _ in 0..3 {
        desk.pass(TimeDelta::days(3));
        let run = desk.run();
        assert!(matches!(&run.done, Some(Making::Done(made)) if made.is_kept()), "{run:?}");
        assert_eq!(run.status.alarm(desk.at), Some(BackupAlarm::Photos(1)));
        assert_eq!(desk.run().done, None, "not again before it is due");
        faulty.push(desk.place(desk.at));
    }
    assert_eq!(desk.made(), whole, "however old");
    assert_eq!(faulty.iter().map(|path| path.exists()).collect::<Vec<_>>(), [false, true, true]);
    desk.store.photos().put(b"photo 3").expect("mended");
    desk.pass(TimeDelta::hours(2));
    assert_eq!(desk.backed_up().0, 1);
    assert_eq!(BackupStatus::read(desk.store.dir()).expect("read").alarm(desk.at), None);
}

#[test]
fn a_photo_that_is_erased_meanwhile_is_no_fault() {
    let mut desk = AtWork::new();
    let both = desk.supervisors();
    let (dir, at) = (desk.store.dir().to_owned(), desk.at);
    let mut erased = false;
    let mut erase = |progress: Progress| {
        if progress.total > 0 && !std::mem::replace(&mut erased, true) {
            erase_second(&mut Store::open(&dir, at).expect("opens"), &both, at);
        }
        ControlFlow::Continue(())
    };
    let run = make(desk.store.dir(), None, at, &mut erase).expect("runs");
    assert!(matches!(&run.done, Some(Making::Done(made)) if made.report.is_whole()), "{run:?}");
    assert_eq!(run.status.alarm(at), None);
    let back = desk.work.path().join("back");
    restore(&desk.place(desk.made()[0]), &back, &operator(), at).expect("restored");
    assert!(!desk.in_pool(2).exists());
}

#[test]
fn a_backup_is_verified_in_its_place_and_is_not_opened() {
    let mut desk = AtWork::new();
    desk.backed_up();
    let place = desk.place(desk.made()[0]);
    let refused = Store::open(&place, desk.at).err();
    assert_eq!(refused, Some(StoreError::IsBackup(place.clone())));
    let report = verify(&place, desk.at).expect("verified");
    assert!(report.is_whole() && report.photos == 2, "{report:?}");
    assert!(!place.join("photos").exists());
    // What an earlier program has spoilt by opening it.
    fs::create_dir(place.join("photos")).expect("made");
    let back = desk.work.path().join("back");
    restore(&place, &back, &operator(), desk.at).expect("restored");
}

#[test]
fn a_damaged_plan_is_told_and_a_damaged_note_makes_none_late() {
    let mut desk = AtWork::new();
    let last = desk.store.dir().join("backup-last.toml");
    fs::write(&last, [0xff, 0xfe]).expect("damaged");
    desk.backed_up();
    let plan = desk.store.dir().join("backup-plan.toml");
    fs::write(&plan, "every_hours =").expect("damaged");
    let status = BackupStatus::read(desk.store.dir()).expect("read");
    assert!(matches!(status.alarm(desk.at), Some(BackupAlarm::Unread(StoreError::Damaged(_)))));
    set_plan(&desk.store, &operator(), Some(&desk.plan())).expect("set again");
    assert_eq!(BackupStatus::read(desk.store.dir()).expect("read").alarm(desk.at), None);
}

#[test]
fn only_a_folder_that_is_gone_is_told_to_be_gone() {
    let work = tempfile::tempdir().expect("a folder");
    let elsewhere = StoreError::Missing(work.path().join("store"));
    let told = BackupFailure::of(&elsewhere, work.path());
    assert_eq!(told, BackupFailure::Store { error: elsewhere });
    let folder = work.path().join("away");
    let desk = AtWork::new();
    let plan = BackupPlan { folder: folder.clone(), ..desk.plan() };
    set_plan(&desk.store, &operator(), Some(&plan)).expect("planned");
    let run = make(desk.store.dir(), None, desk.at, &mut |_| ControlFlow::Continue(()));
    let failure = run.expect("runs").status.went.failure;
    assert_eq!(failure, Some(BackupFailure::Gone { folder }));
}
