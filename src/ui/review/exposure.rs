//! How long a photo has been looked at: sharp enough for its room, uncovered, in the focused window.

use std::time::Duration;

/// The time for which a photo has been looked at. All `at` are times of the console's stopwatch, which
/// never goes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exposure {
    /// The photo was painted since it came to the screen.
    painted: bool,
    /// When the present look began; none while nobody looks.
    since: Option<Duration>,
    /// How long all earlier looks took together.
    before: Duration,
}

impl Exposure {
    /// The photo is painted, if only as a small picture.
    pub fn paint(&mut self) {
        self.painted = true;
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
    }

    /// The look ends.
    pub fn end(&mut self, at: Duration) {
        self.before = self.total(at);
        self.since = None;
    }

    /// How long the photo has been looked at by `at`.
    pub fn total(self, at: Duration) -> Duration {
        let now = self.since.map(|since| at.saturating_sub(since));
        self.before + now.unwrap_or_default()
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
}
