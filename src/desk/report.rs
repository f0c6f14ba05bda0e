//! What leaves as files: notices for students, decisions for the office. Each leaving is in the log.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::deadline::china;
use crate::domain::decision::Decision;
use crate::domain::event::{Event, Report, Subject};
use crate::domain::reason::Reason;
use crate::domain::submission::Revision;
use crate::exchange::notice::{
    advice_key, item_key, item_short_key, own_wording, reason_key, told_reason, wording,
};
use crate::exchange::sheet::Sheet;
use crate::store::{DecidedRow, Store, StoreError};
use crate::text::{Lang, Text};

/// Writes a list to a .csv or .xlsx file and returns the number of its rows. The file is there
/// whole, or as it was before. No list lies in its place that the log does not tell of: the entry is
/// durable before the file gets its name.
pub fn write(
    store: &mut Store,
    report: Report,
    path: &Path,
    actor: &Actor,
    clock: impl Clock,
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
    let ready = sheet.prepare(path)?;
    let event = Event::Exported { report, rows };
    store.record(actor, &Subject::Store, Revision(0), &event, clock)?;
    ready.place()?;
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
        ("notice-head-result-zh", 10),
        ("notice-head-result-en", 10),
        ("notice-head-items-zh", 30),
        ("notice-head-items-en", 30),
        ("notice-head-reasons-zh", 40),
        ("notice-head-reasons-en", 40),
        ("notice-head-advice-zh", 60),
        ("notice-head-advice-en", 60),
        ("notice-head-own", 60),
        ("notice-head-zh", 80),
        ("notice-head-en", 80),
    ];
    let rows = latest.iter().map(|row| {
        let decision = &row.decision;
        let mut cells = vec![
            row.student.no.to_string(),
            row.student.name.clone(),
            row.submitted.attempt.to_string(),
        ];
        for say in [result, failed, told, advice] {
            cells.extend([&zh, &en].map(|text| say(text, decision)));
        }
        cells.push(own_wording(decision).map(|(own, _)| own.to_owned()).unwrap_or_default());
        cells.extend([&zh, &en].map(|text| wording(text, decision)));
        cells
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
    store.decided_rows(|row| -> Result<(), StoreError> {
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
    listed(decision.reasons(), |one| format!("{} {}", one.code(), text.get(&reason_key(one))))
}

/// The failed items in the few words that are for students.
fn failed(text: &Text, decision: &Decision) -> String {
    listed(decision.items(), |item| text.get(&item_short_key(item)).into_owned())
}

/// The reasons as students are told them, each with its code, by which customer service finds it.
fn told(text: &Text, decision: &Decision) -> String {
    listed(decision.reasons(), |one| format!("{} {}", one.code(), told_reason(text, one)))
}

/// The guide's advice for each reason.
fn advice(text: &Text, decision: &Decision) -> String {
    let advice = |one: Reason| text.get(&advice_key(one)).into_owned();
    decision.reasons().into_iter().map(advice).collect::<Vec<_>>().join("\n")
}

fn listed<T>(all: BTreeSet<T>, one: impl Fn(T) -> String) -> String {
    all.into_iter().map(one).collect::<Vec<_>>().join("; ")
}

fn time(at: DateTime<Utc>) -> String {
    at.with_timezone(&china()).format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::desk::clock::now;

    #[test]
    fn a_list_is_in_the_log_before_it_has_its_name() {
        let work = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(&work.path().join("store"), now()).expect("opens");
        let actor = Actor::operator("test");
        let lists = work.path().join("lists");
        // A list that can't be written is in no log; one that only failed to get its name is.
        for (at, exported) in [("none/n.csv", 0), ("taken.csv", 1), ("n.csv", 2)] {
            fs::create_dir_all(lists.join("taken.csv")).expect("folders");
            let path = lists.join(at);
            let wrote = write(&mut store, Report::Notices, &path, &actor, now());
            assert_eq!(wrote.is_ok(), at == "n.csv", "{at}");
            let entries = store.timeline(&Subject::Store).expect("reads");
            let is_export = |event: &Event| matches!(event, Event::Exported { .. });
            assert_eq!(entries.iter().filter(|e| is_export(&e.event)).count(), exported, "{at}");
        }
        assert_eq!(fs::read_dir(&lists).expect("folder").count(), 2, "nothing is left beside them");
    }
}
