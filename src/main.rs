//! The program: see `photo_review::cli`.

fn main() {}
