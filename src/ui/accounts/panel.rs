//! The accounts screen as drawn: who may sign in, and as what.

use egui::{Align, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder};

use super::{Accounts, AccountsAct, Form};
use crate::domain::account::Role;
use crate::store::AccountRow;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::shared::Shared;
use crate::ui::parts::sign::{self, Sign};
use crate::ui::parts::theme;
use crate::ui::words::keys::role_key;
use crate::ui::words::when;

/// Draws the screen. The account that is signed in can't disable itself.
pub(super) fn show(ui: &mut Ui, accounts: &mut Accounts, shared: &Shared) -> Option<AccountsAct> {
    let text = &shared.text;
    let mut action = None;
    ui.horizontal(|ui| {
        form::title(ui, text.get("console-accounts-title"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if form::primary(ui, &text.get("console-accounts-add"), None).clicked() {
                action = Some(AccountsAct::BeginAdd);
            }
        });
    });
    ui.add_space(8.0);
    if let Some((key, name)) = &accounts.done {
        form::message(ui, Tone::Done, &text.with(key, &[("name", name.as_str().into())]));
        ui.add_space(8.0);
    }
    if let (Some(why), Form::None) = (&accounts.failed, &accounts.form) {
        refusal(ui, why, shared);
    }
    let Some(rows) = &accounts.rows else {
        if accounts.failed.is_some() {
            let again = form::secondary(ui, text.get("console-retry").into_owned(), None);
            return again.clicked().then_some(AccountsAct::Load);
        }
        form::quiet(ui, text.get("console-accounts-loading"));
        return accounts.wants_rows().then_some(AccountsAct::Load);
    };
    let from_table = table(ui, rows, shared);
    let from_form = form_window(ui, accounts, shared);
    action.or(from_table).or(from_form)
}

fn refusal(ui: &mut Ui, why: &str, shared: &Shared) {
    let words = shared.text.with("console-accounts-failed", &[("why", why.into())]);
    form::message(ui, Tone::Refused, &words);
    ui.add_space(8.0);
}

fn table(ui: &mut Ui, rows: &[AccountRow], shared: &Shared) -> Option<AccountsAct> {
    let text = &shared.text;
    let mut action = None;
    let builder = TableBuilder::new(ui)
        .id_salt("accounts")
        .striped(true)
        .sense(Sense::hover())
        .auto_shrink(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(200.0).clip(true))
        .column(Column::exact(180.0).clip(true))
        .column(Column::exact(120.0))
        .column(Column::exact(110.0))
        .column(Column::remainder().at_least(180.0).clip(true))
        .column(Column::exact(280.0));
    let heads = [
        "console-account-name",
        "console-display_name",
        "console-accounts-role",
        "console-accounts-state",
        "console-accounts-failures",
        "console-accounts-actions",
    ];
    let table = builder.header(32.0, |mut row| {
        for key in heads {
            row.col(|ui| {
                ui.label(RichText::new(text.get(key)).size(13.0).family(theme::bold()));
            });
        }
    });
    table.body(|body| {
        body.rows(44.0, rows.len(), |mut line| {
            let Some(row) = rows.get(line.index()) else { return };
            line.col(|ui| drop(ui.label(row.name.as_str())));
            line.col(|ui| drop(ui.label(&row.display_name)));
            line.col(|ui| drop(ui.label(text.get(role_key(row.role)))));
            line.col(|ui| state(ui, row.enabled, shared));
            line.col(|ui| failures(ui, row, shared));
            line.col(|ui| action = action.take().or(buttons(ui, row, shared)));
        });
    });
    action
}

fn state(ui: &mut Ui, enabled: bool, shared: &Shared) {
    let palette = theme::palette(ui);
    let (shape, color, key) = if enabled {
        (Sign::Check, palette.approve, "console-accounts-enabled")
    } else {
        (Sign::Pause, palette.unknown, "console-accounts-disabled")
    };
    sign::show(ui, shape, color, 14.0);
    ui.label(shared.text.get(key));
}

