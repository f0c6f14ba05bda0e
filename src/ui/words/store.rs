//! Why the store can't be used, in words: what went wrong, with which file, and what to do now.

use std::path::Path;

use crate::store::{Behind, Cause, FileTask, MOST_COUNTED, RowName, StoreError};
use crate::text::{FluentValue, Text};
use crate::ui::words::when;

/// What went wrong with the store and what to do, in the reader's language. It has no full stop at its
/// end, since it stands inside other sentences.
pub fn store_words(text: &Text, error: &StoreError) -> String {
    let say = |key: &str, values: &[(&str, FluentValue<'_>)]| text.with(key, values);
    match error {
        StoreError::Database { cause, why, path } => {
            advised(text, "store-database", why, path, *cause)
        }
        StoreError::File { task, cause, why, path } => {
            advised(text, task_key(*task), why, path, *cause)
        }
        StoreError::PhotoGone(path) => say("store-photo_gone", &[at(path)]),
        StoreError::Replaced(path) => say("store-replaced", &[at(path)]),
        StoreError::OldForm(path) => say("store-old_form", &[at(path)]),
        StoreError::Newer { found, known, path } => {
            say("store-newer", &[number("found", found), number("known", known), at(path)])
        }
        StoreError::NotAStore(path) => say("store-not_a_store", &[at(path)]),
        StoreError::NotEmpty(path) => say("store-not_empty", &[at(path)]),
        StoreError::WithoutDatabase { photos, dir } => {
            let counted = if *photos > MOST_COUNTED {
                say("store-more_than", &[number("most", &MOST_COUNTED)])
            } else {
                photos.to_string()
            };
            say("store-without_database", &[("photos", counted.into()), at(dir)])
        }
        StoreError::Behind { why, dir } => behind(text, why, dir),
        StoreError::Missing(dir) => say("store-missing", &[at(dir)]),
        StoreError::Row(row) => {
            let (key, number) = match row {
                RowName::Submission(id) => ("store-row-submission", id.0),
                RowName::Student(id) => ("store-row-student", id.0),
                RowName::Entry(seq) => ("store-row-entry", *seq),
            };
            say(key, &[("number", number.to_string().into())])
        }
        // Why is about the program's inside, in English: it is in the program's log.
        StoreError::Damaged(_) => text.get("store-damaged").into_owned(),
        StoreError::OldSqlite(version) => say("store-old_sqlite", &[said(version)]),
        StoreError::Calendar(_) => text.get("store-calendar").into_owned(),
        StoreError::Lost(why) => say("store-lost", &[said(why)]),
        StoreError::Password(why) => say("store-password", &[said(why)]),
        StoreError::Inside(path) => say("store-inside", &[at(path)]),
        StoreError::IsBackup(path) => say("store-is_backup", &[at(path)]),
        StoreError::BadCopy { faults, path } => {
            say("store-bad_copy", &[number("faults", faults), at(path)])
        }
    }
}

/// What failed, and the advice that follows from its cause. The cause is said once and in the reader's
/// language: what the system says of it, in its own, is told only where the kind of cause is not known.
pub(super) fn advised(text: &Text, key: &str, why: &str, path: &Path, cause: Cause) -> String {
    let cause_words = cause_key(cause).map(|key| text.get(key));
    let what = text.with(key, &[said(cause_words.as_deref().unwrap_or(why)), at(path)]);
    let advice = text.get(advice_key(cause));
    text.with("store-advice", &[("what", what.into()), ("advice", advice.into())])
}

fn behind(text: &Text, why: &Behind, dir: &Path) -> String {
    let time = |at| ("time", when::date_and_time(at).into());
    match why {
        Behind::Older { ends, seen, at: when } => {
            let values = [number("ends", ends), number("seen", seen), time(*when), at(dir)];
            text.with("store-behind-older", &values)
        }
        Behind::Other { seq, at: when } => {
            text.with("store-behind-other", &[number("seen", seq), time(*when), at(dir)])
        }
    }
}

fn said(why: &str) -> (&str, FluentValue<'_>) {
    ("why", why.into())
}

fn at<'a>(path: &Path) -> (&'a str, FluentValue<'a>) {
    ("path", path.display().to_string().into())
}

/// As digits alone, without the marks between thousands.
fn number<'a>(name: &'a str, number: &impl ToString) -> (&'a str, FluentValue<'a>) {
    (name, number.to_string().into())
}

fn task_key(task: FileTask) -> &'static str {
    match task {
        FileTask::Read => "store-file-read",
        FileTask::Write => "store-file-write",
        FileTask::Move => "store-file-move",
        FileTask::List => "store-file-list",
        FileTask::MakeFolder => "store-file-make_folder",
        FileTask::Delete => "store-file-delete",
    }
}

