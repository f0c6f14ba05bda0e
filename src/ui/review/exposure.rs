//! How long a photo has been looked at: sharp enough for its room, uncovered, in the focused window.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// A time without a key or the pointer counts as work for so long, and no longer: people look for seconds,
/// and go for coffee for minutes.
const AT_WORK: Duration = Duration::from_secs(10);

/// The time for which a photo has been looked at. Moments are those of the console's stopwatch, which
/// never goes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exposure {
    /// The photo was painted since it came to the screen.
    painted: bool,
    /// When a picture of it was painted for the first time.
    painted_at: Option<DateTime<Utc>>,
    /// Since when it is being looked at now.
    since: Option<Duration>,
    /// How long all earlier looks took together.
    before: Duration,
    /// The last key or move of the pointer while it was looked at, or since when it is.
    touched: Option<Duration>,
    /// For how long somebody was at work before that.
    worked: Duration,
}

impl Exposure {
    /// A picture of it is painted.
    pub fn paint(&mut self, now: DateTime<Utc>) {
        self.painted = true;
        self.painted_at.get_or_insert(now);
    }

    /// When a picture of it was painted for the first time.
    pub fn painted_at(self) -> Option<DateTime<Utc>> {
        self.painted_at
    }

    /// Whether the photo was painted since it came to the screen; before that, nothing can be decided.
    pub fn is_painted(self) -> bool {
        self.painted
    }

    /// The photo leaves the screen.
    pub fn leave(&mut self, at: Duration) {
        self.end(at);
        self.painted = false;
    }

    /// A look begins at `at`, unless one is going on.
    pub fn begin(&mut self, at: Duration) {
        self.since.get_or_insert(at);
        self.touched.get_or_insert(at);
    }

    /// Somebody has pressed a key or moved the pointer, while it is looked at.
    pub fn touch(&mut self, at: Duration) {
        if self.since.is_some() {
            self.worked = self.active(at);
            self.touched = Some(at);
        }
    }

    /// The look ends.
    pub fn end(&mut self, at: Duration) {
        (self.before, self.worked) = (self.total(at), self.active(at));
        (self.since, self.touched) = (None, None);
    }

    /// How long the photo has been looked at by `at`.
    pub fn total(self, at: Duration) -> Duration {
        let now = self.since.map(|since| at.saturating_sub(since));
        self.before + now.unwrap_or_default()
    }

    /// For how much of that somebody was at work, until `at`.
    pub fn active(self, at: Duration) -> Duration {
        let now = self.touched.map(|touched| at.saturating_sub(touched).min(AT_WORK));
        self.worked + now.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_time_in_which_it_is_looked_at_counts() {
        let ms = Duration::from_millis;
        let mut exposure = Exposure::default();
        assert_eq!(exposure.total(ms(900)), ms(0), "not looked at yet");
        exposure.begin(ms(1000));
        exposure.begin(ms(1100));
        assert_eq!(exposure.total(ms(1250)), ms(250), "a later drawing does not begin it anew");
        exposure.end(ms(1300));
        assert_eq!(exposure.total(ms(9000)), ms(300), "covered, or left for another photo");
        exposure.begin(ms(9000));
        assert_eq!(exposure.total(ms(9050)), ms(350), "what was seen before counts");
    }

    #[test]
    fn a_time_in_which_nobody_does_anything_counts_as_work_for_ten_seconds() {
        let s = Duration::from_secs;
        let mut exposure = Exposure::default();
        exposure.begin(s(100));
        assert_eq!((exposure.active(s(104)), exposure.total(s(104))), (s(4), s(4)));
        exposure.touch(s(130));
        assert_eq!((exposure.active(s(135)), exposure.total(s(135))), (s(15), s(35)));
        exposure.end(s(135));
        exposure.touch(s(140));
        assert_eq!(exposure.active(s(900)), s(15), "it is not looked at");
        exposure.begin(s(900));
        assert_eq!(exposure.active(s(901)), s(16), "what was done before counts");
    }

    #[test]
    fn the_first_picture_tells_when_it_was_painted() {
        let mut exposure = Exposure::default();
        let then = DateTime::<Utc>::UNIX_EPOCH;
        assert_eq!(exposure.painted_at(), None);
        exposure.paint(then);
        exposure.leave(Duration::from_secs(1));
        exposure.paint(then + chrono::TimeDelta::seconds(9));
        assert_eq!(exposure.painted_at(), Some(then));
    }
}
