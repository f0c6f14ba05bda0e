//! Times, dates and spans of time in words, in China time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::deadline::{Calendar, china};
use crate::text::Text;

/// `2026-11-23 12:03`.
pub fn date_and_time(at: DateTime<Utc>) -> String {
    at.with_timezone(&china()).format("%Y-%m-%d %H:%M").to_string()
}

/// `2026-11-23 12:03:41`.
pub fn to_the_second(at: DateTime<Utc>) -> String {
    at.with_timezone(&china()).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// `12:03:41`.
pub fn clock(at: DateTime<Utc>) -> String {
    at.with_timezone(&china()).format("%H:%M:%S").to_string()
}

/// A span in words, two units at most: `2 h 5 min`, `40 s`.
pub fn span(text: &Text, span: TimeDelta) -> String {
    let seconds = span.num_seconds().max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let two =
        |key: &'static str, a: i64, b: i64| text.with(key, &[("a", a.into()), ("b", b.into())]);
    match seconds {
        0..60 => text.with("console-span-seconds", &[("n", seconds.into())]),
        60..3600 => text.with("console-span-minutes", &[("n", minutes.into())]),
        3600..86_400 => two("console-span-hours", hours, minutes),
        _ => two("console-span-days", days, hours),
    }
}

/// What is left until a deadline in working time, or how far it is over.
pub fn left(text: &Text, calendar: &Calendar, now: DateTime<Utc>, due: DateTime<Utc>) -> String {
    let left = calendar.left(now, due);
    let (key, length) = if due < now { ("console-overdue", -left) } else { ("console-left", left) };
    text.with(key, &[("span", span(text, length).into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn spans_have_two_units_at_most() {
        let text = Text::new(Lang::En);
        let cases = [
            (0, "0 s"),
            (59, "59 s"),
            (61, "1 min"),
            (3600, "1 h 0 min"),
            (3600 * 5 + 20 * 60, "5 h 20 min"),
            (86_400 + 3600, "1 d 1 h"),
            (-5, "0 s"),
        ];
        for (seconds, words) in cases {
            assert_eq!(span(&text, TimeDelta::seconds(seconds)), words, "{seconds}");
        }
    }

    #[test]
    fn a_deadline_is_left_or_over() {
        let calendar = Calendar::built_in().expect("calendars");
        let text = Text::new(Lang::Zh);
        let at = |hour| {
            "2026-11-24T00:00:00Z".parse::<DateTime<Utc>>().expect("time") + TimeDelta::hours(hour)
        };
        assert_eq!(left(&text, &calendar, at(0), at(3)), "剩 3 时 0 分");
        assert_eq!(left(&text, &calendar, at(3), at(1)), "超期 2 时 0 分");
    }
}
