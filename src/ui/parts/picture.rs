//! A picture as the screens want it from the worker.

use std::sync::Arc;

use egui::ColorImage;

/// A picture as the screens want it.
pub type Picture = Arc<ColorImage>;
