//! Times as lists write them.

use chrono::{
    DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _, Utc,
};

use super::identifier::unmarked;
use super::refusal::RowRefusal;
use super::table::narrow;
use crate::domain::deadline::china;

/// Years in which a payment or a photo of this program's students can have been; the later end is only there
/// so that no slip of the pen stays: how far ahead of the clock a time is, whoever has a clock must ask.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2050;

/// A serial number of a spreadsheet: days since 1900, from 2000 to 2119.
const SERIALS: std::ops::Range<f64> = 36_526.0..80_000.0;

/// A time as a list writes it, which is China's unless it names its own zone: `2026-09-01 10:12:33`,
/// `2026/9/1`, `2026年9月1日 上午10:12`, `20260901101233`, `2026-09-01T10:12:33.0Z`. Days without an hour begin at
/// midnight; parts of a second are dropped.
pub fn time(text: &str) -> Result<DateTime<Utc>, RowRefusal> {
    let wrong = || RowRefusal::Time(text.to_owned());
    let plain: String = unmarked(text.trim()).chars().map(narrow).collect();
    if let Ok(serial) = plain.parse::<f64>()
        && SERIALS.contains(&serial)
    {
        return Err(RowRefusal::Serial(text.to_owned()));
    }
    let read = with_zone(&plain).or_else(|| of_java(&plain)).or_else(|| {
        let (day, rest) = day(&plain)?;
        let local = day.and_time(hour(rest)?).and_local_timezone(china()).single()?;
        Some(local.with_timezone(&Utc))
    });
    let read = read.ok_or_else(wrong)?;
    if YEARS.contains(&read.with_timezone(&china()).year()) {
        Ok(read)
    } else {
        Err(RowRefusal::Year(text.to_owned()))
    }
}

/// Refuses a time that is more than two days ahead of the clock, which leaves room for zones and for a clock
/// that is set a little wrong.
pub fn not_ahead(time: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), RowRefusal> {
    if time > now + TimeDelta::days(2) {
        let shown = time.with_timezone(&china()).format("%Y-%m-%d %H:%M").to_string();
        return Err(RowRefusal::Year(shown));
    }
    Ok(())
}

/// RFC 3339, also with a blank in place of the T and without a colon in the zone.
fn with_zone(text: &str) -> Option<DateTime<Utc>> {
    let formats =
        ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f %#z", "%Y-%m-%d %H:%M:%S%.f%#z"];
    let parsed = DateTime::parse_from_rfc3339(text).ok();
    let parsed = parsed
        .or_else(|| formats.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()));
    parsed.and_then(|time| time.with_timezone(&Utc).with_nanosecond(0))
}

/// As Java prints a time, in the zone that it calls CST here: `Tue Sep 01 12:00:00 CST 2026`.
fn of_java(text: &str) -> Option<DateTime<Utc>> {
    let local = NaiveDateTime::parse_from_str(text, "%a %b %d %H:%M:%S CST %Y").ok()?;
    Some(local.and_local_timezone(china()).single()?.with_timezone(&Utc))
}

/// The day at the beginning, and what follows it.
fn day(text: &str) -> Option<(NaiveDate, &str)> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    if matches!(digits, 8 | 12 | 14) {
        let (day, rest) = text.split_at_checked(8)?;
        return Some((NaiveDate::parse_from_str(day, "%Y%m%d").ok()?, rest));
    }
    let (year, rest) = number(text)?;
    let rest = rest.trim_start().strip_prefix(['-', '/', '.', '年'])?;
    let (month, rest) = number(rest.trim_start())?;
    let rest = rest.trim_start().strip_prefix(['-', '/', '.', '月'])?;
    let (day, rest) = number(rest.trim_start())?;
    let rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
    // A year of two digits may be a day as well.
    let year = i32::try_from(year).ok().filter(|year| *year >= 1000)?;
    Some((NaiveDate::from_ymd_opt(year, month, day)?, rest))
}

fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.parse().ok()?, rest))
}

/// Parts of the day, and whether they are its second half.
const HALVES: [(&str, bool); 10] = [
    ("凌晨", false),
    ("早上", false),
    ("上午", false),
    ("中午", true),
    ("下午", true),
    ("傍晚", true),
    ("晚上", true),
    ("晚", true),
    ("am", false),
    ("pm", true),
];

