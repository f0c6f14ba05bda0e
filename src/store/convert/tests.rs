//! Tests on what a conversion makes of an old log.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::convert;
use super::fault::ConvertError;
use super::old::{APPROVED_BEFORE, OldLine, old_seal};
use crate::domain::account::{Actor, Role};
use crate::domain::event::{Closing, Event, Subject};
use crate::domain::log::Entry;
use crate::domain::photo_hash::Digest;
use crate::domain::rules::{BEFORE, RULES};
use crate::domain::submission::{Status, SubmissionId};
use crate::store::verify::verify;
use crate::store::{DATABASE, Store, entries};

fn now() -> DateTime<Utc> {
    "2027-03-01T00:00:00Z".parse().expect("a time")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("lists") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() { copy(&path, &target) } else { drop(fs::copy(&path, &target)) }
    }
}

/// A store of version 0.1.0, to which more can happen.
struct Old {
    work: tempfile::TempDir,
    db: Connection,
}

impl Old {
    fn new() -> Self {
        let work = tempfile::tempdir().expect("a folder");
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores/0.1.0/store");
        copy(&kept, &work.path().join("old"));
        let db = Connection::open(work.path().join("old").join(DATABASE)).expect("opens");
        Self { work, db }
    }

    /// The number of a submission of this status.
    fn submission(&self, status: &str) -> i64 {
        let sql = "SELECT id FROM submission WHERE status = ?1 LIMIT 1";
        self.db.query_row(sql, [status], |row| row.get(0)).expect("one is there")
    }

    /// Appends a sealed entry; gives its number. `later`: milliseconds after the entry before.
    fn happens(&self, actor: (&str, &str), subject: &str, event: &str, later: i64) -> i64 {
        let sql = "SELECT seq, at, digest FROM log ORDER BY seq DESC LIMIT 1";
        let (seq, at, digest): (i64, i64, [u8; 32]) = self
            .db
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .expect("a head");
        let json: serde_json::Value = serde_json::from_str(event).expect("an event");
        let line = OldLine {
            seq: seq + 1,
            at: at + later,
            account: actor.0.to_owned(),
            role: actor.1.to_owned(),
            subject: subject.to_owned(),
            kind: json["event"].as_str().expect("a kind").to_owned(),
            event: event.to_owned(),
            digest: Digest::ZERO,
        };
        let digest = old_seal(&Digest(digest), &line).0;
        let sql = "INSERT INTO log VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let OldLine { seq, at, account, role, subject, kind, event, .. } = line;
        self.db
            .execute(sql, params![seq, at, account, role, subject, kind, event, digest])
            .expect("appended");
        seq
    }

    /// What a withdrawal did to its submission.
    fn withdrawn(&self, id: i64, seq: i64) {
        let sql =
            "UPDATE submission SET status = 'withdrawn', decided_by = NULL, decided_at = NULL,
                   decided_seq = NULL, status_before = NULL, last_seq = ?2 WHERE id = ?1";
        self.db.execute(sql, [id, seq]).expect("updated");
    }

    fn convert(self) -> Result<(tempfile::TempDir, Store), ConvertError> {
        self.db.close().expect("closed");
        let (old, new) = (self.work.path().join("old"), self.work.path().join("new"));
        convert(&old, &new, now())?;
        let report = verify(&new, now()).expect("verifies");
        assert!(report.is_whole(), "{:?}", report.faults);
        let store = Store::open(&new, now()).expect("opens");
        Ok((self.work, store))
    }
}

