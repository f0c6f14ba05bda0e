//! Backups by themselves: where to, how often, for how long they are kept; when one is due, which may go, and when
//! the last is too old.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// What somebody has decided about a store's backups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupPlan {
    /// The folder in which they are made, on another disk best.
    pub folder: PathBuf,
    /// Hours from one to the next.
    pub every_hours: u32,
    /// Days for which each is kept beside newer ones; the last good one is kept for ever.
    pub keep_days: u32,
    /// When this was decided.
    pub since: DateTime<Utc>,
}

/// After a failure it is tried again no sooner than this, where the plan does not say more often.
const AGAIN: TimeDelta = TimeDelta::hours(1);

impl BackupPlan {
    /// Hours that can be asked for: from one to a week.
    pub const HOURS: std::ops::RangeInclusive<u32> = 1..=168;
    /// Days that can be asked for: from one to a year.
    pub const DAYS: std::ops::RangeInclusive<u32> = 1..=366;

    /// Whether these numbers can be asked for.
    pub fn is_sound(&self) -> bool {
        Self::HOURS.contains(&self.every_hours)
            && Self::DAYS.contains(&self.keep_days)
            && self.folder.is_absolute()
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::hours(i64::from(self.every_hours))
    }

    /// Whether a backup is due, by the times of the last good one and of the last that failed since. One that
    /// seems to be of the future, by a clock that was wrong, counts as none.
    pub fn is_due(
        &self,
        last_good: Option<DateTime<Utc>>,
        last_failed: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> bool {
        let over = |at: Option<DateTime<Utc>>, span: TimeDelta| {
            at.is_none_or(|at| at > now || now - at >= span)
        };
        over(last_good, self.every()) && over(last_failed, AGAIN.min(self.every()))
    }

    /// Whether the last good backup, or the wait for the first, is older than twice the time from one to the next.
    pub fn is_too_old(&self, last_good: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        now - last_good.unwrap_or(self.since) > self.every() * 2
    }

    /// Which backups may go, by the times at which those that are whole and those with photos at fault were made:
    /// what was made more days before the newest of them than the plan keeps, but never the newest whole one.
    ///
    /// What the clock tells now makes none old, so that one that is wrong for a while takes no backups with it; and
    /// one that seems to be of the future is no measure for the others.
    pub fn may_go(
        &self,
        whole: &[DateTime<Utc>],
        faulty: &[DateTime<Utc>],
        now: DateTime<Utc>,
    ) -> Vec<DateTime<Utc>> {
        let newest = |made: &[DateTime<Utc>]| made.iter().copied().filter(|at| *at <= now).max();
        let newest_whole = newest(whole);
        let Some(newest) = newest_whole.max(newest(faulty)) else { return Vec::new() };
        let kept = TimeDelta::days(i64::from(self.keep_days));
        let old = |at: &DateTime<Utc>| newest - *at > kept && Some(*at) != newest_whole;
        whole.iter().chain(faulty).copied().filter(old).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::<Utc>::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    fn plan() -> BackupPlan {
        BackupPlan { folder: "/copies".into(), every_hours: 12, keep_days: 2, since: at(0) }
    }

    #[test]
    fn due_or_not() {
        // The last good one, the last failure, now; hours.
        let cases = [
            (None, None, 0, true),
            (Some(100), None, 111, false),
            (Some(100), None, 112, true),
            (Some(100), Some(112), 112, false),
            (Some(100), Some(112), 113, true),
            (None, Some(5), 5, false),
            (None, Some(5), 6, true),
            // Of the future: the clock was wrong.
            (Some(900), None, 100, true),
            (Some(80), Some(900), 100, true),
        ];
        for (good, failed, now, due) in cases {
            let got = plan().is_due(good.map(at), failed.map(at), at(now));
            assert_eq!(got, due, "{good:?} {failed:?} {now}");
        }
        let often = BackupPlan { every_hours: 1, ..plan() };
        assert!(often.is_due(Some(at(0)), Some(at(1)), at(2)));
    }

    #[test]
    fn too_old_after_twice_the_time() {
        for (good, now, old) in
            [(Some(100), 124, false), (Some(100), 125, true), (None, 24, false), (None, 25, true)]
        {
            assert_eq!(plan().is_too_old(good.map(at), at(now)), old, "{good:?} {now}");
        }
    }

    #[test]
    fn the_last_good_one_never_goes() {
        let gone = |whole: &[i64], faulty: &[i64], now: i64| {
            let times = |hours: &[i64]| hours.iter().map(|hours| at(*hours)).collect::<Vec<_>>();
            let gone = plan().may_go(&times(whole), &times(faulty), at(now));
            gone.iter()
                .map(|at| (*at - DateTime::<Utc>::UNIX_EPOCH).num_hours())
                .collect::<Vec<_>>()
        };
        assert_eq!(gone(&[0, 11, 12, 24, 60], &[], 61), [0, 11]);
        // However late it is: a clock that is wrong takes nothing.
        assert_eq!(gone(&[0, 12, 60], &[], 100_000), [0]);
        assert_eq!(gone(&[0, 12], &[], 100_000), [0; 0]);
        // One of the future is no measure, and stays.
        assert_eq!(gone(&[0, 12, 900], &[], 60), [0; 0]);
        assert_eq!(gone(&[5], &[], 10_000), [0; 0]);
        assert_eq!(gone(&[], &[], 10_000), [0; 0]);
        // Those with photos at fault go by themselves, and leave the last whole one.
        assert_eq!(gone(&[0, 12], &[24, 90], 91), [0, 24]);
        assert_eq!(gone(&[], &[24, 90], 91), [24]);
    }

    #[test]
    fn only_a_sound_plan_is_taken() {
        assert!(plan().is_sound());
        for wrong in [
            BackupPlan { every_hours: 0, ..plan() },
            BackupPlan { keep_days: 0, ..plan() },
            BackupPlan { folder: "copies".into(), ..plan() },
        ] {
            assert!(!wrong.is_sound(), "{wrong:?}");
        }
    }
}
