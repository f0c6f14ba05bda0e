//! `convert OLD NEW`: makes a store of today's form from one of version 0.1, which stays as it is.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::out::{complain, say};
use crate::desk::clock::now;
use crate::store::{Behind, Conversion, ConvertError, convert};
use crate::text::Text;
use crate::ui::words::store::store_words;
use crate::ui::words::when::date_and_time;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Folder of a store of version 0.1, or of a backup of one. It is never changed.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// Folder for the new store; must be missing or empty.
    #[arg(value_name = "NEW")]
    new: PathBuf,
}

pub(super) fn run(text: &Text, args: &Args) -> ExitCode {
    match convert(&args.old, &args.new, now) {
        Ok(done) => {
            tell(text, args, &done);
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(words(text, &error));
            ExitCode::from(2)
        }
    }
}

fn tell(text: &Text, args: &Args, done: &Conversion) {
    let (old, new) = (args.old.display().to_string(), args.new.display().to_string());
    for (photo, why) in &done.unread {
        let said = [("photo", photo.to_string().into()), ("why", why.clone().into())];
        say(text.with("cli-convert-unread", &said));
    }
    let said = [
        ("entries", done.entries.to_string().into()),
        ("photos", done.photos.to_string().into()),
        ("new", new.clone().into()),
    ];
    say(text.with("cli-convert-done", &said));
    say(text.with("cli-convert-old-head", &[("head", done.old_head.to_string().into())]));
    say(text.with("cli-convert-new-head", &[("head", done.new_head.to_string().into())]));
    if done.moved > 0 {
        say(text.with("cli-convert-moved", &[("count", done.moved.to_string().into())]));
    }
    say(text.with("cli-convert-next", &[("old", old.into()), ("new", new.into())]));
}

/// What went wrong, in the language of the rest.
fn words(text: &Text, error: &ConvertError) -> String {
    let say = |key: &str, name: &str, value: String| text.with(key, &[(name, value.into())]);
    let at = |key: &str, dir: &Path| say(key, "dir", dir.display().to_string());
    let because = |key: &str, seq: i64, why: &str| {
        text.with(key, &[("seq", seq.to_string().into()), ("why", why.to_owned().into())])
    };
    match error {
        ConvertError::NotOld(dir) => at("cli-convert-not-old", dir),
        ConvertError::Inside(dir) => at("cli-convert-inside", dir),
        ConvertError::InUse(dir) => at("cli-convert-in-use", dir),
        ConvertError::Behind(Behind::Older { seen, at, .. } | Behind::Other { seq: seen, at }) => {
            let said = [("seen", seen.to_string().into()), ("time", date_and_time(*at).into())];
            text.with("cli-convert-behind", &said)
        }
        ConvertError::Chain(seq) => say("cli-convert-chain", "seq", seq.to_string()),
        ConvertError::Unreadable { seq, why } => because("cli-convert-unreadable", *seq, why),
        ConvertError::Impossible { seq, why } => because("cli-convert-impossible", *seq, why),
        ConvertError::Pages(why) => say("cli-convert-pages", "why", why.clone()),
        ConvertError::Photo(photo) => say("cli-convert-photo", "photo", photo.to_string()),
        ConvertError::Differs { table, row } => {
            let said = [("table", (*table).into()), ("row", row.clone().into())];
            text.with("cli-convert-differs", &said)
        }
        ConvertError::NotWhole(why) => say("cli-convert-not-whole", "why", why.clone()),
        ConvertError::Store(error) => store_words(text, error),
    }
}
