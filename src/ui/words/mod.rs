//! Words: which sentence tells of what, and how times are said.

pub mod backups;
pub mod deliveries;
pub mod events;
pub mod faults;
pub mod findings;
pub mod imports;
pub mod jobs;
pub mod keys;
pub mod numbers;
pub mod pictures;
pub mod screened;
pub mod screening;
pub mod sheets;
pub mod standard;
pub mod store;
pub mod when;

#[cfg(test)]
mod tests;
