//! Reasons to choose from: one row for each, with the key that chooses it.

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, RichText, ScrollArea, Ui};

use super::{Draft, ReviewAct};
use crate::domain::reason::Reason;
use crate::exchange::notice::{item_key, reason_key};
use crate::ui::parts::focus;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;

/// Height of a row, in points.
pub(super) const ROW: f32 = 24.0;

/// The reasons for a rejection, each with its number. The search narrows the list, but chosen reasons are
/// always listed.
pub(super) fn rejections(
    ui: &mut Ui,
    search: &str,
    draft: &Draft,
    first_digit: Option<u8>,
    shared: &Shared,
) -> Option<ReviewAct> {
    let words = search.trim().to_lowercase();
    let mut act = None;
    rows(ui);
    for (number, reason) in (1_u8..).zip(super::perform::rejections()) {
        let name = shared.text.get(&reason_key(reason)).to_lowercase();
        let fits = name.contains(&words) || reason.code().to_lowercase().contains(&words);
        let chosen = draft.reject.contains(&reason);
        if (fits || chosen) && row(ui, reason, (number.to_string(), chosen), first_digit, shared) {
            act = Some(ReviewAct::Choose(reason));
        }
    }
    act
}

/// The reasons for a retake that the marked items offer, in as many whole rows as go into `room`.
pub(super) fn retakes(
    ui: &mut Ui,
    room: f32,
    draft: &Draft,
    first_digit: Option<u8>,
    shared: &Shared,
) -> Option<ReviewAct> {
    let text = &shared.text;
    let offered = draft.offered();
    let wanted: usize = offered.iter().map(|(_, reasons)| 1 + reasons.len().max(1)).sum();
    let height = ((room / ROW).floor().max(3.0) * ROW).min((wanted + 1) as f32 * ROW);
    let mut act = None;
    let list = ScrollArea::vertical().id_salt("retake-reasons").auto_shrink(false);
    list.max_height(height).show(ui, |ui| {
        rows(ui);
        for (item, reasons) in offered {
            let name = RichText::new(text.get(&item_key(item))).size(13.0);
            quiet(ui, name.color(theme::palette(ui).secondary));
            for reason in &reasons {
                if row(ui, *reason, digits(*reason, draft), first_digit, shared) {
                    act = Some(ReviewAct::Choose(*reason));
                }
            }
            if reasons.is_empty() {
                quiet(ui, RichText::new(text.get("review-only-reject")));
            }
        }
        if row(ui, Reason::Z01, digits(Reason::Z01, draft), first_digit, shared) {
            act = Some(ReviewAct::Choose(Reason::Z01));
        }
        focus::follow(ui);
    });
    act
}

fn rows(ui: &mut Ui) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.spacing_mut().interact_size.y = ROW;
}

fn quiet(ui: &mut Ui, words: RichText) {
    let size = egui::vec2(ui.available_width(), ROW);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_height(ROW);
        ui.add(egui::Label::new(words).truncate());
    });
}

fn digits(reason: Reason, draft: &Draft) -> (String, bool) {
    let (group, own) = reason.digits();
    (format!("{group} {own}"), draft.retake.contains(&reason))
}

/// One reason: its key, its words, its code.
fn row(
    ui: &mut Ui,
    reason: Reason,
    (key, mut chosen): (String, bool),
    first_digit: Option<u8>,
    shared: &Shared,
) -> bool {
    let palette = theme::palette(ui);
    let begun = first_digit == Some(reason.digits().0);
    let name = shared.text.get(&reason_key(reason)).into_owned();
    let key_color = if begun { palette.accent } else { palette.secondary };
    let mut words = LayoutJob::default();
    for (part, color) in
        [(key, key_color), (name, palette.text), (reason.code().into(), palette.hint)]
    {
        let before = if words.is_empty() { 0.0 } else { 10.0 };
        let format = TextFormat { font_id: FontId::proportional(14.0), color, ..<_>::default() };
        words.append(&part, before, format);
    }
    words.wrap.max_rows = 1;
    ui.checkbox(&mut chosen, words).clicked()
}
