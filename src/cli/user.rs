//! `user add|list|passwd|disable|enable`.

use std::io::{BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Subcommand, ValueEnum};

use super::Setting;
use crate::desk::clock::now;
use crate::desk::session::{self, NewAccount};
use crate::domain::account::{AccountName, Role};
use crate::store::Store;

#[derive(Subcommand)]
pub(super) enum Command {
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

pub(super) fn run(setting: &Setting, command: &Command) -> anyhow::Result<ExitCode> {
    let mut store = setting.open()?;
    let actor = Setting::operator();
    match command {
        Command::Add { name, role, display_name, password_stdin } => {
            let free = AccountName::new(name)?;
            let known = store.accounts()?.iter().any(|row| row.name == free);
            anyhow::ensure!(!known, "there is an account {name} already: see `user passwd`");
            let new = NewAccount {
                name: name.clone(),
                display_name: display_name.clone().unwrap_or_else(|| name.clone()),
                role: (*role).into(),
                password: password(*password_stdin)?,
            };
            session::add_account(&mut store, &actor, &new, now)?;
            println!("added {name}");
        }
        Command::List => {
            for row in store.accounts()? {
                let state = if row.enabled { "enabled" } else { "disabled" };
                println!("{}\t{}\t{state}\t{}", row.name, row.role.code(), row.display_name);
            }
        }
        Command::Passwd { name, password_stdin } => {
            let name = existing(&store, name)?;
            let password = password(*password_stdin)?;
            session::set_password(&mut store, &actor, &name, &password, now)?;
            println!("password of {name} set");
        }
        Command::Disable { name } | Command::Enable { name } => {
            let name = existing(&store, name)?;
            let enabled = matches!(command, Command::Enable { .. });
            session::set_enabled(&mut store, &actor, &name, enabled, now)?;
            println!("{} {name}", if enabled { "enabled" } else { "disabled" });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn existing(store: &Store, name: &str) -> anyhow::Result<AccountName> {
    let accounts = store.accounts()?;
    let row = accounts.into_iter().find(|row| row.name.as_str() == name);
    let row = row.with_context(|| format!("there is no account {name}: `user list` names them"))?;
    Ok(row.name)
}

/// A password as typed: once at the terminal, or standard input's first line.
pub(super) fn asked_password(from_stdin: bool) -> anyhow::Result<String> {
    if from_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).context("reading the password")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    anyhow::ensure!(
        std::io::stdin().is_terminal(),
        "no terminal to ask for the password: give it with --password-stdin"
    );
    rpassword::prompt_password("Password: ").context("reading the password")
}

/// A new password, which a terminal asks for twice.
fn password(from_stdin: bool) -> anyhow::Result<String> {
    let first = asked_password(from_stdin)?;
    if !from_stdin {
        let again = rpassword::prompt_password("Again: ").context("reading the password")?;
        anyhow::ensure!(first == again, "the two passwords differ; nothing was changed");
    }
    Ok(first)
}
