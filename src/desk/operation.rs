//! Numbers of operations: the only place that makes them for what people ask.

use super::clock::now;
use crate::domain::operation::OperationId;

/// A number for what is asked now.
pub fn new() -> OperationId {
    OperationId::new(now(), rand::random())
}
