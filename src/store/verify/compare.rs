//! Compares the tables of the attached store with those that the log gives.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{Fault, VerifyReport};
use crate::domain::photo_hash::Digest;
use crate::store::error::StoreError;

/// Every table that follows from the log; the first column of each is its key.
const TABLES: [&str; 12] = [
    "policy",
    "specification",
    "clock",
    "account",
    "student",
    "payment",
    "submission",
    "screening",
    "standard_photo",
    "packed",
    "packing",
    "delivery",
];

/// Columns that come from a dictionary: another version of it may read a name otherwise.
const DICTIONARY: [&str; 2] = ["reading", "initials"];

/// Notes the tables, columns, indexes and triggers that there are now in the private database: those of the store's
/// own version, by which it is compared.
pub(super) fn note_form(conn: &Connection) -> Result<(), StoreError> {
    conn.execute_batch(
        "CREATE TEMP TABLE form AS SELECT type, name, sql FROM main.sqlite_schema;
         CREATE TEMP TABLE form_column AS SELECT t.name AS of_table, c.cid AS place, c.name AS name
         FROM main.sqlite_schema t JOIN pragma_table_info(t.name, 'main') c WHERE t.type = 'table';",
    )?;
    Ok(())
}

/// Compares every table row by row, both ways.
pub(super) fn tables(conn: &Connection, report: &mut VerifyReport) -> Result<(), StoreError> {
    for table in TABLES {
        let columns = columns(conn, table)?;
        // An older store does not have every table yet.
        if let Some(key) = columns.first() {
            wanted(conn, table, key, &columns, report)?;
            extra(conn, table, key, report)?;
        }
    }
    Ok(())
}

/// Finds the rows that the log gives and that the store has otherwise, or not. Both tables are gone through
/// in the order of their key, so that nothing is kept of them.
fn wanted(
    conn: &Connection,
    table: &'static str,
    key: &str,
    columns: &[String],
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let differs: Vec<String> =
        columns.iter().map(|name| format!("m.{name} IS NOT k.{name}")).collect();
    let sql = format!(
        "SELECT m.{key} AS key, k.{key} IS NULL AS missing
         FROM main.{table} m LEFT JOIN kept.{table} k ON m.{key} = k.{key}
         WHERE {} ORDER BY m.{key}",
        differs.join(" OR ")
    );
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let key = shown(row)?;
        let missing = row.get("missing")?;
        report.add(if missing {
            Fault::Missing { table, key }
        } else {
            Fault::Differs { table, key }
        });
    }
    Ok(())
}

/// Finds the rows that the store has and the log does not give.
fn extra(
    conn: &Connection,
    table: &'static str,
    key: &str,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT k.{key} AS key FROM kept.{table} k LEFT JOIN main.{table} m ON m.{key} = k.{key}
         WHERE m.{key} IS NULL ORDER BY k.{key}"
    );
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.add(Fault::Extra { table, key: shown(row)? });
    }
    Ok(())
}

fn shown(row: &Row<'_>) -> Result<String, StoreError> {
    Ok(match row.get_ref("key")? {
        ValueRef::Integer(number) => number.to_string(),
        // Bytes that are no text are shown as far as they are.
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        other => format!("{other:?}"),
    })
}

fn columns(conn: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT name FROM temp.form_column WHERE of_table = ?1 ORDER BY place";
    let mut statement = conn.prepare(sql)?;
    let names = statement.query_map([table], |row| row.get("name"))?;
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    Ok(names.into_iter().filter(|name| !DICTIONARY.contains(&name.as_str())).collect())
}

/// Compares tables, indexes and triggers with those that the migrations make.
pub(super) fn schema(conn: &Connection, report: &mut VerifyReport) -> Result<(), StoreError> {
    let side = |this: &str, other: &str| {
        format!(
            "SELECT type, name FROM (SELECT type, name, sql FROM {this}
             EXCEPT SELECT type, name, sql FROM {other})
             WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    };
    let (form, kept) = ("temp.form", "kept.sqlite_schema");
    let sql = format!("{} UNION {}", side(form, kept), side(kept, form));
    let mut statement = conn.prepare(&sql)?;
    let faults = statement.query_map([], |row| {
        Ok(Fault::Schema { kind: row.get("type")?, name: row.get("name")? })
    })?;
    for fault in faults {
        report.add(fault?);
    }
    Ok(())
}

/// Compares the stored hash of every password with the digest in the log.
pub(super) fn credentials(conn: &Connection, report: &mut VerifyReport) -> Result<(), StoreError> {
    let mut statement = conn.prepare("SELECT name, credential FROM main.account ORDER BY name")?;
    let mut stored =
        conn.prepare("SELECT CAST(phc AS BLOB) AS phc FROM kept.credential WHERE account = ?1")?;
    let mut accounts = statement.query([])?;
    while let Some(row) = accounts.next()? {
        let name: String = row.get("name")?;
        let wanted = Digest(row.get("credential")?);
        let phc: Option<Vec<u8>> = stored.query_row([&name], |row| row.get("phc")).optional()?;
        if phc.is_none_or(|phc| Digest::of(&phc) != wanted) {
            report.add(Fault::Credential(name));
        }
    }
    Ok(())
}
