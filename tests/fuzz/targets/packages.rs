//! Fuzzes the reading of packages.

#![no_main]

#[allow(dead_code, reason = "each target tries one of them")]
#[path = "../tried.rs"]
mod tried;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tried::packages(bytes));
