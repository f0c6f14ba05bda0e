//! What is told of the imports that can be withdrawn.

use crate::desk::withdraw::WithdrawError;
use crate::store::PastImport;
use crate::text::Text;
use crate::ui::words::events::refusal;

/// Whether an import is withdrawn, or how much of it.
pub fn withdrawn_words(import: &PastImport, text: &Text) -> String {
    match import.taken_back {
        0 => text.get("withdrawal-state-none").into_owned(),
        all if all >= import.rows() => text.get("withdrawal-state-whole").into_owned(),
        part => {
            let values = [("n", part.to_string().into()), ("of", import.rows().to_string().into())];
            text.with("withdrawal-state-part", &values)
        }
    }
}

/// Why an import was not withdrawn. Without a full stop, since it stands inside other sentences.
pub fn withdraw_fault(text: &Text, error: &WithdrawError) -> String {
    match error {
        WithdrawError::NoSuchImport(id) => {
            text.with("withdrawal-failed-none", &[("number", id.to_string().into())])
        }
        WithdrawError::Record(error) => refusal(text, error),
        WithdrawError::Interrupted { why, recorded } => {
            let why = ("why", refusal(text, why).into());
            let recorded = ("recorded", recorded.to_string().into());
            text.with("withdrawal-failed-interrupted", &[why, recorded])
        }
        WithdrawError::Cancelled(_) => text.get("transfer-fault-stopped").into_owned(),
    }
}
