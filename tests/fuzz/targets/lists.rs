//! Fuzzes the reading of lists.

#![no_main]

#[allow(dead_code, reason = "each target tries one of them")]
#[path = "../tried.rs"]
mod tried;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tried::lists(bytes));
