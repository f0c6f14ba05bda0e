//! What is told of the backups that the program makes by itself.

use chrono::{DateTime, Utc};

use crate::desk::backups::{BackupAlarm, BackupStatus};
use crate::store::planned::{BackupFailure, OldLeft};
use crate::store::{Cause, StoreError};
use crate::text::Text;
use crate::ui::words::store::store_words;
use crate::ui::words::when;

/// Why a backup came to nothing, and what to do.
pub fn failure_words(text: &Text, failure: &BackupFailure) -> String {
    match failure {
        BackupFailure::Full => text.get("backups-failed-full").into_owned(),
        BackupFailure::Gone { folder } => {
            text.with("backups-failed-gone", &[("path", folder.display().to_string().into())])
        }
        BackupFailure::Denied { folder } => {
            text.with("backups-failed-denied", &[("path", folder.display().to_string().into())])
        }
        BackupFailure::ClockOff => text.get("backups-failed-clock").into_owned(),
        BackupFailure::NotWhole { faults } => {
            text.with("backups-failed-not_whole", &[("faults", faults.to_string().into())])
        }
        BackupFailure::Store { error } => because(text, "backups-failed-other", error),
    }
}

fn because(text: &Text, key: &str, error: &StoreError) -> String {
    text.with(key, &[("why", store_words(text, error).into())])
}

/// What is wrong with the backups, and what to do.
pub fn alarm_words(text: &Text, alarm: &BackupAlarm) -> String {
    match alarm {
        BackupAlarm::Failed(failure) => failure_words(text, failure),
        BackupAlarm::TooOld(Some(good)) => {
            text.with("backups-too-old", &[("time", when::date_and_time(*good).into())])
        }
        BackupAlarm::Unread(StoreError::Damaged(_)) => {
            text.get("backups-plan-damaged").into_owned()
        }
        BackupAlarm::Unread(error) => because(text, "backups-plan-unread", error),
        BackupAlarm::OldLeft(OldLeft::NoLocks) => text.get("backups-no-locks").into_owned(),
        // What helps against damage in a store helps nothing here.
        BackupAlarm::OldLeft(OldLeft::Failed {
            error:
                StoreError::File { cause: Cause::Corrupt, path, .. }
                | StoreError::Database { cause: Cause::Corrupt, path, .. },
        }) => text.with("backups-old-damaged", &[("path", path.display().to_string().into())]),
        BackupAlarm::OldLeft(OldLeft::Failed { error }) => because(text, "backups-untidy", error),
        BackupAlarm::Unlogged => text.get("backups-unlogged").into_owned(),
        BackupAlarm::Photos(faults) => {
            text.with("backups-photos_at_fault", &[("n", faults.to_string().into())])
        }
        BackupAlarm::TooOld(None) => text.get("backups-none-yet").into_owned(),
    }
}

/// The plan in a sentence, and how the last backups went.
pub fn status_words(text: &Text, status: &BackupStatus, now: DateTime<Utc>) -> Vec<String> {
    let alarms = status.alarms(now);
    let mut alarms = alarms.iter().map(|alarm| alarm_words(text, alarm));
    let Some(plan) = &status.plan else {
        return vec![alarms.next().unwrap_or_else(|| text.get("backups-no-plan").into_owned())];
    };
    let values = [
        ("path", plan.folder.display().to_string().into()),
        ("hours", plan.every_hours.to_string().into()),
        ("days", plan.keep_days.to_string().into()),
    ];
    let last = status
        .went
        .good
        .map(|good| text.with("backups-last-good", &[("time", when::date_and_time(good).into())]));
    std::iter::once(text.with("backups-plan", &values)).chain(last).chain(alarms).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::FileTask;
    use crate::text::Lang;
    use crate::ui::words::tests::is_chinese;

    #[test]
    fn every_failure_has_its_words_in_both_languages() {
        let folder = || "/copies".into();
        let denied = || StoreError::File {
            task: FileTask::Delete,
            cause: Cause::Denied,
            why: "permission denied".to_owned(),
            path: folder(),
        };
        let (cause, why) = (Cause::Corrupt, "malformed".to_owned());
        let corrupt = StoreError::Database { cause, why, path: folder() };
        let failures = [
            BackupFailure::Full,
            BackupFailure::Gone { folder: folder() },
            BackupFailure::Denied { folder: folder() },
            BackupFailure::NotWhole { faults: 3 },
            BackupFailure::ClockOff,
            BackupFailure::Store { error: denied() },
            BackupFailure::Store { error: StoreError::Inside(folder()) },
        ];
        let alarms = failures.map(BackupAlarm::Failed).into_iter();
        let alarms = alarms.chain([None, Some(DateTime::UNIX_EPOCH)].map(BackupAlarm::TooOld));
        let alarms = alarms.chain([
            BackupAlarm::Photos(3),
            BackupAlarm::OldLeft(OldLeft::NoLocks),
            BackupAlarm::OldLeft(OldLeft::Failed { error: denied() }),
            BackupAlarm::OldLeft(OldLeft::Failed { error: corrupt }),
            BackupAlarm::Unread(denied()),
            BackupAlarm::Unlogged,
            BackupAlarm::Unread(StoreError::Damaged("odd".to_owned())),
        ]);
        for alarm in alarms {
            for text in Lang::ALL.map(Text::new) {
                let words = alarm_words(&text, &alarm);
                assert!(!words.contains("backups-") && !words.contains('{'), "{words}");
                if text.lang() == Lang::Zh {
                    let known = ["/copies", "photo-review verify", "photo-review backup"];
                    assert!(is_chinese(&words, &known), "{words}");
                }
            }
        }
    }
}
