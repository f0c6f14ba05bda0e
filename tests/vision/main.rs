//! What the nets see: stored outputs for 100 portraits against labels made by eye, and the nets themselves.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]
#![allow(clippy::print_stdout, reason = "a test says when it is skipped")]

mod fingerprints;
mod live;
mod portraits;
mod standard;
mod stored;
mod table;
mod variants;

/// Nets on two threads.
fn nets() -> photo_review::vision::Nets {
    photo_review::vision::Nets::load(2).expect("the embedded nets load")
}
