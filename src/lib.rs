//! The photo review console: see `ARCHITECTURE.md` for the floors of the house.

pub mod cli;
#[cfg(test)]
mod damage;
pub mod desk;
pub mod domain;
pub mod exchange;
pub mod photo;
pub mod screening;
pub mod standard;
pub mod store;
pub mod text;
pub mod ui;
pub mod vision;
pub mod worker;
