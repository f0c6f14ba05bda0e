//! Floor 3: exchange. Rosters, payments, packages, notices, reports: files in, files out.

mod cell_fault;
pub mod delivery;
mod failure;
mod foreign;
mod found;
mod identifier;
pub mod measured;
mod moment;
mod money;
pub mod notice;
pub mod package;
pub mod payments;
pub mod receiver;
mod refusal;
pub mod roster;
mod seen;
pub mod sheet;
mod student_column;
pub mod table;
pub mod wording;

pub use cell_fault::CellFault;
pub use failure::{ExpectedFormat, TableError};
pub use foreign::Foreign;
pub use moment::not_ahead;
pub use refusal::{RowRefusal, SystemFolder, photo_values};
pub use seen::FileFingerprint;
pub use student_column::Whose;
