//! Writes JPEG files in every layout that the format allows, which no available encoder does.
//!
//! The code is neither fast nor compact. The picture is given by a formula, so that a decoder's result
//! can be compared with the picture itself and not only with another decoder's result.

use std::f32::consts::PI;
use std::sync::LazyLock;

use super::entropy::{Token, Tokens, codes};

/// The colours that the components stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    Grey,
    Ycc,
    /// Three components that an Adobe segment says are red, green and blue.
    Rgb,
    /// Three components that are red, green and blue by their names.
    NamedRgb,
    /// Four components, inverted, as Adobe's programs write them.
    Cmyk,
    /// Four components, inverted; the first three are inverted again and converted to luma and chroma.
    Ycck,
}

/// How the components are spread over scans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// All in one scan: what cameras write.
    Interleaved,
    /// A scan for each.
    Each,
    /// A scan for each, the last component first.
    EachBackwards,
    /// The first alone, then the others together.
    FirstThenRest,
    /// The others together, then the first.
    RestThenFirst,
    /// Progressive: lower and higher frequencies.
    Spectral,
    /// Progressive, bit by bit, as `cjpeg -progressive` does.
    Refined,
    /// As `Refined`, but the lowest frequency has a scan for each component too.
    RefinedEach,
}

impl Script {
    pub(super) const ALL: [Self; 8] = [
        Self::Interleaved,
        Self::Each,
        Self::EachBackwards,
        Self::FirstThenRest,
        Self::RestThenFirst,
        Self::Spectral,
        Self::Refined,
        Self::RefinedEach,
    ];

    fn is_progressive(self) -> bool {
        matches!(self, Self::Spectral | Self::Refined | Self::RefinedEach)
    }

    fn scans(self, count: usize) -> Vec<Scan> {
        let all: Vec<usize> = (0..count).collect();
        let each = |ss, se, ah, al| (0..count).map(move |c| Scan::of(&[c], ss, se, ah, al));
        let whole = |of: &[usize]| Scan::of(of, 0, 63, 0, 0);
        match self {
            Self::Interleaved => vec![whole(&all)],
            Self::Each => each(0, 63, 0, 0).collect(),
            Self::EachBackwards => each(0, 63, 0, 0).rev().collect(),
            Self::FirstThenRest if count > 1 => vec![whole(&[0]), whole(&all[1..])],
            Self::RestThenFirst if count > 1 => vec![whole(&all[1..]), whole(&[0])],
            Self::FirstThenRest | Self::RestThenFirst => vec![whole(&all)],
            Self::Spectral => std::iter::once(Scan::of(&all, 0, 0, 0, 0))
                .chain(each(1, 5, 0, 0))
                .chain(each(6, 63, 0, 0))
                .collect(),
            Self::Refined => std::iter::once(Scan::of(&all, 0, 0, 0, 1))
                .chain(each(1, 5, 0, 2))
                .chain(each(6, 63, 0, 2))
                .chain(each(1, 63, 2, 1))
                .chain([Scan::of(&all, 0, 0, 1, 0)])
                .chain(each(1, 63, 1, 0))
                .collect(),
            Self::RefinedEach => each(0, 0, 0, 1)
                .chain(each(1, 63, 0, 1))
                .chain(each(0, 0, 1, 0))
                .chain(each(1, 63, 1, 0))
                .collect(),
        }
    }
}

/// One scan: components, frequencies, bits.
struct Scan {
    of: Vec<usize>,
    ss: usize,
    se: usize,
    ah: u32,
    al: u32,
}

impl Scan {
    fn of(of: &[usize], ss: usize, se: usize, ah: u32, al: u32) -> Self {
        Self { of: of.to_vec(), ss, se, ah, al }
    }
}

/// A file to be written.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) colour: Colour,
    /// Samples of each component across and down in a unit.
    pub(super) sampling: Vec<(u32, u32)>,
    pub(super) script: Script,
    /// Units between two restart markers; 0 for no restart markers.
    pub(super) restart: u32,
    /// All code tables stand before the first scan; otherwise each scan has its own before it.
    pub(super) codes_first: bool,
}

/// The blocks of one component: frequencies in the order of the file.
pub(super) struct Plane {
    across: u32,
    blocks: Vec<[i32; 64]>,
}

impl Layout {
    fn most(&self) -> (u32, u32) {
        let across = self.sampling.iter().map(|s| s.0).max().expect("a component");
        (across, self.sampling.iter().map(|s| s.1).max().expect("a component"))
    }

    /// Units across and down if the components share a scan.
    pub(super) fn units(&self) -> (u32, u32) {
        let (h, v) = self.most();
        (self.width.div_ceil(8 * h), self.height.div_ceil(8 * v))
    }

