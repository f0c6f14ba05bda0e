//! What leaves as files: notices for students, decisions for the office. Each leaving is in the log.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::domain::account::Actor;
use crate::domain::checklist::ChecklistItem;
use crate::domain::deadline::china;
use crate::domain::event::{Event, Report, Subject};
use crate::domain::reason::Reason;
use crate::domain::submission::Revision;
use crate::exchange::notice::{item_key, reason_key, wording};
use crate::exchange::sheet::Sheet;
use crate::store::{DecidedRow, Store, StoreError};
use crate::text::{Lang, Text};

/// Writes a list to a .csv or .xlsx file and returns the number of its rows. The file is there
/// whole, or as it was before.
pub fn write(
    store: &mut Store,
    report: Report,
    path: &Path,
    actor: &Actor,
    at: DateTime<Utc>,
) -> anyhow::Result<u64> {
    anyhow::ensure!(
        actor.role.may_export(),
        "a {} may not write lists to files",
        actor.role.code()
    );
    let sheet = match report {
        Report::Notices => notices(store)?,
        Report::Decisions => decisions(store)?,
    };
    let rows = sheet.rows.len() as u64;
    sheet.write(path)?;
    let event = Event::Exported { report, rows };
    store.record(actor, &Subject::Store, Revision(0), &event, at)?;
    Ok(rows)
}

/// One notice for each student: of the latest decision in effect.
fn notices(store: &Store) -> Result<Sheet, StoreError> {
    let (zh, en) = (Text::new(Lang::Zh), Text::new(Lang::En));
    let mut latest: Vec<DecidedRow> = Vec::new();
    store.decided_rows(|row| -> Result<(), StoreError> {
        // Rows come by student and attempt: a later one of the same student takes the place.
        if latest.last().is_some_and(|last| last.student.no == row.student.no) {
            latest.pop();
        }
        latest.push(row);
        Ok(())
    })?;
    let heads = [
        ("notice-head-student", 20),
        ("notice-head-name", 12),
        ("notice-head-attempt", 10),
        ("notice-head-result", 10),
        ("notice-head-items", 40),
        ("notice-head-reasons", 40),
        ("notice-head-zh", 80),
        ("notice-head-en", 80),
    ];
    let rows = latest.iter().map(|row| {
        vec![
            row.student.no.to_string(),
            row.student.name.clone(),
            row.submitted.attempt.to_string(),
            row.decision.code().to_owned(),
            items(&zh, &row.decision.items()),
            reasons(&zh, &row.decision.reasons()),
            wording(&zh, &row.decision),
            wording(&en, &row.decision),
        ]
    });
    Ok(sheet(&zh, &en, "notice-sheet", &heads, rows.collect()))
}

/// Every decision in effect.
fn decisions(store: &Store) -> Result<Sheet, StoreError> {
    let (zh, en) = (Text::new(Lang::Zh), Text::new(Lang::En));
    let heads = [
        ("decisions-head-submission", 12),
        ("notice-head-student", 20),
        ("notice-head-name", 12),
        ("decisions-head-department", 20),
        ("notice-head-attempt", 10),
        ("decisions-head-submitted", 20),
        ("notice-head-result", 10),
        ("notice-head-items", 40),
        ("notice-head-reasons", 40),
        ("decisions-head-decided", 20),
        ("decisions-head-reviewer", 14),
        ("decisions-head-proposer", 14),
        ("decisions-head-note", 40),
        ("decisions-head-photo", 66),
    ];
    let mut rows = Vec::new();
    store.decided_rows(|row| -> Result<(), StoreError> {
        rows.push(vec![
            row.id.to_string(),
            row.student.no.to_string(),
            row.student.name.clone(),
            row.student.department.clone(),
            row.submitted.attempt.to_string(),
            time(row.submitted.submitted_at),
            row.decision.code().to_owned(),
            items(&zh, &row.decision.items()),
            reasons(&zh, &row.decision.reasons()),
            time(row.decided_at),
            row.decided_by.to_string(),
            row.proposer.as_ref().map(ToString::to_string).unwrap_or_default(),
            row.decision.note().unwrap_or_default().to_owned(),
            row.submitted.photo.hex(),
        ]);
        Ok(())
    })?;
    Ok(sheet(&zh, &en, "decisions-sheet", &heads, rows))
}

/// A sheet whose heads are in both languages: `学号 student_no`.
fn sheet(
    zh: &Text,
    en: &Text,
    name: &'static str,
    heads: &[(&'static str, u16)],
    rows: Vec<Vec<String>>,
) -> Sheet {
    let head =
        |(key, width): &(&'static str, u16)| (format!("{} {}", zh.get(key), en.get(key)), *width);
    Sheet { name: zh.get(name).into_owned(), head: heads.iter().map(head).collect(), rows }
}

fn items(text: &Text, items: &BTreeSet<ChecklistItem>) -> String {
    let one = |item: &ChecklistItem| format!("{} {}", item.code(), text.get(&item_key(*item)));
    items.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn reasons(text: &Text, reasons: &BTreeSet<Reason>) -> String {
    let one = |reason: &Reason| format!("{} {}", reason.code(), text.get(&reason_key(*reason)));
    reasons.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn time(at: DateTime<Utc>) -> String {
    at.with_timezone(&china()).format("%Y-%m-%d %H:%M:%S").to_string()
}
