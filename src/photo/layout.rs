//! How a JPEG is laid out, by its head: whether the fast decoder shows it right, and what its colours are.

use super::marks::{Marks, SCAN};

/// Most scans of a picture. Encoders write about ten; each costs a pass over every pixel.
pub(super) const MOST_SCANS: usize = 40;

/// What the head tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Every component's name, and its samples across and down in a unit.
    components: Vec<Component>,
    progressive: bool,
    /// How many components the first scan holds.
    first_scan: usize,
    jfif: bool,
    /// What an Adobe segment says of the colours.
    adobe: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Component {
    name: u8,
    across: u8,
    down: u8,
}

/// What the components are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    Grey,
    Ycc,
    Rgb,
    Cmyk,
    Ycck,
}

impl Layout {
    /// Reads the head up to the first scan, if it is one that can be read.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (mut frame, mut jfif, mut adobe) = (None, false, None);
        for (mark, held) in Marks::new(bytes) {
            match (mark, held) {
                (0xE0, [b'J', b'F', b'I', b'F', 0, ..]) => jfif = true,
                (0xEE, [b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, colours, ..]) => {
                    adobe = Some(*colours);
                }
                (0xC0..=0xC2, [_, h, height, w, width, _, components @ ..]) => {
                    let size = |high: &u8, low: &u8| u32::from(u16::from_be_bytes([*high, *low]));
                    frame = Some((mark, size(w, width), size(h, height), components));
                }
                (SCAN, [first_scan, ..]) => {
                    let (frame, width, height, components) = frame?;
                    return Some(Self {
                        width,
                        height,
                        components: components.chunks_exact(3).map(Component::new).collect(),
                        progressive: frame == 0xC2,
                        first_scan: usize::from(*first_scan),
                        jfif,
                        adobe,
                    });
                }
                _ => {}
            }
        }
        None
    }

    /// Whether it is laid out as cameras, phones and programs do it: all components in one scan or a
    /// progressive picture, none of them finer than the first, their samples by halves and quarters.
    ///
    /// zune-jpeg shows these right, and some others wrong without a word; `tests/layouts.rs` tells which.
    pub(super) fn is_usual(&self) -> bool {
        let Some(first) = self.components.first() else { return true };
        let fits = |own: u8, first: u8| matches!(own, 1 | 2 | 4) && own <= first;
        let halves = self.components.iter().all(|component| {
            fits(component.across, first.across) && fits(component.down, first.down)
        });
        halves && (self.progressive || self.first_scan == self.components.len())
    }

    /// The colours, by the rules of libjpeg, which everybody follows. None where there are as many
    /// components as no colours have.
    pub(super) fn colours(&self) -> Option<Colours> {
        let names: Vec<u8> = self.components.iter().map(|component| component.name).collect();
        match (&names[..], self.adobe) {
            ([_], _) => Some(Colours::Grey),
            ([_, _, _], Some(0)) if !self.jfif => Some(Colours::Rgb),
            (b"RGB", None) if !self.jfif => Some(Colours::Rgb),
            ([_, _, _], _) => Some(Colours::Ycc),
            ([_, _, _, _], Some(2)) => Some(Colours::Ycck),
            ([_, _, _, _], _) => Some(Colours::Cmyk),
            _ => None,
        }
    }
}

impl Component {
    fn new(told: &[u8]) -> Self {
        let [name, samples] = [0, 1].map(|at| told.get(at).copied().unwrap_or_default());
        Self { name, across: samples >> 4, down: samples & 15 }
    }
}
