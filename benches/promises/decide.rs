//! A durable decision against a bare insert with the same durability, in the same run.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use photo_review::desk::clock::now;
use photo_review::desk::review::{self, Ask, Case, Change};
use photo_review::domain::account::{AccountName, Actor, Role};
use photo_review::domain::checklist::ChecklistItem;
use photo_review::domain::claim_order::ClaimOrder;
use photo_review::domain::decision::{Decision, Viewing};
use photo_review::domain::reason::Reason;
use photo_review::store::Store;

use crate::Spread;

/// Decisions of each kind.
const ROUNDS: usize = 1_000;

/// Decisions of which the pages are counted.
const COUNTED: usize = 60;

/// The kinds of decision, and how many times a bare insert each may take.
const KINDS: [(&str, f64); 2] = [("approval", 1.6), ("retake with a note", 2.0)];

/// Measures both, turn by turn, and prints the comparison.
pub fn run() {
    let work = tempfile::tempdir().expect("a folder");
    let dir = work.path().join("store");
    crate::window::program(&dir, &["demo", "--photos", "2200", "--no-console"]);
    // Nothing is screened here.
    crate::window::program(&dir, &["policy", "--standard-photo", "no"]);
    let mut desk = AtWork::open(&dir);
    let bare = Bare::open(&work.path().join("bare.sqlite3"));
    let mut decisions = [Vec::new(), Vec::new()];
    let mut inserts = Vec::new();
    for round in 0..ROUNDS * KINDS.len() {
        let kind = round % KINDS.len();
        decisions[kind].push(desk.decide(kind));
        inserts.push(bare.insert(round));
    }
    let insert = Spread::of(inserts);
    for (kind, (name, most)) in KINDS.iter().enumerate() {
        let decision = Spread::of(std::mem::take(&mut decisions[kind]));
        let ratio = decision.median().as_secs_f64() / insert.median().as_secs_f64();
        println!("durable {name:<19} {decision}");
        println!("  ratio to a bare insert  {ratio:.2} [at most {most}]");
        println!("  pages written, median   {}", desk.pages(&dir, kind));
    }
    println!("bare durable insert       {insert}\n");
}

/// How long so many approvals took, one after the other.
pub fn times(dir: &Path, n: usize) -> Vec<Duration> {
    let mut desk = AtWork::open(dir);
    (0..n).map(|_| desk.decide(0)).collect()
}

/// A reviewer at a store.
struct AtWork {
    store: Store,
    reviewer: Actor,
    strip: Vec<Case>,
}

impl AtWork {
    fn open(dir: &Path) -> Self {
        let store = Store::open(dir, now()).expect("opens");
        let account = AccountName::new("wangmin").expect("a name");
        Self { store, reviewer: Actor { account, role: Role::Reviewer }, strip: Vec::new() }
    }

    /// Decides on the next photo; how long that took.
    fn decide(&mut self, kind: usize) -> Duration {
        if self.strip.is_empty() {
            let claimed =
                review::claim(&mut self.store, &self.reviewer, ClaimOrder::Deadline, 0, &[], now());
            self.strip = claimed.expect("claims");
        }
        let case = self.strip.pop().expect("the queue holds enough");
        let viewing = Viewing {
            painted_at: now(),
            on_screen_ms: 2_000,
            active_ms: 2_000,
            standard_photo: None,
            findings: None,
        };
        let decision = if kind == 0 { Decision::Approve } else { retake() };
        let witness = case.witness(viewing).expect("a lease");
        let ask = Ask::new(case.submission, case.revision, Change::Decide { decision, witness });
        let begin = Instant::now();
        review::change(&mut self.store, &self.reviewer, &ask, now()).expect("recorded");
        begin.elapsed()
    }

    /// How many pages a decision writes to the write-ahead log.
    fn pages(&mut self, dir: &Path, kind: usize) -> i64 {
        let beside = rusqlite::Connection::open(dir.join("store.sqlite3")).expect("opens");
        let mut counts: Vec<i64> = (0..COUNTED)
            .map(|_| {
                let cut = "PRAGMA wal_checkpoint(TRUNCATE)";
                beside.query_row(cut, [], |_row| Ok(())).expect("cut");
                self.decide(kind);
                let count = "PRAGMA wal_checkpoint(PASSIVE)";
                beside.query_row(count, [], |row| row.get(1)).expect("counted")
            })
            .collect();
        counts.sort_unstable();
        counts[COUNTED / 2]
    }
}

fn retake() -> Decision {
    Decision::Retake {
        items: BTreeSet::from([ChecklistItem::FaceEyesOpen]),
        reasons: BTreeSet::from([Reason::P08]),
        notice: None,
        note: Some("闭眼，请在窗边重拍".to_owned()),
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
