//! Floor 4: the use cases, one file each. The console and the command line both call these.

pub mod agreement;
pub mod backups;
pub mod check;
pub mod clock;
pub mod deliver;
pub mod delivery_overview;
pub mod demo;
pub mod export;
pub mod history;
pub mod import;
pub mod look;
pub mod operation;
pub mod policy;
pub mod progress;
pub mod queue;
pub mod review;
pub mod screen;
pub mod session;
pub mod simulate;
pub mod specification;
pub mod standardize;
pub mod standardize_again;
pub mod withdraw;

#[cfg(test)]
mod tests;