/// The entry of a number.
fn entry(store: &Store, seq: i64) -> Entry {
    let (subject, operation): (String, [u8; 16]) = store
        .conn
        .query_row("SELECT subject, operation FROM log WHERE seq = ?1", [seq], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("an entry");
    let operation = crate::domain::operation::OperationId(operation);
    let found = entries::of_operation(&store.conn, operation).expect("reads");
    found.unwrap_or_else(|| panic!("{subject} has no entry"))
}

const OPERATOR: (&str, &str) = ("cli:root", "administrator");
const REVIEWER: (&str, &str) = ("wangmin", "reviewer");

#[test]
fn nothing_of_a_student_is_in_the_new_log() {
    let old = Old::new();
    let mut said: Vec<String> = Vec::new();
    let sql = "SELECT no, name, id_number, exam_no FROM student";
    let mut statement = old.db.prepare(sql).expect("reads");
    let mut rows = statement.query([]).expect("reads");
    while let Some(row) = rows.next().expect("reads") {
        said.extend((0..4).filter_map(|at| row.get::<_, Option<String>>(at).expect("text")));
    }
    drop(rows);
    drop(statement);
    // A student number that was typed as an account's name.
    let typed = format!("account:{}", said[0]);
    let refused = r#"{"event":"sign_in_refused","fault":"wrong_password"}"#;
    old.happens((&said[0], "reviewer"), &typed, refused, 1);
    let (_work, store) = old.convert().expect("converts");
    let sql = "SELECT count(*) FROM log
               WHERE instr(event, ?1) OR instr(subject, ?1) OR instr(account, ?1)";
    assert!(said.len() >= 32, "{} words", said.len());
    for word in said {
        let found: i64 = store.conn.query_row(sql, [&word], |row| row.get(0)).expect("counts");
        assert_eq!(found, 0, "{word}");
    }
}

#[test]
fn what_0_1_allowed_is_carried_over_in_the_words_of_today() {
    let old = Old::new();
    let refused = r#"{"event":"sign_in_refused","fault":"wrong_password"}"#;
    let unknown = old.happens(("who", "reviewer"), "account:who", refused, 5);
    let unreadable = "unreadable:name";
    let unreadable =
        old.happens((unreadable, "reviewer"), &format!("account:{unreadable}"), refused, 5);
    let known = old.happens(REVIEWER, "account:wangmin", refused, -100);
    let sql = "UPDATE account SET failures = failures + 1, last_seq = ?1,
               last_failure = (SELECT at FROM log WHERE seq = ?1) WHERE name = 'wangmin'";
    old.db.execute(sql, [known]).expect("updated");
    let unpaid = old.submission("awaiting_payment");
    let withdraw = r#"{"event":"withdrawn","note":"the student asks"}"#;
    let withdrawn = old.happens(OPERATOR, &format!("submission:{unpaid}"), withdraw, 200);
    old.withdrawn(unpaid, withdrawn);
    let waiting = old.submission("awaiting_earlier");
    let follows = format!(r#"{{"event":"withdrawn","note":"{APPROVED_BEFORE}"}}"#);
    let closed = old.happens(REVIEWER, &format!("submission:{waiting}"), &follows, 0);
    old.withdrawn(waiting, closed);
    let no: String =
        old.db.query_row("SELECT min(no) FROM student", [], |row| row.get(0)).expect("a student");
    let unmask = r#"{"event":"unmasked","purpose":"answer_inquiry"}"#;
    let unmasked = old.happens(OPERATOR, &format!("student:{no}"), unmask, 1);
    let sql = "CREATE TABLE policy (id INTEGER PRIMARY KEY, on_screen_ms INTEGER NOT NULL,
               last_seq INTEGER NOT NULL) STRICT; PRAGMA user_version = 2";
    old.db.execute_batch(sql).expect("made");
    let policy = old.happens(OPERATOR, "store", r#"{"event":"policy_set","on_screen_ms":450}"#, 1);
    old.db.execute("INSERT INTO policy VALUES (1, 450, ?1)", [policy]).expect("inserted");

    let (_work, store) = old.convert().expect("converts");
    for nobody in [unknown, unreadable] {
        let entry = entry(&store, nobody);
        assert!(matches!(entry.subject, Subject::Name(_)), "{entry:?}");
        assert_eq!(entry.actor, Actor::door());
    }
    let refused = entry(&store, known);
    assert!(matches!(refused.subject, Subject::Account(_)), "{refused:?}");
    assert_eq!(refused.at, entry(&store, unreadable).at, "the log never runs backwards");
    let taken_back = entry(&store, withdrawn);
    assert_eq!((taken_back.actor.role, taken_back.rules), (Role::Operator, BEFORE));
    assert_eq!(taken_back.event, Event::Withdrawn { note: "the student asks".to_owned() });
    assert_eq!(entry(&store, closed).event, Event::Closed { why: Closing::ApprovedBefore });
    assert_eq!(entry(&store, unmasked).actor.role, Role::Operator);
    assert_eq!(entry(&store, 1).rules, RULES);
    for id in [unpaid, waiting] {
        let row = store.submission(SubmissionId(id)).expect("reads").expect("is there");
        assert_eq!(row.standing.status, Status::Withdrawn);
    }
}

#[test]
fn an_old_table_that_is_not_as_its_log_says_is_refused() {
    let old = Old::new();
    let sql = "UPDATE account SET display_name = 'somebody else' WHERE name = 'lijing'";
    old.db.execute(sql, []).expect("updated");
    let row = "lijing".to_owned();
    let refused = old.convert().map(|_converted| ()).expect_err("differs");
    assert_eq!(refused, ConvertError::Differs { table: "account", row });
}

#[test]
fn an_entry_that_contradicts_those_before_it_is_refused() {
    let old = Old::new();
    let approved = old.submission("approved");
    let withdraw = r#"{"event":"withdrawn","note":"the student asks"}"#;
    let wrong = old.happens(OPERATOR, &format!("submission:{approved}"), withdraw, 1);
    let refused = old.convert().map(|_converted| ()).expect_err("contradicts");
    assert!(matches!(refused, ConvertError::Impossible { seq, .. } if seq == wrong), "{refused}");
}

#[test]
fn an_entry_by_the_rules_of_0_1_behind_the_converted_ones_is_a_fault() {
    let (_work, mut store) = Old::new().convert().expect("converts");
    let (actor, at) = (Actor::operator("root"), now());
    let recorded = store
        .batch(at, |batch| batch.carry_over(at, BEFORE, &actor, &Subject::Store, &Event::BackedUp));
    recorded.expect("recorded");
    let report = verify(store.dir(), now()).expect("verifies");
    assert!(!report.is_whole());
}
