//! Whether the scans of a JPEG are whole: a walk over their codes that decodes no pixel (ITU-T T.81, annexes C, F, G).
//!
//! A decoder shows something whatever a scan holds: after damage its codes are out of step, and soon in step again,
//! some blocks too early or too late. So the walk asks for what damage hardly ever leaves as it was: that every code
//! exists, no block has more than 64 coefficients and none of them is larger than a picture can have, and that the
//! data, and each stretch between restart markers, ends exactly with its last block.

mod bits;
mod codes;
mod picture;
mod progressive;
mod sequential;

use super::marks::{END, Marks, SCAN};
use bits::{Bits, NextMarker};
use picture::{Component, Frame, ScanHead, ScanHeader};
use progressive::Sent;

/// What is wrong with a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ScanFault {
    /// A table that can't be, or a header that doesn't fit the frame.
    Tables,
    /// Bits that are no code.
    NoSuchCode,
    /// More coefficients than a block has.
    TooMany,
    /// A coefficient, or the mean of a block, that no picture of 8 bits has.
    TooLarge,
    /// A block with values in a run of zeros: nothing that an encoder writes.
    Zeros,
    /// The data ends before the last block.
    EndsEarly,
    /// The data goes on behind the last block.
    GoesOn,
    /// A restart marker that is missing, or not the one that is due.
    Restart,
    /// A progressive picture that lacks scans.
    Unfinished,
}

/// The first fault of the scans, if there is one. `None` too where nothing can be said: a frame of another kind, or
/// codes that stand elsewhere.
pub(super) fn fault(bytes: &[u8]) -> Option<ScanFault> {
    walk(bytes).err()
}

fn walk(bytes: &[u8]) -> Result<(), ScanFault> {
    let mut picture = ScanHeader::default();
    let mut bits = Bits::default();
    let mut sent = Sent::default();
    let mut marks = Marks::new(bytes);
    while let Some((mark, held)) = marks.next() {
        match mark {
            END => break,
            SCAN => {
                let Some(frame) = &picture.frame else { return Ok(()) };
                let head = ScanHead::read(held, frame).ok_or(ScanFault::Tables)?;
                let place = marks.place();
                let walked = if frame.is_progressive {
                    progressive::scan(&picture, frame, &head, &mut sent, &mut bits, (bytes, place))
                } else {
                    sent.whole(&head);
                    sequential::scan(&picture, frame, &head, &mut bits, (bytes, place))
                };
                if walked? == Walked::Unknown {
                    return Ok(());
                }
            }
            _ => picture.take(mark, held)?,
        }
    }
    match &picture.frame {
        Some(frame) if !sent.is_complete(frame) => Err(ScanFault::Unfinished),
        _ => Ok(()),
    }
}

/// Whether a scan could be walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Walked {
    Whole,
    /// Its codes are not in the file.
    Unknown,
}

/// The units of a scan, in stretches between restart markers.
struct Stretches<'a> {
    file: &'a [u8],
    /// Where the next stretch begins.
    at: usize,
    /// Units that are still to come, and at most how many there are in a stretch.
    left: usize,
    most: usize,
    /// The restart marker that is due next.
    due: u8,
}

impl<'a> Stretches<'a> {
    fn of(picture: &ScanHeader, units: usize, (file, at): (&'a [u8], usize)) -> Self {
        let most = if picture.restart == 0 { units } else { picture.restart };
        Self { file, at, left: units, most, due: 0 }
    }

    /// Fills in the bits of the next stretch and says how many units it has; 0 when there are no more.
    fn next(&mut self, bits: &mut Bits) -> Result<usize, ScanFault> {
        if self.left == 0 {
            return Ok(0);
        }
        let units = self.left.min(self.most);
        let (behind, end) = bits.fill(self.file, self.at);
        let is_last = self.left == units;
        // Some encoders write one more marker behind the last stretch.
        let fits = match behind {
            NextMarker::Restart(number) => number == self.due,
            NextMarker::End => is_last,
        };
        if !fits {
            return Err(ScanFault::Restart);
        }
        if is_last && matches!(behind, NextMarker::Restart(_)) && !self.ends_at(end) {
            return Err(ScanFault::Restart);
        }
        self.due = (self.due + 1) % 8;
        self.left -= units;
        self.at = end;
        Ok(units)
    }

    /// Whether the stretch whose bits were filled in last is the last one.
    fn is_last(&self) -> bool {
        self.left == 0
    }

    /// Whether a marker that ends the scan stands here.
    fn ends_at(&self, at: usize) -> bool {
        matches!(self.file.get(at..at + 2), Some([0xFF, 0xC0..=0xFE]) | None)
    }
}

/// The blocks of one component in each unit of a scan, and how many units there are.
fn units(frame: &Frame, head: &ScanHead) -> usize {
    match head.components[..] {
        // A component that is alone has no blocks outside the picture.
        [(only, ..)] => {
            frame.components.get(only).map_or(0, |component| component.across * component.down)
        }
        _ => frame.across * frame.down,
    }
}

/// How many blocks a component has in a unit of this scan.
fn blocks(component: &Component, head: &ScanHead) -> usize {
    if head.components.len() == 1 { 1 } else { component.wide * component.high }
}
