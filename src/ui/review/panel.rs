//! The panel at an item that several reasons can explain: it opens when the item is marked, and one digit chooses.

use egui::{Frame, Margin, Rect, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};

use super::digits::UNMARK;
use super::reasons::{ROW, joined, row, rows};
use super::{Draft, ReviewAct};
use crate::domain::checklist::ChecklistItem;
use crate::ui::parts::focus;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;

/// Width of the panel over the checklist, and the room around its rows, in points.
const WIDTH: f32 = 300.0;
const AROUND: f32 = 6.0;
/// How far the panel stands behind its item on the retake sheet, in points.
const IN: i8 = 24;

/// Height of the panel's rows: the reasons, and the one that takes the mark away; in points.
pub(super) fn height(item: ChecklistItem) -> f32 {
    (item.reasons_for_retake().count() + 1) as f32 * ROW
}

/// Draws the panel over the checklist: below the item's row, or above where there is no room below.
pub(super) fn over(
    ui: &mut Ui,
    at: Rect,
    item: ChecklistItem,
    draft: &Draft,
    shared: &Shared,
) -> Option<ReviewAct> {
    let palette = theme::palette(ui);
    let room = ui.clip_rect();
    let size = vec2(WIDTH.min(ui.available_width()), height(item) + 2.0 * AROUND);
    let left = at.left().min(ui.max_rect().right() - size.x);
    let below = at.bottom() + size.y < room.bottom();
    let top = if below { at.bottom() } else { at.top() - size.y };
    let panel = Rect::from_min_size(pos2(left, top), size);
    // What it covers must not be clicked through it.
    ui.interact(panel, ui.scope_id().with("panel"), focus::only_by_mouse());
    let edge = Stroke::new(1.5, palette.accent);
    ui.painter().rect(panel, 4.0, palette.panel, edge, StrokeKind::Inside);
    let inside = UiBuilder::new().max_rect(panel.shrink(AROUND));
    list(&mut ui.new_child(inside), item, draft, shared)
}

/// Draws the panel below the item's line on the retake sheet, with a line along it.
pub(super) fn below(
    ui: &mut Ui,
    item: ChecklistItem,
    draft: &Draft,
    shared: &Shared,
) -> Option<ReviewAct> {
    let top = ui.cursor().top();
    let frame = Frame::new().outer_margin(Margin { left: IN, ..Margin::ZERO });
    let act = frame.show(ui, |ui| list(ui, item, draft, shared)).inner;
    let edge = Stroke::new(2.0, theme::palette(ui).accent);
    let left = ui.max_rect().left() + f32::from(IN) - AROUND;
    ui.painter().vline(left, top..=ui.cursor().top(), edge);
    act
}

fn list(ui: &mut Ui, item: ChecklistItem, draft: &Draft, shared: &Shared) -> Option<ReviewAct> {
    let palette = theme::palette(ui);
    let mut act = None;
    rows(ui);
    for (number, reason) in (1_u8..).zip(item.reasons_for_retake()) {
        let chosen = draft.retake.contains(&reason);
        if row(ui, reason, (&number.to_string(), palette.accent), chosen, shared) {
            act = Some(ReviewAct::Choose(reason));
        }
    }
    ui.horizontal(|ui| {
        // Below the numbers of the reasons, which stand behind a box.
        let spacing = ui.spacing_mut();
        spacing.item_spacing.x = 0.0;
        let indent = spacing.icon_width + spacing.icon_spacing;
        ui.add_space(indent);
        let words = shared.text.get("review-unmark");
        let words = joined(&[(&UNMARK.to_string(), palette.accent), (&words, palette.secondary)]);
        let button = egui::Button::new(words).frame(false).min_size(vec2(0.0, ROW));
        if ui.add(button).clicked() {
            act = Some(ReviewAct::Unmark(item));
        }
    });
    act
}
