//! The path of a file to be written, and what can be wrong with it.

use std::path::Path;

/// Why no file can be written at this path, as a key for `Text`; `None` if one can.
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
