//! Floor 6: the console's window.

pub mod accounts;
pub mod action;
pub mod console;
pub mod deliver;
pub mod door;
pub mod exports;
pub mod history;
pub mod import;
pub mod parts;
pub mod queue;
pub mod review;
pub mod settings;
#[cfg(test)]
mod tests;
pub mod words;

use std::path::Path;

use action::Action;
use console::Console;
use console::link::Link;
use console::typing::Typing;
use parts::screen::Place;
use parts::settings::Settings;
use parts::stopwatch::Stopwatch;

use crate::domain::deadline::Calendar;
use crate::text::{Lang, Text};

/// Every screen, in the order of the bar. Sign-in leads to the first one that the role may use.
pub const SCREENS: &[Place] = &[
    review::PLACE,
    queue::PLACE,
    import::PLACE,
    exports::PLACE,
    deliver::PLACE,
    accounts::PLACE,
    settings::PLACE,
];

/// Every action, including those that go to a screen, in the order of the help sheet.
pub fn every_action() -> Vec<Action> {
    let screens: Vec<Action> = SCREENS.iter().map(Place::action).collect();
    Action::all(&screens)
}

struct Window {
    console: Console,
    typing: Typing,
}

impl eframe::App for Window {
    fn raw_input_hook(&mut self, _ctx: &egui::Context, input: &mut egui::RawInput) {
        self.typing.divide(&mut input.events);
    }

    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.console.logic(ctx);
    }

    /// Clears the window in the panels' colour, so that panels need no background of their own and no
    /// pixel is drawn twice.
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.window_fill.to_normalized_gamma_f32()
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.console.ui(ui);
        if self.typing.waits() {
            ui.ctx().request_repaint();
        }
    }
}

/// Opens the window on the store in `dir`; `lang` overrules the settings.
pub fn run(dir: &Path, lang: Option<Lang>) -> anyhow::Result<()> {
    let path = Settings::place();
    let mut settings = path.as_deref().map(Settings::load).unwrap_or_default();
    settings.lang = lang.unwrap_or(settings.lang);
    let title = Text::new(settings.lang).get("console-name").into_owned();
    let viewport = egui::ViewportBuilder::default()
        .with_app_id("photo-review")
        .with_title(title)
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([1024.0, 700.0]);
    // Without dithering every pixel of a photo is what its file says, and is drawn faster.
    let options =
        eframe::NativeOptions { viewport, dithering: false, ..eframe::NativeOptions::default() };
    let calendar = Calendar::built_in()?;
    let dir = dir.to_owned();
    eframe::run_native(
        "photo-review",
        options,
        Box::new(move |created| {
            let link = Link::start(&dir, &created.egui_ctx)?;
            let (ctx, watch) = (&created.egui_ctx, Stopwatch::start());
            let console = Console::new(ctx, link, settings, path, calendar, watch);
            Ok(Box::new(Window { console, typing: Typing::default() }))
        }),
    )
    .map_err(|error| anyhow::anyhow!("the window could not be opened: {error}"))
}
