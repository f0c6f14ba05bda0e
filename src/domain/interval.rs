//! How sure a counted share is.

use serde::Serialize;

/// A share that was counted, and between which bounds the true one lies with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Proportion {
    /// How many had it.
    pub count: u64,
    /// How many were counted.
    pub of: u64,
}

/// The 97.5th percentile of the standard normal distribution: two-sided 95 %.
const Z: f64 = 1.959_963_984_540_054;

impl Proportion {
    /// The share, 0 to 1; none where nothing was counted.
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }

    /// The score interval of Wilson (Journal of the American Statistical Association 22, 1927, 209–212) at 95 %,
    /// which holds for small counts and for shares near 0 and 1 too; none where nothing was counted.
    pub fn interval(self) -> Option<(f64, f64)> {
        let (share, n) = (self.value()?, self.of as f64);
        let middle = (share + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half =
            Z / (1.0 + Z * Z / n) * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some(((middle - half).max(0.0), (middle + half).min(1.0)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// R. G. Newcombe, Statistics in Medicine 17, 1998, 857–872, table I, method 3.
    #[test]
    fn intervals_are_those_of_the_score_method() {
        let table = [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ];
        for (count, of, low, high) in table {
            let told = Proportion { count, of }.interval().expect("counted");
            assert!((told.0 - low).abs() < 5e-5 && (told.1 - high).abs() < 5e-5, "{told:?}");
        }
        assert_eq!(Proportion { count: 0, of: 0 }.interval(), None);
    }

    proptest! {
        #[test]
        fn the_share_lies_within_and_more_counts_say_it_closer(count in 0_u64..500, rest in 0_u64..500) {
            let share = Proportion { count, of: count + rest + 1 };
            let (low, high) = share.interval().expect("counted");
            let value = share.value().expect("counted");
            prop_assert!(0.0 <= low && low <= value + 1e-12 && value <= high + 1e-12 && high <= 1.0);
            let more = Proportion { count: count * 4, of: share.of * 4 }.interval().expect("counted");
            prop_assert!(more.1 - more.0 < high - low);
        }
    }
}
