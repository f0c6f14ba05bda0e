//! Walks a scan of a progressive JPEG (T.81, annex G), and keeps which coefficients were sent.

use super::bits::{Bits, Zeros};
use super::codes::Codes;
use super::picture::{Frame, ScanHead, ScanHeader};
use super::sequential::difference;
use super::{ScanFault, Stretches, Walked, blocks, units};

/// What the scans so far have sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// For each component and coefficient how many low bits are still to come; `None` if nothing was sent.
    low: Vec<[Option<u8>; 64]>,
    /// For each component and block which coefficients are not 0, by bits.
    values: Vec<Vec<u64>>,
}

impl Sent {
    fn grow(&mut self, components: usize) {
        if self.low.len() < components {
            self.low.resize(components, [None; 64]);
            self.values.resize(components, Vec::new());
        }
    }

    /// Takes a sequential scan, which sends all of its components.
    pub(super) fn whole(&mut self, head: &ScanHead) {
        for (place, ..) in &head.components {
            self.grow(place + 1);
            self.low[*place] = [Some(0); 64];
        }
    }

    /// Whether every component was sent, and every coefficient that was begun to its last bit.
    pub(super) fn is_complete(&self, frame: &Frame) -> bool {
        let is_sent = |low: &[Option<u8>; 64]| {
            low[0].is_some() && low.iter().flatten().all(|bits_to_come| *bits_to_come == 0)
        };
        self.low.len() == frame.components.len() && self.low.iter().all(is_sent)
    }

    /// Takes a scan's header. A refinement must follow what it refines.
    fn take(&mut self, head: &ScanHead, components: usize) -> Result<(), ScanFault> {
        self.grow(components);
        for (place, ..) in &head.components {
            let low = self.low.get_mut(*place).ok_or(ScanFault::Tables)?;
            for sent in &mut low[head.first..=head.last] {
                let follows = *sent == Some(head.before) && head.low + 1 == head.before;
                if head.before > 0 && !follows {
                    return Err(ScanFault::Tables);
                }
                *sent = Some(head.low);
            }
        }
        Ok(())
    }
}

/// Walks the scan whose data begins at this place of the file.
pub(super) fn scan(
    picture: &ScanHeader,
    frame: &Frame,
    head: &ScanHead,
    sent: &mut Sent,
    bits: &mut Bits,
    from: (&[u8], usize),
) -> Result<Walked, ScanFault> {
    sent.take(head, frame.components.len())?;
    let mut stretches = Stretches::of(picture, units(frame, head), from);
    if head.first == 0 {
        return means(picture, frame, head, bits, &mut stretches);
    }
    let [(place, _, table)] = head.components[..] else { return Err(ScanFault::Tables) };
    let component = frame.components.get(place).ok_or(ScanFault::Tables)?;
    let Some(codes) = picture.codes(1, table) else { return Ok(Walked::Unknown) };
    let values = sent.values.get_mut(place).ok_or(ScanFault::Tables)?;
    values.resize(component.across * component.down, 0);
    let mut band = Band {
        codes,
        first: head.first,
        last: head.last,
        largest: picture.largest(component, head.low),
        blocks_to_skip: 0,
        is_full: false,
    };
    let mut rest = &mut values[..];
    loop {
        let count = stretches.next(bits)?;
        if count == 0 {
            return Ok(Walked::Whole);
        }
        let (stretch, after) = rest.split_at_mut_checked(count).ok_or(ScanFault::Tables)?;
        let mut zeros = Zeros::of(bits);
        for values in stretch {
            let (begun, before) = (bits.at(), *values);
            if head.before == 0 {
                band.begin(values, bits)?;
            } else {
                band.refine(values, bits)?;
            }
            // In a narrow band a small value alone may be all there is, and all its bits zero.
            zeros.pass(bits, begun, *values != before && !band.is_full)?;
        }
        if band.blocks_to_skip > 0 {
            return Err(ScanFault::GoesOn);
        }
        bits.end(stretches.is_last())?;
        rest = after;
    }
}

