//! How a connection waits for another that writes: by looking every millisecond, so that whoever decides
//! gets in between two slices of an import. SQLite's own way looks every tenth of a second in the end.

use std::cell::Cell;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::BUSY;

/// How often it is looked whether the other has done.
const EVERY: Duration = Duration::from_millis(1);

thread_local! {
    /// When the wait of this thread began.
    static BEGUN: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Lets a connection wait for another that writes, for as long as [`BUSY`].
pub(super) fn wait(conn: &mut Connection) -> rusqlite::Result<()> {
    conn.busy_handler(Some(again))
}

/// Whether to look again; SQLite counts the looks of one wait from zero.
fn again(looks: i32) -> bool {
    let begun = BEGUN.get().filter(|_| looks > 0).unwrap_or_else(Instant::now);
    BEGUN.set(Some(begun));
    if begun.elapsed() >= BUSY {
        return false;
    }
    thread::sleep(EVERY);
    true
}
