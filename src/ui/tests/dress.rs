//! What the tests of the screens share: a window of 1280×800 in the house's fonts.

use egui_kittest::Harness;

use crate::ui::parts::fonts;

/// A screen drawn by `draw` on `state`, in a window of 1280×800.
pub fn dress<'a, S: 'a>(draw: impl FnMut(&mut egui::Ui, &mut S) + 'a, state: S) -> Harness<'a, S> {
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(fonts::install)
        .build_ui_state(draw, state)
}
