//! Floor 7: the command line, one thin file for each subcommand. Without one it opens the console.
//!
//! Exit codes: 0 done; 1 done, but something is wrong (rows were refused, the store is damaged); 2 not
//! done.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod access;
mod agreement;
mod backup;
mod check;
mod check_table;
mod clock;
mod convert;
mod deliver;
mod demo;
mod erase;
mod export;
mod import;
mod import_options;
mod meter;
mod out;
mod policy;
mod screen;
mod simulate;
mod specification;
mod standardize;
mod table;
mod unnamed;
mod usage;
mod user;
mod verify;
mod withdraw;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand, ValueEnum};

use crate::desk::clock::now;
use crate::desk::deliver::DeliverError;
use crate::desk::export::ExportError;
use crate::desk::import::ImportError;
use crate::desk::withdraw::WithdrawError;
use crate::domain::account::Actor;
use crate::domain::event::ExportKind;
use crate::store::{RecordError, Store, StoreError, writer};
use crate::text::{Lang, Text};
use crate::ui;
use crate::ui::parts::settings::Settings;
use crate::ui::words::deliveries::deliver_fault;
use crate::ui::words::events::{account_refusal, refusal};
use crate::ui::words::faults::{demo_fault, name_fault, number_fault};
use crate::ui::words::imports::withdraw_fault;
use crate::ui::words::jobs::{export_fault, import_fault};
use crate::ui::words::screening::screen_fault;
use crate::ui::words::sheets::sheet_fault;
use crate::ui::words::store::store_words;

/// Review console for enrolment photos (照片审核台). Without a command it opens the console.
#[derive(Parser)]
#[command(name = "photo-review", version)]
struct Args {
    /// Folder of the store; made on first use. Default: the platform's data folder.
    #[arg(long, global = true, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Language of words and reports. Default: the console's setting, else Chinese.
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArg>,
    #[command(subcommand)]
    command: Option<Commands>,
}

#[derive(Clone, Copy, ValueEnum)]
enum LangArg {
    Zh,
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

#[derive(Subcommand)]
enum Commands {
    /// Import a roster, payments or submissions.
    Import(import::Args),
    /// List the newest imports, with the numbers by which they can be withdrawn.
    Imports(withdraw::ListArgs),
    /// Take a wrong import back: every row that nothing has touched since; the others stay and are listed.
    WithdrawImport(withdraw::Args),
    /// Add, list, re-password, disable and enable accounts.
    #[command(subcommand)]
    User(user::UserCommands),
    /// Show or set what the store asks of its reviewers.
    Policy(policy::Args),
    /// Show or set the specification by which photos are screened and standard photos made.
    Specification(specification::Args),
    /// Show whether the clock and the log agree on the time; agree that the clock is right.
    Clock(clock::Args),
    /// Make a new store from one of version 0.1, which is only read.
    Convert(convert::Args),
    /// Erase a student's personal facts and photos, by two people.
    Erase(erase::Args),
    /// Show or set who gets at the store's files: their owner alone, or the folder's group too.
    Access(access::Args),
    /// Replay the log and compare every table, the chain and every photo.
    Verify,
    /// Make a consistent copy, also while a console is open.
    Backup(backup::BackupArgs),
    /// Bring a copy back into an empty place, and verify it; or go on with an older database.
    Restore(backup::RestoreArgs),
    /// List the photos that nobody names, which imports set aside; delete them.
    Unnamed(unnamed::Args),
    /// Write what each student is told to a .csv or .xlsx file.
    Notices(export::Args),
    /// Write every decision in effect to a .csv or .xlsx file.
    Decisions(export::Args),
    /// Deliver the standard photos that may leave and have not yet, as a folder for the receiver.
    Deliver(deliver::Args),
    /// List the deliveries.
    Deliveries,
    /// Tell what the machine finds on photo files; a hint, never a decision.
    Check(check::Args),
    /// Make standard photos of photo files.
    Standardize(standardize::Args),
    /// Look at the photos of all open submissions, by the machine; a hint beside the review, never a decision.
    Screen(screen::Args),
    /// Tell how often people agreed with the machine, item by item and by how bright the face is.
    Agreement(agreement::Args),
    /// Make a store of invented students and open the console on it.
    Demo(demo::Args),
    /// Let simulated reviewers decide on a demo store at full speed.
    Simulate(simulate::Args),
}

/// The options that all subcommands share.
struct Setting {
    dir: PathBuf,
    lang: Option<Lang>,
}

impl Setting {
    /// The words to print.
    fn text(&self) -> Text {
        words(self.lang)
    }

