//! Huffman codes (ITU-T T.81, annex C): their tables, and how to find symbols by them.

use super::ScanFault;

/// Bits by which a symbol is looked up at once; longer codes are searched for.
const SHORT: u32 = 9;

/// Bits by which several symbols are looked up at once.
const WINDOW: u32 = 12;

/// A code table.
#[derive(Debug, Clone)]
pub(super) struct Codes {
    /// By the next `SHORT` bits: length of the code and symbol; length 0 if the code is longer.
    short: Vec<(u8, u8)>,
    /// For each length, one more than its last code, at 16 bits.
    ends: [u32; 17],
    /// For each length, what to add to a code of it for the place of its symbol.
    places: [u32; 17],
    symbols: Vec<u8>,
}

impl Codes {
    /// From the contents of a DHT segment behind the table's name: how many codes have each of the 16 lengths, and
    /// the symbols. Also returns what follows.
    pub(super) fn read(held: &[u8]) -> Result<(Self, &[u8]), ScanFault> {
        let (counts, rest) = held.split_at_checked(16).ok_or(ScanFault::Tables)?;
        let all = counts.iter().map(|count| usize::from(*count)).sum();
        let (symbols, rest) = rest.split_at_checked(all).ok_or(ScanFault::Tables)?;
        let mut codes = Self {
            short: vec![(0, 0); 1 << SHORT],
            ends: [0; 17],
            places: [0; 17],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut place) = (0_u32, 0_usize);
        for length in 1..=16_u32 {
            let count = usize::from(counts[length as usize - 1]);
            codes.places[length as usize] = (place as u32).wrapping_sub(code);
            for symbol in &symbols[place..place + count] {
                if code >= 1 << length {
                    return Err(ScanFault::Tables);
                }
                if length <= SHORT {
                    let first = (code << (SHORT - length)) as usize;
                    let alike = 1 << (SHORT - length);
                    codes.short[first..first + alike].fill((length as u8, *symbol));
                }
                code += 1;
            }
            place += count;
            codes.ends[length as usize] = code << (16 - length);
            code <<= 1;
        }
        Ok((codes, rest))
    }

    /// The length of the code with which these 16 bits begin, and its symbol.
    pub(super) fn find(&self, next: u16) -> Result<(u32, u8), ScanFault> {
        let (length, symbol) = self.short[usize::from(next >> (16 - SHORT))];
        if length > 0 {
            return Ok((u32::from(length), symbol));
        }
        for length in SHORT + 1..=16 {
            if u32::from(next) < self.ends[length as usize] {
                let code = u32::from(next >> (16 - length));
                let place = code.wrapping_add(self.places[length as usize]);
                let symbol = self.symbols.get(place as usize);
                return symbol.map(|symbol| (length, *symbol)).ok_or(ScanFault::NoSuchCode);
            }
        }
        Err(ScanFault::NoSuchCode)
    }
}

/// Several symbols of a sequential scan's higher frequencies at once, by the next bits.
pub(super) struct Many(Vec<Step>);

/// What the next bits hold, as far as whole codes go.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Step {
    /// Bits of the codes, and of the values behind them; 0 if the first symbol must be looked at by itself.
    pub(super) bits: u8,
    /// By how many coefficients they go on.
    pub(super) on: u8,
    /// Whether the block ends with them.
    pub(super) ends: bool,
}

impl Many {
    /// Values of more bits than `largest` are not taken along: they must be looked at.
    pub(super) fn of(codes: &Codes, largest: u8) -> Self {
        Self((0..1_u32 << WINDOW).map(|window| Step::of(codes, window, largest)).collect())
    }

    pub(super) fn find(&self, word: u64) -> Step {
        self.0.get((word >> (64 - WINDOW)) as usize).copied().unwrap_or_default()
    }
}

impl Step {
    fn of(codes: &Codes, window: u32, largest: u8) -> Self {
        let mut step = Self::default();
        while u32::from(step.bits) < WINDOW {
            let left = WINDOW - u32::from(step.bits);
            let next = window << (16 - left) & 0xFFFF;
            let Ok((length, symbol)) = codes.find(next as u16) else { break };
            if length > left {
                break;
            }
            let (run, size) = (symbol >> 4, symbol & 15);
            let on = match (run, size) {
                (0, 0) => 0,
                (15, 0) => 16,
                (_, 0) => break,
                _ if size > largest => break,
                _ => run + 1,
            };
            if step.on + on > 63 {
                break;
            }
            step.bits += length as u8 + size;
            step.on += on;
            if symbol == 0 {
                step.ends = true;
                break;
            }
        }
        step
    }
}
