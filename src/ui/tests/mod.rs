//! What the tests of whole screens need, and the tests of fonts and looks.

mod deliveries;
pub mod dress;
mod focus;
mod glyphs;
mod history;
mod raster;
mod snapshots;
pub mod window;
