//! Notices: one for each student, of the latest decision in effect.

use std::path::Path;

use super::pictures::Pictures;
use super::{ExportError, each_decision, listed, result, sheet};
use crate::desk::progress::OnProgress;
use crate::domain::decision::Decision;
use crate::domain::reason::Reason;
use crate::domain::screening::Screening;
use crate::domain::student::StudentId;
use crate::exchange::notice::{
    ToldDecision, advice, item_short_key, own_wording, told_reason, wording,
};
use crate::exchange::sheet::Sheet;
use crate::exchange::wording::NoticeWording;
use crate::store::{DecidedRow, Store, StoreError, UnreadRow};
use crate::text::{Lang, Text};

/// What notices are written with.
struct Writer<'a> {
    store: &'a Store,
    own: NoticeWording,
    zh: Text,
    en: Text,
    pictures: Option<Pictures>,
}

/// One notice for each student: of the latest decision in effect. Whoever has a decision that can't be read
/// gets none: it may be the latest. Also the pictures that go with them, where the university wants any.
pub(super) fn notices(
    store: &Store,
    path: &Path,
    unread: &mut Vec<UnreadRow>,
    progress: &mut OnProgress<'_>,
) -> Result<(Sheet, Option<Pictures>), ExportError> {
    let file = store.dir().join(NoticeWording::FILE);
    let own = NoticeWording::of_file(&file)
        .map_err(|fault| ExportError::Wording { fault, path: file })?;
    let pictures = own.pictures.then(|| Pictures::beside(path)).transpose()?;
    let mut writer =
        Writer { store, own, zh: Text::new(Lang::Zh), en: Text::new(Lang::En), pictures };
    let mut latest: Vec<DecidedRow> = Vec::new();
    each_decision(store, progress, |row| match row {
        // Rows come by student and attempt: the last one of a student is the one to tell.
        Ok(row) => match latest.last_mut() {
            Some(last) if last.student.no == row.student.no => *last = row,
            _ => latest.push(row),
        },
        Err(row) => unread.push(row),
    })?;
    let is_known = |student: StudentId| unread.iter().all(|row| row.student != student);
    latest.retain(|row| is_known(row.submitted.student));
    let rows: Vec<Vec<String>> = latest
        .iter()
        .map(|row| writer.notice(row, progress))
        .collect::<Result<_, ExportError>>()?;
    let mut heads = vec![
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
    heads.extend(writer.pictures.is_some().then_some(("notice-head-picture", 40)));
    Ok((sheet(&writer.zh, &writer.en, "notice-sheet", &heads, rows), writer.pictures))
}

impl Writer<'_> {
    /// What one student is told.
    fn notice(
        &mut self,
        row: &DecidedRow,
        progress: &mut OnProgress<'_>,
    ) -> Result<Vec<String>, ExportError> {
        let screening = self.screening(row)?;
        let told = ToldDecision {
            decision: &row.decision,
            decided_at: row.decided_at,
            screening: screening.as_deref(),
        };
        let texts = [&self.zh, &self.en];
        let mut cells = vec![
            row.student.no.to_string(),
            row.student.name.clone(),
            row.submitted.attempt.to_string(),
        ];
        for say in [result, failed, reasons] {
            cells.extend(texts.map(|text| say(text, told.decision)));
        }
        cells.extend(texts.map(|text| self.advice(text, told)));
        cells.push(own_wording(told.decision).map(|(own, _)| own.to_owned()).unwrap_or_default());
        cells.extend(texts.map(|text| wording(text, &self.own, told)));
        if let Some(pictures) = &mut self.pictures {
            let made =
                screening.map(|screening| pictures.take(self.store, row, &screening, progress));
            cells.push(made.transpose()?.flatten().unwrap_or_default());
        }
        Ok(cells)
    }

    /// What the machine had said to whoever asked for a retake.
    fn screening(&self, row: &DecidedRow) -> Result<Option<Box<Screening>>, StoreError> {
        let Some(entry) = row.findings.filter(|_| matches!(row.decision, Decision::Retake { .. }))
        else {
            return Ok(None);
        };
        let screened = self.store.findings_beside(row.submitted.student, row.id, entry)?;
        Ok(screened.and_then(|screened| screened.screening))
    }

    /// The advice for each reason.
    fn advice(&self, text: &Text, told: ToldDecision<'_>) -> String {
        let one = |reason: Reason| advice(text, &self.own, told, reason);
        told.decision.reasons().into_iter().map(one).collect::<Vec<_>>().join("\n")
    }
}

/// The failed items in the few words that are for students.
fn failed(text: &Text, decision: &Decision) -> String {
    listed(decision.items(), |item| text.get(&item_short_key(item)).into_owned())
}

/// The reasons as students are told them, each with its code, by which customer service finds it.
fn reasons(text: &Text, decision: &Decision) -> String {
    listed(decision.reasons(), |one| format!("{} {}", one.code(), told_reason(text, one)))
}
