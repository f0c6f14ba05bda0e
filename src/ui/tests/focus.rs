//! The focus can be seen on every widget, looks different from the pointer, and only a visibly focused
//! button is pressed.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Id, Key, Rect, pos2};
use egui_kittest::kittest::Queryable as _;

use super::window::{Window, settings, signed_in};
use crate::desk::import::FoundColumn;
use crate::domain::account::Role;
use crate::text::Lang;
use crate::ui::import::tests::looking::roster;
use crate::ui::parts::settings::Look;
use crate::ui::parts::theme;
use crate::ui::review::tests::{case, reviewing};
use crate::worker::{Command, JobId, JobOutcome, JobUpdate, ReviewCommand, StoreUpdate, Update};

fn focused(window: &Window) -> Option<Id> {
    window.harness.ctx.memory(egui::Memory::focused)
}

fn rect(window: &Window, id: Id) -> Rect {
    window.harness.ctx.read_response(id).expect("it was drawn").interact_rect
}

/// Whether the ring is drawn around `rect`: its colour stands in the middle of the ring on all sides that
/// are within the window.
fn is_ringed(window: &mut Window, rect: Rect, look: Look) -> bool {
    let image = window.harness.render().expect("a picture");
    let ring = rect.expand(2.0);
    let middle = ring.center();
    let sides = [
        pos2(ring.left(), middle.y),
        pos2(ring.right(), middle.y),
        pos2(middle.x, ring.top()),
        pos2(middle.x, ring.bottom()),
    ];
    let accent = theme::of(look).accent.to_array();
    let near = |x: u32, y: u32| {
        image
            .get_pixel_checked(x, y)
            .is_none_or(|pixel| pixel.0.iter().zip(accent).all(|(a, b)| a.abs_diff(b) < 48))
    };
    // Also looks one pixel to both sides: a ring on half pixels is blurred.
    sides.iter().all(|at| {
        let (x, y) = (at.x.round() as u32, at.y.round() as u32);
        (-1..=1).any(|by: i32| {
            near(x.saturating_add_signed(by), y) || near(x, y.saturating_add_signed(by))
        })
    })
}

/// Presses Tab until the focus comes round, and checks that every focused widget is ringed. Returns their
/// number.
fn walk(window: &mut Window, look: Look) -> usize {
    let mut seen = BTreeSet::new();
    loop {
        window.keys(&[Key::Tab]);
        // What was out of view comes into it.
        window.frames(2);
        let Some(id) = focused(window) else { continue };
        if !seen.insert(id.value()) {
            return seen.len();
        }
        let rect = rect(window, id);
        assert!(rect.is_positive(), "the focus is out of view behind {} Tabs", seen.len());
        assert!(
            is_ringed(window, rect, look),
            "no ring around {rect:?} behind {} Tabs",
            seen.len()
        );
    }
}

#[test]
fn every_widget_of_the_review_shows_the_focus() {
    let mut window = reviewing(Lang::Zh, Look::Light, vec![case(1), case(2)]);
    assert!(walk(&mut window, Look::Light) > 40, "30 items, decisions, tools, the bar");
}

#[test]
fn every_widget_of_a_sheet_shows_the_focus() {
    for (key, least) in [(Key::R, 20), (Key::H, 2), (Key::U, 3)] {
        let mut window = reviewing(Lang::Zh, Look::Light, vec![case(1)]);
        window.keys(&[key]);
        let found = walk(&mut window, Look::Light);
        assert!(found >= least, "{key:?}: {found}");
    }
}

/// The console with somebody who may go to every screen.
fn opened(look: Look) -> Window {
    let updates = vec![
        Update::Store(StoreUpdate::Opened { first_start: false, demo: false }),
        signed_in(Role::Administrator),
    ];
    Window::open(settings(Lang::Zh, look), updates)
}

#[test]
fn every_widget_of_the_other_screens_shows_the_focus() {
    for (screen, look) in [
        (Key::F2, Look::Light),
        (Key::F3, Look::Dark),
        (Key::F4, Look::HighContrast),
        (Key::F5, Look::Dark),
        (Key::F6, Look::Light),
        (Key::F6, Look::HighContrast),
        (Key::F10, Look::Light),
    ] {
        let mut window = opened(look);
        window.keys(&[screen]);
        let found = walk(&mut window, look);
        assert!(found > 8, "{screen:?}: {found}");
    }
}

