//! The reader thread: lists and counts submissions, and what can be delivered, on a connection of its own, since that
//! may take long.

use std::path::Path;
use std::sync::Arc;

use crossbeam_channel::Receiver;

use super::message::{Command, DeliveriesUpdate, QueueCommand, QueueFault, QueueUpdate, Update};
use super::who::WhoActs;
use super::{Outbox, caught};
use crate::desk::clock::now;
use crate::desk::{delivery_overview, queue};
use crate::domain::account::Actor;
use crate::store::Store;

/// Serves commands until the console is gone. Of the lists that wait, only the newest is made. If nobody
/// is signed in, nothing is answered.
pub(super) fn run<P>(dir: &Path, commands: &Receiver<Command>, out: &Outbox<P>, who: &WhoActs) {
    let mut store = None;
    while let Ok(command) = commands.recv() {
        for command in newest(command, commands) {
            let Some(actor) = who.get() else { continue };
            let served = caught(|| serve(&mut store, dir, &actor, &command));
            match served.unwrap_or_else(|panic| Err(QueueFault::Panicked(panic))) {
                Ok(answer) => out.put(answer),
                Err(why) => {
                    store = None;
                    match command {
                        // Nobody waits for a count, and the desk thread will find out if the store is
                        // lost.
                        Command::Tick => tracing::warn!("the queue was not counted: {why:?}"),
                        Command::Deliveries(_) => {
                            out.put(Update::Deliveries(DeliveriesUpdate::Refused(why)));
                        }
                        _ => out.put(Update::Queue(QueueUpdate::Refused(why))),
                    }
                }
            }
        }
    }
}

/// The waiting commands, but of all lists only the last one, of all counts, and of what is asked of deliveries.
fn newest(first: Command, commands: &Receiver<Command>) -> Vec<Command> {
    let mut waiting: Vec<Command> = std::iter::once(first).chain(commands.try_iter()).collect();
    for is_one in [is_list, is_tick, is_of_deliveries] {
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
    matches!(command, Command::Queue(QueueCommand::List { .. }))
}

fn is_tick(command: &Command) -> bool {
    matches!(command, Command::Tick)
}

fn is_of_deliveries(command: &Command) -> bool {
    matches!(command, Command::Deliveries(_))
}

fn serve<P>(
    store: &mut Option<Store>,
    dir: &Path,
    actor: &Actor,
    command: &Command,
) -> Result<Update<P>, QueueFault> {
    let store = match store {
        Some(store) => store,
        none => none.insert(Store::open(dir, now)?),
    };
    let answer = match command {
        Command::Queue(QueueCommand::List { filter, sort }) => {
            QueueUpdate::Listed(queue::list(store, actor, filter, *sort)?)
        }
        Command::Queue(QueueCommand::Rows(ids)) => {
            QueueUpdate::Rows(queue::rows(store, actor, ids)?)
        }
        Command::Deliveries(options) => {
            let read = delivery_overview::overview(store, actor, options)?;
            return Ok(Update::Deliveries(DeliveriesUpdate::Read(Arc::new(read))));
        }
        // A tick: no other command comes to this thread.
        _ => QueueUpdate::Counted(queue::count(store, actor, now)?),
    };
    Ok(Update::Queue(answer))
}
