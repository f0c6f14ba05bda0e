//! Where a submission stands, as screens show it.

use egui::{Label, RichText, Ui};

use super::shared::Shared;
use super::{sign, theme};
use crate::domain::submission::Status;
use crate::ui::words::keys::status_key;

/// A status as its sign and its word.
pub fn show(ui: &mut Ui, status: Status, shared: &Shared) {
    let palette = theme::palette(ui);
    let color = sign::status_color(status, &palette);
    sign::show(ui, sign::of_status(status), color, 14.0);
    let words = RichText::new(shared.text.get(status_key(status))).size(13.0);
    ui.add(Label::new(words).truncate());
}
