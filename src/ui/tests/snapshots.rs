//! Pictures of whole screens, compared with the ones that were looked at and found good.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --lib ui::tests` writes them anew.

use egui_kittest::kittest::Queryable as _;
use egui_kittest::{SnapshotOptions, SnapshotResults};

use super::window::{Window, settings, signed_in};
use crate::domain::account::Role;
use crate::text::Lang;
use crate::ui::parts::settings::Look;
use crate::worker::{StoreUpdate, Update};

fn keep(results: &mut SnapshotResults, name: &str, window: &mut Window) {
    let options =
        SnapshotOptions::new().output_path("src/ui/tests/snapshots").max_failed_pixels(40_usize);
    results.add(window.harness.try_snapshot_options(name, &options));
}

fn opened(first_start: bool) -> Update<crate::ui::parts::picture::Picture> {
    Update::Store(StoreUpdate::Opened { first_start, demo: !first_start })
}

#[test]
fn the_door() {
    let mut results = SnapshotResults::new();
    let mut door = Window::open(settings(Lang::Zh, Look::Light), vec![opened(false)]);
    keep(&mut results, "door-zh-light", &mut door);
    let mut first = Window::open(settings(Lang::En, Look::Dark), vec![opened(true)]);
    keep(&mut results, "first-start-en-dark", &mut first);
}

#[test]
fn the_settings() {
    let updates = vec![opened(false), signed_in(Role::Administrator)];
    let mut window = Window::open(settings(Lang::En, Look::Dark), updates);
    window.harness.get_by_label("Settings").click();
    window.frames(3);
    window.harness.remove_cursor();
    window.frames(2);
    keep(&mut SnapshotResults::new(), "settings-en-dark", &mut window);
}

fn cases() -> Vec<crate::desk::review::Case> {
    use crate::ui::review::tests::{case, second_attempt};
    let mut cases = vec![second_attempt(1), case(2), case(3), case(4), case(5)];
    for case in &mut cases {
        // What is left of a deadline would change from minute to minute.
        case.due = None;
    }
    cases
}

#[test]
fn the_review() {
    use egui::Key;

    use crate::ui::review::tests::reviewing;
    let mut results = SnapshotResults::new();
    let mut window = reviewing(Lang::Zh, Look::Light, cases());
    window.keys(&[Key::Num3]);
    keep(&mut results, "review-zh-light", &mut window);
    // An item with its reason, one that lacks it, and one whose panel is open.
    let marks = [Key::Num3, Key::Num1, Key::Num1, Key::Num1, Key::Num4, Key::Escape, Key::Num3];
    window.keys(&[Key::Escape]);
    window.keys(&marks);
    window.keys(&[Key::Num4, Key::Num8, Key::Num6]);
    keep(&mut results, "panel-zh-light", &mut window);
    window.keys(&[Key::Num2, Key::T, Key::Num3, Key::Num1]);
    keep(&mut results, "retake-zh-light", &mut window);
    let mut window = reviewing(Lang::En, Look::Dark, cases());
    window.keys(&marks);
    window.keys(&[Key::Num4, Key::C]);
    window.bring_pictures();
    keep(&mut results, "review-en-dark", &mut window);
    window.keys(&[Key::C, Key::Num4, Key::Num1]);
    keep(&mut results, "panel-en-dark", &mut window);
    window.keys(&[Key::Num2, Key::T]);
    keep(&mut results, "retake-en-dark", &mut window);
    let mut window = reviewing(Lang::Zh, Look::Light, cases());
    window.keys(&[Key::R, Key::Num2]);
    keep(&mut results, "reject-zh-light", &mut window);
    window.keys(&[Key::Escape, Key::Slash]);
    keep(&mut results, "help-zh-light", &mut window);
    let mut window = reviewing(Lang::En, Look::Dark, cases());
    window.keys(&[Key::Slash]);
    keep(&mut results, "help-en-dark", &mut window);
    let mut window = reviewing(Lang::Zh, Look::HighContrast, cases());
    keep(&mut results, "review-zh-contrast", &mut window);
}
