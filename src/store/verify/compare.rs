//! Compares the tables of the attached store with those that the log gives.

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _};

use super::{Fault, VerifyReport};
use crate::domain::photo_hash::Digest;
use crate::store::error::StoreError;

/// Every table that follows from the log; the first column of each is its key.
const TABLES: [&str; 5] = ["policy", "account", "student", "payment", "submission"];

/// Faults of one table that are named one by one.
const MOST_NAMED: usize = 100;

/// Compares every table row by row, both ways.
pub(super) fn tables(conn: &Connection, report: &mut VerifyReport) -> Result<(), StoreError> {
    for table in TABLES {
        // An older store does not have every table yet.
        if columns(conn, table)?.is_empty() {
            continue;
        }
        let wanted = only_in(conn, "main", "kept", table)?;
        let found = only_in(conn, "kept", "main", table)?;
        let mut faults = Vec::new();
        for key in wanted.union(&found).cloned() {
            faults.push(match (wanted.contains(&key), found.contains(&key)) {
                (true, true) => Fault::Differs { table, key },
                (true, false) => Fault::Missing { table, key },
                (false, _) => Fault::Extra { table, key },
            });
        }
        let more = faults.len().saturating_sub(MOST_NAMED);
        faults.truncate(MOST_NAMED);
        report.faults.append(&mut faults);
        if more > 0 {
            report.faults.push(Fault::More { table, count: more });
        }
    }
    Ok(())
}

/// The keys of the rows that stand like this in one database and not in the other.
fn only_in(
    conn: &Connection,
    this: &str,
    other: &str,
    table: &str,
) -> Result<BTreeSet<String>, StoreError> {
    let columns = columns(conn, table)?;
    let (key, list) = (columns.first().cloned().unwrap_or_default(), columns.join(", "));
    let mut statement = conn.prepare(&format!(
        "SELECT {key} AS key FROM (SELECT {list} FROM {this}.{table}
         EXCEPT SELECT {list} FROM {other}.{table})"
    ))?;
    let keys = statement.query_map([], |row| {
        Ok(match row.get("key")? {
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text,
            other => format!("{other:?}"),
        })
    })?;
    Ok(keys.collect::<Result<_, _>>()?)
}

fn columns(conn: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare(&format!("PRAGMA main.table_info({table})"))?;
    let names = statement.query_map([], |row| row.get("name"))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Compares tables, indexes and triggers with those that the migrations make.
pub(super) fn schema(conn: &Connection, report: &mut VerifyReport) -> Result<(), StoreError> {
    let side = |this: &str, other: &str| {
        format!(
            "SELECT type, name FROM (SELECT type, name, sql FROM {this}.sqlite_schema
             EXCEPT SELECT type, name, sql FROM {other}.sqlite_schema)
             WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    };
    let sql = format!("{} UNION {}", side("main", "kept"), side("kept", "main"));
    let mut statement = conn.prepare(&sql)?;
    let faults = statement.query_map([], |row| {
        Ok(Fault::Schema { kind: row.get("type")?, name: row.get("name")? })
    })?;
    for fault in faults {
        report.faults.push(fault?);
    }
    Ok(())
}

/// Compares the stored hash of every password with the digest in the log.
pub(super) fn credentials(conn: &Connection, report: &mut VerifyReport) -> Result<(), StoreError> {
    let mut statement = conn.prepare("SELECT name, credential FROM main.account ORDER BY name")?;
    let mut stored = conn.prepare("SELECT phc FROM kept.credential WHERE account = ?1")?;
    let mut accounts = statement.query([])?;
    while let Some(row) = accounts.next()? {
        let name: String = row.get("name")?;
        let wanted = Digest(row.get("credential")?);
        let phc: Option<String> = stored.query_row([&name], |row| row.get("phc")).optional()?;
        if phc.is_none_or(|phc| Digest::of(phc.as_bytes()) != wanted) {
            report.faults.push(Fault::Credential(name));
        }
    }
    Ok(())
}
