//! The marks of a JPEG and their segments, in order; pixels are stepped over.

/// Walks the marks from the start: segments by their length, scans by their bytes (in a scan FF is
/// followed by 00, a restart mark or a fill FF). Ends where no mark stands or a segment is cut off.
pub(super) struct Marks<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The last mark began a scan, which is stepped over only when somebody asks what follows it.
    in_scan: bool,
}

/// The frame ends.
pub(super) const END: u8 = 0xD9;
/// A scan begins.
pub(super) const SCAN: u8 = 0xDA;

impl<'a> Marks<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 2, in_scan: false }
    }
}

impl<'a> Iterator for Marks<'a> {
    /// A mark and what its segment holds.
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
                // Marks without a segment.
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

/// Where the mark that ends a scan stands.
fn end_of_scan(bytes: &[u8], from: usize) -> Option<usize> {
    let scan = bytes.get(from..)?;
    let ends = |mark: &u8| !matches!(*mark, 0x00 | 0xD0..=0xD7 | 0xFF);
    memchr::memchr_iter(0xFF, scan)
        .find(|at| scan.get(at + 1).is_some_and(ends))
        .map(|at| from + at)
}
