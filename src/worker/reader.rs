//! The reader thread: lists of submissions, which may take long, on a connection of its own.

use std::path::Path;

use crossbeam_channel::Receiver;

use super::command::Command;
use super::update::{Failure, Fault, Update};
use super::{Outbox, caught};
use crate::desk::clock::now;
use crate::store::{ListFilter, ListSort, Store, StoreError};

/// Most submissions in one list: a table of more is no help to a person, and its height in pixels
/// would outgrow the screen's 32-bit floats.
pub const LONGEST_LIST: usize = 200_000;

/// Serves commands until the console has gone. The newest list wins: older ones that still wait are
/// not made.
pub(super) fn run<P>(dir: &Path, commands: &Receiver<Command>, out: &Outbox<P>) {
    let mut store = None;
    while let Ok(command) = commands.recv() {
        for command in newest(command, commands) {
            let served = caught(|| serve(&mut store, dir, &command, out).map_err(Fault::from))
                .unwrap_or_else(|panic| Err(Fault::Said(panic)));
            if let Err(why) = served {
                store = None;
                out.put(Update::Failed(Failure { key: "failed-list", why }));
            }
        }
    }
}

/// The commands that wait, without the lists that a later list has overtaken.
fn newest(first: Command, commands: &Receiver<Command>) -> Vec<Command> {
    let mut waiting: Vec<Command> = std::iter::once(first).chain(commands.try_iter()).collect();
    let is_list = |command: &Command| matches!(command, Command::List { .. });
    let last = waiting.iter().rposition(is_list);
    let mut place = 0;
    waiting.retain(|command| {
        let keep = !is_list(command) || Some(place) == last;
        place += 1;
        keep
    });
    waiting
}

fn serve<P>(
    store: &mut Option<Store>,
    dir: &Path,
    command: &Command,
    out: &Outbox<P>,
) -> Result<(), StoreError> {
    let store = match store {
        Some(store) => store,
        none => none.insert(Store::open(dir, now)?),
    };
    match command {
        Command::List { filter, sort } => list(store, filter, *sort, out),
        Command::Rows(ids) => {
            out.put(Update::Rows(store.list_rows(ids)?));
            Ok(())
        }
        _ => Ok(()),
    }
}

fn list<P>(
    store: &Store,
    filter: &ListFilter,
    sort: ListSort,
    out: &Outbox<P>,
) -> Result<(), StoreError> {
    let mut ids = store.list_ids(filter, sort, LONGEST_LIST + 1)?;
    let truncated = ids.len() > LONGEST_LIST;
    ids.truncate(LONGEST_LIST);
    let departments = store.departments()?.into();
    out.put(Update::Listed { ids: ids.into(), truncated, departments });
    Ok(())
}