    /// A component's value at a place of the picture. A component with all its samples has fine detail;
    /// any other is so smooth that every way of interpolating gives the same value to a level or two.
    fn value(&self, component: usize, x: f32, y: f32) -> f32 {
        let phase = component as f32 * 1.9;
        let smooth = 55.0 * (x / 19.0 + phase).sin() * (y / 23.0 + 0.6 * phase).cos();
        if self.sampling[component] != self.most() {
            return 128.0 + smooth;
        }
        let noise = ((x * 12.9 + y * 78.2 + phase).sin() * 437.5).fract();
        128.0 + smooth + 22.0 * (x * 0.9 + y * 0.4).sin() + 18.0 * noise
    }

    /// The picture that a correct decoder shows, in red, green and blue.
    pub(super) fn picture(&self) -> Vec<u8> {
        let mut rgb = Vec::new();
        for (y, x) in grid(self.width, self.height) {
            let at = |c| self.value(c, x as f32, y as f32).round().clamp(0.0, 255.0);
            let ycc = |y: f32, cb: f32, cr: f32| {
                let (cb, cr) = (cb - 128.0, cr - 128.0);
                [y + 1.402 * cr, y - 0.344_14 * cb - 0.714_14 * cr, y + 1.772 * cb]
                    .map(|c| c.clamp(0.0, 255.0))
            };
            let pixel = match self.colour {
                Colour::Grey => [at(0); 3],
                Colour::Ycc => ycc(at(0), at(1), at(2)),
                Colour::Rgb | Colour::NamedRgb => [at(0), at(1), at(2)],
                Colour::Cmyk => [at(0), at(1), at(2)].map(|c| c * at(3) / 255.0),
                Colour::Ycck => ycc(at(0), at(1), at(2)).map(|c| (255.0 - c) * at(3) / 255.0),
            };
            rgb.extend(pixel.map(|c| c.round() as u8));
        }
        rgb
    }

    fn plane(&self, component: usize) -> Plane {
        let ((most_h, most_v), (h, v)) = (self.most(), self.sampling[component]);
        let (units_across, units_down) = self.units();
        let (across, down) = (units_across * h, units_down * v);
        // Where the middle of a sample lies in the picture; samples beyond the edge repeat the last one.
        let place = |at: u32, most: u32, own: u32, length: u32| {
            let last = (length * own).div_ceil(most) - 1;
            (at.min(last) as f32 + 0.5) * most as f32 / own as f32 - 0.5
        };
        let block = |row: u32, column: u32| {
            let mut samples = [[0.0; 8]; 8];
            for (y, line) in (0..).zip(&mut samples) {
                for (x, sample) in (0..).zip(line) {
                    let x = place(column * 8 + x, most_h, h, self.width);
                    let y = place(row * 8 + y, most_v, v, self.height);
                    *sample = self.value(component, x, y).round().clamp(0.0, 255.0) - 128.0;
                }
            }
            frequencies(&samples)
        };
        let blocks = grid(across, down);
        Plane { across, blocks: blocks.map(|(row, column)| block(row, column)).collect() }
    }

