//! The look of keyboard focus and pointer, drawn over any widget, and the rule that Space and Enter press
//! a button only while its focus can be seen.

use egui::style::ScrollAnimation;
use egui::{Context, Event, Id, Key, Response, Sense, Stroke, StrokeKind, Ui};

use crate::ui::parts::theme;

/// How far the ring stands off its widget, in points.
const GAP: f32 = 1.0;
/// Width of the ring alone, and with the halo that makes it visible on any background; in points.
const WIDTH: (f32, f32) = (2.0, 4.0);

/// Whether the window is focused and visible. Works outside of a drawing too, as while the window is
/// minimized.
pub fn is_attended(ctx: &Context) -> bool {
    ctx.input(|input| {
        let window = input.viewport();
        let hidden = window.minimized == Some(true) || window.occluded == Some(true);
        input.focused && input.raw.focused && !hidden
    })
}

/// For what can be clicked but never has the focus: pictures, and rows of a list that reads its own keys.
pub fn only_by_mouse() -> Sense {
    Sense::CLICK
}

/// The widget that has the focus, if it is visible and not covered by a dialog.
fn in_view(ctx: &Context) -> Option<Response> {
    let id = ctx.memory(egui::Memory::focused)?;
    let widget = ctx.read_response(id)?;
    let reachable = ctx.memory(|memory| memory.allows_interaction(widget.layer_id));
    (reachable && widget.interact_rect.is_positive()).then_some(widget)
}

/// Whether a button visibly has the focus, so that Space and Enter press it.
pub fn is_on_button(ctx: &Context) -> bool {
    !ctx.text_edit_focused()
        && in_view(ctx).is_some_and(|widget| widget.enabled() && widget.sense.senses_click())
}

/// Removes key presses that widgets must not see: Space and Enter while the focused widget is not
/// visible, and their repeats, since holding a key presses a button once. Text fields get them all.
/// Called before each drawing, after the screen has read its keys.
pub fn guard(ctx: &Context) {
    if ctx.text_edit_focused() {
        return;
    }
    let hidden = ctx.memory(|memory| memory.focused().is_some()) && !is_on_button(ctx);
    let dropped = |event: &Event| match event {
        Event::Key { key: Key::Enter | Key::Space, pressed: true, repeat, .. } => hidden || *repeat,
        _ => false,
    };
    ctx.input_mut(|input| input.events.retain(|event| !dropped(event)));
}

/// Scrolls to the widget that has just got the focus, if it lies in this content of a scrolled area: Tab must not lead
/// out of view. Called where the content ends.
pub fn follow(ui: &Ui) {
    let Some(id) = ui.ctx().memory(egui::Memory::focused) else { return };
    let Some(widget) = ui.ctx().read_response(id) else { return };
    let is_here = widget.layer_id == ui.layer_id() && ui.min_rect().intersects(widget.rect);
    if widget.gained_focus() && is_here {
        ui.scroll_to_rect_animation(widget.rect.expand(8.0), None, ScrollAnimation::none());
    }
}

/// Draws the focus ring and the highlight under the pointer, on top of all widgets.
pub fn paint(ctx: &Context) {
    let palette = theme::palette_of(ctx);
    let hovered: Vec<Id> = ctx.interaction_snapshot(|now| now.hovered.iter().copied().collect());
    for widget in hovered.into_iter().filter_map(|id| ctx.read_response(id)) {
        let is_held = widget.sense.senses_click() || widget.sense.senses_drag();
        let acts = widget.enabled() && is_held && widget.sense.is_focusable();
        if acts && widget.hovered() && !is_text_field(ctx, widget.id) {
            let veil = palette.text.gamma_multiply(0.10);
            let painter = ctx.layer_painter(widget.layer_id);
            let edge = Stroke::new(1.0, palette.secondary);
            painter.rect(widget.interact_rect, 2.0, veil, edge, StrokeKind::Inside);
        }
    }
    let Some(widget) = in_view(ctx) else { return };
    let painter = ctx.layer_painter(widget.layer_id);
    let room = ctx.content_rect().shrink(WIDTH.1 / 2.0);
    let ring = widget.interact_rect.expand(GAP + WIDTH.0 / 2.0).intersect(room);
    for (width, color) in [(WIDTH.1, palette.panel), (WIDTH.0, palette.accent)] {
        painter.rect_stroke(ring, 4.0, Stroke::new(width, color), StrokeKind::Middle);
    }
}

/// Text fields get no highlight: over them the pointer turns into a cursor.
fn is_text_field(ctx: &Context, id: Id) -> bool {
    egui::TextEdit::load_state(ctx, id).is_some()
}
