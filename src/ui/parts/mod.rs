//! What the screens share: how things look, the keys, the settings, the parts they are made of.

pub mod dialog;
pub mod focus;
pub mod fonts;
pub mod form;
pub mod jobs;
pub mod keymap;
pub mod picture;
pub mod running;
pub mod screen;
pub mod settings;
pub mod shared;
pub mod sign;
pub mod status;
pub mod stopwatch;
pub mod target;
pub mod theme;
