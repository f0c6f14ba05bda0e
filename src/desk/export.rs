//! What leaves as files: notices for students, decisions for the office. Each leaving is in the log.

mod notices;
mod pictures;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use pictures::Pictures;

use super::progress::{Cancelled, OnProgress, Progress, Stage, tell};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::deadline::china;
use crate::domain::decision::Decision;
use crate::domain::event::{Event, ExportKind, Subject};
use crate::domain::lifecycle::Refusal;
use crate::domain::submission::{Revision, SubmissionId};
use crate::exchange::notice::{item_key, reason_words};
use crate::exchange::sheet::{Prepared, Sheet, SheetError};
use crate::exchange::wording::WordingFault;
use crate::store::{DecidedRow, RecordError, Store, StoreError, UnreadRow};
use crate::text::{Lang, Text};

/// Why a list was not written, or left without its name. Unless only the name could not be given, the
/// log tells of nothing then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// Not allowed, or the store can't be used.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The file can't be written.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// Stopped by the person who began it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The university's own wording of notices is wrong.
    #[error("{fault}: {}", path.display())]
    Wording {
        /// What is wrong.
        fault: WordingFault,
        /// The file.
        path: PathBuf,
    },
    /// A folder for pictures is there already: nobody's pictures are replaced.
    #[error("is there already: {}", .0.display())]
    PicturesThere(PathBuf),
}

impl From<StoreError> for ExportError {
    fn from(error: StoreError) -> Self {
        Self::Record(RecordError::Store(error))
    }
}

/// Whether a list may leave of which the log can't tell, since the store's disk is full or may only be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlogged {
    /// It may: for whoever runs the command line, and can read the store's files anyway.
    Allowed,
    /// It may not.
    Refused,
}

impl Unlogged {
    fn allows(self, error: &StoreError) -> bool {
        self == Self::Allowed && error.is_unwritable()
    }
}

/// A list that has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Number of its rows.
    pub rows: u64,
    /// The log does not tell of it.
    pub unlogged: bool,
    /// The submissions that are not in it, since the store's record of them can't be read.
    pub unread: Vec<SubmissionId>,
}

/// How far it is told is after so many decisions.
const EVERY: u64 = 100;

/// Writes a list to a .csv or .xlsx file and returns the number of its rows. The file is there
/// whole, or as it was before. No list lies in its place that the log does not tell of: the entry is
/// durable before the file gets its name. Until the entry, `progress` may stop it.
pub fn write(
    store: &mut Store,
    kind: ExportKind,
    path: &Path,
    actor: &Actor,
    clock: impl Clock,
    unlogged: Unlogged,
    progress: &mut OnProgress<'_>,
) -> Result<Written, ExportError> {
    if !actor.role.may_export() {
        return Err(RecordError::Refused(Refusal::NotAllowed { role: actor.role }).into());
    }
    // Known before the list is made, which may take a while.
    Sheet::check_name(path)?;
    let mut unread = Vec::new();
    let (sheet, pictures) = match kind {
        ExportKind::Notices => notices::notices(store, path, &mut unread, progress)?,
        ExportKind::Decisions => (decisions(store, &mut unread, progress)?, None),
    };
    let ready = prepare(&sheet, path, progress)?;
    let rows = sheet.rows.len() as u64;
    let event = Event::Exported { list: kind, rows };
    let recorded = store.record(actor, &Subject::Store, Revision(0), &event, clock);
    let unlogged = match recorded {
        Err(RecordError::Store(error)) if unlogged.allows(&error) => true,
        recorded => recorded.map(|_entry| false)?,
    };
    pictures.map_or(Ok(()), Pictures::place)?;
    ready.place()?;
    Ok(Written { rows, unlogged, unread: unread.into_iter().map(|row| row.id).collect() })
}

