//! Walks a scan of a baseline or extended sequential JPEG (T.81, F.2.2).

use super::bits::{Bits, Zeros};
use super::codes::{Codes, Many};
use super::picture::{Frame, ScanHead, ScanHeader};
use super::{ScanFault, Stretches, Walked, blocks, units};

/// One component of the scan.
struct ScanComponent<'a> {
    /// Blocks in a unit.
    blocks: usize,
    mean: &'a Codes,
    higher: &'a Codes,
    many: Many,
    /// Most bits of each coefficient.
    largest: [u8; 64],
    largest_mean: i32,
    /// The mean of the block before.
    before: i32,
}

/// Walks the scan whose data begins at this place of the file.
pub(super) fn scan(
    picture: &ScanHeader,
    frame: &Frame,
    head: &ScanHead,
    bits: &mut Bits,
    from: (&[u8], usize),
) -> Result<Walked, ScanFault> {
    let mut parts = Vec::new();
    for (place, mean, higher) in &head.components {
        let component = frame.components.get(*place).ok_or(ScanFault::Tables)?;
        let codes = (picture.codes(0, *mean), picture.codes(1, *higher));
        let (Some(mean), Some(higher)) = codes else { return Ok(Walked::Unknown) };
        let largest = picture.largest(component, 0);
        let least = largest[1..].iter().copied().min().unwrap_or_default();
        parts.push(ScanComponent {
            blocks: blocks(component, head),
            mean,
            higher,
            many: Many::of(higher, least),
            largest,
            largest_mean: picture.largest_mean(component, 0),
            before: 0,
        });
    }
    let mut stretches = Stretches::of(picture, units(frame, head), from);
    loop {
        let count = stretches.next(bits)?;
        if count == 0 {
            return Ok(Walked::Whole);
        }
        for part in &mut parts {
            part.before = 0;
        }
        stretch(&mut parts, bits, count)?;
        bits.end(stretches.is_last())?;
    }
}

/// Walks the units between two restart markers.
fn stretch(
    parts: &mut [ScanComponent<'_>],
    bits: &mut Bits,
    units: usize,
) -> Result<(), ScanFault> {
    let mut zeros = Zeros::of(bits);
    for _ in 0..units {
        for part in &mut *parts {
            for _ in 0..part.blocks {
                let begun = bits.at();
                let has_values = part.block(bits)?;
                zeros.pass(bits, begun, has_values)?;
            }
        }
    }
    Ok(())
}

/// Of the bits that were read at once, so many may be used before more are read: then those of the longest code
/// are left.
const USED: u32 = 57 - 16;

impl ScanComponent<'_> {
    /// Walks one block. Tells whether it has any higher frequencies.
    fn block(&mut self, bits: &mut Bits) -> Result<bool, ScanFault> {
        let mut word = bits.word()?;
        let (length, size) = self.mean.find((word >> 48) as u16)?;
        self.take_mean(word << length, size)?;
        let mut used = length + u32::from(size);
        // The next coefficient.
        let mut at = 1_usize;
        while at < 64 {
            if used > USED {
                bits.skip(used);
                word = bits.word()?;
                used = 0;
            }
            let next = word << used;
            let step = self.many.find(next);
            let after = at + usize::from(step.on);
            if step.bits > 0 && after < 64 {
                used += u32::from(step.bits);
                at = after;
                if step.ends {
                    break;
                }
                continue;
            }
            let (length, symbol) = self.higher.find((next >> 48) as u16)?;
            let (run, size) = (usize::from(symbol >> 4), symbol & 15);
            used += length + u32::from(size);
            if size == 0 {
                match run {
                    0 => break,
                    15 => at += 16,
                    _ => return Err(ScanFault::NoSuchCode),
                }
                if at > 63 {
                    return Err(ScanFault::TooMany);
                }
                continue;
            }
            let largest = self.largest.get(at + run).ok_or(ScanFault::TooMany)?;
            if size > *largest {
                return Err(ScanFault::TooLarge);
            }
            at += run + 1;
        }
        bits.skip(used);
        Ok(at > 1)
    }

    /// Takes the difference of the mean to the block before, with which these bits begin.
    fn take_mean(&mut self, next: u64, size: u8) -> Result<(), ScanFault> {
        if size > 11 {
            return Err(ScanFault::TooLarge);
        }
        self.before += difference(next, size);
        if self.before.abs() > self.largest_mean { Err(ScanFault::TooLarge) } else { Ok(()) }
    }
}

/// The value of so many bits (T.81, F.2.2.1): the lower half of all values stands for the negative ones.
pub(super) fn difference(next: u64, size: u8) -> i32 {
    if size == 0 {
        return 0;
    }
    let value = (next >> (64 - u32::from(size))) as i32;
    if value < 1 << (size - 1) { value + 1 - (1 << size) } else { value }
}
