//! Floor 3: exchange. Rosters, payments, packages, notices, reports: files in, files out.

pub mod notice;
pub mod package;
pub mod payments;
mod refusal;
pub mod roster;
pub mod sheet;
pub mod table;

pub use refusal::{Aside, RowRefusal, TableError, photo_values};
