//! Compares the tables of the new store with those of the old one, both ways, where they correspond.

use rusqlite::types::Value;
use rusqlite::{Connection, Row};

use super::carry::Later;
use super::fault::ConvertError;

/// A table: the same columns in the old form and in the new one, the key first and ordered by it.
struct TablePair {
    name: &'static str,
    old: &'static str,
    new: &'static str,
    /// Which columns are times of entries.
    entry_times: &'static [usize],
    /// The first version that has it.
    since: i64,
}

const ACCOUNTS: &str =
    "SELECT name, display_name, role, credential, enabled, failures, last_failure,
    last_seq FROM account ORDER BY name";
const CREDENTIALS: &str = "SELECT account, phc FROM credential ORDER BY account";
const POLICY: &str = "SELECT id, on_screen_ms, last_seq FROM policy";
const STUDENTS: &str =
    "SELECT no, name, reading, initials, id_number, exam_no, department, programme,
    campus, reference_photo, paid, stated_seq, last_seq FROM student ORDER BY no";

const TABLES: [TablePair; 6] = [
    TablePair { name: "account", old: ACCOUNTS, new: ACCOUNTS, entry_times: &[6], since: 1 },
    TablePair { name: "credential", old: CREDENTIALS, new: CREDENTIALS, entry_times: &[], since: 1 },
    TablePair { name: "policy", old: POLICY, new: POLICY, entry_times: &[], since: 2 },
    TablePair { name: "student", old: STUDENTS, new: STUDENTS, entry_times: &[], since: 1 },
    TablePair {
        name: "payment",
        old: "SELECT transaction_no, student, amount_fen, paid_at, last_seq FROM payment ORDER BY 1",
        new: "SELECT p.transaction_no, t.no, p.amount_fen, p.paid_at, p.seq FROM payment p
            JOIN student t ON t.id = p.student ORDER BY 1",
        entry_times: &[],
        since: 1,
    },
    TablePair {
        name: "submission",
        old: "SELECT id, student, attempt, photo, status, due, submitted_at, proposer, proposer_below,
            decided_by, decided_at, status_before, has_later, submitted_seq, decided_seq, proposed_seq,
            proposed_below, last_seq FROM submission ORDER BY id",
        new: "SELECT s.id, t.no, s.attempt, s.photo, s.status, s.due, s.submitted_at, s.proposer,
            s.earlier_proposer, s.decided_by, s.decided_at, s.status_before, s.has_later, s.submitted_seq,
            s.decided_seq, s.proposed_seq, s.earlier_proposed_seq, s.last_seq FROM submission s
            JOIN student t ON t.id = s.student ORDER BY s.id",
        entry_times: &[10],
        since: 1,
    },
];

/// Compares every table; `later` are the times of entries that could not keep theirs.
pub(super) fn compare(
    old: &Connection,
    version: i64,
    new: &Connection,
    later: &Later,
) -> Result<(), ConvertError> {
    for table in TABLES.iter().filter(|table| table.since <= version) {
        let (mut old, mut new) = (old.prepare(table.old)?, new.prepare(table.new)?);
        let (mut olds, mut news) = (old.query([])?, new.query([])?);
        loop {
            let (was, is) = (values(olds.next()?)?, values(news.next()?)?);
            let (was, is) = match (was, is) {
                (None, None) => break,
                (Some(was), Some(is)) if fits(table, &was, &is, later) => continue,
                pair => pair,
            };
            let key = was.or(is).and_then(|row| row.into_iter().next());
            return Err(ConvertError::Differs { table: table.name, row: written(key) });
        }
    }
    Ok(())
}

fn values(row: Option<&Row<'_>>) -> rusqlite::Result<Option<Vec<Value>>> {
    let Some(row) = row else { return Ok(None) };
    (0..row.as_ref().column_count()).map(|at| row.get(at)).collect::<Result<_, _>>().map(Some)
}

fn fits(table: &TablePair, was: &[Value], is: &[Value], later: &Later) -> bool {
    let fits = |(at, (was, is)): (usize, (&Value, &Value))| {
        was == is
            || table.entry_times.contains(&at)
                && matches!((was, is), (Value::Integer(was), Value::Integer(is))
                    if later.get(was).is_some_and(|times| times.contains(is)))
    };
    was.len() == is.len() && was.iter().zip(is).enumerate().all(fits)
}

fn written(key: Option<Value>) -> String {
    match key {
        Some(Value::Text(text)) => text,
        Some(Value::Integer(number)) => number.to_string(),
        _ => "?".to_owned(),
    }
}
