//! What every screen needs to speak: the words, the calendar and the time of this drawing.

use chrono::{DateTime, Utc};

use crate::domain::deadline::Calendar;
use crate::text::Text;

/// What every screen needs to speak.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The words of the language in use.
    pub text: &'a Text,
    /// Working days, for what is left of a deadline.
    pub calendar: &'a Calendar,
    /// The time of this drawing.
    pub now: DateTime<Utc>,
}

/// A number with its thousands apart: `12,840`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut shown = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (n, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(n), shown);
        }
    }
}
