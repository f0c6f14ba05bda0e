//! Deliveries at random, now and then cut off before their end, and what their receiver refuses.

use super::*;
use crate::domain::deliverable::deliverable;
use crate::domain::delivery::Delivery;

/// Delivers all that can be; cut off, it is packed only.
pub(super) fn deliver(world: &mut World, person: usize, cut_off: bool) -> Result<(), RecordError> {
    let rows = world.store.delivery_candidates()?.into_iter();
    let parcels: Vec<_> =
        rows.filter_map(|row| Some((row.submission?, deliverable(&row.candidate).ok()?))).collect();
    if parcels.is_empty() {
        return Ok(());
    }
    let ((number, entries, head), at) = (world.store.next_delivery()?, world.at);
    let photos = parcels.len() as u64;
    let delivery = Delivery { number, photos, head, entries, ..samples::delivery() };
    if cut_off {
        return world.store.batch(at, |batch| {
            batch.go_on_with_import(None);
            batch.pack(&actor(person), number, parcels[0]).map(drop)
        });
    }
    world.store.deliver(&actor(person), &delivery, &parcels, at, |_| Ok(()))
}

/// The receiver refuses what is delivered of a submission.
pub(super) fn refuse(
    world: &mut World,
    person: usize,
    id: SubmissionId,
) -> Result<(), RecordError> {
    let due = world.due();
    let held = |batch: &mut Batch<'_>| Ok::<_, RecordError>(batch.delivered_in(id)?);
    let delivery = world.store.batch(world.at, held)?.unwrap_or(1);
    let event = Event::RefusedByReceiver { delivery, due, reason: "头顶距离不足".to_owned() };
    moved(world, person, id, &event)
}

/// The same steps, and now and then all that can be is delivered, and some of it refused.
pub(super) fn steps_and_deliveries() -> impl Strategy<Value = Vec<Try>> {
    let manager = || prop_oneof![5 => 3_usize..5, 1 => 0_usize..3];
    let cut_off = prop::bool::weighted(0.3);
    let delivery = (manager(), cut_off).prop_map(|(p, cut_off)| Try::Deliver(p, cut_off));
    let refusal = (manager(), 1_i64..7).prop_map(|(p, i)| Try::RefusedByReceiver(p, i));
    let screening = (1_i64..7, 0_u32..2).prop_map(|(i, code)| Try::Screen(i, code));
    let one = prop_oneof![8 => tries(), 1 => delivery, 2 => screening, 2 => refusal];
    let steps = prop_oneof![12 => one.prop_map(|step| vec![step]), 1 => whole_way()];
    let steps = prop::collection::vec(steps, 1..120);
    steps.prop_map(|steps| steps.into_iter().flatten().collect())
}

/// One photo from the roster to the delivery, and now and then back: by steps at random hardly any gets there, since
/// students are erased and people shut out all the time.
fn whole_way() -> impl Strategy<Value = Vec<Try>> {
    (0_usize..3, 0_u8..3, 1_i64..7, any::<bool>()).prop_map(|(student, way, id, is_refused)| {
        let sent = [Try::Enrol(student), Try::Pay(student), Try::Submit(student, way)];
        let left = [Try::Screen(id, 1), Try::Decide(0, id, 0, 2_000), Try::Deliver(3, false)];
        let refused = is_refused.then_some(Try::RefusedByReceiver(3, id));
        sent.into_iter().chain(left).chain(refused).collect()
    })
}
