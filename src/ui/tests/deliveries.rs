//! The screen for deliveries in the console: who sees it, by which key, and its delivery in the bar.

use std::path::Path;
use std::sync::Arc;

use egui::Key;
use egui::accesskit::Role as Widget;
use egui_kittest::kittest::Queryable as _;

use super::window::{Window, settings, signed_in};
use crate::desk::progress::{Progress, Stage};
use crate::domain::account::Role;
use crate::text::Lang;
use crate::ui::deliver::tests::overview;
use crate::ui::parts::settings::Look;
use crate::worker::{
    Command, DeliverWork, DeliveriesUpdate, JobCommand, JobId, JobUpdate, StoreUpdate, Update, Work,
};

fn opened(role: Role) -> Window {
    let opened = Update::Store(StoreUpdate::Opened { first_start: false, demo: false });
    Window::open(settings(Lang::Zh, Look::Light), vec![opened, signed_in(role)])
}

fn shows(window: &Window, words: &str) -> bool {
    window.harness.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn its_key_and_its_tab_are_for_who_may_see_deliveries() {
    for (role, may) in
        [(Role::Administrator, true), (Role::Supervisor, true), (Role::Reviewer, false)]
    {
        let mut window = opened(role);
        let tab = window.harness.query_by_role_and_label(Widget::Button, "交付");
        assert_eq!(tab.is_some(), may, "{role:?}");
        let _before = window.sent();
        window.keys(&[Key::F10]);
        assert_eq!(shows(&window, "交付标准照"), may, "{role:?}");
        let asks = |command: &Command| matches!(command, Command::Deliveries(_));
        assert_eq!(window.sent().iter().any(asks), may, "{role:?}");
    }
}

#[test]
fn a_delivery_that_runs_is_told_in_the_bar_of_every_other_screen() {
    let mut window = opened(Role::Administrator);
    window.keys(&[Key::F10]);
    let asked = window.sent().into_iter().find_map(|command| match command {
        Command::Deliveries(options) => Some(options),
        _ => None,
    });
    let read = Arc::new(overview(&asked.expect("it asks")));
    window.tell(Update::Deliveries(DeliveriesUpdate::Read(read)));
    let field = window.harness.get_by_role_and_label(Widget::TextInput, "新建文件夹");
    field.focus();
    window.frames(2);
    window.harness.get_by_role_and_label(Widget::TextInput, "新建文件夹").type_text("/out/a");
    window.frames(2);
    for button in ["交付 2 张照片……", "确认交付"] {
        window.harness.get_by_role_and_label(Widget::Button, button).click();
        window.frames(3);
    }
    let begins = |command: &Command| {
        let Command::Job(JobCommand::Begin { work, .. }) = command else { return false };
        matches!(work, Work::Deliver { which: DeliverWork::New(_), path } if path == Path::new("/out/a"))
    };
    assert!(window.sent().iter().any(begins));
    let progress = Progress { stage: Stage::Delivering, done: 1, total: 4, bytes: 0 };
    window.tell(Update::Job(JobUpdate::Progress { id: JobId(1), progress }));
    window.keys(&[Key::F2]);
    window.harness.get_by_label("正在交付 25%").click();
    window.frames(3);
    assert!(shows(&window, "交付标准照") && shows(&window, "取消任务"));
    assert!(!shows(&window, "正在交付"), "it stands on the screen itself");
}
