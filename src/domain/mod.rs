//! Floor 0: the vocabulary and the rules, pure: no I/O, clock, thread or randomness.

pub mod account;
pub mod agreement;
pub mod backup_plan;
pub mod camera;
pub mod checklist;
pub mod claim_order;
pub mod clock;
pub mod deadline;
pub mod decision;
pub mod deliverable;
pub mod delivery;
pub mod event;
pub mod finding;
pub mod fingerprint;
pub mod interval;
pub mod lifecycle;
pub mod log;
pub mod measure;
pub mod operation;
pub mod payment;
pub mod personal;
pub mod photo_hash;
pub mod policy;
pub mod purpose;
pub mod reason;
pub mod rules;
#[cfg(test)]
pub(crate) mod samples;
pub mod screening;
pub mod specification;
pub mod standardised_again;
pub mod student;
pub mod subject;
pub mod submission;
pub mod submitted;
pub mod withdrawal;