/// Walks a scan of means, the first one or a refinement.
fn means(
    picture: &ScanHeader,
    frame: &Frame,
    head: &ScanHead,
    bits: &mut Bits,
    stretches: &mut Stretches<'_>,
) -> Result<Walked, ScanFault> {
    let mut parts = Vec::new();
    for (place, table, _) in &head.components {
        let component = frame.components.get(*place).ok_or(ScanFault::Tables)?;
        let codes = picture.codes(0, *table);
        if codes.is_none() && head.before == 0 {
            return Ok(Walked::Unknown);
        }
        let largest = picture.largest_mean(component, head.low);
        parts.push((blocks(component, head), codes, largest, 0_i32));
    }
    let in_unit: usize = parts.iter().map(|part| part.0).sum();
    loop {
        let count = stretches.next(bits)?;
        if count == 0 {
            return Ok(Walked::Whole);
        }
        if head.before > 0 {
            // One bit for each block.
            bits.skip(u32::try_from(count * in_unit).map_err(|_more| ScanFault::EndsEarly)?);
        } else {
            for part in &mut parts {
                part.3 = 0;
            }
            for _ in 0..count {
                for (blocks, codes, largest, before) in &mut parts {
                    for _ in 0..*blocks {
                        let Some(codes) = codes else { return Ok(Walked::Unknown) };
                        let word = bits.word()?;
                        let (length, size) = codes.find((word >> 48) as u16)?;
                        if size > 11 {
                            return Err(ScanFault::TooLarge);
                        }
                        *before += difference(word << length, size);
                        if before.abs() > *largest {
                            return Err(ScanFault::TooLarge);
                        }
                        bits.skip(length + u32::from(size));
                    }
                }
            }
        }
        bits.end(stretches.is_last())?;
    }
}

/// A scan of some higher frequencies of one component.
struct Band<'a> {
    codes: &'a Codes,
    first: usize,
    last: usize,
    /// Most bits of each coefficient.
    largest: [u8; 64],
    /// Blocks to come of which nothing is new.
    blocks_to_skip: u32,
    /// The last block came to the band's end, where no code has to follow.
    is_full: bool,
}

impl Band<'_> {
    /// The next code's run and size.
    fn symbol(&self, bits: &mut Bits) -> Result<(usize, u8), ScanFault> {
        let word = bits.word()?;
        let (length, symbol) = self.codes.find((word >> 48) as u16)?;
        bits.skip(length);
        Ok((usize::from(symbol >> 4), symbol & 15))
    }

    /// Reads how many blocks end here, this one too.
    fn end_run(&mut self, run: usize, bits: &mut Bits) -> Result<(), ScanFault> {
        self.blocks_to_skip = (1 << run) + bits.take(run as u32)?;
        Ok(())
    }

    /// Walks a block that is sent for the first time (G.1.2.2).
    fn begin(&mut self, values: &mut u64, bits: &mut Bits) -> Result<(), ScanFault> {
        self.is_full = false;
        if self.blocks_to_skip > 0 {
            self.blocks_to_skip -= 1;
            return Ok(());
        }
        let mut at = self.first;
        while at <= self.last {
            let (run, size) = self.symbol(bits)?;
            if size == 0 {
                if run < 15 {
                    self.end_run(run, bits)?;
                    self.blocks_to_skip -= 1;
                    return Ok(());
                }
                at += 16;
                if at > self.last {
                    return Err(ScanFault::TooMany);
                }
                continue;
            }
            at += run;
            if at > self.last {
                return Err(ScanFault::TooMany);
            }
            if size > self.largest[at] {
                return Err(ScanFault::TooLarge);
            }
            bits.skip(size.into());
            *values |= 1 << at;
            at += 1;
        }
        self.is_full = true;
        Ok(())
    }

    /// Walks a block whose values get one more bit (G.1.2.3).
    fn refine(&mut self, values: &mut u64, bits: &mut Bits) -> Result<(), ScanFault> {
        let mut at = self.first;
        while self.blocks_to_skip == 0 && at <= self.last {
            let (run, size) = self.symbol(bits)?;
            let mut zeros = run;
            let is_new = match (run, size) {
                (15, 0) => false,
                (_, 0) => {
                    self.end_run(run, bits)?;
                    break;
                }
                (_, 1) => {
                    bits.skip(1);
                    true
                }
                _ => return Err(ScanFault::NoSuchCode),
            };
            // Every value on the way has a bit; zeros are counted off.
            while at <= self.last {
                if *values >> at & 1 == 1 {
                    bits.skip(1);
                } else if zeros == 0 {
                    break;
                } else {
                    zeros -= 1;
                }
                at += 1;
            }
            if at > self.last {
                return Err(ScanFault::TooMany);
            }
            if is_new {
                *values |= 1 << at;
            }
            at += 1;
        }
        self.is_full = self.blocks_to_skip == 0;
        if self.blocks_to_skip > 0 {
            if at <= self.last {
                let band = *values >> at & (u64::MAX >> (63 - (self.last - at)));
                bits.skip(band.count_ones());
            }
            self.blocks_to_skip -= 1;
        }
        // Several bits were gone over without being read.
        if bits.is_over() { Err(ScanFault::EndsEarly) } else { Ok(()) }
    }
}
