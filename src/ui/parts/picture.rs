//! The type of picture that the worker makes for the screens.

use std::sync::Arc;

use egui::ColorImage;

/// A picture that egui can make a texture from.
pub type Picture = Arc<ColorImage>;
