//! The photo review console: see `ARCHITECTURE.md` for the floors of the house.

pub mod domain;
pub mod photo;
pub mod store;
pub mod text;
