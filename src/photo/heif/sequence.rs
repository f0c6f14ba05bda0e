//! The size that a coded picture's own parameters state (ITU-T H.265, 7.3.2.2). The decoder makes room for that, whatever
//! the file says around it, so that a small file could ask for all memory.

use super::boxes::Fields;

/// Width and height by the first sequence parameter set of a configuration, the contents of the box `hvcC`.
pub(super) fn size(configuration: &[u8]) -> Option<(u32, u32)> {
    let mut fields = Fields(configuration.get(22..)?);
    for _ in 0..fields.one()? {
        let kind = fields.one()? & 0x3F;
        for _ in 0..fields.two()? {
            let length = usize::from(fields.two()?);
            let unit = fields.bytes(length)?;
            if kind == 33 {
                return by_parameters(unit);
            }
        }
    }
    None
}

fn by_parameters(unit: &[u8]) -> Option<(u32, u32)> {
    let mut bits = BitReader { bytes: unescaped(unit.get(2..)?), at: 0 };
    bits.skip(4);
    let layers = bits.take(3)?;
    bits.skip(1 + 96);
    let mut told = Vec::new();
    for _ in 0..layers {
        told.push((bits.take(1)?, bits.take(1)?));
    }
    if layers > 0 {
        bits.skip(2 * (8 - layers as usize));
    }
    for (profile, level) in told {
        bits.skip(88 * profile as usize + 8 * level as usize);
    }
    bits.number()?;
    if bits.number()? == 3 {
        bits.skip(1);
    }
    Some((bits.number()?, bits.number()?))
}

/// The bytes without the 3 behind each two zeros that keeps start codes out.
fn unescaped(unit: &[u8]) -> Vec<u8> {
    let (mut bytes, mut zeros) = (Vec::with_capacity(unit.len()), 0);
    for byte in unit {
        if *byte == 3 && zeros >= 2 {
            zeros = 0;
            continue;
        }
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        bytes.push(*byte);
    }
    bytes
}

struct BitReader {
    bytes: Vec<u8>,
    at: usize,
}

impl BitReader {
    fn skip(&mut self, bits: usize) {
        self.at += bits;
    }

    fn take(&mut self, bits: usize) -> Option<u32> {
        (0..bits).try_fold(0, |value, _| {
            let bit = self.bytes.get(self.at / 8)? >> (7 - self.at % 8) & 1;
            self.at += 1;
            Some(value << 1 | u32::from(bit))
        })
    }

    /// A number of the exponential Golomb code.
    fn number(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while self.take(1)? == 0 {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        let more = self.take(zeros)?;
        Some((1_u32.checked_shl(zeros as u32)? - 1).saturating_add(more))
    }
}
