//! The marked items on the retake sheet, each with its digits and the reasons chosen for it.

use egui::{Color32, RichText, ScrollArea, Ui};

use super::digits::{Begun, OTHER};
use super::reasons::{ROW, joined, row, rows};
use super::{Draft, ReviewAct, panel};
use crate::domain::checklist::ChecklistItem;
use crate::domain::reason::Reason;
use crate::exchange::notice::{item_key, reason_key};
use crate::ui::parts::focus;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;

/// How far what belongs to an item stands behind it, in points.
const IN: f32 = 24.0;

/// Draws the marked items, and the reason Z01, in as many whole rows as go into `room`.
pub(super) fn show(
    ui: &mut Ui,
    room: f32,
    draft: &Draft,
    begun: Option<Begun>,
    shared: &Shared,
) -> Option<ReviewAct> {
    let open = |item: &ChecklistItem| begun == Some(Begun::Panel(*item));
    let under = |item: &ChecklistItem| {
        if open(item) { panel::height(*item) } else { lines(draft, *item) as f32 * ROW }
    };
    let wanted: f32 = draft.marks.iter().map(|item| ROW + under(item)).sum::<f32>() + ROW;
    // An open panel is seen as a whole.
    let least =
        draft.marks.iter().find(|item| open(item)).map_or(3.0 * ROW, |item| ROW + under(item));
    let height = ((room / ROW).floor() * ROW).max(least).min(wanted);
    let mut act = None;
    let list = ScrollArea::vertical().id_salt("retake-reasons").auto_shrink(false);
    list.max_height(height).show(ui, |ui| {
        rows(ui);
        for item in draft.marks.iter().copied() {
            let top = ui.cursor().top();
            if item_row(ui, item, begun, shared) {
                act = Some(ReviewAct::Mark(item));
            }
            if open(&item) {
                act = act.take().or(panel::below(ui, item, draft, shared));
                let whole = ui.min_rect().with_min_y(top);
                ui.scroll_to_rect_animation(whole, None, egui::style::ScrollAnimation::none());
            } else {
                explained(ui, item, draft, shared);
            }
        }
        let color = key_color(ui, begun, OTHER.0);
        let key = format!("{} {}", OTHER.0, OTHER.1);
        let chosen = draft.retake.contains(&Reason::Z01);
        if row(ui, Reason::Z01, (&key, color), chosen, shared) {
            act = Some(ReviewAct::Choose(Reason::Z01));
        }
        focus::follow(ui);
    });
    act
}

/// How many lines stand under an item whose panel is closed.
fn lines(draft: &Draft, item: ChecklistItem) -> usize {
    draft.chosen(item).len().max(1)
}

/// The line of a marked item; whether it was clicked.
fn item_row(ui: &mut Ui, item: ChecklistItem, begun: Option<Begun>, shared: &Shared) -> bool {
    let (rule, own) = item.digits();
    let color = match begun {
        Some(Begun::Panel(open)) if open == item => theme::palette(ui).accent,
        _ => key_color(ui, begun, rule),
    };
    let name = shared.text.get(&item_key(item)).into_owned();
    let quiet = theme::palette(ui).secondary;
    let words = joined(&[(&format!("{rule} {own}"), color), (&name, quiet)]);
    ui.checkbox(&mut true, words).clicked()
}

/// What explains an item: the reasons chosen, or that one is missing, or that none leads to a retake.
fn explained(ui: &mut Ui, item: ChecklistItem, draft: &Draft, shared: &Shared) {
    let text = &shared.text;
    let palette = theme::palette(ui);
    for reason in draft.chosen(item) {
        let name = text.get(&reason_key(reason)).into_owned();
        under(ui, joined(&[(&name, palette.text), (reason.code(), palette.hint)]));
    }
    if draft.lacks_reason(item) {
        let (rule, own) = item.digits();
        let keys = format!("{rule} {own}");
        let words = text.with("review-reason-missing", &[("keys", keys.into())]);
        under(ui, RichText::new(words).color(palette.retake));
    } else if item.reasons_for_retake().next().is_none() {
        under(ui, RichText::new(text.get("review-only-reject")));
    }
}

/// The colour of a key: that of what is begun where its first digit is typed.
fn key_color(ui: &Ui, begun: Option<Begun>, first: u8) -> Color32 {
    let palette = theme::palette(ui);
    if begun == Some(Begun::First(first)) { palette.accent } else { palette.secondary }
}

/// A line that belongs to the item above it.
fn under(ui: &mut Ui, words: impl Into<egui::WidgetText>) {
    let size = egui::vec2(ui.available_width(), ROW);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_height(ROW);
        ui.add_space(IN);
        ui.add(egui::Label::new(words).truncate());
    });
}
