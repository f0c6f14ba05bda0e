//! The panel beside the photo: the student above, below the checklist or the open sheet.

use crate::ui::parts::focus;
use crate::ui::parts::shared::Shared;
use egui::{ScrollArea, Ui};

use super::{Review, ReviewAct, checklist, sheet, student};

/// Draws the panel. The student's part always has the same height, so that the checklist does not move
/// from photo to photo; only a long proposal or an open sheet makes it higher.
pub(super) fn show(ui: &mut Ui, review: &mut Review, shared: &Shared) -> Option<ReviewAct> {
    let top = ui.cursor().top();
    let mut act = student::show(ui, review, shared);
    let used = ui.cursor().top() - top;
    if review.sheet.is_none() {
        ui.add_space((student::HEIGHT - used).max(0.0));
    }
    // Everything fits on a screen of 1280 × 800; on a smaller one, or with larger text, the panel
    // scrolls.
    ui.spacing_mut().scroll = egui::style::ScrollStyle::solid();
    let mut hovered = None;
    ScrollArea::vertical().id_salt("review-side").auto_shrink(false).show(ui, |ui| {
        let below = if review.sheet.is_some() {
            sheet::show(ui, review, shared)
        } else {
            let drawn = checklist::show(ui, review, shared);
            hovered = drawn.hovered;
            drawn.act
        };
        act = act.take().or(below);
        focus::follow(ui);
    });
    review.photo.hovered = hovered;
    act
}
