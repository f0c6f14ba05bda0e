//! The import screen: rosters, payments and photos come in, row by row.

pub mod outcome;
pub mod panel;
