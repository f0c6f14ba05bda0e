//! What the camera wrote into a photo, without the place, which must not be kept.

use serde::{Deserialize, Serialize};

/// Facts from EXIF that help a reviewer; GPS is never read into it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CameraFacts {
    /// Maker, such as `Apple`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    /// Model, such as `iPhone 15`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Lens, such as `iPhone 15 back camera 5.96mm f/1.6`: tells a selfie from a rear camera.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lens: Option<String>,
    /// When the shutter was pressed, as the camera wrote it (`2026-09-01 10:12:33`, its own clock).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<String>,
    /// Software that wrote the file: a phone's system, or an editor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software: Option<String>,
}
