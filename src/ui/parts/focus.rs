//! The keyboard's focus and the pointer: one look for each, drawn over whatever widget has it, and the
//! rule that Space and Enter press only what is seen to have the focus.

use egui::{Context, Event, Id, Key, Response, Sense, Stroke, StrokeKind};

use crate::ui::parts::theme;

/// How far the ring stands off its widget, in points.
const GAP: f32 = 1.0;
/// Width of the ring, and of the ring with its halo, which sets it off from any ground; in points.
const WIDTH: (f32, f32) = (2.0, 4.0);

/// Whether somebody attends to the window: it has the focus and is to be seen. Also asked where nothing
/// is drawn, as while the window is put away.
pub fn is_attended(ctx: &Context) -> bool {
    ctx.input(|input| {
        let window = input.viewport();
        let hidden = window.minimized == Some(true) || window.occluded == Some(true);
        input.focused && input.raw.focused && !hidden
    })
}

/// What is clicked but never has the focus: a picture, a row of a list that has keys of its own.
pub fn only_by_mouse() -> Sense {
    Sense::CLICK
}

/// The widget that has the focus, if it is in view and can be reached.
fn in_view(ctx: &Context) -> Option<Response> {
    let id = ctx.memory(egui::Memory::focused)?;
    let widget = ctx.read_response(id)?;
    let reachable = ctx.memory(|memory| memory.allows_interaction(widget.layer_id));
    (reachable && widget.interact_rect.is_positive()).then_some(widget)
}

/// Whether a button or the like is seen to have the focus, so that Space and Enter press it.
pub fn is_on_button(ctx: &Context) -> bool {
    !ctx.text_edit_focused()
        && in_view(ctx).is_some_and(|widget| widget.enabled() && widget.sense.senses_click())
}

/// Takes from the widgets what they must not see: Space and Enter while what has the focus is not in
/// view, and their repeats, since a key held down on a button presses it once. In a text field they are
/// what is typed. Called before each drawing, when the keys of the screen have been read.
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

/// Draws the ring and what the pointer is on, over everything that the widgets have drawn.
pub fn paint(ctx: &Context) {
    let palette = theme::palette_of(ctx);
    let hovered: Vec<Id> = ctx.interaction_snapshot(|now| now.hovered.iter().copied().collect());
    for widget in hovered.into_iter().filter_map(|id| ctx.read_response(id)) {
        let acts = widget.enabled() && widget.sense.senses_click() && widget.sense.is_focusable();
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

/// Whether a widget is a field to type into, which shows the pointer as a cursor.
fn is_text_field(ctx: &Context, id: Id) -> bool {
    egui::TextEdit::load_state(ctx, id).is_some()
}