fn failures(ui: &mut Ui, row: &AccountRow, shared: &Shared) {
    if row.failures == 0 {
        return;
    }
    let last = row.last_failure.map(when::date_and_time).unwrap_or_default();
    let values = [("n", row.failures.into()), ("time", last.into())];
    ui.label(shared.text.with("console-accounts-failures-n", &values));
}

fn buttons(ui: &mut Ui, row: &AccountRow, shared: &Shared) -> Option<AccountsAct> {
    let text = &shared.text;
    let mut action = None;
    // A screen reader does not show the row, so each button's label names the account.
    let named = |response: egui::Response, key: &str| {
        let words = format!("{} {}", text.get(key), row.name);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
        response.clicked()
    };
    let set = form::secondary(ui, text.get("console-accounts-set-password").into_owned(), None);
    if named(set, "console-accounts-set-password") {
        action = Some(AccountsAct::BeginPassword(row.name.clone()));
    }
    let key = if row.enabled { "console-accounts-disable" } else { "console-accounts-enable" };
    let own = shared.actor().is_some_and(|actor| actor.account == row.name);
    let hindrance = (own && row.enabled).then(|| text.get("console-accounts-own"));
    let toggle = form::secondary(ui, text.get(key).into_owned(), hindrance.as_deref());
    if named(toggle, key) {
        action = Some(AccountsAct::Enable(row.name.clone(), !row.enabled));
    }
    action
}

fn form_window(ui: &mut Ui, accounts: &mut Accounts, shared: &Shared) -> Option<AccountsAct> {
    if matches!(accounts.form, Form::None) {
        return None;
    }
    let text = &shared.text;
    let mut action = None;
    let modal = form::window(ui, "account form").show(ui.ctx(), |ui| {
        ui.set_width(400.0);
        fields(ui, &mut accounts.form, shared);
        if let Some(why) = &accounts.failed {
            refusal(ui, why, shared);
        }
        let hindrance = accounts.hindrance().map(|key| text.get(key));
        // What is missing stands in words below the fields, where it can't be missed.
        form::quiet(ui, hindrance.as_deref().unwrap_or_default());
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let words = text.get("console-accounts-save");
            if form::primary(ui, &words, hindrance.as_deref()).clicked() {
                action = Some(AccountsAct::Send);
            }
            if form::secondary(ui, text.get("console-cancel").into_owned(), None).clicked() {
                action = Some(AccountsAct::Cancel);
            }
        });
    });
    if modal.should_close() && action.is_none() {
        action = Some(AccountsAct::Cancel);
    }
    action
}

/// The first field has the focus as long as nothing else has.
fn begin_there(ui: &Ui, first: &egui::Response) {
    if ui.memory(|memory| memory.focused().is_none()) {
        first.request_focus();
    }
}

