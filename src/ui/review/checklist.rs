//! The checklist: the guide's rules and their items; a click or two digits mark an item failed.

use egui::{Color32, Rect, Response, RichText, Sense, Stroke, StrokeKind, Ui, Vec2, vec2};

use super::digits::Begun;
use super::{Draft, Review, ReviewAct, findings, panel};
use crate::domain::checklist::{ChecklistItem, Rule};
use crate::domain::finding::Verdict;
use crate::exchange::notice::item_key;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::sign::{self, Sign};
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
    /// The item whose panel is open, and where it stands.
    open: Option<(ChecklistItem, Rect)>,
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
    if let (Some((item, at)), Some(shown)) = (drawn.open, review.current()) {
        let chosen = panel::over(ui, at, item, &shown.draft, shared);
        drawn.act = drawn.act.take().or(chosen);
    }
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
    let chosen = review.begun == Some(Begun::First(rule.digit()));
    let key = format!("review-rule-{}", rule.digit());
    let words = format!("{} {}", rule.digit(), text.get(&key));
    let color = if chosen { palette.accent } else { palette.text };
    let head = RichText::new(words).size(14.0).family(theme::bold()).color(color);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add(egui::Label::new(head).truncate().selectable(false));
    for own in rule.items() {
        let open = review.begun == Some(Begun::Panel(own));
        let response = item(ui, review, own, (height, chosen || open), shared);
        if open {
            drawn.open = Some((own, response.rect));
        }
        if response.clicked() {
            drawn.act = Some(ReviewAct::Mark(own));
        }
        if response.hovered() {
            drawn.hovered = Some(own);
        }
    }
    ui.add_space(gap);
}

/// What stands right of an item, before and as its sign.
struct Beside {
    words: Option<String>,
    sign: Option<Sign>,
    color: Color32,
}

/// Of a marked item the reasons chosen where there was a choice, or that one is missing; of another what the
/// machine says against it.
fn beside(
    ui: &Ui,
    marked: Option<&Draft>,
    item: ChecklistItem,
    shared: &Shared,
    said: Option<Verdict>,
) -> Beside {
    let palette = theme::palette(ui);
    let text = &shared.text;
    match marked {
        Some(draft) if draft.lacks_reason(item) => Beside {
            words: Some(text.get("review-no-reason").into_owned()),
            sign: Some(Sign::Bang),
            color: palette.retake,
        },
        Some(draft) => {
            let codes: Vec<_> = draft.chosen(item).iter().map(|reason| reason.code()).collect();
            let had_choice = item.reasons_for_retake().count() > 1;
            let words = had_choice.then(|| codes.join(" "));
            Beside { words, sign: Some(Sign::Cross), color: palette.reject }
        }
        None => {
            let (sign, color) = said
                .and_then(|verdict| findings::sign(verdict, &palette))
                .map_or((None, palette.unknown), |(sign, color)| (Some(sign), color));
            let against = said.filter(|verdict| verdict.is_against());
            let words = against.map(|verdict| text.get(verdict_key(verdict)).into_owned());
            Beside { words, sign, color }
        }
    }
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
    let draft = review.current().map(|shown| &shown.draft);
    let marked = draft.filter(|draft| draft.marks.contains(&item));
    let failed = marked.is_some();
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let (rule, own) = item.digits();
    let short = text.get(&format!("{}-short", item_key(item))).into_owned();
    let verdict = review.screening(shared).and_then(|screening| screening.of_item(item));
    let beside = beside(ui, marked, item, shared, verdict);
    let mut label = format!("{rule}.{own} {short}");
    if let Some(words) = &beside.words {
        label = format!("{label} · {words}");
    }
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, failed, &label));
    let looked_at = review.finding(shared).is_some_and(|(_, _, said)| said.item == item);
    ground(ui, rect, (failed, chosen, looked_at));
    let ink = if failed && beside.color == palette.reject { palette.reject } else { palette.text };
    let ink = if failed || chosen { ink } else { beside.color };
    let room = paint_beside(ui, &beside, ink, rect);
    let key_color = if chosen { palette.accent } else { palette.secondary };
    let digits = RichText::new(format!("{rule} {own}")).size(12.0).color(key_color);
    let digits = egui::WidgetText::from(digits);
    let digits =
        digits.into_galley(ui, Some(egui::TextWrapMode::Extend), 40.0, egui::TextStyle::Small);
    let at = rect.left_center() + vec2(4.0, -digits.size().y / 2.0);
    ui.painter().galley(at, digits, palette.secondary);
    let color = if failed { palette.reject } else { palette.text };
    let words = egui::WidgetText::from(RichText::new(short).size(14.0).color(color));
    let room = room - BESIDE.0;
    let words =
        words.into_galley(ui, Some(egui::TextWrapMode::Truncate), room, egui::TextStyle::Body);
    let at = rect.left_center() + vec2(BESIDE.0, -words.size().y / 2.0);
    ui.painter().galley(at, words, color);
    response.on_hover_ui(|ui| tip(ui, review, item, shared))
}

/// What is behind an item: that it is marked failed, or that its rule is typed; and around it that its finding is
/// looked at. That is a line, so that the row keeps the ground of its mark, and its words their contrast.
fn ground(ui: &Ui, rect: Rect, (failed, chosen, looked_at): (bool, bool, bool)) {
    let palette = theme::palette(ui);
    if failed || chosen {
        let ground = if failed { palette.marked() } else { palette.raised };
        ui.painter().rect_filled(rect, 2.0, ground);
    }
    if looked_at {
        let line = Stroke::new(1.5, palette.accent);
        ui.painter().rect_stroke(rect, 2.0, line, StrokeKind::Inside);
    }
}

/// The whole words of an item, of its rule, and what the machine says about it.
fn tip(ui: &mut Ui, review: &Review, item: ChecklistItem, shared: &Shared) {
    let text = &shared.text;
    ui.label(text.get(&item_key(item)).into_owned());
    ui.label(text.get(&format!("review-rule-{}-full", item.digits().0)).into_owned());
    let screening = review.screening(shared);
    for said in screening.iter().flat_map(|of| of.said.iter().map(move |said| (of, said))) {
        if said.1.item == item {
            ui.label(said_words(text, said.0, said.1));
        }
    }
}

/// Writes what stands right of an item, its words in this ink. Gives the width that is left for the item.
fn paint_beside(ui: &Ui, beside: &Beside, ink: Color32, rect: Rect) -> f32 {
    if let Some(sign) = beside.sign {
        let spot = Rect::from_center_size(rect.right_center() - vec2(7.0, 0.0), Vec2::splat(11.0));
        sign::paint(ui.painter(), sign, spot, beside.color);
    }
    let room = rect.width() - BESIDE.1;
    let Some(words) = beside.words.clone() else { return room };
    let galley = ui.painter().layout_no_wrap(words, egui::FontId::proportional(11.0), ink);
    let at = rect.right_center() - vec2(BESIDE.1 + galley.size().x, galley.size().y / 2.0);
    let room = room - galley.size().x - 4.0;
    ui.painter().galley(at, galley, ink);
    room
}
