//! Messages of the deliveries (交付): what can be delivered, and what was. A delivery itself is a job.

use std::path::PathBuf;
use std::sync::Arc;

use super::queue::QueueFault;
use crate::desk::deliver::DeliveryOptions;
use crate::desk::delivery_overview::DeliveryOverview;
use crate::domain::delivery::Delivery;

/// The answer to `Command::Deliveries`.
#[derive(Debug)]
pub enum DeliveriesUpdate {
    /// It was read.
    Read(Arc<DeliveryOverview>),
    /// It could not be read.
    Refused(QueueFault),
}

/// Which delivery is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliverWork {
    /// A new one of all that may leave and has not yet.
    New(DeliveryOptions),
    /// The one of this number, once more.
    Again(u32),
}

/// A delivery that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenDelivery {
    /// What was delivered, and how.
    pub delivery: Delivery,
    /// It was written once more.
    pub again: bool,
    /// Its folder.
    pub path: PathBuf,
}
