//! The reader thread: lists and counts of submissions, which may take long, on a connection of its own.

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
                if is_tick(&command) {
                    // Nobody waits for a count; whether the store is lost the desk finds out.
                    tracing::warn!("the queue was not counted: {why:?}");
                } else {
                    out.put(Update::Failed(Failure { key: "failed-list", why }));
                }
            }
        }
    }
}

/// The commands that wait, without the lists and counts that a later one has overtaken.
fn newest(first: Command, commands: &Receiver<Command>) -> Vec<Command> {
    let mut waiting: Vec<Command> = std::iter::once(first).chain(commands.try_iter()).collect();
    for is_one in [is_list, is_tick] {
        let last = waiting.iter().rposition(is_one);
        let mut place = 0;
        waiting.retain(|command| {
            let keep = !is_one(command) || Some(place) == last;
            place += 1;
            keep
        });
    }
    waiting
}

fn is_list(command: &Command) -> bool {
    matches!(command, Command::List { .. })
}

fn is_tick(command: &Command) -> bool {
    matches!(command, Command::Tick)
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
        Command::Tick => count(store, out),
        _ => Ok(()),
    }
}

fn count<P>(store: &Store, out: &Outbox<P>) -> Result<(), StoreError> {
    let at = now();
    let (counts, next_due) = (store.counts(at)?, store.next_due()?);
    out.put(Update::Counts { counts, next_due });
    Ok(())
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
