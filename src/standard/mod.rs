//! Floor 3: the standard photo (照片标准化). Pure functions on pixels: where to crop, what stands behind the person,
//! the file, and the proof that it derives from the original.

mod anchors;
mod bounds;
mod rule;
mod solve;
#[cfg(test)]
mod tests;

pub use anchors::{Anchors, Edges, NoAnchors};
pub use rule::{Rule, reason};
pub use solve::{Conflict, Placement, check, cost, solve};
