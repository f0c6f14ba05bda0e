//! The fingerprint of a photo: few bits that stay nearly the same when it is compressed anew, made smaller or cut a
//! little, so that near copies are found.

use serde::{Deserialize, Serialize};

/// 256 bits of what a face and its surroundings look like, however large the photo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint(pub [u64; 4]);

/// Why a text is no fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint has 64 hexadecimal digits, got {0:?}")]
pub struct NotAFingerprint(pub String);

impl Fingerprint {
    /// Photos whose fingerprints differ in so many bits at most are near copies of each other. Counted on 100 portraits:
    /// no two of them differ in fewer than 76; compressed anew at quality 30, halved, or cut by 5 % at each edge, a
    /// photo differs from itself in 34 at most.
    pub const NEAR: u32 = 48;

    /// In how many bits two fingerprints differ, 0 to 256.
    pub fn distance(self, other: Self) -> u32 {
        self.0.iter().zip(other.0).map(|(one, other)| (one ^ other).count_ones()).sum()
    }

    /// The 32 bytes that the store keeps.
    pub fn bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (place, word) in bytes.chunks_exact_mut(8).zip(self.0) {
            place.copy_from_slice(&word.to_be_bytes());
        }
        bytes
    }

    /// The fingerprint of such bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let mut words = [0; 4];
        for (word, place) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
            *word = u64::from_be_bytes(*place);
        }
        Self(words)
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = NotAFingerprint;

    fn try_from(text: String) -> Result<Self, NotAFingerprint> {
        let digit =
            |at: usize| text.get(at..at + 16).and_then(|word| u64::from_str_radix(word, 16).ok());
        match (digit(0), digit(16), digit(32), digit(48)) {
            (Some(a), Some(b), Some(c), Some(d)) if text.len() == 64 => Ok(Self([a, b, c, d])),
            _ => Err(NotAFingerprint(text)),
        }
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        let [a, b, c, d] = fingerprint.0;
        format!("{a:016x}{b:016x}{c:016x}{d:016x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Fingerprint = Fingerprint([1, u64::MAX, 0, 0x0123_4567_89ab_cdef]);

    #[test]
    fn bytes_and_text_give_it_back() {
        assert_eq!(Fingerprint::from_bytes(ONE.bytes()), ONE);
        let text = String::from(ONE);
        assert_eq!(text.len(), 64);
        assert_eq!(Fingerprint::try_from(text.clone()), Ok(ONE));
        for wrong in [&text[1..], "", "g", &format!("{text}0"), &text.replace('0', "é")] {
            assert!(Fingerprint::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_distance_is_the_number_of_bits_that_differ() {
        assert_eq!(ONE.distance(ONE), 0);
        assert_eq!(ONE.distance(Fingerprint([0, 0, 0, 0x0123_4567_89ab_cdef])), 65);
        assert_eq!(Fingerprint([0; 4]).distance(Fingerprint([u64::MAX; 4])), 256);
    }
}
