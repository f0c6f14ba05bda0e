//! Deadlines: two working days by the Chinese calendar of public holidays and make-up workdays.
//!
//! Source of the span: the guide, step 6 (审核约两个工作日). Days begin at midnight in China (UTC+8).

use std::collections::BTreeMap;

use chrono::{
    DateTime, Datelike as _, Days, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday,
};
use serde::Deserialize;

/// Working days from entering the queue to the deadline.
pub const WORKING_DAYS: u32 = 2;

/// Which days are worked: Monday to Friday, less public holidays, plus make-up workdays.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    exceptions: BTreeMap<NaiveDate, bool>,
}

/// One year's file, such as `assets/calendars/2026.toml`.
#[derive(Deserialize)]
struct CalendarFile {
    holidays: Vec<Span>,
    make_up_workdays: Vec<NaiveDate>,
}

/// A run of days off, both ends included.
#[derive(Deserialize)]
struct Span {
    from: NaiveDate,
    to: NaiveDate,
}

/// China Standard Time, UTC+8, without daylight saving.
pub fn china() -> FixedOffset {
    // 8 h is inside the ±24 h that `east_opt` takes, so the fallback never stands in.
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

impl Calendar {
    /// The calendars that come with the program: 2026 and 2027.
    pub fn built_in() -> Result<Self, toml::de::Error> {
        let mut calendar = Self::default();
        calendar.add(include_str!("../../assets/calendars/2026.toml"))?;
        calendar.add(include_str!("../../assets/calendars/2027.toml"))?;
        Ok(calendar)
    }

    /// Adds one year's file.
    pub fn add(&mut self, file: &str) -> Result<(), toml::de::Error> {
        let file: CalendarFile = toml::from_str(file)?;
        for span in file.holidays {
            for day in span.from.iter_days().take_while(|day| *day <= span.to) {
                self.exceptions.insert(day, false);
            }
        }
        for day in file.make_up_workdays {
            self.exceptions.insert(day, true);
        }
        Ok(())
    }

    /// Whether people work on that day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.exceptions.get(&day).copied().unwrap_or(!weekend)
    }

    /// The deadline of a submission that enters the queue at `start`: two working days later, at the same
    /// time of day. A start on a day off counts as midnight at the start of the next working day.
    pub fn due(&self, start: DateTime<Utc>) -> DateTime<Utc> {
        let local = start.with_timezone(&china());
        let (mut day, time) = if self.is_working_day(local.date_naive()) {
            (local.date_naive(), local.time())
        } else {
            (self.next_working_day(local.date_naive()), NaiveTime::MIN)
        };
        for _ in 0..WORKING_DAYS {
            day = self.next_working_day(day);
        }
        day.and_time(time)
            .and_local_timezone(china())
            .single()
            .map_or(start, |due| due.with_timezone(&Utc))
    }

    /// Working time left from `now` to `due`: days off do not count. Negative once `due` is over.
    pub fn left(&self, now: DateTime<Utc>, due: DateTime<Utc>) -> TimeDelta {
        if due < now {
            return -self.left(due, now);
        }
        let mut from = now.with_timezone(&china());
        let to = due.with_timezone(&china());
        let mut left = TimeDelta::zero();
        while from < to {
            let day = from.date_naive();
            let midnight = (day + Days::new(1)).and_time(NaiveTime::MIN);
            let Some(midnight) = midnight.and_local_timezone(china()).single() else { break };
            let end = midnight.min(to);
            if self.is_working_day(day) {
                left += end - from;
            }
            from = end;
        }
        left
    }

    fn next_working_day(&self, day: NaiveDate) -> NaiveDate {
        // Reached only if a whole year has no working day.
        day.iter_days().skip(1).take(366).find(|day| self.is_working_day(*day)).unwrap_or(day)
    }
}

/// Midnight in China that ends the day of `now`: what is due before it is due today.
pub fn end_of_today(now: DateTime<Utc>) -> DateTime<Utc> {
    let tomorrow = now.with_timezone(&china()).date_naive() + Days::new(1);
    tomorrow
        .and_time(NaiveTime::MIN)
        .and_local_timezone(china())
        .single()
        .map_or(now, |midnight| midnight.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn calendar() -> Calendar {
        Calendar::built_in().expect("the calendars that come with the program")
    }

    fn at(text: &str) -> DateTime<Utc> {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
        local.and_local_timezone(china()).single().expect("one time").with_timezone(&Utc)
    }

    #[test]
    fn two_working_days() {
        let cases = [
            // Tuesday → Thursday.
            ("2026-11-24 10:30", "2026-11-26 10:30"),
            // Friday → Tuesday over a weekend.
            ("2026-11-27 09:00", "2026-12-01 09:00"),
            // Saturday counts from Monday's midnight.
            ("2026-11-28 15:00", "2026-12-02 00:00"),
            // Over the National Day week; Saturday the 10th is worked.
            ("2026-09-30 12:00", "2026-10-09 12:00"),
            ("2026-10-08 12:00", "2026-10-10 12:00"),
            // Before the Spring Festival: Saturday the 14th is worked, then nine days off.
            ("2026-02-13 08:00", "2026-02-24 08:00"),
            // Over New Year into 2027 (Friday the 1st is a holiday).
            ("2026-12-31 17:00", "2027-01-05 17:00"),
        ];
        let calendar = calendar();
        for (start, due) in cases {
            assert_eq!(calendar.due(at(start)), at(due), "from {start}");
        }
    }

    #[test]
    fn days_off_do_not_count() {
        let calendar = calendar();
        let left = |now, due| calendar.left(at(now), at(due));
        assert_eq!(left("2026-11-24 10:00", "2026-11-26 10:00"), TimeDelta::hours(48));
        assert_eq!(left("2026-11-28 12:00", "2026-11-30 10:00"), TimeDelta::hours(10));
        assert_eq!(left("2026-11-30 10:00", "2026-11-27 23:00"), TimeDelta::hours(-11));
        assert_eq!(left("2026-11-24 10:00", "2026-11-24 10:00"), TimeDelta::zero());
    }

    #[test]
    fn today_ends_at_midnight_in_china() {
        assert_eq!(end_of_today(at("2026-11-24 23:59")), at("2026-11-25 00:00"));
        assert_eq!(end_of_today(at("2026-11-25 00:00")), at("2026-11-26 00:00"));
    }

    proptest! {
        #[test]
        fn two_working_days_are_forty_eight_hours(minutes in 0_i64..2 * 365 * 24 * 60) {
            let calendar = calendar();
            let start = at("2026-01-01 00:00") + TimeDelta::minutes(minutes);
            let due = calendar.due(start);
            prop_assert_eq!(calendar.left(start, due), TimeDelta::hours(48));
        }

        #[test]
        fn a_later_start_is_never_due_earlier(minutes in 0_i64..700 * 24 * 60, more in 0_i64..5000) {
            let calendar = calendar();
            let start = at("2026-01-01 00:00") + TimeDelta::minutes(minutes);
            prop_assert!(calendar.due(start) <= calendar.due(start + TimeDelta::minutes(more)));
        }
    }
}
