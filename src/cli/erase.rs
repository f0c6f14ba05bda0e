//! `erase`: two people erase a student's personal facts, one after the other.

use std::process::ExitCode;

use clap::ValueEnum;

use super::out::{complain, say};
use super::{Setting, user};
use crate::desk::clock::now;
use crate::desk::session;
use crate::domain::event::ErasureReason;
use crate::domain::student::StudentNo;
use crate::store::{RecordError, Store};
use crate::text::Text;
use crate::ui::words::events;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Whose: the student number.
    #[arg(long, value_name = "N")]
    student: String,
    /// Why; asks for it, and a second person has to agree.
    #[arg(long, value_enum, required_unless_present = "confirm")]
    reason: Option<ReasonArg>,
    /// Agree to what somebody else has asked for. What is erased can't be brought back.
    #[arg(long, conflicts_with = "reason")]
    confirm: bool,
    /// The account of whoever answers for it: a supervisor or administrator.
    #[arg(long, value_name = "NAME")]
    account: String,
    /// Read the account's password from standard input's first line instead of asking.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum ReasonArg {
    /// The student asks for it.
    Request,
    /// The facts need not be kept any longer.
    Retention,
    /// The student should never have been on the roster.
    Mistake,
    /// An authority orders it.
    Order,
}

impl From<ReasonArg> for ErasureReason {
    fn from(reason: ReasonArg) -> Self {
        match reason {
            ReasonArg::Request => Self::Request,
            ReasonArg::Retention => Self::Retention,
            ReasonArg::Mistake => Self::Mistake,
            ReasonArg::Order => Self::Order,
        }
    }
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let mut store = setting.open_existing()?;
    let text = setting.text();
    let no = StudentNo::new(&args.student)?;
    let password = user::asked_password(&text, args.password_stdin)?;
    let who = session::sign_in(&mut store, &args.account, &password, now)?.actor;
    let done = change(&mut store, &text, args, &no, &who);
    session::sign_out(&mut store, &who, &[], now)?;
    done
}

fn change(
    store: &mut Store,
    text: &Text,
    args: &Args,
    no: &StudentNo,
    who: &crate::domain::account::Actor,
) -> anyhow::Result<ExitCode> {
    let value = [("no", no.as_str().into())];
    let Some(student) = store.student_ever(no)? else {
        anyhow::bail!("{}", text.with("cli-erase-nobody", &value));
    };
    let refused = |why: &RecordError| anyhow::anyhow!("{}", events::refusal(text, why));
    if let Some(reason) = args.reason {
        store.propose_erasure(who, student, reason.into(), now).map_err(|why| refused(&why))?;
        say(text.with("cli-erase-proposed", &value));
        return Ok(ExitCode::SUCCESS);
    }
    match store.erase(who, student, now) {
        Ok(taken) => {
            let values = [
                ("facts", taken.facts.to_string().into()),
                ("photos", taken.photos.to_string().into()),
            ];
            say(text.with("cli-erase-done", &values));
            if taken.copies > 0 {
                let values = [("copies", taken.copies.to_string().into())];
                say(text.with("cli-erase-copies", &values));
            }
            say(text.get("cli-erase-backups"));
            Ok(ExitCode::SUCCESS)
        }
        Err(why) if store.student_ever(no)?.is_none() => {
            let why = events::refusal(text, &why);
            complain(text.with("cli-erase-later", &[("why", why.into())]));
            Ok(ExitCode::FAILURE)
        }
        Err(why) => Err(refused(&why)),
    }
}
