//! The screen for deliveries as drawn: how it is to be delivered, what runs and what came of it, and the lists.

use egui::{Button, Ui, vec2};

use super::choosing::{self, is_delivery};
use super::{Deliver, DeliverAct, DeliverList, DeliverWindow, departments, outcome, past, windows};
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::running;
use crate::ui::parts::shared::Shared;
use crate::ui::words::deliveries::name_fault;
use crate::ui::words::events::not_listed;
use crate::ui::words::numbers::grouped;

/// How many photos that can't be named are told of above the lists.
const NAMED: usize = 4;

/// Draws the screen.
pub(super) fn show(ui: &mut Ui, screen: &mut Deliver, shared: &Shared) -> Option<DeliverAct> {
    let text = &shared.text;
    let may_deliver = shared.actor().is_some_and(|actor| actor.role.may_deliver());
    form::title(ui, text.get("deliver-title"));
    form::quiet(ui, text.get(if may_deliver { "deliver-hint" } else { "deliver-look-only" }));
    ui.add_space(12.0);
    let mut act = None;
    if may_deliver {
        form::card(ui, |ui| {
            ui.set_width(ui.available_width());
            act = choosing::show(ui, screen, shared);
        });
        ui.add_space(12.0);
    }
    if screen.unanswered && screen.open.is_none() {
        form::message(ui, Tone::Note, &text.get("deliver-dialog-none"));
        ui.add_space(8.0);
    }
    let stop = running::show_all(ui, shared, is_delivery);
    act = act.or(stop.map(DeliverAct::Stop)).or(outcome::show(ui, screen, shared));
    if may_deliver {
        act = act.or(faults(ui, screen, shared));
    }
    act = act.or(lists(ui, screen, may_deliver, shared));
    act.or(windows::show(ui, screen, shared))
}

/// The photos that can't be named as it is chosen.
fn faults(ui: &mut Ui, screen: &Deliver, shared: &Shared) -> Option<DeliverAct> {
    let overview = screen.overview.as_ref()?;
    let is_of_choice = screen.choices.options().as_ref() == Some(&overview.options);
    if overview.faults.is_empty() || !is_of_choice {
        return None;
    }
    let text = &shared.text;
    let all = overview.faults.len();
    let named: Vec<String> =
        overview.faults.iter().take(NAMED).map(|fault| name_fault(text, fault)).collect();
    let mut which = named.join(&text.get("history-semicolon"));
    if all > NAMED {
        which = text.with("deliver-faults-more", &[("which", which.into())]);
    }
    let values = [("n", grouped(all as u64).into()), ("which", which.into())];
    form::message(ui, Tone::Refused, &text.with("deliver-faults", &values));
    let shows_all = all > NAMED
        && form::secondary(ui, text.get("deliver-faults-all").into_owned(), None).clicked();
    ui.add_space(8.0);
    shows_all.then_some(DeliverAct::Open(DeliverWindow::Faults))
}

/// The departments, or the earlier deliveries.
fn lists(
    ui: &mut Ui,
    screen: &mut Deliver,
    may_deliver: bool,
    shared: &Shared,
) -> Option<DeliverAct> {
    let text = &shared.text;
    let mut act = None;
    if let Some(why) = &screen.failed {
        let why = [("why", not_listed(text, why).into())];
        form::message(ui, Tone::Refused, &text.with("deliver-failed-read", &why));
        ui.add_space(8.0);
        if form::secondary(ui, text.get("console-retry").into_owned(), None).clicked() {
            act = Some(DeliverAct::Retry);
        }
        ui.add_space(8.0);
    }
    let Some(overview) = screen.overview.clone() else {
        if screen.failed.is_none() {
            form::quiet(ui, text.get("deliver-loading"));
        }
        return act;
    };
    ui.horizontal(|ui| {
        let past = [("n", grouped(overview.past.len() as u64).into())];
        let words =
            [text.get("deliver-list-now").into_owned(), text.with("deliver-list-past", &past)];
        for (list, words) in [DeliverList::Departments, DeliverList::Past].into_iter().zip(words) {
            let tab = Button::selectable(screen.list == list, words);
            if ui.add(tab.min_size(vec2(0.0, form::CONTROL))).clicked() {
                screen.list = list;
            }
        }
    });
    ui.add_space(8.0);
    act.or(match screen.list {
        DeliverList::Departments => departments::show(ui, &overview, shared),
        DeliverList::Past => past::show(ui, &overview, may_deliver, shared),
    })
}
