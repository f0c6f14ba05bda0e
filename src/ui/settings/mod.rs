//! The settings screen, and the thread that keeps what is set.

pub mod keeper;
pub mod panel;
