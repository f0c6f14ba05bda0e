//! Walks the markers of a JPEG and their segments, in order; skips the pixels.

/// The markers from the start: skips segments by their length, and scans byte by byte (in a scan, FF is
/// followed by 00, a restart marker or a fill FF). Ends where no marker follows or a segment is
/// truncated.
pub(super) struct Marks<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The last marker began a scan. The scan is skipped only when the next marker is asked for.
    in_scan: bool,
}

/// EOI: the picture ends.
pub(super) const END: u8 = 0xD9;
/// SOS: a scan begins.
pub(super) const SCAN: u8 = 0xDA;

impl<'a> Marks<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 2, in_scan: false }
    }

    /// Behind the last marker and its segment.
    pub(super) fn place(&self) -> usize {
        self.at
    }
}

impl<'a> Iterator for Marks<'a> {
    /// A marker, and the contents of its segment.
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        if self.in_scan {
            self.at = end_of_scan(self.bytes, self.at)?;
            self.in_scan = false;
        }
        loop {
            let [0xFF, mark] = *self.bytes.get(self.at..self.at + 2)? else { return None };
            match mark {
                // Fill bytes.
                0xFF => self.at += 1,
                // Markers without a segment.
                0x01 | 0xD0..=END => {
                    self.at += 2;
                    return Some((mark, &[]));
                }
                _ => {
                    let [high, low] = *self.bytes.get(self.at + 2..self.at + 4)? else {
                        return None;
                    };
                    let end = self.at + 2 + usize::from(u16::from_be_bytes([high, low]));
                    let held = self.bytes.get(self.at + 4..end)?;
                    self.at = end;
                    self.in_scan = mark == SCAN;
                    return Some((mark, held));
                }
            }
        }
    }
}

/// Where the marker stands that ends a scan.
fn end_of_scan(bytes: &[u8], from: usize) -> Option<usize> {
    let scan = bytes.get(from..)?;
    let ends = |mark: &u8| !matches!(*mark, 0x00 | 0xD0..=0xD7 | 0xFF);
    memchr::memchr_iter(0xFF, scan)
        .find(|at| scan.get(at + 1).is_some_and(ends))
        .map(|at| from + at)
}