/// The time of day, which may be missing.
fn hour(text: &str) -> Option<NaiveTime> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix('t').unwrap_or(&text).trim_start_matches([',', ' ']);
    if text.is_empty() {
        return Some(NaiveTime::MIN);
    }
    if matches!(text.len(), 4 | 6) && text.chars().all(|c| c.is_ascii_digit()) {
        let format = if text.len() == 4 { "%H%M" } else { "%H%M%S" };
        return NaiveTime::parse_from_str(text, format).ok();
    }
    let half = HALVES.iter().find(|(word, _)| text.starts_with(word) || text.ends_with(word));
    let bare = half.map_or(text, |(word, _)| {
        text.strip_prefix(word).or_else(|| text.strip_suffix(word)).unwrap_or(text)
    });
    let colons = bare.trim().replace(['时', '点', '分'], ":").replace('秒', "");
    let whole = colons.split_once('.').map_or(&*colons, |(whole, _)| whole);
    let parts: Vec<&str> = whole.trim_end_matches(':').split(':').map(str::trim).collect();
    let parts: Vec<u32> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (hour, minute, second) = match parts.as_slice() {
        // An hour alone is one only where a word says so.
        [hour] if half.is_some() || colons.contains(':') => (*hour, 0, 0),
        [hour, minute] => (*hour, *minute, 0),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    let hour = match half {
        Some((_, true)) if hour < 12 => hour + 12,
        Some((_, false)) if hour == 12 => 0,
        Some((_, false)) if hour > 12 => return None,
        _ => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn times_are_those_of_china() {
        let noon = at("2026-09-01T04:00:00Z");
        let all = [
            "2026-09-01 12:00:00",
            "2026/9/1 12:00",
            "2026-09-01T12:00:00",
            "2026-09-01T12:00:00+08:00",
            "2026-09-01 12:00:00.0",
            "2026年9月1日12:00",
            "2026年9月1日 12时00分",
            "2026年09月01日 12点",
            "2026/9/1 中午12:00",
            "2026/9/1 下午12:00:00",
            "2026/9/1 12:00 PM",
            "20260901120000",
            "202609011200",
            "20260901 12:00:00",
            "2026.9.1 12:00",
            "２０２６－０９－０１　１２：００：００",
            "2026-09-01T04:00:00Z",
            "2026-09-01T04:00:00.123Z",
            "2026-09-01 12:00:00 +0800",
            "2026-09-01T12:00:00.000+0800",
            "Tue Sep 01 12:00:00 CST 2026",
            "`2026-09-01 12:00:00",
        ];
        for text in all {
            assert_eq!(time(text), Ok(noon), "{text}");
        }
        assert_eq!(time("2026/9/1 上午10:12:33"), Ok(at("2026-09-01T02:12:33Z")));
        assert_eq!(time("2026/9/1 下午3:05"), Ok(at("2026-09-01T07:05:00Z")));
        assert_eq!(time("2026/9/1 上午12:05"), Ok(at("2026-08-31T16:05:00Z")));
        for day in ["2026-09-01", "2026年9月1日", "20260901", "2026/09/01"] {
            assert_eq!(time(day), Ok(at("2026-08-31T16:00:00Z")), "{day}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_with_its_reason() {
        let wrong = [
            "",
            "yesterday",
            "2026-13-01",
            "26/9/1",
            "9/1/2026",
            "2026-09-01 25:00",
            "2026-09-01 10",
            "上午10:12",
            "2026-9",
            "2026-09-01 上午13:00",
            "20260931",
        ];
        for text in wrong {
            assert_eq!(time(text), Err(RowRefusal::Time(text.to_owned())), "{text}");
        }
        for serial in ["46266.425", "46266"] {
            assert_eq!(time(serial), Err(RowRefusal::Serial(serial.to_owned())));
        }
        for year in ["2062-09-01 10:00:00", "1900-01-01", "1970-01-01 08:00:00", "0026-09-01"] {
            assert!(matches!(time(year), Err(RowRefusal::Year(_) | RowRefusal::Time(_))), "{year}");
        }
        let now = at("2026-09-01T00:00:00Z");
        assert!(not_ahead(at("2026-09-02T10:00:00Z"), now).is_ok());
        assert!(not_ahead(at("2027-09-01T00:00:00Z"), now).is_err());
    }
}
