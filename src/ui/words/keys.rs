//! The keys of words for what the domain names: roles, statuses, lists.

use crate::desk::import::ImportKind;
use crate::domain::account::Role;
use crate::domain::event::ErasureReason;
use crate::domain::submission::Status;

/// The key of a role's word.
pub fn role_key(role: Role) -> &'static str {
    match role {
        Role::Reviewer => "console-role-reviewer",
        Role::Supervisor => "console-role-supervisor",
        Role::Administrator => "console-role-administrator",
        Role::Operator => "console-role-operator",
        Role::Machine => "console-role-machine",
    }
}

/// The key of why a student's personal facts are erased.
pub fn erasure_key(why: ErasureReason) -> &'static str {
    match why {
        ErasureReason::Request => "history-erasure-request",
        ErasureReason::Retention => "history-erasure-retention",
        ErasureReason::Mistake => "history-erasure-mistake",
        ErasureReason::Order => "history-erasure-order",
    }
}

/// The key of a status's word.
pub fn status_key(status: Status) -> &'static str {
    match status {
        Status::AwaitingPayment => "queue-status-awaiting_payment",
        Status::AwaitingEarlier => "queue-status-awaiting_earlier",
        Status::Pending => "queue-status-pending",
        Status::Seconding => "queue-status-seconding",
        Status::Held => "queue-status-held",
        Status::Approved => "queue-status-approved",
        Status::Rejected => "queue-status-rejected",
        Status::Retake => "queue-status-retake",
        Status::Withdrawn => "queue-status-withdrawn",
        Status::Superseded => "queue-status-superseded",
    }
}

/// The key of the word for what an import brings in; with `-hint`, of the sentence that explains it.
pub fn import_key(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Roster => "transfer-roster",
        ImportKind::Payments => "transfer-payments",
        ImportKind::Submissions => "transfer-submissions",
        ImportKind::Refusals { .. } => "import-kind-refusals",
    }
}

/// The key of the short word for what an import brought.
pub fn import_kind_key(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Roster => "import-kind-roster",
        ImportKind::Payments => "import-kind-payments",
        ImportKind::Submissions => "import-kind-submissions",
        ImportKind::Refusals { .. } => "import-kind-refusals",
    }
}
