//! `unnamed [--delete]`: the photos that nobody names.

use std::process::ExitCode;

use super::Setting;
use super::out::say;
use crate::desk::clock::now;
use crate::domain::deadline::china;
use crate::domain::event::{Event, Subject};
use crate::store::Store;
use crate::text::Text;
use crate::ui::words::events::sentence;
use crate::ui::words::when;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Delete them all, for good. Without this they are only listed.
    #[arg(long)]
    delete: bool,
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let mut store = if args.delete { setting.open_existing()? } else { setting.open_to_read()? };
    let text = setting.text();
    let files = store.photos().clone();
    let photos = files.unnamed()?;
    for one in &photos {
        let kept = one.kept.with_timezone(&china()).format("%Y-%m-%d %H:%M");
        let values = [
            ("photo", one.photo.to_string().into()),
            ("bytes", one.bytes.to_string().into()),
            ("kept", kept.to_string().into()),
        ];
        say(text.with("cli-unnamed-one", &values));
    }
    let (number, bytes) = (photos.len(), photos.iter().map(|one| one.bytes).sum::<u64>());
    let count = |photos: u64| ("photos", photos.to_string().into());
    let sum = [count(number as u64), ("bytes", bytes.to_string().into())];
    say(text.with("cli-unnamed-sum", &sum));
    tell_deleted(&text, &store)?;
    if args.delete && number > 0 {
        say(text.with("cli-unnamed-deleting", &[count(number as u64)]));
        let deleted = files.delete_unnamed(&mut store, &photos, &Setting::operator(), now)?;
        say(text.with("cli-unnamed-deleted", &[count(deleted)]));
        say(text.get("cli-unnamed-backups"));
        if deleted < number as u64 {
            say(text.get("cli-unnamed-kept"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Who has deleted which before, and when, as the log tells.
fn tell_deleted(text: &Text, store: &Store) -> anyhow::Result<()> {
    for entry in store.timeline(&Subject::Store)? {
        let Event::UnnamedDeleted { photos } = &entry.event else { continue };
        let values = [
            ("time", when::date_and_time(entry.at).into()),
            ("who", entry.actor.account.to_string().into()),
            ("what", sentence(text, &entry.event).into()),
        ];
        say(text.with("cli-unnamed-before", &values));
        for photo in photos {
            say(format_args!("  {photo}"));
        }
    }
    Ok(())
}