/// Writes a sheet beside its place; `progress` may stop it.
pub(super) fn prepare(
    sheet: &Sheet,
    path: &Path,
    progress: &mut OnProgress<'_>,
) -> Result<Prepared, ExportError> {
    let total = sheet.rows.len() as u64;
    sheet.prepare(path, &mut |done| {
        Ok(tell(progress, Progress { stage: Stage::Writing, done, total, bytes: 0 })?)
    })
}

/// Hands every decision in effect to `each`; `progress` may stop it.
fn each_decision(
    store: &Store,
    progress: &mut OnProgress<'_>,
    mut each: impl FnMut(Result<DecidedRow, UnreadRow>),
) -> Result<(), ExportError> {
    let total = store.decided_count()?;
    let mut at = |done: u64| {
        // Decisions that were made since the count.
        let total = total.max(done);
        tell(progress, Progress { stage: Stage::Decisions, done, total, bytes: 0 })
    };
    let mut done = 0;
    store.decided_rows(|row| -> Result<(), ExportError> {
        if done % EVERY == 0 {
            at(done)?;
        }
        each(row);
        done += 1;
        Ok(())
    })?;
    Ok(at(done)?)
}

/// Every decision in effect.
fn decisions(
    store: &Store,
    unread: &mut Vec<UnreadRow>,
    progress: &mut OnProgress<'_>,
) -> Result<Sheet, ExportError> {
    let (zh, en) = (Text::new(Lang::Zh), Text::new(Lang::En));
    let heads = [
        ("decisions-head-submission", 12),
        ("notice-head-student", 20),
        ("notice-head-name", 12),
        ("decisions-head-department", 20),
        ("notice-head-attempt", 10),
        ("decisions-head-submitted", 20),
        ("notice-head-result-zh", 10),
        ("notice-head-result-en", 10),
        ("notice-head-items-zh", 40),
        ("notice-head-items-en", 40),
        ("notice-head-reasons-zh", 40),
        ("notice-head-reasons-en", 40),
        ("decisions-head-decided", 20),
        ("decisions-head-reviewer", 14),
        ("decisions-head-proposer", 14),
        ("decisions-head-note", 40),
        ("decisions-head-photo", 66),
    ];
    let mut rows = Vec::new();
    each_decision(store, progress, |row| {
        let row = match row {
            Ok(row) => row,
            Err(row) => return unread.push(row),
        };
        let mut cells = vec![
            row.id.to_string(),
            row.student.no.to_string(),
            row.student.name.clone(),
            row.student.department.clone(),
            row.submitted.attempt.to_string(),
            time(row.submitted.submitted_at),
        ];
        for say in [result, items, reasons] {
            cells.extend([&zh, &en].map(|text| say(text, &row.decision)));
        }
        cells.extend([
            time(row.decided_at),
            row.decided_by.to_string(),
            row.proposer.as_ref().map(ToString::to_string).unwrap_or_default(),
            row.decision.note().unwrap_or_default().to_owned(),
            row.submitted.photo.hex(),
        ]);
        rows.push(cells);
    })?;
    Ok(sheet(&zh, &en, "decisions-sheet", &heads, rows))
}

/// A sheet whose heads are in both languages: `学号 student_no`.
pub(super) fn sheet(
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

/// The result in words.
fn result(text: &Text, decision: &Decision) -> String {
    text.get(&format!("notice-result-{}", decision.code())).into_owned()
}

/// The failed items, each with its code, as reviewers know them.
fn items(text: &Text, decision: &Decision) -> String {
    listed(decision.items(), |item| format!("{} {}", item.code(), text.get(&item_key(item))))
}

/// The reasons, each with its code, as reviewers know them.
fn reasons(text: &Text, decision: &Decision) -> String {
    listed(decision.reasons(), |one| reason_words(text, one))
}

fn listed<T>(all: BTreeSet<T>, one: impl Fn(T) -> String) -> String {
    all.into_iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A time as lists write it: on the university's clock, to the second.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.with_timezone(&china()).format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests;