fn fields(ui: &mut Ui, form: &mut Form, shared: &Shared) {
    let text = &shared.text;
    match form {
        Form::None => {}
        Form::Add { name, display_name, role, password } => {
            form::heading(ui, text.get("console-accounts-add"));
            ui.add_space(8.0);
            let first = form::field(ui, &text.get("console-account-name"), name, false);
            begin_there(ui, &first);
            form::field(ui, &text.get("console-display_name"), display_name, false);
            form::field(ui, &text.get("console-password"), password, true);
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                for choice in Role::ALL {
                    ui.radio_value(role, Some(choice), text.get(role_key(choice)));
                }
            });
        }
        Form::Password { of, password, again } => {
            let title = text.with("console-accounts-password-of", &[("name", of.as_str().into())]);
            form::heading(ui, title);
            ui.add_space(8.0);
            let first = form::field(ui, &text.get("console-password"), password, true);
            begin_there(ui, &first);
            form::field(ui, &text.get("console-password-again"), again, true);
        }
    }
    ui.add_space(8.0);
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::domain::account::{AccountName, Actor};
    use crate::domain::submission::Revision;
    use crate::text::Lang;
    use crate::ui::queue::tests::now;
    use crate::ui::tests::dress::dress;
    use crate::worker::{AccountsCommand, Command};

    fn account(name: &str, enabled: bool) -> AccountRow {
        AccountRow {
            name: AccountName::new(name).expect("name"),
            display_name: "王敏".to_owned(),
            role: Role::Reviewer,
            enabled,
            failures: 0,
            last_failure: None,
            revision: Revision(1),
        }
    }

    type Shown = (Accounts, Vec<AccountsAct>, Vec<Command>);

    fn begun<'a>() -> Harness<'a, Shown> {
        let admin = AccountName::new("admin").expect("name");
        let shared = Shared::of_test(Lang::Zh, now())
            .with(Actor { account: admin, role: Role::Administrator });
        let draw = move |ui: &mut Ui, state: &mut Shown| {
            let Some(action) = show(ui, &mut state.0, &shared) else { return };
            state.1.push(action.clone());
            state.2.extend(state.0.perform(action));
        };
        dress(draw, (Accounts::default(), Vec::new(), Vec::new()))
    }

    fn shown<'a>() -> Harness<'a, Shown> {
        let mut screen = begun();
        screen.state_mut().0.came(vec![account("admin", true), account("wangmin", true)]);
        screen.state_mut().1.clear();
        screen
    }

    #[test]
    fn the_accounts_are_asked_for_once_and_again_only_by_hand() {
        let mut screen = begun();
        screen.run_steps(5);
        assert_eq!(screen.state().1, [AccountsAct::Load], "once, however many drawings");
        screen.state_mut().0.failed("disk full");
        screen.run_steps(5);
        assert_eq!(screen.state().1.len(), 1);
        assert!(screen.query_by_label_contains("disk full").is_some());
        screen.get_by_label("重试").click();
        screen.run_steps(5);
        assert_eq!(screen.state().1.len(), 2);
        screen.state_mut().0.failed("disk full");
        screen.state_mut().0.try_again();
        screen.run_steps(5);
        assert_eq!(screen.state().1.len(), 3, "the store works again");
    }

    #[test]
    fn an_account_is_added_once_everything_is_there() {
        let mut screen = shown();
        screen.run();
        screen.get_by_label("添加账号").click();
        screen.run();
        assert!(screen.query_by_label("账号为 1 至 32 个字母、数字或 . - _ :").is_some());
        let add = |name: &str| Form::Add {
            name: name.to_owned(),
            display_name: "陈静".to_owned(),
            role: Some(Role::Supervisor),
            password: "12345678".to_owned(),
        };
        screen.state_mut().0.form = add("wangmin");
        screen.run();
        assert!(screen.query_by_label("该账号已存在").is_some());
        screen.state_mut().0.form = add("chenjing");
        screen.run();
        screen.get_by_label("保存").click();
        screen.run();
        let sent = screen.state().2.last();
        assert!(
            matches!(sent, Some(Command::Accounts(AccountsCommand::Add(new))) if new.name == "chenjing")
        );
        screen.state_mut().0.came(vec![account("chenjing", true)]);
        screen.run();
        assert!(screen.query_by_label_contains("已添加账号 chenjing").is_some());
    }

    #[test]
    fn a_failure_keeps_what_was_written() {
        let mut screen = shown();
        screen.run();
        screen.get_by_label("设置密码 wangmin").click();
        screen.run();
        screen.state_mut().0.failed("disk full");
        screen.run();
        assert!(screen.query_by_label_contains("disk full").is_some());
        assert!(matches!(screen.state().0.form, Form::Password { .. }));
    }

    #[test]
    fn one_cannot_disable_oneself() {
        let mut screen = shown();
        screen.run();
        screen.get_by_label("停用 admin").click();
        screen.run();
        assert!(screen.state().1.is_empty());
        screen.get_by_label("停用 wangmin").click();
        screen.run();
        assert!(matches!(
            screen.state().2.last(),
            Some(Command::Accounts(AccountsCommand::SetEnabled { enabled: false, .. }))
        ));
    }
}
