//! What the screens share: how things look, the keys, the settings, the parts they are made of.

pub mod dialog;
pub mod focus;
pub mod fonts;
pub mod form;
pub mod keymap;
pub mod running;
pub mod scene;
pub mod settings;
pub mod sign;
pub mod stopwatch;
pub mod theme;
pub mod transfer;
