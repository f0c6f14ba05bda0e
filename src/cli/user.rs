//! `user add|list|passwd|disable|enable`.

use std::io::{BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Subcommand, ValueEnum};

use super::Setting;
use super::out::say;
use crate::desk::clock::now;
use crate::desk::session::{self, NewAccount};
use crate::domain::account::{AccountName, Role};
use crate::store::Store;
use crate::text::Text;
use crate::ui::words::keys::role_key;

#[derive(Subcommand)]
pub(super) enum UserCommands {
    /// Add an account; asks for its password.
    Add {
        /// Name to sign in with.
        name: String,
        /// What they may do.
        #[arg(long, value_enum)]
        role: RoleArg,
        /// The person's name, as shown; default: the account's name.
        #[arg(long)]
        display_name: Option<String>,
        /// Read the password from standard input's first line instead of asking.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List every account.
    List,
    /// Set a new password.
    Passwd {
        /// Whose.
        name: String,
        /// Read the password from standard input's first line instead of asking.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Let an account sign in no more; its claims go back to the queue.
    Disable {
        /// Whose.
        name: String,
    },
    /// Let an account sign in again.
    Enable {
        /// Whose.
        name: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum RoleArg {
    Reviewer,
    Supervisor,
    Administrator,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Reviewer => Self::Reviewer,
            RoleArg::Supervisor => Self::Supervisor,
            RoleArg::Administrator => Self::Administrator,
        }
    }
}

pub(super) fn run(setting: &Setting, command: &UserCommands) -> anyhow::Result<ExitCode> {
    let text = setting.text();
    let named = |key: &str, name: &str| text.with(key, &[("name", name.into())]);
    let is_list = matches!(command, UserCommands::List);
    let mut store = if is_list { setting.open_or_read()? } else { setting.open()? };
    let actor = Setting::operator();
    match command {
        UserCommands::Add { name, role, display_name, password_stdin } => {
            let free = AccountName::new(name)?;
            let known = store.accounts()?.iter().any(|row| row.name == free);
            anyhow::ensure!(!known, named("cli-user-taken", name));
            let new = NewAccount {
                name: name.clone(),
                display_name: display_name.clone().unwrap_or_else(|| name.clone()),
                role: (*role).into(),
                password: password(&text, *password_stdin)?,
            };
            session::add_account(&mut store, &actor, &new, now)?;
            say(named("cli-user-added", name));
        }
        UserCommands::List => {
            for row in store.accounts()? {
                let state =
                    if row.enabled { "cli-user-state-enabled" } else { "cli-user-state-disabled" };
                let (role, state) = (text.get(role_key(row.role)), text.get(state));
                say(format_args!("{}\t{role}\t{state}\t{}", row.name, row.display_name));
            }
        }
        UserCommands::Passwd { name, password_stdin } => {
            let name = existing(&store, &text, name)?;
            let password = password(&text, *password_stdin)?;
            session::set_password(&mut store, &actor, &name, &password, now)?;
            say(named("cli-user-password", name.as_str()));
        }
        UserCommands::Disable { name } | UserCommands::Enable { name } => {
            let name = existing(&store, &text, name)?;
            let enabled = matches!(command, UserCommands::Enable { .. });
            session::set_enabled(&mut store, &actor, &name, enabled, now)?;
            let key = if enabled { "cli-user-enabled" } else { "cli-user-disabled" };
            say(named(key, name.as_str()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn existing(store: &Store, text: &Text, name: &str) -> anyhow::Result<AccountName> {
    let accounts = store.accounts()?;
    let row = accounts.into_iter().find(|row| row.name.as_str() == name);
    let row = row.with_context(|| text.with("cli-user-unknown", &[("name", name.into())]))?;
    Ok(row.name)
}

/// A password as typed: once at the terminal, or standard input's first line.
pub(super) fn asked_password(text: &Text, from_stdin: bool) -> anyhow::Result<String> {
    if from_stdin {
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        read.with_context(|| text.get("cli-password-unread").into_owned())?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    anyhow::ensure!(
        std::io::stdin().is_terminal(),
        text.get("cli-password-no-terminal").into_owned()
    );
    prompted(text, "cli-password-ask")
}

/// A new password, which a terminal asks for twice.
fn password(text: &Text, from_stdin: bool) -> anyhow::Result<String> {
    let first = asked_password(text, from_stdin)?;
    if !from_stdin {
        let again = prompted(text, "cli-password-again")?;
        anyhow::ensure!(first == again, text.get("cli-password-differ").into_owned());
    }
    Ok(first)
}

fn prompted(text: &Text, key: &str) -> anyhow::Result<String> {
    let asked = rpassword::prompt_password(format!("{} ", text.get(key)));
    asked.with_context(|| text.get("cli-password-unread").into_owned())
}
