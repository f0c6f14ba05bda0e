//! Tests of what nobody but this module can bring about.

use super::*;
use crate::store::PHOTOS;

#[test]
fn without_a_lock_nothing_old_goes_and_that_is_told() {
    let work = tempfile::tempdir().expect("a folder");
    let cut_short = work.path().join(".making-2026-01-01T00-00-00Z");
    fs::create_dir(&cut_short).expect("made");
    let now = DateTime::UNIX_EPOCH;
    let (folder, every_hours, keep_days) = (work.path().to_owned(), 1, 1);
    let plan = BackupPlan { folder, every_hours, keep_days, since: now };
    let left = tidied(&Lock::Unknown, work.path(), &plan, now);
    assert_eq!(left, Err(OldLeft::NoLocks));
    assert!(cut_short.exists(), "another program may be making it");
    let lock = locked(work.path()).expect("locked");
    assert!(matches!(lock, Lock::Held(_)));
    fs::create_dir(work.path().join(PHOTOS)).expect("made");
    assert_eq!(tidied(&lock, work.path(), &plan, now), Ok(0));
    assert!(!cut_short.exists());
}
