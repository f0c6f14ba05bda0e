//! The bar at the top: the screens, the queue's counts, who is there, and the buttons of the console.

use egui::{Align, Button, Frame, Layout, Panel, RichText, Ui, vec2};

use super::{At, Console};
use crate::text::Lang;
use crate::ui::SCREENS;
use crate::ui::action::Action;
use crate::ui::deliver;
use crate::ui::import;
use crate::ui::parts::form;
use crate::ui::parts::keymap;
use crate::ui::parts::screen::Wish;
use crate::ui::parts::sign;
use crate::ui::parts::theme;
use crate::ui::words::backups::alarm_words;
use crate::ui::words::keys::role_key;
use crate::ui::words::numbers::grouped;
use crate::ui::words::screening::status_words;
use crate::worker::{ScreeningStatus, Work};

/// Height of the buttons in the bar, in points.
const BUTTON: f32 = 28.0;
/// With less room than this beside the buttons, the role is told only by the tooltip of the name.
const ROOM_FOR_ROLE: f32 = 440.0;

impl Console {
    /// Draws the bar.
    pub(super) fn bar(&self, ui: &mut Ui) -> Option<Wish> {
        let text = &self.shared.text;
        let session = self.shared.session.as_ref()?;
        let mut asked = None;
        let frame = Frame::new().inner_margin(egui::Margin::symmetric(16, 4));
        Panel::top("bar").frame(frame).exact_size(40.0).show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                let name = RichText::new(text.get("console-name-short")).size(16.0);
                ui.label(name.family(theme::bold()));
                ui.add_space(8.0);
                asked = ui.scope(|ui| self.tabs(ui)).inner;
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let pressed = self.buttons(ui);
                    asked = asked.take().or(pressed);
                    let role = text.get(role_key(session.actor.role));
                    if ui.available_width() > ROOM_FOR_ROLE {
                        form::quiet(ui, role.as_ref());
                    }
                    ui.label(session.display_name.as_str()).on_hover_text(role);
                    asked = asked.take().or(self.under_way(ui));
                    self.counted(ui);
                    self.backups(ui);
                    self.screening(ui);
                });
            });
        });
        asked
    }

    fn tabs(&self, ui: &mut Ui) -> Option<Wish> {
        let mut asked = None;
        ui.spacing_mut().item_spacing.x = 4.0;
        for (at, place) in SCREENS.iter().enumerate().filter(|(at, _)| self.may_use(*at)) {
            let words = self.shared.text.get(&place.label()).into_owned();
            let button = Button::selectable(self.at == At::Screen(at), words);
            if ui.add(button.min_size(vec2(0.0, BUTTON))).clicked() {
                asked = Some(Wish::Go(place.code));
            }
        }
        asked
    }

    /// The buttons, from right to left: sign out, lock, keys, look, language.
    fn buttons(&self, ui: &mut Ui) -> Option<Wish> {
        let text = &self.shared.text;
        let mut asked = None;
        let words = text.get("console-lock-leave").into_owned();
        if self.button(ui, Button::new(words), Action::SignOut) {
            asked = Some(Wish::Act(Action::SignOut));
        }
        let words = text.get("console-lock-now").into_owned();
        if self.button(ui, Button::new(words), Action::Lock) {
            asked = Some(Wish::Act(Action::Lock));
        }
        let help = Button::new(RichText::new("?").family(theme::bold()));
        if self.button(ui, help, Action::Help) {
            asked = Some(Wish::Act(Action::Help));
        }
        asked.or(self.looks(ui))
    }

    /// The buttons for language and look; the door shows them too.
    pub(super) fn looks(&self, ui: &mut Ui) -> Option<Wish> {
        let mut asked = None;
        let ink = theme::palette(ui).text;
        let button = Button::new("").min_size(vec2(32.0, BUTTON));
        let look = ui.add(button);
        let spot = egui::Rect::from_center_size(look.rect.center(), vec2(14.0, 14.0));
        sign::paint(ui.painter(), sign::Sign::Half, spot, ink);
        if self.named(look, Action::Look) {
            asked = Some(Wish::Act(Action::Look));
        }
        let other = self.shared.settings.lang.other();
        // Each language under its own name, so that nobody is locked into the other.
        let words = match other {
            Lang::Zh => "中文",
            Lang::En => "EN",
        };
        if self.button(ui, Button::new(words), Action::Language) {
            asked = Some(Wish::Act(Action::Language));
        }
        asked
    }

    fn button(&self, ui: &mut Ui, button: Button<'_>, action: Action) -> bool {
        let response = ui.add(button.min_size(vec2(32.0, BUTTON)));
        let tip = self.tip(action);
        response.on_hover_text(tip).clicked()
    }

    /// Adds to a button that shows only a sign what it does: as a tooltip, and for screen readers.
    fn named(&self, response: egui::Response, action: Action) -> bool {
        let name = self.shared.text.get(&action.label()).into_owned();
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        response.on_hover_text(self.tip(action)).clicked()
    }

    /// What an action does, and its key.
    fn tip(&self, action: Action) -> String {
        let tip = self.shared.text.get(&action.tooltip()).into_owned();
        format!("{tip}  [{}]", keymap::shown(self.shared.keymap.key(action)))
    }

    /// The import and the delivery that run, and how far they are; the button leads to where they can be stopped.
    fn under_way(&self, ui: &mut Ui) -> Option<Wish> {
        let is_import = |work: &Work| matches!(work, Work::Import { .. });
        let is_delivery = |work: &Work| matches!(work, Work::Deliver { .. });
        let importing = self.runs(ui, is_import, import::PLACE.code, "console-importing");
        let delivering = self.runs(ui, is_delivery, deliver::PLACE.code, "console-delivering");
        importing.or(delivering)
    }

    fn runs(
        &self,
        ui: &mut Ui,
        is_it: impl Fn(&Work) -> bool,
        screen: &'static str,
        key: &str,
    ) -> Option<Wish> {
        let job = self.shared.jobs.running().iter().find(|job| is_it(&job.work))?;
        let place = SCREENS.iter().position(|place| place.code == screen)?;
        if self.at == At::Screen(place) || !self.may_use(place) {
            return None;
        }
        let far = job.progress.filter(|progress| progress.total > 0);
        let percent = far.map_or(0, |progress| progress.done * 100 / progress.total);
        let percent = [("percent", percent.to_string().into())];
        let words = self.shared.text.with(key, &percent);
        let button = ui.add(Button::new(words).min_size(vec2(0.0, BUTTON)));
        button.clicked().then_some(Wish::Go(screen))
    }

    /// A quiet sign where the backups need somebody, for who can do something about it.
    fn backups(&self, ui: &mut Ui) {
        let may = self.shared.actor().is_some_and(|actor| actor.role.may_manage_accounts());
        let status = self.shared.backups.as_ref().filter(|_| may);
        let Some(alarm) = status.and_then(|status| status.alarm(self.shared.now)) else { return };
        let text = &self.shared.text;
        let palette = theme::palette(ui);
        ui.add_space(8.0);
        let words = RichText::new(text.get("backups-sign")).color(palette.reject);
        ui.label(words).on_hover_text(alarm_words(text, &alarm));
        sign::show(ui, sign::Sign::Bang, palette.reject, 14.0);
    }

    /// How far the screening is, while it runs or needs somebody.
    fn screening(&self, ui: &mut Ui) {
        let text = &self.shared.text;
        let palette = theme::palette(ui);
        let Some(status) = &self.shared.screening else { return };
        let color = match status {
            ScreeningStatus::Working { .. } => palette.secondary,
            ScreeningStatus::Failed(_) => palette.reject,
            ScreeningStatus::Done { failed } if *failed > 0 => palette.retake,
            ScreeningStatus::Done { .. } | ScreeningStatus::Paused | ScreeningStatus::Elsewhere => {
                return;
            }
        };
        let words = status_words(text, status);
        ui.add_space(8.0);
        let label = egui::Label::new(RichText::new(words.clone()).color(color)).truncate();
        ui.add(label).on_hover_text(words);
    }

    /// What waits, what is due today and, where there is any, what is overdue.
    fn counted(&self, ui: &mut Ui) {
        let palette = theme::palette(ui);
        let Some(counts) = self.shared.counts else { return };
        ui.add_space(8.0);
        if counts.overdue > 0 {
            let n = [("n", grouped(counts.overdue).into())];
            let words = self.shared.text.with("console-counts-overdue", &n);
            ui.label(RichText::new(words).color(palette.reject).family(theme::bold()));
        }
        let values = [
            ("waiting", grouped(counts.waiting).into()),
            ("today", grouped(counts.due_today).into()),
        ];
        let words = RichText::new(self.shared.text.with("console-counts", &values));
        ui.add(egui::Label::new(words.color(palette.secondary)).truncate());
    }
}
