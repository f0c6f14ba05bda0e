//! The layout of a JPEG, from its header: whether zune-jpeg decodes it correctly, and what its colours
//! are.

use super::kind::Kind;
use super::marks::{Marks, SCAN};

/// Most scans of a picture. Encoders write about ten, and each costs a pass over every pixel.
pub(super) const MOST_SCANS: usize = 40;

/// The kind of a JPEG that no decoder here reads, by its first frame (T.81, table B.1).
pub(super) fn unread(bytes: &[u8]) -> Option<Kind> {
    let mut marks = Marks::new(bytes).take_while(|(mark, _)| *mark != SCAN);
    let (mark, held) = marks.find(|(mark, _)| {
        matches!(*mark, 0xC0..=0xCF | 0xF7) && !matches!(*mark, 0xC4 | 0xC8 | 0xCC)
    })?;
    match (mark, held) {
        (0xC3 | 0xC7 | 0xCB | 0xCF | 0xF7, _) => Some(Kind::LosslessJpeg),
        (0xC9 | 0xCA | 0xCD | 0xCE, _) => Some(Kind::ArithmeticJpeg),
        (_, [bits, ..]) if *bits > 8 => Some(Kind::TwelveBitJpeg),
        (_, [_, 0, 0, ..]) => Some(Kind::LateHeightJpeg),
        _ => None,
    }
}

/// What the header says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Every component, with its name and its samples across and down in a unit.
    components: Vec<ComponentSampling>,
    pub(super) progressive: bool,
    /// How many components the first scan contains.
    first_scan: usize,
    jfif: bool,
    /// The colour transform that an Adobe segment states.
    adobe: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ComponentSampling {
    name: u8,
    across: u8,
    down: u8,
}

/// The colours that the components stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    Grey,
    Ycc,
    Rgb,
    Cmyk,
    Ycck,
}

impl Layout {
    /// Reads the header up to the first scan; `None` if it can't be read.
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
                        components: components
                            .chunks_exact(3)
                            .map(ComponentSampling::new)
                            .collect(),
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

    /// Whether this is a layout that cameras, phones and programs write: all components in one scan or a
    /// progressive picture, no component sampled more finely than the first, samples by halves and
    /// quarters.
    ///
    /// zune-jpeg decodes these correctly, but some others wrong without an error; `tests/layouts.rs`
    /// shows which.
    pub(super) fn is_usual(&self) -> bool {
        let Some(first) = self.components.first() else { return true };
        let fits = |own: u8, first: u8| matches!(own, 1 | 2 | 4) && own <= first;
        let halves = self.components.iter().all(|component| {
            fits(component.across, first.across) && fits(component.down, first.down)
        });
        halves && (self.progressive || self.first_scan == self.components.len())
    }

    /// Whether the components are four inks.
    pub(super) fn has_inks(&self) -> bool {
        self.components.len() == 4
    }

    /// The colours, by the rules of libjpeg, which everybody follows; `None` if no colours have this
    /// number of components.
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

impl ComponentSampling {
    fn new(told: &[u8]) -> Self {
        let [name, samples] = [0, 1].map(|at| told.get(at).copied().unwrap_or_default());
        Self { name, across: samples >> 4, down: samples & 15 }
    }
}
