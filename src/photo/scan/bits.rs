//! The bits of a scan: its bytes without what JPEG puts between them.

use super::ScanFault;

/// Bytes behind the end, so that eight bytes can be read at once there too.
const SPARE: usize = 16;

/// The shortest run of zero bytes in which blocks are looked at.
const ZEROS: usize = 24;

/// The bits between two restart markers, or of a whole scan where there are none.
#[derive(Debug, Default)]
pub(super) struct Bits {
    /// The bytes without the 0 that follows each FF, and some zeros behind them.
    bytes: Vec<u8>,
    /// How many bits there are.
    total: usize,
    /// How many of them are read.
    at: usize,
}

/// What follows a stretch of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NextMarker {
    /// A restart marker, by its number from 0 to 7.
    Restart(u8),
    /// Any other marker, or nothing.
    End,
}

impl Bits {
    /// Takes the bytes up to the next marker. Returns what follows, and where it ends: behind a restart marker,
    /// before any other.
    pub(super) fn fill(&mut self, file: &[u8], from: usize) -> (NextMarker, usize) {
        self.bytes.clear();
        self.at = 0;
        let rest = file.get(from..).unwrap_or_default();
        let mut taken = 0;
        let mut behind = (NextMarker::End, file.len());
        for found in memchr::memchr_iter(0xFF, rest) {
            if found < taken {
                continue;
            }
            // Behind a fill byte, another FF, the marker is the one that follows that.
            match rest.get(found + 1) {
                Some(0) => {
                    self.bytes.extend_from_slice(&rest[taken..=found]);
                    taken = found + 2;
                }
                Some(mark @ 0xD0..=0xD7) => {
                    self.bytes.extend_from_slice(&rest[taken..found]);
                    taken = rest.len();
                    behind = (NextMarker::Restart(mark - 0xD0), from + found + 2);
                    break;
                }
                _ => {
                    let fillers = rest[found..].iter().take_while(|byte| **byte == 0xFF).count();
                    self.bytes.extend_from_slice(&rest[taken..found]);
                    match rest.get(found + fillers) {
                        // Not behind fill bytes, but behind the last of them stands the 0.
                        Some(0) => {
                            self.bytes.push(0xFF);
                            taken = found + fillers + 1;
                            continue;
                        }
                        Some(mark @ 0xD0..=0xD7) => {
                            let end = from + found + fillers + 1;
                            behind = (NextMarker::Restart(mark - 0xD0), end);
                        }
                        _ => behind = (NextMarker::End, from + found),
                    }
                    taken = rest.len();
                    break;
                }
            }
        }
        self.bytes.extend_from_slice(rest.get(taken..).unwrap_or_default());
        self.total = self.bytes.len() * 8;
        self.bytes.resize(self.bytes.len() + SPARE, 0);
        behind
    }

    /// The next bits, the first of them highest: 57 at least.
    pub(super) fn word(&self) -> Result<u64, ScanFault> {
        let byte = self.at / 8;
        let eight = self.bytes.get(byte..byte + 8).and_then(|eight| eight.try_into().ok());
        let eight = eight.map(u64::from_be_bytes).ok_or(ScanFault::EndsEarly)?;
        Ok(eight << (self.at % 8))
    }

    /// Goes on by so many bits.
    pub(super) fn skip(&mut self, bits: u32) {
        self.at += bits as usize;
    }

    /// Reads at most 16 bits.
    pub(super) fn take(&mut self, bits: u32) -> Result<u32, ScanFault> {
        if bits == 0 {
            return Ok(0);
        }
        let word = self.word()?;
        self.skip(bits);
        Ok((word >> (64 - bits)) as u32)
    }

    /// Whether more was read than there is.
    pub(super) fn is_over(&self) -> bool {
        self.at > self.total
    }

    /// How many bits are read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The first run of zero bytes that begins behind these bits.
    fn zeros(&self, from: usize) -> Option<(usize, usize)> {
        let bytes = self.bytes.get(..self.total / 8)?;
        let begin = from.div_ceil(8);
        let found = begin + memchr::memmem::find(bytes.get(begin..)?, &[0; ZEROS])?;
        let run = bytes.get(found..)?.iter().take_while(|byte| **byte == 0).count();
        Some((found * 8, (found + run) * 8))
    }

    /// Checks that exactly what was read is there, but for the bits that fill the last byte. At the end of a scan
    /// some encoders leave a byte or two, or zeros.
    pub(super) fn end(&self, is_last: bool) -> Result<(), ScanFault> {
        if self.at > self.total {
            return Err(ScanFault::EndsEarly);
        }
        let left = self.bytes.get(self.at.div_ceil(8)..self.total / 8).unwrap_or_default();
        let is_padding = is_last && left.iter().skip(2).all(|byte| *byte == 0);
        if left.is_empty() || is_padding { Ok(()) } else { Err(ScanFault::GoesOn) }
    }
}

/// The runs of zero bytes in some bits. Damage leaves such; an encoder writes them only where nothing changes, in
/// blocks without values: of those that have any, not all values are small and negative, and a code follows that says
/// so, unless the last one can have a value.
pub(super) struct Zeros {
    begin: usize,
    end: usize,
}

impl Zeros {
    pub(super) fn of(bits: &Bits) -> Self {
        Self::after(bits, 0)
    }

    fn after(bits: &Bits, from: usize) -> Self {
        let (begin, end) = bits.zeros(from).unwrap_or((usize::MAX, usize::MAX));
        Self { begin, end }
    }

    /// Takes a block that began here and ends where the bits are now. A block with values must not lie in zeros.
    pub(super) fn pass(
        &mut self,
        bits: &Bits,
        begun: usize,
        has_values: bool,
    ) -> Result<(), ScanFault> {
        if bits.at() <= self.begin {
            return Ok(());
        }
        if begun >= self.begin && bits.at() <= self.end && has_values {
            return Err(ScanFault::Zeros);
        }
        if bits.at() >= self.end {
            *self = Self::after(bits, self.end);
        }
        Ok(())
    }
}
