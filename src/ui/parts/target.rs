//! Where a list goes: what is wrong with a path that somebody has written.

use std::path::Path;

/// Why nothing can be written there, as a key.
pub fn target_hindrance(path: &str) -> Option<&'static str> {
    let path = Path::new(path.trim());
    let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    if path.as_os_str().is_empty() {
        Some("transfer-target-missing")
    } else if ["csv", "xlsx"].iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        None
    } else {
        Some("transfer-target-kind")
    }
}