fn cause_key(cause: Cause) -> Option<&'static str> {
    Some(match cause {
        Cause::Busy => "store-cause-busy",
        Cause::Full => "store-cause-full",
        Cause::ReadOnly => "store-cause-read_only",
        Cause::Denied => "store-cause-denied",
        Cause::Missing => "store-cause-missing",
        Cause::Corrupt => "store-cause-corrupt",
        Cause::Forbidden => "store-cause-forbidden",
        Cause::Other => return None,
    })
}

fn advice_key(cause: Cause) -> &'static str {
    match cause {
        Cause::Busy => "store-do-busy",
        Cause::Full => "store-do-full",
        Cause::ReadOnly => "store-do-read_only",
        Cause::Denied => "store-do-denied",
        Cause::Missing => "store-do-missing",
        Cause::Corrupt => "store-do-corrupt",
        Cause::Forbidden => "store-do-forbidden",
        Cause::Other => "store-do-other",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use chrono::{DateTime, Utc};

    use super::*;
    use crate::domain::student::StudentId;
    use crate::domain::submission::SubmissionId;
    use crate::text::Lang;

    /// Every kind of failure; those that name a file name this one.
    const FILE: &str = "some/where";

    const CAUSES: [Cause; 8] = [
        Cause::Busy,
        Cause::Full,
        Cause::ReadOnly,
        Cause::Denied,
        Cause::Missing,
        Cause::Corrupt,
        Cause::Forbidden,
        Cause::Other,
    ];

    const TASKS: [FileTask; 6] = [
        FileTask::Read,
        FileTask::Write,
        FileTask::Move,
        FileTask::List,
        FileTask::MakeFolder,
        FileTask::Delete,
    ];

    fn every_error() -> Vec<StoreError> {
        let (path, why) = (|| PathBuf::from(FILE), || "unheard-of".to_owned());
        let then = DateTime::<Utc>::UNIX_EPOCH;
        let older = Behind::Older { ends: 1000, seen: 1002, at: then };
        let other = Behind::Other { seq: 1002, at: then };
        let database = |cause| StoreError::Database { cause, why: why(), path: path() };
        let file = |task| StoreError::File { task, cause: Cause::Full, why: why(), path: path() };
        let mut all: Vec<StoreError> = CAUSES.map(database).into();
        all.extend(TASKS.map(file));
        all.extend([
            StoreError::PhotoGone(path()),
            StoreError::Replaced(path()),
            StoreError::OldForm(path()),
            StoreError::Newer { found: 1009, known: 1002, path: path() },
            StoreError::NotAStore(path()),
            StoreError::NotEmpty(path()),
            StoreError::WithoutDatabase { photos: 1212, dir: path() },
            StoreError::Behind { why: older, dir: path() },
            StoreError::Behind { why: other, dir: path() },
            StoreError::Missing(path()),
            StoreError::Row(RowName::Submission(SubmissionId(4))),
            StoreError::Row(RowName::Student(StudentId(4))),
            StoreError::Row(RowName::Entry(4)),
            StoreError::Damaged(why()),
            StoreError::OldSqlite("3.50.0".to_owned()),
            StoreError::Calendar(why()),
            StoreError::Lost(why()),
            StoreError::Password(why()),
            StoreError::Inside(path()),
            StoreError::IsBackup(path()),
            StoreError::BadCopy { faults: 2000, path: path() },
        ]);
        all
    }

    #[test]
    fn every_failure_of_the_store_has_its_own_words_in_both_languages() {
        for text in Lang::ALL.map(Text::new) {
            let mut told = BTreeSet::new();
            for error in every_error() {
                let words = store_words(&text, &error);
                let plain = !words.contains("store-") && !words.contains(['{', '}']);
                assert!(plain && !words.ends_with(['.', '。']), "{words}");
                let times = |part: &str| words.matches(part).count();
                assert_eq!(times(FILE), error.to_string().matches(FILE).count(), "{words}");
                // The system's own words only where no others are known.
                assert!(times("unheard-of") <= 1, "said once: {words}");
                assert!(told.insert(words), "two failures, one sentence: {error}");
            }
        }
    }

    #[test]
    fn a_lost_or_older_store_is_told_with_the_commands_that_help() {
        for text in Lang::ALL.map(Text::new) {
            let said: Vec<String> =
                every_error().iter().map(|error| store_words(&text, error)).collect();
            let older = format!("--store \"{FILE}\" restore --accept-older");
            for command in ["restore --from", &older, "--store"] {
                assert!(said.iter().any(|words| words.contains(command)), "{command}");
            }
            let lost = said.iter().find(|words| words.contains("restore --from"));
            assert!(lost.is_some_and(|words| words.contains("1212")), "{lost:?}");
            let many =
                StoreError::WithoutDatabase { photos: MOST_COUNTED + 1, dir: PathBuf::from(FILE) };
            let words = store_words(&text, &many);
            assert!(words.contains("10000") && !words.contains("10001"), "{words}");
        }
    }
}
