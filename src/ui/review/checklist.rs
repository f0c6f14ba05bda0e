//! The checklist: the guide's rules and their items; a click or two digits mark an item failed.

use egui::{Rect, RichText, Sense, Ui, Vec2, vec2};

use super::{Review, ReviewAct};
use crate::domain::checklist::{ChecklistItem, Rule};
use crate::exchange::notice::item_key;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::sign;
use crate::ui::parts::theme;

/// Least and greatest height of an item, in points.
const ITEM: (f32, f32) = (18.0, 30.0);
/// Height of a rule's name, and the space above the next where there is room and where there is not,
/// in points.
const HEAD: (f32, f32, f32) = (20.0, 6.0, 2.0);
/// Room for an item's digits on the left and its sign on the right, in points.
const BESIDE: (f32, f32) = (27.0, 14.0);
/// The rules of the left column; the others stand in the right one.
const LEFT: [u8; 5] = [1, 2, 5, 6, 7];

/// Draws the checklist in two columns.
pub(super) fn show(ui: &mut Ui, review: &Review, shared: &Shared) -> Option<ReviewAct> {
    let mut act = None;
    // The left column is the longer one: five rules with fifteen items, where the right one has four.
    let (name, wide, tight) = HEAD;
    let each = |gap: f32| ((ui.available_height() - 5.0 * (name + gap)) / 15.0).floor();
    let gap = if each(wide) > ITEM.0 { wide } else { tight };
    let height = each(gap).clamp(ITEM.0, ITEM.1);
    ui.columns_const(|[left, right]: &mut [Ui; 2]| {
        for rule in Rule::ALL {
            let column = if LEFT.contains(&rule.digit()) { &mut *left } else { &mut *right };
            let clicked = group(column, review, rule, (height, gap), shared);
            act = act.take().or(clicked);
        }
    });
    act
}

fn group(
    ui: &mut Ui,
    review: &Review,
    rule: Rule,
    (height, gap): (f32, f32),
    shared: &Shared,
) -> Option<ReviewAct> {
    let palette = theme::palette(ui);
    let text = &shared.text;
    let chosen = review.first_digit == Some(rule.digit());
    let key = format!("review-rule-{}", rule.digit());
    let words = format!("{} {}", rule.digit(), text.get(&key));
    let color = if chosen { palette.accent } else { palette.text };
    let head = RichText::new(words).size(14.0).family(theme::bold()).color(color);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add(egui::Label::new(head).truncate().selectable(false));
    let mut act = None;
    for own in rule.items() {
        if item(ui, review, own, (height, chosen), shared) {
            act = Some(ReviewAct::Mark(own));
        }
    }
    ui.add_space(gap);
    act
}

fn item(
    ui: &mut Ui,
    review: &Review,
    item: ChecklistItem,
    (height, chosen): (f32, bool),
    shared: &Shared,
) -> bool {
    let palette = theme::palette(ui);
    let text = &shared.text;
    let failed = review.current().is_some_and(|shown| shown.draft.marks.contains(&item));
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let (rule, own) = item.digits();
    let short = text.get(&format!("{}-short", item_key(item))).into_owned();
    let label = format!("{rule}.{own} {short}");
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, failed, &label));
    if failed || chosen {
        let ground = if failed { palette.reject.gamma_multiply(0.14) } else { palette.raised };
        ui.painter().rect_filled(rect, 2.0, ground);
    }
    let color = if failed { palette.reject } else { palette.text };
    let digits = egui::WidgetText::from(
        RichText::new(format!("{rule} {own}")).size(12.0).color(if chosen {
            palette.accent
        } else {
            palette.secondary
        }),
    );
    let digits =
        digits.into_galley(ui, Some(egui::TextWrapMode::Extend), 40.0, egui::TextStyle::Small);
    let at = rect.left_center() + vec2(4.0, -digits.size().y / 2.0);
    ui.painter().galley(at, digits, palette.secondary);
    let words = egui::WidgetText::from(RichText::new(short).size(14.0).color(color));
    let room = rect.width() - BESIDE.0 - BESIDE.1;
    let words =
        words.into_galley(ui, Some(egui::TextWrapMode::Truncate), room, egui::TextStyle::Body);
    let at = rect.left_center() + vec2(BESIDE.0, -words.size().y / 2.0);
    ui.painter().galley(at, words, color);
    if failed {
        let spot = Rect::from_center_size(rect.right_center() - vec2(7.0, 0.0), Vec2::splat(11.0));
        sign::paint(ui.painter(), sign::Sign::Cross, spot, palette.reject);
    }
    let full = |ui: &mut Ui| {
        ui.label(text.get(&item_key(item)).into_owned());
        ui.label(text.get(&format!("review-rule-{rule}-full")).into_owned());
    };
    response.on_hover_ui(full).clicked()
}
