//! Floor 3: the standard photo (照片标准化). Pure functions on pixels: where to crop, what stands behind the person,
//! the file, and the proof that it derives from the original.

pub mod again;
mod anchors;
mod blur;
mod bounds;
mod by_hand;
mod compose;
mod derivation;
mod file;
mod foreground;
mod fringe;
mod make;
mod matting;
mod mixture;
mod rule;
mod sample;
mod solve;
#[cfg(test)]
mod tests;
mod tile;

pub use anchors::{Anchors, Edges, NoAnchors};
pub use by_hand::{Broken, check};
pub use compose::{Composed, composed};
pub use derivation::{Derivation, NotFound, Tolerance};
pub use file::{File, NoFile, written};
pub use fringe::{Fringe, measured};
pub use make::{NoStandard, Standard, StandardOptions, standardized};
pub use matting::MatteSetting;
pub use rule::{CropRule, reason};
pub use sample::Crop;
#[cfg(test)]
use solve::cost;
pub use solve::{Conflict, Placement, solve};
