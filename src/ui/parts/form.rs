//! Small parts that most screens are made of: fields, buttons, messages.

use egui::{
    Align, Button, Frame, Layout, Margin, Response, RichText, Stroke, StrokeKind, TextEdit, Ui,
    Vec2, WidgetText, vec2,
};

use crate::ui::parts::sign::{self, Sign};
use crate::ui::parts::theme::{self, Palette};

/// Height of buttons and fields, in points.
pub const CONTROL: f32 = 32.0;

/// What a message is about, and so its colour and sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something to know.
    Note,
    /// Something was done.
    Done,
    /// Something was refused or went wrong.
    Refused,
}

impl Tone {
    fn sign(self) -> Sign {
        match self {
            Self::Note => Sign::Bang,
            Self::Done => Sign::Check,
            Self::Refused => Sign::Cross,
        }
    }

    fn color(self, palette: &Palette) -> egui::Color32 {
        match self {
            Self::Note => palette.accent,
            Self::Done => palette.approve,
            Self::Refused => palette.reject,
        }
    }
}

/// A title of a screen, 20 points, bold.
pub fn title(ui: &mut Ui, words: impl Into<String>) {
    ui.label(RichText::new(words).size(20.0).family(theme::bold()));
}

/// A student's name, cut where there is no room.
pub fn name(ui: &mut Ui, name: &str) -> Response {
    ui.add(egui::Label::new(student_name(name)).truncate())
}

/// A heading inside a screen, 16 points, bold.
pub fn heading(ui: &mut Ui, words: impl Into<String>) {
    ui.label(RichText::new(words).size(16.0).family(theme::bold()));
}

/// A student's name, 20 points, in the regular weight: the bold letters lack the rare characters of
/// names, and a name in two weights looks like a mistake.
pub fn student_name(name: &str) -> RichText {
    RichText::new(name).size(20.0)
}

/// Quiet words beside the main ones.
pub fn quiet(ui: &mut Ui, words: impl Into<String>) -> Response {
    let color = theme::palette(ui).secondary;
    ui.label(RichText::new(words).color(color))
}

/// A clickable text, underlined so that it can be told from others without seeing colours.
pub fn link(ui: &mut Ui, words: impl Into<String>) -> Response {
    let color = theme::palette(ui).accent;
    ui.link(RichText::new(words).color(color).underline())
}

/// A text field with its label above; `secret` hides what is typed.
pub fn field(ui: &mut Ui, label: &str, value: &mut String, secret: bool) -> Response {
    let color = theme::palette(ui).secondary;
    let name = ui.label(RichText::new(label).size(13.0).color(color));
    let width = ui.available_width();
    line_edit(ui, TextEdit::singleline(value).password(secret), width).labelled_by(name.id)
}

/// A one-line text field of the house's height and the given width.
pub fn line_edit(ui: &mut Ui, edit: TextEdit<'_>, width: f32) -> Response {
    let edit = edit.margin(Margin::symmetric(8, 6)).align(egui::Align2::LEFT_CENTER);
    ui.add_sized(vec2(width, CONTROL), edit)
}

/// The button that Enter would press: filled. A reason in `why_not` disables it and is its tooltip.
pub fn primary(ui: &mut Ui, words: &str, why_not: Option<&str>) -> Response {
    if why_not.is_some() {
        return secondary(ui, words, why_not);
    }
    let palette = theme::palette(ui);
    let label = RichText::new(words).color(palette.on_accent);
    either(ui, Button::new(label).fill(palette.accent), None)
}

/// Any other button. A reason in `why_not` disables it and becomes its tooltip.
pub fn secondary(ui: &mut Ui, words: impl Into<WidgetText>, why_not: Option<&str>) -> Response {
    either(ui, Button::new(words.into()), why_not)
}

/// Draws a disabled button as an outline with readable text, since a faded one is hard to read.
fn either(ui: &mut Ui, button: Button<'_>, why_not: Option<&str>) -> Response {
    let button = button.min_size(Vec2::new(0.0, CONTROL));
    let Some(why) = why_not else { return ui.add(button) };
    let palette = theme::palette(ui);
    let button = button.fill(palette.panel).stroke(Stroke::new(1.0, palette.line));
    let outline = |ui: &mut Ui| {
        let visuals = ui.visuals_mut();
        visuals.disabled_alpha = 1.0;
        visuals.override_text_color = Some(palette.disabled);
        ui.add_enabled(false, button)
    };
    ui.scope(outline).inner.on_disabled_hover_text(why)
}

/// A box to tick. Its outline is as dark as quiet words: the house's thin lines don't show where to click.
pub fn checkbox(ui: &mut Ui, ticked: &mut bool, words: impl Into<String>) -> Response {
    let ink = theme::palette(ui).hint;
    let outlined = |ui: &mut Ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for widget in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
            widget.bg_stroke.color = ink;
        }
        ui.checkbox(ticked, words.into())
    };
    ui.scope(outlined).inner
}

/// A sentence or two with a sign and a coloured edge, for as long as the caller draws it.
pub fn message(ui: &mut Ui, tone: Tone, words: &str) -> Response {
    let palette = theme::palette(ui);
    let color = tone.color(&palette);
    let frame = Frame::new().fill(palette.panel).stroke(Stroke::new(1.0, color)).inner_margin(10);
    let shown = frame.show(ui, |ui| {
        ui.horizontal_top(|ui| {
            sign::show(ui, tone.sign(), color, 16.0);
            ui.add(egui::Label::new(words).wrap())
        })
        .inner
    });
    let edge = shown.response.rect.with_max_x(shown.response.rect.left() + 4.0);
    ui.painter().rect(edge, 0.0, color, Stroke::NONE, StrokeKind::Inside);
    shown.inner
}

/// A panel on the background, with the usual margins.
pub fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let palette = theme::palette(ui);
    Frame::new()
        .fill(palette.panel)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(6)
        .inner_margin(24)
        // A justified layout would stretch the text over the line.
        .show(ui, |ui| ui.vertical(add).inner)
        .inner
}

/// A window over the screen, with the house's margins; Esc or a click beside it closes it.
pub fn window(ui: &Ui, name: &str) -> egui::Modal {
    let palette = theme::palette(ui);
    let frame = Frame::popup(ui.style()).fill(palette.panel).inner_margin(24);
    egui::Modal::new(egui::Id::unique(name)).frame(frame)
}

/// A column of the given width in the middle of the screen, a third down.
pub fn in_the_middle<R>(ui: &mut Ui, width: f32, height: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let room = ui.available_rect_before_wrap();
    let top = (room.top() + (room.height() - height).max(0.0) * 0.38).max(room.top());
    let place = egui::Rect::from_min_size(
        egui::pos2(room.center().x - width / 2.0, top),
        vec2(width, room.bottom() - top),
    );
    let mut inside =
        ui.new_child(egui::UiBuilder::new().max_rect(place).layout(Layout::top_down(Align::Min)));
    add(&mut inside)
}

/// What a screen says when it has nothing to show: a sentence, and the next step below it.
pub fn empty<R>(ui: &mut Ui, words: &str, next: impl FnOnce(&mut Ui) -> R) -> R {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.28);
        ui.label(RichText::new(words).size(16.0));
        ui.add_space(16.0);
        next(ui)
    })
    .inner
}
