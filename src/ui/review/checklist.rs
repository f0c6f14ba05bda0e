//! The checklist: the guide's rules and their items; a click or two digits mark an item failed.

use egui::{Rect, Response, RichText, Sense, Ui, Vec2, vec2};

use super::{Review, ReviewAct, findings};
use crate::domain::checklist::{ChecklistItem, Rule};
use crate::domain::finding::Verdict;
use crate::exchange::notice::item_key;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::sign;
use crate::ui::parts::theme;
use crate::ui::words::screening::{said_words, verdict_key};

/// Least and greatest height of an item, in points.
const ITEM: (f32, f32) = (18.0, 30.0);
/// Height of a rule's name, and the space above the next where there is room and where there is not,
/// in points.
const HEAD: (f32, f32, f32) = (20.0, 6.0, 2.0);
/// Room for an item's digits on the left and its sign on the right, in points.
const BESIDE: (f32, f32) = (27.0, 14.0);
/// The rules of the left column; the others stand in the right one.
const LEFT: [u8; 5] = [1, 2, 5, 6, 7];

/// What came of drawing the checklist.
#[derive(Default)]
pub(super) struct Drawn {
    /// What was clicked.
    pub(super) act: Option<ReviewAct>,
    /// The item that the pointer is over.
    pub(super) hovered: Option<ChecklistItem>,
}

/// Draws the checklist in two columns; what was clicked, and the item that the pointer is over.
pub(super) fn show(ui: &mut Ui, review: &Review, shared: &Shared) -> Drawn {
    let mut drawn = Drawn::default();
    // The left column is the longer one: five rules with fifteen items, where the right one has four.
    let (name, wide, tight) = HEAD;
    let each = |gap: f32| ((ui.available_height() - 5.0 * (name + gap)) / 15.0).floor();
    let gap = if each(wide) > ITEM.0 { wide } else { tight };
    let height = each(gap).clamp(ITEM.0, ITEM.1);
    ui.columns_const(|[left, right]: &mut [Ui; 2]| {
        for rule in Rule::ALL {
            let column = if LEFT.contains(&rule.digit()) { &mut *left } else { &mut *right };
            group(column, review, rule, (height, gap), shared, &mut drawn);
        }
    });
    drawn
}

fn group(
    ui: &mut Ui,
    review: &Review,
    rule: Rule,
    (height, gap): (f32, f32),
    shared: &Shared,
    drawn: &mut Drawn,
) {
    let palette = theme::palette(ui);
    let text = &shared.text;
    let chosen = review.first_digit == Some(rule.digit());
    let key = format!("review-rule-{}", rule.digit());
    let words = format!("{} {}", rule.digit(), text.get(&key));
    let color = if chosen { palette.accent } else { palette.text };
    let head = RichText::new(words).size(14.0).family(theme::bold()).color(color);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add(egui::Label::new(head).truncate().selectable(false));
    for own in rule.items() {
        let response = item(ui, review, own, (height, chosen), shared);
        if response.clicked() {
            drawn.act = Some(ReviewAct::Mark(own));
        }
        if response.hovered() {
            drawn.hovered = Some(own);
        }
    }
    ui.add_space(gap);
}

fn item(
    ui: &mut Ui,
    review: &Review,
    item: ChecklistItem,
    (height, chosen): (f32, bool),
    shared: &Shared,
) -> Response {
    let palette = theme::palette(ui);
    let text = &shared.text;
    let failed = review.current().is_some_and(|shown| shown.draft.marks.contains(&item));
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let (rule, own) = item.digits();
    let short = text.get(&format!("{}-short", item_key(item))).into_owned();
    let screening = review.screening(shared);
    let verdict = screening.and_then(|screening| findings::of_item(screening, item));
    let mut label = format!("{rule}.{own} {short}");
    if let Some(verdict) = verdict.filter(|verdict| *verdict <= Verdict::Doubtful) {
        label = format!("{label} · {}", text.get(verdict_key(verdict)));
    }
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, failed, &label));
    let looked_at = review.finding(shared).is_some_and(|(_, _, said)| said.item == item);
    if looked_at {
        ui.painter().rect_filled(rect, 2.0, palette.chosen);
    } else if failed || chosen {
        let ground = if failed { palette.reject.gamma_multiply(0.14) } else { palette.raised };
        ui.painter().rect_filled(rect, 2.0, ground);
    }
    let color = if failed { palette.reject } else { palette.text };
    let room = word(ui, verdict.filter(|_| !failed), rect, shared);
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
    let room = room - BESIDE.0;
    let words =
        words.into_galley(ui, Some(egui::TextWrapMode::Truncate), room, egui::TextStyle::Body);
    let at = rect.left_center() + vec2(BESIDE.0, -words.size().y / 2.0);
    ui.painter().galley(at, words, color);
    let spot = Rect::from_center_size(rect.right_center() - vec2(7.0, 0.0), Vec2::splat(11.0));
    if failed {
        sign::paint(ui.painter(), sign::Sign::Cross, spot, palette.reject);
    } else if let Some((sign, color)) =
        verdict.and_then(|verdict| findings::sign(verdict, &palette))
    {
        sign::paint(ui.painter(), sign, spot, color);
    }
    response.on_hover_ui(|ui| {
        ui.label(text.get(&item_key(item)).into_owned());
        ui.label(text.get(&format!("review-rule-{rule}-full")).into_owned());
        for said in screening.iter().flat_map(|of| of.said.iter().map(move |said| (of, said))) {
            if said.1.item == item {
                ui.label(said_words(text, said.0, said.1));
            }
        }
    })
}

/// Writes what the machine says against an item, left of its sign. Gives the width that is left for the item.
fn word(ui: &Ui, verdict: Option<Verdict>, rect: Rect, shared: &Shared) -> f32 {
    let room = rect.width() - BESIDE.1;
    let Some(verdict) = verdict.filter(|verdict| *verdict <= Verdict::Doubtful) else {
        return room;
    };
    let palette = theme::palette(ui);
    let Some((_, color)) = findings::sign(verdict, &palette) else { return room };
    let words = shared.text.get(verdict_key(verdict)).into_owned();
    let galley = ui.painter().layout_no_wrap(words, egui::FontId::proportional(11.0), color);
    let at = rect.right_center() - vec2(BESIDE.1 + galley.size().x, galley.size().y / 2.0);
    let room = room - galley.size().x - 4.0;
    ui.painter().galley(at, galley, color);
    room
}