    /// The blocks of a scan in the order of the file, unit by unit.
    fn order<'a>(&self, scan: &Scan, planes: &'a [Plane]) -> Vec<Vec<(usize, &'a [i32; 64])>> {
        let (most_h, most_v) = self.most();
        if let [only] = scan.of[..] {
            let (h, v) = self.sampling[only];
            let across = (self.width * h).div_ceil(most_h).div_ceil(8);
            let down = (self.height * v).div_ceil(most_v).div_ceil(8);
            let plane = &planes[only];
            let at = |(row, column)| &plane.blocks[(row * plane.across + column) as usize];
            return grid(across, down).map(|place| vec![(only, at(place))]).collect();
        }
        let (across, down) = self.units();
        let unit = |unit_row: u32, unit_column: u32| {
            let mut blocks = Vec::new();
            for &c in &scan.of {
                let (h, v) = self.sampling[c];
                for (row, column) in grid(h, v) {
                    let at = (unit_row * v + row) * planes[c].across + unit_column * h + column;
                    blocks.push((c, &planes[c].blocks[at as usize]));
                }
            }
            blocks
        };
        grid(across, down).map(|(row, column)| unit(row, column)).collect()
    }

    /// The frequencies, which do not depend on how they are spread over scans.
    pub(super) fn planes(&self) -> Vec<Plane> {
        (0..self.sampling.len()).map(|c| self.plane(c)).collect()
    }

    /// The file.
    pub(super) fn write(&self, planes: &[Plane]) -> Vec<u8> {
        let scans = self.script.scans(self.sampling.len());
        let tokens: Vec<Vec<Token>> = scans.iter().map(|scan| self.tokens(scan, planes)).collect();
        let mut file = self.head();
        let joint = codes(&tokens.iter().map(|scan| &scan[..]).collect::<Vec<_>>());
        if self.codes_first {
            file.extend(joint.segment());
        }
        for (scan, tokens) in scans.iter().zip(&tokens) {
            let own = codes(&[tokens]);
            let codes = if self.codes_first { &joint } else { &own };
            if !self.codes_first {
                file.extend(own.segment());
            }
            file.extend(self.scan_head(scan));
            file.extend(codes.written(tokens));
        }
        file.extend([0xFF, 0xD9]);
        file
    }

    fn tokens(&self, scan: &Scan, planes: &[Plane]) -> Vec<Token> {
        let mut tokens = Tokens::new(scan.ss, scan.se, scan.ah, scan.al);
        let progressive = self.script.is_progressive();
        for (at, unit) in (0..).zip(self.order(scan, planes)) {
            if self.restart > 0 && at > 0 && at % self.restart == 0 {
                tokens.restart();
            }
            for (component, block) in unit {
                tokens.block(component, block, progressive);
            }
        }
        tokens.end()
    }

    /// Everything before the code tables.
    fn head(&self) -> Vec<u8> {
        let mut file = vec![0xFF, 0xD8];
        let adobe =
            |transform| [b"\xFF\xEE\0\x0EAdobe\0\x64\0\0\0\0".as_slice(), &[transform]].concat();
        match self.colour {
            Colour::Grey | Colour::Ycc => {
                file.extend(b"\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
            }
            Colour::Rgb | Colour::Cmyk => file.extend(adobe(0)),
            Colour::Ycck => file.extend(adobe(2)),
            Colour::NamedRgb => {}
        }
        file.extend([0xFF, 0xDB, 0, 67, 0]);
        file.extend([STEP as u8; 64]);
        let count = self.sampling.len() as u8;
        file.extend([0xFF, if self.script.is_progressive() { 0xC2 } else { 0xC0 }]);
        file.extend([0, 8 + 3 * count, 8]);
        file.extend((self.height as u16).to_be_bytes());
        file.extend((self.width as u16).to_be_bytes());
        file.push(count);
        for (c, (h, v)) in self.sampling.iter().enumerate() {
            file.extend([self.name(c), (h << 4 | v) as u8, 0]);
        }
        if self.restart > 0 {
            file.extend([0xFF, 0xDD, 0, 4]);
            file.extend((self.restart as u16).to_be_bytes());
        }
        file
    }

    fn name(&self, component: usize) -> u8 {
        if self.colour == Colour::NamedRgb { b"RGB"[component] } else { component as u8 + 1 }
    }

    fn scan_head(&self, scan: &Scan) -> Vec<u8> {
        let count = scan.of.len() as u8;
        let mut head = vec![0xFF, 0xDA, 0, 6 + 2 * count, count];
        for c in &scan.of {
            let codes = u8::from(*c > 0);
            head.extend([self.name(*c), codes << 4 | codes]);
        }
        head.extend([scan.ss as u8, scan.se as u8, (scan.ah << 4 | scan.al) as u8]);
        head
    }
}

/// Row and column of every place, row by row.
fn grid(across: u32, down: u32) -> impl Iterator<Item = (u32, u32)> {
    (0..down).flat_map(move |row| (0..across).map(move |column| (row, column)))
}

/// The quantization step of every frequency.
const STEP: i32 = 3;

/// The frequencies of a block, in zigzag order.
fn frequencies(samples: &[[f32; 8]; 8]) -> [i32; 64] {
    static WAVES: LazyLock<[[f32; 8]; 8]> = LazyLock::new(|| {
        std::array::from_fn(|at| {
            std::array::from_fn(|of| {
                let scale = if of == 0 { 0.125_f32.sqrt() } else { 0.5 };
                scale * ((2 * at + 1) as f32 * of as f32 * PI / 16.0).cos()
            })
        })
    });
    let wave = |at: usize, of: usize| WAVES[at][of];
    let mut lines = [[0.0; 8]; 8];
    for (y, u) in (0..8).flat_map(|y| (0..8).map(move |u| (y, u))) {
        lines[y][u] = (0..8).map(|x| samples[y][x] * wave(x, u)).sum();
    }
    // Along the diagonals, up and down in turn.
    let mut order: Vec<(usize, usize)> = (0..8).flat_map(|v| (0..8).map(move |u| (v, u))).collect();
    order.sort_by_key(|(v, u)| (u + v, if (u + v) % 2 == 0 { *u } else { *v }));
    let mut ordered = [0; 64];
    for (to, (v, u)) in ordered.iter_mut().zip(order) {
        let whole: f32 = (0..8).map(|y| lines[y][u] * wave(y, v)).sum();
        *to = (whole / STEP as f32).round() as i32;
    }
    ordered
}
