//! What tells the time: an entry bears the time at which it is written, not that of the request.

use chrono::{DateTime, TimeDelta, Utc};

/// Tells the time, to whom it is handed. Whoever writes asks it once they may write: a request may
/// have waited for another writer, or for a thousand photos, since it was made.
///
/// A function that gives the time is one. A time is one too, and stands still: for histories that are
/// made up, and for tests.
pub trait Clock: Copy {
    /// The time now.
    fn now(self) -> DateTime<Utc>;
}

impl Clock for DateTime<Utc> {
    fn now(self) -> DateTime<Utc> {
        self
    }
}

impl<F: Fn() -> DateTime<Utc> + Copy> Clock for F {
    fn now(self) -> DateTime<Utc> {
        self()
    }
}

/// How far behind the newest entry a clock may be before a person is asked.
pub const BEHIND: TimeDelta = TimeDelta::minutes(2);

/// How far ahead of the newest entry a clock may be before a person is asked: more than a season and the
/// months until the next one.
pub const AHEAD: TimeDelta = TimeDelta::days(400);

/// A clock that tells another time than the log does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the clock tells {clock}, but the newest entry of the log is of {newest}")]
pub struct ClockOff {
    /// What the clock tells.
    pub clock: DateTime<Utc>,
    /// The time of the newest entry.
    pub newest: DateTime<Utc>,
}

/// What the log knows of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogTime {
    /// The time of the newest entry; none in an empty log.
    pub newest: Option<DateTime<Utc>>,
    /// The time of the newest entry but for sign-ins, which are recorded whatever the clock tells: one of
    /// them must not make a clock that is far ahead believed.
    pub trusted: Option<DateTime<Utc>>,
    /// The last agreement that the clock is right: what the clock told, and the time of that entry.
    pub agreed: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl LogTime {
    /// The time of an entry written when the clock tells this: the log never runs backwards.
    pub fn next(&self, clock: DateTime<Utc>) -> DateTime<Utc> {
        self.newest.map_or(clock, |newest| newest.max(clock))
    }

    /// Whether the clock may be trusted, or a person must say so first.
    pub fn check(&self, clock: DateTime<Utc>) -> Result<(), ClockOff> {
        let Some(newest) = self.newest else { return Ok(()) };
        // Agreed with a clock that is behind: entries bear the newest time until the clock has caught up.
        let behind = match self.agreed {
            Some((agreed, at)) if at == newest => agreed.min(newest),
            _ => newest,
        };
        let trusted = self.trusted.unwrap_or(newest);
        if clock > trusted + AHEAD {
            Err(ClockOff { clock, newest: trusted })
        } else if clock < behind - BEHIND {
            Err(ClockOff { clock, newest })
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_far_off_is_trusted_only_once_somebody_has_agreed() {
        let newest: DateTime<Utc> = "2026-09-04T02:00:00Z".parse().expect("a time");
        let log = LogTime { newest: Some(newest), trusted: Some(newest), agreed: None };
        let after = |minutes| newest + TimeDelta::minutes(minutes);
        for (minutes, trusted) in
            [(0, true), (-2, true), (-3, false), (400 * 1440, true), (400 * 1440 + 1, false)]
        {
            assert_eq!(log.check(after(minutes)).is_ok(), trusted, "{minutes} minutes");
        }
        assert_eq!(log.next(after(-2)), newest, "it never runs backwards");
        // Agreed with a clock that is ten hours behind: it may go on from there, but not back again.
        let agreed = LogTime { agreed: Some((after(-600), newest)), ..log };
        assert!(agreed.check(after(-600)).is_ok() && agreed.check(after(-30)).is_ok());
        assert!(agreed.check(after(-603)).is_err(), "set back once more");
        // Once the clock has caught up, the agreement counts no more.
        let caught_up = LogTime { newest: Some(after(1)), trusted: Some(after(1)), ..agreed };
        assert!(caught_up.check(after(-30)).is_err());
        assert!(LogTime { newest: None, trusted: None, agreed: None }.check(newest).is_ok());
        // Somebody signed in by a clock that is far ahead.
        let far = after(500 * 1440);
        let signed_in = LogTime { newest: Some(far), ..log };
        assert_eq!(signed_in.check(far), Err(ClockOff { clock: far, newest }));
    }
}
