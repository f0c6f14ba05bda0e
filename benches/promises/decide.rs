//! A durable decision against a bare insert with the same durability, in the same run.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use photo_review::desk::clock::now;
use photo_review::desk::review::{self, Ask, Change};
use photo_review::domain::account::{AccountName, Actor, Role};
use photo_review::domain::checklist::ChecklistItem;
use photo_review::domain::decision::Decision;
use photo_review::domain::reason::Reason;
use photo_review::store::Store;

use crate::Spread;

const ROUNDS: usize = 2_000;

/// Measures both, turn by turn, and prints the comparison.
pub fn run() {
    let work = tempfile::tempdir().expect("a folder");
    let dir = work.path().join("store");
    crate::window::program(&dir, &["demo", "--photos", "2200", "--no-console"]);
    let mut store = Store::open(&dir, now()).expect("opens");
    let bare = Bare::open(&work.path().join("bare.sqlite3"));
    let reviewer =
        Actor { account: AccountName::new("wangmin").expect("a name"), role: Role::Reviewer };
    let (mut decisions, mut inserts) = (Vec::new(), Vec::new());
    let mut strip = Vec::new();
    while decisions.len() < ROUNDS {
        if strip.is_empty() {
            strip = review::claim(&mut store, &reviewer, 0, &[], now()).expect("claims");
            assert!(!strip.is_empty(), "the queue holds enough");
        }
        let case = strip.remove(0);
        let decision = if decisions.len() % 3 == 0 { retake() } else { Decision::Approve };
        let witness = case.witness(2_000).expect("a lease");
        let ask = Ask {
            submission: case.submission,
            seen: case.revision,
            change: Change::Decide { decision, witness },
        };
        let begin = Instant::now();
        review::change(&mut store, &reviewer, &ask, now()).expect("recorded");
        decisions.push(begin.elapsed());
        inserts.push(bare.insert(decisions.len()));
    }
    let (decision, insert) = (Spread::of(decisions), Spread::of(inserts));
    let ratio = decision.median.as_secs_f64() / insert.median.as_secs_f64();
    println!("durable decision          {decision}");
    println!("bare durable insert       {insert}");
    println!("  ratio of the medians    {ratio:.2} [at most 1.5]\n");
}

fn retake() -> Decision {
    Decision::Retake {
        items: BTreeSet::from([ChecklistItem::FaceEyesOpen]),
        reasons: BTreeSet::from([Reason::P08]),
        notice: None,
        note: None,
    }
}

/// One table, one row an insert, WAL and FULL like the store.
struct Bare(rusqlite::Connection);

impl Bare {
    fn open(path: &Path) -> Self {
        let connection = rusqlite::Connection::open(path).expect("opens");
        connection.pragma_update(None, "journal_mode", "WAL").expect("WAL");
        connection.pragma_update(None, "synchronous", "FULL").expect("FULL");
        connection
            .execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT")
            .expect("a table");
        Self(connection)
    }

    /// As many bytes as a decision's entry, in a transaction of its own.
    fn insert(&self, id: usize) -> Duration {
        let words = "x".repeat(400);
        let begin = Instant::now();
        self.0
            .prepare_cached("INSERT INTO t (id, words) VALUES (?1, ?2)")
            .and_then(|mut insert| insert.execute(rusqlite::params![id.cast_signed(), words]))
            .expect("inserted");
        begin.elapsed()
    }
}
