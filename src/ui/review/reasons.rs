//! Reasons to choose from: one row for each, with the key that chooses it.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Ui};

use super::digits::rejections;
use super::{Draft, ReviewAct};
use crate::domain::reason::Reason;
use crate::exchange::notice::reason_key;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;

/// Height of a row, in points.
pub(super) const ROW: f32 = 24.0;

/// The reasons for a rejection, each with its number. The search narrows the list, but chosen reasons are
/// always listed.
pub(super) fn for_rejection(
    ui: &mut Ui,
    search: &str,
    draft: &Draft,
    shared: &Shared,
) -> Option<ReviewAct> {
    let color = theme::palette(ui).secondary;
    let words = search.trim().to_lowercase();
    let mut act = None;
    rows(ui);
    for (number, reason) in (1_u8..).zip(rejections()) {
        let name = shared.text.get(&reason_key(reason)).to_lowercase();
        let fits = name.contains(&words) || reason.code().to_lowercase().contains(&words);
        let chosen = draft.reject.contains(&reason);
        if (fits || chosen) && row(ui, reason, (&number.to_string(), color), chosen, shared) {
            act = Some(ReviewAct::Choose(reason));
        }
    }
    act
}

/// Makes rows of one height that follow one another without a gap, with words in one line.
pub(super) fn rows(ui: &mut Ui) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.spacing_mut().interact_size.y = ROW;
    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
}

/// Words of different colours in one line.
pub(super) fn joined(parts: &[(&str, Color32)]) -> LayoutJob {
    let mut words = LayoutJob::default();
    for (part, color) in parts {
        let before = if words.is_empty() { 0.0 } else { 10.0 };
        let font_id = FontId::proportional(14.0);
        let format = TextFormat { font_id, color: *color, ..<_>::default() };
        words.append(part, before, format);
    }
    words
}

/// One reason to choose: its key, its words, its code; whether it was clicked.
pub(super) fn row(
    ui: &mut Ui,
    reason: Reason,
    key: (&str, Color32),
    mut chosen: bool,
    shared: &Shared,
) -> bool {
    let palette = theme::palette(ui);
    let name = shared.text.get(&reason_key(reason)).into_owned();
    let words = joined(&[key, (&name, palette.text), (reason.code(), palette.hint)]);
    ui.checkbox(&mut chosen, words).clicked()
}
