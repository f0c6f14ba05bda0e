//! The door: first start, sign-in, and the lock behind which the same person comes back.

pub mod lock;
pub mod panel;
pub mod sign_in;