#[test]
fn every_widget_of_the_door_shows_the_focus() {
    for (first_start, look) in [(true, Look::Light), (false, Look::Dark)] {
        let updates = vec![Update::Store(StoreUpdate::Opened { first_start, demo: false })];
        let mut window = Window::open(settings(Lang::Zh, look), updates);
        assert!(walk(&mut window, look) >= 3, "names, passwords, the button");
    }
}

#[test]
fn what_is_dragged_shows_the_pointer_too() {
    let mut window = opened(Look::Light);
    window.keys(&[Key::F6]);
    let slider = window.harness.get_all_by_role(egui::accesskit::Role::Slider).next();
    let slider = slider.expect("a slider").rect();
    window.harness.remove_cursor();
    window.frames(2);
    let plain = window.harness.render().expect("a picture");
    window.harness.hover_at(slider.center());
    window.frames(2);
    let hovered = window.harness.render().expect("a picture");
    let edge = |image: &image::RgbaImage| {
        *image.get_pixel(slider.left() as u32 + 6, slider.bottom() as u32 - 2)
    };
    assert_ne!(edge(&plain), edge(&hovered));
}

#[test]
fn every_widget_of_a_look_before_an_import_shows_the_focus() {
    let updates = vec![
        Update::Store(StoreUpdate::Opened { first_start: false, demo: false }),
        signed_in(Role::Supervisor),
    ];
    let mut window = Window::open(settings(Lang::Zh, Look::Light), updates);
    window.keys(&[Key::F3]);
    let path = window.harness.get_by_label("名册 路径");
    path.focus();
    path.type_text("/roster.csv");
    window.frames(2);
    window.keys(&[Key::Enter]);
    let mut preview = roster(Some("姓名 name"));
    // More columns than there is room for.
    let columns = &mut preview.report.told.found.columns;
    for place in columns.len()..30 {
        columns.push(FoundColumn { place, ..columns[0].clone() });
    }
    let outcome = JobOutcome::Previewed(Arc::new(preview));
    window.tell(Update::Job(JobUpdate::Ended { id: JobId(1), outcome }));
    window.frames(2);
    assert!(walk(&mut window, Look::Light) > 35, "columns, encoding, head, two buttons, the bar");
}

#[test]
fn the_pointer_looks_other_than_the_focus() {
    let mut window = reviewing(Lang::Zh, Look::Light, vec![case(1), case(2)]);
    let approve = window.harness.get_by_label("A 通过").rect();
    window.harness.remove_cursor();
    window.frames(2);
    let plain = window.harness.render().expect("a picture");
    window.harness.get_by_label("A 通过").hover();
    window.frames(2);
    let hovered = window.harness.render().expect("a picture");
    let corner = |image: &image::RgbaImage| {
        *image.get_pixel(approve.left() as u32 + 6, approve.bottom() as u32 - 6)
    };
    assert_ne!(corner(&plain), corner(&hovered), "the pointer is seen");
    assert!(!is_ringed(&mut window, approve, Look::Light), "and is not the focus");
}

#[test]
fn space_presses_a_ringed_button_and_else_zooms() {
    let mut window = reviewing(Lang::Zh, Look::Light, vec![case(1), case(2)]);
    let asks = |window: &mut Window| {
        window
            .sent()
            .iter()
            .filter(|command| matches!(command, Command::Review(ReviewCommand::Ask(_))))
            .count()
    };
    window.keys(&[Key::Space]);
    assert_eq!(asks(&mut window), 0, "it zooms");
    window.keys(&[Key::Space]);
    // A widget that is no longer drawn must not keep a focus that Enter could press.
    window.harness.ctx.memory_mut(|memory| memory.request_focus(Id::unique("gone")));
    window.keys(&[Key::Space, Key::Enter]);
    assert_eq!(asks(&mut window), 0);
    window.harness.get_by_label("A 通过").focus();
    window.frames(2);
    window.keys(&[Key::Space]);
    assert_eq!(asks(&mut window), 1, "it presses what is ringed");
}
