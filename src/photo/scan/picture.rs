//! What a JPEG's segments say of its scans: the frame, the tables, the scan's header.

use super::ScanFault;
use super::codes::Codes;

/// All that stands before a scan.
#[derive(Debug, Default)]
pub(super) struct ScanHeader {
    pub(super) frame: Option<Frame>,
    /// Quantisation by table, in the order of the scan.
    quant: [Option<[u16; 64]>; 4],
    /// Codes for the mean and for the higher frequencies, by table.
    codes: [[Option<Codes>; 4]; 2],
    /// Units between two restart markers; 0 if there are none.
    pub(super) restart: usize,
}

/// The frame: how the picture is made of components.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) is_progressive: bool,
    /// Units of all components across and down.
    pub(super) across: usize,
    pub(super) down: usize,
    pub(super) components: Vec<Component>,
}

/// A component of the frame.
#[derive(Debug)]
pub(super) struct Component {
    name: u8,
    /// Blocks across and down in a unit.
    pub(super) wide: usize,
    pub(super) high: usize,
    table: usize,
    /// Blocks across and down that hold samples of the picture: what a scan of this component alone has.
    pub(super) across: usize,
    pub(super) down: usize,
}

/// A scan's header.
#[derive(Debug)]
pub(super) struct ScanHead {
    /// For each component its place in the frame and its two code tables.
    pub(super) components: Vec<(usize, usize, usize)>,
    /// First and last coefficient.
    pub(super) first: usize,
    pub(super) last: usize,
    /// How many low bits earlier scans left out (0 if there was none), and how many this one does.
    pub(super) before: u8,
    pub(super) low: u8,
}

/// The value to which no coefficient of a picture of 8 bits comes: 1,024 is the largest, and an encoder that
/// sharpens clipped edges goes some 250 beyond it.
const BEYOND: u32 = 1300;

impl ScanHeader {
    /// Takes a segment.
    pub(super) fn take(&mut self, mark: u8, held: &[u8]) -> Result<(), ScanFault> {
        match mark {
            0xDB => self.take_quant(held),
            0xC4 => self.take_codes(held),
            // A second frame: what the first one says was never checked.
            0xC0..=0xC2 if self.frame.is_some() => Err(ScanFault::Tables),
            0xC0..=0xC2 => {
                self.frame = Some(Frame::read(held, mark == 0xC2).ok_or(ScanFault::Tables)?);
                Ok(())
            }
            0xDD => {
                let [high, low, ..] = held else { return Err(ScanFault::Tables) };
                self.restart = usize::from(u16::from_be_bytes([*high, *low]));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn take_quant(&mut self, mut held: &[u8]) -> Result<(), ScanFault> {
        while let [name, rest @ ..] = held {
            let wide = usize::from(*name >> 4 != 0) + 1;
            let (values, after) = rest.split_at_checked(64 * wide).ok_or(ScanFault::Tables)?;
            let mut table = [0; 64];
            for (to, from) in table.iter_mut().zip(values.chunks_exact(wide)) {
                *to = from.iter().fold(0, |value, byte| value << 8 | u16::from(*byte));
            }
            // What is multiplied by nothing is no picture.
            if table.contains(&0) {
                return Err(ScanFault::Tables);
            }
            *self.quant.get_mut(usize::from(*name & 15)).ok_or(ScanFault::Tables)? = Some(table);
            held = after;
        }
        Ok(())
    }

    fn take_codes(&mut self, mut held: &[u8]) -> Result<(), ScanFault> {
        while let [name, rest @ ..] = held {
            let (codes, after) = Codes::read(rest)?;
            let kind = self.codes.get_mut(usize::from(*name >> 4)).ok_or(ScanFault::Tables)?;
            *kind.get_mut(usize::from(*name & 15)).ok_or(ScanFault::Tables)? = Some(codes);
            held = after;
        }
        Ok(())
    }

    /// The codes for a component's mean (kind 0) or higher frequencies (1).
    pub(super) fn codes(&self, kind: usize, table: usize) -> Option<&Codes> {
        self.codes.get(kind)?.get(table)?.as_ref()
    }

    /// For each coefficient of a component the most bits that a value may have where so many low bits are left out.
    pub(super) fn largest(&self, component: &Component, low: u8) -> [u8; 64] {
        let quant = self.quant.get(component.table).and_then(Option::as_ref);
        let mut largest = [10; 64];
        for (at, bits) in largest.iter_mut().enumerate() {
            let step = quant.map_or(1, |quant| u32::from(quant[at])) << low;
            // The least value of n bits is 2 to the power of n − 1.
            *bits = (((BEYOND + step) / step).ilog2() as u8 + 1).min(10);
        }
        largest
    }

    /// The largest mean, without its low bits.
    pub(super) fn largest_mean(&self, component: &Component, low: u8) -> i32 {
        let quant = self.quant.get(component.table).and_then(Option::as_ref);
        let step = quant.map_or(1, |quant| u32::from(quant[0])) << low;
        i32::try_from((BEYOND + step) / step).unwrap_or(i32::MAX)
    }
}

impl Frame {
    fn read(held: &[u8], is_progressive: bool) -> Option<Self> {
        let [8, h, height, w, width, _, rest @ ..] = held else { return None };
        let size = |high: &u8, low: &u8| usize::from(u16::from_be_bytes([*high, *low]));
        let (width, height) = (size(w, width), size(h, height));
        let told: Vec<(u8, usize, usize, usize)> = rest
            .chunks_exact(3)
            .map(|told| (told[0], (told[1] >> 4).into(), (told[1] & 15).into(), told[2].into()))
            .collect();
        let most = |side: fn(&(u8, usize, usize, usize)) -> usize| told.iter().map(side).max();
        let (wide, high) = (most(|told| told.1)?, most(|told| told.2)?);
        let fits = |samples: usize| (1..=4).contains(&samples);
        if told.len() > 4 || !told.iter().all(|told| fits(told.1) && fits(told.2)) {
            return None;
        }
        let component = |told: &(u8, usize, usize, usize)| Component {
            name: told.0,
            wide: told.1,
            high: told.2,
            table: told.3,
            across: (width * told.1).div_ceil(wide * 8),
            down: (height * told.2).div_ceil(high * 8),
        };
        Some(Self {
            is_progressive,
            across: width.div_ceil(wide * 8),
            down: height.div_ceil(high * 8),
            components: told.iter().map(component).collect(),
        })
    }
}

impl ScanHead {
    pub(super) fn read(held: &[u8], frame: &Frame) -> Option<Self> {
        let (count, rest) = held.split_first()?;
        let (told, rest) = rest.split_at_checked(usize::from(*count) * 2)?;
        let [first, last, low, ..] = *rest else { return None };
        let place = |name: u8| frame.components.iter().position(|own| own.name == name);
        let components = told
            .chunks_exact(2)
            .map(|told| Some((place(told[0])?, (told[1] >> 4).into(), (told[1] & 15).into())))
            .collect::<Option<Vec<_>>>()?;
        // A sequential scan has every coefficient, whatever its header says.
        let (first, last) = if frame.is_progressive { (first, last) } else { (0, 63) };
        let (before, low) = if frame.is_progressive { (low >> 4, low & 15) } else { (0, 0) };
        let fits = first <= last && last < 64 && low <= 13 && !components.is_empty();
        let fits = fits && (first == 0 || components.len() == 1);
        let fits = fits && (first > 0 || last == 0 || !frame.is_progressive);
        fits.then_some(Self { components, first: first.into(), last: last.into(), before, low })
    }
}