    /// Opens the store; makes it on first use.
    fn open(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&self.dir, now)?)
    }

    /// Opens a store that must be there already.
    fn open_existing(&self) -> anyhow::Result<Store> {
        self.check_there()?;
        self.open()
    }

    /// Opens a store that must be there already, for what need write nothing: also where nothing can be.
    fn open_to_read(&self) -> anyhow::Result<Store> {
        self.check_there()?;
        self.open_or_read()
    }

    /// Opens the store; makes it on first use. Where it can't be written to, it is opened to be read.
    fn open_or_read(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&self.dir, now).or_else(|error| Store::read_only(&self.dir, error))?)
    }

    /// Refuses a folder without a store.
    fn check_there(&self) -> anyhow::Result<()> {
        if !Store::exists(&self.dir) {
            Store::refuse_lost(&self.dir)?;
            return Err(StoreError::Missing(self.dir.clone()).into());
        }
        Ok(())
    }

    /// Whoever runs the command line acts as an administrator.
    fn operator() -> Actor {
        let user = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
        Actor::operator(user.as_deref().unwrap_or("unknown"))
    }
}

/// The words of the language asked for, else of the one set in the console, else Chinese.
fn words(asked: Option<Lang>) -> Text {
    let set = || Settings::place().map(|path| Settings::load(&path).lang);
    Text::new(asked.or_else(set).unwrap_or_default())
}

/// Runs the program and returns its exit code.
pub fn run() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return usage::end(&error, &words(usage::asked(std::env::args_os()))),
    };
    let lang = args.lang.map(Lang::from);
    log_to_stderr(&words(lang));
    let dir = args.store.clone();
    match dispatch(args) {
        Ok(code) => match out::failure() {
            None => code,
            Some(why) => {
                out::complain(words(lang).with("cli-output-lost", &[("why", why.into())]));
                ExitCode::from(2)
            }
        },
        Err(error) => {
            let said = said(&error, &words(lang)).unwrap_or_else(|| format!("{error:#}"));
            out::complain(said);
            let dir = dir.or_else(|| default_store(lang).ok());
            if is_busy(&error)
                && let Some(who) = dir.and_then(|dir| writer(&dir))
            {
                out::complain(words(lang).with("cli-held-by", &[("who", who.into())]));
            }
            ExitCode::from(2)
        }
    }
}

/// What ended a command, in words, where it is of a kind that has words in both languages.
fn said(error: &anyhow::Error, text: &Text) -> Option<String> {
    let of_store = || error.downcast_ref().map(|error| store_words(text, error));
    let recorded = || error.downcast_ref().map(|error| refusal(text, error));
    let account = || error.downcast_ref().map(|error| account_refusal(text, error));
    let import = || error.downcast_ref().map(|error| import_fault(text, error));
    let export = || error.downcast_ref().map(|error| export_fault(text, error));
    let sheet = || error.downcast_ref().map(|error| sheet_fault(text, error));
    let name = || error.downcast_ref().map(|error| name_fault(text, error));
    let number = || error.downcast_ref().map(|error| number_fault(text, error));
    let demo = || error.downcast_ref().map(|error| demo_fault(text, error));
    let withdrawal = || error.downcast_ref().map(|error| withdraw_fault(text, error));
    let screening = || error.downcast_ref().map(|error| screen_fault(text, error));
    let delivery = || error.downcast_ref().map(|error| deliver_fault(text, error));
    let of_files = || import().or_else(export).or_else(sheet).or_else(delivery);
    let typed = || name().or_else(number).or_else(demo);
    let of_store = || of_store().or_else(recorded).or_else(withdrawal).or_else(screening);
    of_store().or_else(account).or_else(of_files).or_else(typed)
}

