//! Who holds a store's write lock, where the system tells: for a person who waits for it in vain.

use std::path::Path;

/// The place of the write lock in the index file beside the database,
/// <https://www.sqlite.org/walformat.html#wal_locks>.
#[cfg(target_os = "linux")]
const WRITE_LOCK: u64 = 120;

/// The name and number of the process that writes to the store in a folder; nothing where nobody does, or the
/// system does not tell.
#[cfg(target_os = "linux")]
pub fn writer(dir: &Path) -> Option<String> {
    use std::fs;
    use std::os::unix::fs::MetadataExt as _;

    let inode = fs::metadata(dir.join("store.sqlite3-shm")).ok()?.ino();
    let locks = fs::read_to_string("/proc/locks").ok()?;
    let process = locks.lines().find_map(|line| {
        // `7: POSIX  ADVISORY  WRITE 1234 00:2d:567 120 120`
        let mut words = line.split_whitespace().skip(3);
        let (mode, process, file) = (words.next()?, words.next()?, words.next()?);
        let (first, last): (u64, u64) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let is_it = file.rsplit(':').next()?.parse() == Ok(inode);
        let holds = mode == "WRITE" && (first..=last).contains(&WRITE_LOCK);
        (is_it && holds).then(|| process.to_owned())
    })?;
    let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    Some(format!("{} ({process})", name.trim()))
}

/// Elsewhere the system is not asked.
#[cfg(not(target_os = "linux"))]
pub fn writer(_dir: &Path) -> Option<String> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use chrono::{DateTime, Utc};

    use super::super::{Store, WRITE};
    use super::writer;

    #[test]
    fn the_process_that_writes_is_named() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(dir.path(), DateTime::<Utc>::UNIX_EPOCH).expect("opens");
        assert_eq!(writer(dir.path()), None);
        let held = store.conn.transaction_with_behavior(WRITE).expect("begun");
        let said = writer(dir.path()).expect("somebody");
        assert!(said.contains(&std::process::id().to_string()), "{said}");
        held.rollback().expect("ended");
    }
}
