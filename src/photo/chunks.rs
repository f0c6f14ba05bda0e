//! The chunks of a PNG or WebP, in order, without what they hold being read.

/// The chunks of a file: each with its name and its contents. Ends where a chunk is cut off.
pub(super) struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
    is_png: bool,
}

impl<'a> Chunks<'a> {
    /// Of a PNG (PNG specification, 5.3).
    pub(super) fn of_png(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 8, is_png: true }
    }

    /// Of a WebP (RFC 9649, 2.3).
    pub(super) fn of_webp(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 12, is_png: false }
    }

    /// Behind the last chunk and what belongs to it; beyond the end of a file that ends there.
    pub(super) fn place(&self) -> usize {
        self.at
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let opening = self.bytes.get(self.at..self.at + 8)?;
        let (first, second) = opening.split_at(4);
        let (length, name) = if self.is_png {
            (u32::from_be_bytes(first.try_into().ok()?), second)
        } else {
            (u32::from_le_bytes(second.try_into().ok()?), first)
        };
        let length = usize::try_from(length).ok()?;
        let begin = self.at + 8;
        let end = begin.checked_add(length)?;
        let held = self.bytes.get(begin..end)?;
        // A PNG's chunk has a checksum behind it, a WebP's is filled up to an even number.
        self.at = end + if self.is_png { 4 } else { length % 2 };
        Some((name, held))
    }
}

/// Whether a PNG has several pictures.
pub(super) fn is_animated_png(bytes: &[u8]) -> bool {
    let before = Chunks::of_png(bytes).take_while(|(name, _)| *name != b"IDAT");
    before.into_iter().any(|(name, held)| name == b"acTL" && held.get(..4) > Some(&[0, 0, 0, 1]))
}

/// Whether a WebP has several pictures.
pub(super) fn is_animated_webp(bytes: &[u8]) -> bool {
    Chunks::of_webp(bytes).filter(|(name, _)| *name == b"ANMF").count() > 1
}