/// Whether it ended since somebody else writes to the store all the time.
fn is_busy(error: &anyhow::Error) -> bool {
    let withdrawal = match error.downcast_ref() {
        Some(WithdrawError::Record(why) | WithdrawError::Interrupted { why, .. }) => Some(why),
        _ => None,
    };
    let delivery = match error.downcast_ref() {
        Some(DeliverError::Record(why)) => Some(why),
        _ => None,
    };
    let recorded = match (error.downcast_ref(), error.downcast_ref()) {
        (Some(ImportError::Record(why) | ImportError::Interrupted { why, .. }), _)
        | (_, Some(ExportError::Record(why))) => Some(why),
        _ if withdrawal.is_some() => withdrawal,
        _ if delivery.is_some() => delivery,
        _ => error.downcast_ref::<RecordError>(),
    };
    let of_store = error.downcast_ref::<StoreError>();
    let recorded = recorded.and_then(|why| match why {
        RecordError::Store(error) => Some(error),
        _ => None,
    });
    of_store.or(recorded).is_some_and(StoreError::is_busy)
}

fn dispatch(args: Args) -> anyhow::Result<ExitCode> {
    let chosen = args.store.is_some();
    let dir = args.store.map_or_else(|| default_store(args.lang.map(Lang::from)), Ok)?;
    let setting = Setting { dir, lang: args.lang.map(Lang::from) };
    match args.command {
        None => {
            ui::run(&setting.dir, setting.lang)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Commands::Import(args)) => import::run(&setting, &args),
        Some(Commands::Imports(args)) => withdraw::list(&setting, &args),
        Some(Commands::WithdrawImport(args)) => withdraw::run(&setting, &args),
        Some(Commands::User(command)) => user::run(&setting, &command),
        Some(Commands::Policy(args)) => policy::run(&setting, &args),
        Some(Commands::Specification(args)) => specification::run(&setting, &args),
        Some(Commands::Clock(args)) => clock::run(&setting, &args),
        Some(Commands::Convert(args)) => Ok(convert::run(&setting.text(), &args)),
        Some(Commands::Erase(args)) => erase::run(&setting, &args),
        Some(Commands::Access(args)) => access::run(&setting, &args),
        Some(Commands::Verify) => verify::run(&setting),
        Some(Commands::Backup(args)) => backup::backup(&setting, &args),
        Some(Commands::Restore(args)) => backup::restore(&setting, &args),
        Some(Commands::Unnamed(args)) => unnamed::run(&setting, &args),
        Some(Commands::Notices(args)) => export::run(&setting, ExportKind::Notices, &args),
        Some(Commands::Decisions(args)) => export::run(&setting, ExportKind::Decisions, &args),
        Some(Commands::Deliver(args)) => deliver::run(&setting, args),
        Some(Commands::Deliveries) => deliver::list(&setting),
        Some(Commands::Check(args)) => check::run(&setting.text(), &args),
        Some(Commands::Standardize(args)) => standardize::run(&setting.text(), &args),
        Some(Commands::Screen(args)) => screen::run(&setting, &args),
        Some(Commands::Agreement(args)) => agreement::run(&setting, &args),
        Some(Commands::Demo(args)) => demo::run(setting, chosen, &args),
        Some(Commands::Simulate(args)) => simulate::run(&setting, &args),
    }
}

/// The platform's folder for a program's data.
fn default_store(lang: Option<Lang>) -> anyhow::Result<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "photo-review")
        .with_context(|| words(lang).get("cli-no-home").into_owned())?;
    Ok(dirs.data_dir().join("store"))
}

/// Warnings go to standard error; `RUST_LOG` asks for more. They are a log, in English, for whoever maintains the
/// program: whoever has not asked for it is told so first, in their own language.
fn log_to_stderr(text: &Text) {
    let asked = tracing_subscriber::EnvFilter::try_from_default_env();
    let (is_asked, told) = (asked.is_ok(), std::sync::Once::new());
    let heading = text.get("cli-log").into_owned();
    let filter = asked.unwrap_or_else(|_unset| tracing_subscriber::EnvFilter::new("warn"));
    let writer = move || {
        if !is_asked {
            told.call_once(|| out::complain(&heading));
        }
        std::io::stderr()
    };
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false).init();
}
