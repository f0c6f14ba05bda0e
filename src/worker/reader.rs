//! The reader thread: lists and counts submissions on a connection of its own, since that may take long.

use std::path::Path;

use crossbeam_channel::Receiver;

use super::message::{Command, QueueCommand, QueueFault, QueueUpdate, Update};
use super::who::WhoActs;
use super::{Outbox, caught};
use crate::desk::clock::now;
use crate::desk::queue;
use crate::domain::account::Actor;
use crate::store::{RecordError, Store};

/// Serves commands until the console is gone. Of the lists that wait, only the newest is made. If nobody
/// is signed in, nothing is answered.
pub(super) fn run<P>(dir: &Path, commands: &Receiver<Command>, out: &Outbox<P>, who: &WhoActs) {
    let mut store = None;
    while let Ok(command) = commands.recv() {
        for command in newest(command, commands) {
            let Some(actor) = who.get() else { continue };
            let served = caught(|| serve(&mut store, dir, &actor, &command));
            match served.unwrap_or_else(|panic| Err(QueueFault::Panicked(panic))) {
                Ok(answer) => out.put(Update::Queue(answer)),
                Err(why) => {
                    store = None;
                    if is_tick(&command) {
                        // Nobody waits for a count, and the desk thread will find out if the store is
                        // lost.
                        tracing::warn!("the queue was not counted: {why:?}");
                    } else {
                        out.put(Update::Queue(QueueUpdate::Refused(why)));
                    }
                }
            }
        }
    }
}

/// The waiting commands, but of all lists only the last one, and of all counts.
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
    matches!(command, Command::Queue(QueueCommand::List { .. }))
}

fn is_tick(command: &Command) -> bool {
    matches!(command, Command::Tick)
}

fn serve(
    store: &mut Option<Store>,
    dir: &Path,
    actor: &Actor,
    command: &Command,
) -> Result<QueueUpdate, QueueFault> {
    let store = match store {
        Some(store) => store,
        none => none.insert(Store::open(dir, now)?),
    };
    let answer = match command {
        Command::Queue(QueueCommand::List { filter, sort }) => {
            queue::list(store, actor, filter, *sort).map(QueueUpdate::Listed)
        }
        Command::Queue(QueueCommand::Rows(ids)) => {
            queue::rows(store, actor, ids).map(QueueUpdate::Rows)
        }
        // A tick: no other command comes to this thread.
        _ => queue::count(store, actor, now).map(QueueUpdate::Counted),
    };
    answer.map_err(|error: RecordError| error.into())
}
