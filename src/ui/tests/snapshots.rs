//! Pictures of whole screens, compared with the ones that were looked at and found good.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --lib ui::tests` writes them anew.

use egui_kittest::{Harness, SnapshotOptions};

use super::Raster;
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::deadline::Calendar;
use crate::store::QueueCounts;
use crate::text::Lang;
use crate::ui::console::Console;
use crate::ui::link::{Link, Picture};
use crate::ui::settings::{Look, Settings};
use crate::worker::{Session, Update};

/// A console in a window, with the worker's end held by the test.
pub fn console<'a>(settings: Settings, updates: Vec<Update<Picture>>) -> Harness<'a, Option<Console>> {
    let link = Link::Held { updates: updates.into(), commands: Vec::new() };
    let mut parts = Some((link, settings));
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_step_dt(1.0 / 60.0)
        .renderer(Raster::default())
        .build_ui_state(
            move |ui, console: &mut Option<Console>| {
                if let Some((link, settings)) = parts.take() {
                    let calendar = Calendar::built_in().expect("the built-in calendars");
                    *console = Some(Console::new(ui.ctx(), link, settings, None, calendar));
                    ui.ctx().request_repaint();
                    return;
                }
                let Some(console) = console else { return };
                console.logic(&ui.ctx().clone());
                console.ui(ui);
            },
            None,
        )
}

/// Signed in in that role.
pub fn signed_in(role: Role) -> Update<Picture> {
    let account = AccountName::new("wangmin").expect("a name");
    Update::SignedIn(Session { actor: Actor { account, role }, display_name: "王敏".to_owned() })
}

fn settings(lang: Lang, look: Look) -> Settings {
    Settings { lang, look, ..Settings::default() }
}

fn matches(name: &str, harness: &mut Harness<'_, Option<Console>>) {
    harness.run_steps(4);
    let options = SnapshotOptions::new().output_path("src/ui/tests/snapshots").max_failed_pixels(40_usize);
    harness.snapshot_options(name, &options);
}

#[test]
fn the_door() {
    let opened = vec![Update::Opened { first_start: false, demo: true }];
    matches("door-zh-light", &mut console(settings(Lang::Zh, Look::Light), opened));
    let opened = vec![Update::Opened { first_start: true, demo: false }];
    matches("first-start-en-dark", &mut console(settings(Lang::En, Look::Dark), opened));
}

#[test]
fn the_settings() {
    let updates = vec![
        Update::Opened { first_start: false, demo: true },
        signed_in(Role::Administrator),
        Update::Counts {
            counts: QueueCounts { waiting: 1284, due_today: 37, overdue: 0 },
            next_due: None,
            at: crate::desk::clock::now(),
        },
    ];
    let mut harness = console(settings(Lang::En, Look::Dark), updates);
    harness.run_steps(3);
    use egui_kittest::kittest::Queryable as _;
    harness.get_by_label("Settings").click();
    matches("settings-en-dark", &mut harness);
}
