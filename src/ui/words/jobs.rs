//! Why a job came to nothing, in words.

use crate::desk::export::ExportError;
use crate::desk::import::ImportError;
use crate::text::Text;
use crate::ui::words::deliveries::deliver_fault;
use crate::ui::words::events::{program_failed, refusal};
use crate::ui::words::imports::withdraw_fault;
use crate::ui::words::sheets::{at, sheet_fault, wording_fault};
use crate::ui::words::store::store_words;
use crate::worker::JobFault;

/// Why a job failed. Like all words here it has no full stop at its end, since it stands inside other
/// sentences.
pub fn job_fault(text: &Text, fault: &JobFault) -> String {
    match fault {
        JobFault::NobodySignedIn => text.get("transfer-fault-nobody").into_owned(),
        JobFault::TooMany { most } => {
            text.with("transfer-fault-too_many", &[("most", most.to_string().into())])
        }
        JobFault::NoThread(why) => {
            text.with("transfer-fault-thread", &[("why", why.as_str().into())])
        }
        JobFault::Store(error) => store_words(text, error),
        JobFault::Import(error) => import_fault(text, error),
        JobFault::Export(error) => export_fault(text, error),
        JobFault::Backup(error) => refusal(text, error),
        JobFault::Withdraw(error) => withdraw_fault(text, error),
        JobFault::Deliver(error) => deliver_fault(text, error),
        JobFault::Panicked(why) => program_failed(text, why),
    }
}

/// Why an import failed as a whole.
pub fn import_fault(text: &Text, error: &ImportError) -> String {
    match error {
        ImportError::File(error) => error.say(text),
        ImportError::Record(error) => refusal(text, error),
        ImportError::Interrupted { why, recorded } => {
            let why = ("why", refusal(text, why).into());
            let recorded = ("recorded", recorded.to_string().into());
            text.with("import-failed-interrupted", &[why, recorded])
        }
        ImportError::NoSuchDelivery(number) => {
            text.with("delivery-failed-none", &[("number", number.to_string().into())])
        }
        ImportError::Cancelled(_) => text.get("transfer-fault-stopped").into_owned(),
    }
}

/// Why a list or a report was not written.
pub fn export_fault(text: &Text, error: &ExportError) -> String {
    match error {
        ExportError::Record(error) => refusal(text, error),
        ExportError::Sheet(error) => sheet_fault(text, error),
        ExportError::Cancelled(_) => text.get("transfer-fault-stopped").into_owned(),
        ExportError::Wording { fault, path } => {
            let why = ("why", wording_fault(text, fault).into());
            text.with("transfer-fault-wording", &[why, at(path)])
        }
        ExportError::PicturesThere(path) => text.with("transfer-fault-pictures", &[at(path)]),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use super::*;
    use crate::desk::deliver::DeliverError;
    use crate::desk::progress::Cancelled;
    use crate::desk::withdraw::WithdrawError;
    use crate::domain::account::Role;
    use crate::domain::lifecycle::Refusal;
    use crate::domain::operation::OperationId;
    use crate::exchange::TableError;
    use crate::exchange::delivery::FolderError;
    use crate::exchange::sheet::SheetError;
    use crate::store::{Cause, RecordError, StoreError};
    use crate::text::Lang;
    use crate::ui::words::tests::is_chinese;

    /// What the system says, in its own language.
    const WHY: &str = "unheard-of";

    fn every_fault() -> Vec<JobFault> {
        let (why, path) = (|| WHY.to_owned(), || PathBuf::from("lists/a.xlsx"));
        let file = |cause| SheetError::File { cause, why: why(), path: path() };
        let sheets = [
            SheetError::Kind(path()),
            SheetError::TooManyRows { rows: 2_000_000, most: 1_048_575, path: path() },
            SheetError::Contents { why: why(), path: path() },
            file(Cause::Full),
            file(Cause::Other),
        ];
        let refused = || RecordError::Refused(Refusal::NotAllowed { role: Role::Reviewer });
        let io = TableError::Io { path: path(), why: why() };
        let mut all = vec![
            JobFault::NobodySignedIn,
            JobFault::TooMany { most: 8 },
            JobFault::NoThread(why()),
            JobFault::Store(StoreError::Missing(path())),
            JobFault::Import(ImportError::File(io)),
            JobFault::Import(ImportError::Record(RecordError::NoSuchSubject)),
            JobFault::Import(ImportError::Cancelled(Cancelled)),
            JobFault::Import(ImportError::Interrupted { why: refused(), recorded: 7 }),
            JobFault::Export(ExportError::Record(refused())),
            JobFault::Panicked(why()),
            JobFault::Backup(RecordError::LeaseLost),
            JobFault::Withdraw(WithdrawError::NoSuchImport(OperationId([1; 16]))),
            JobFault::Withdraw(WithdrawError::Interrupted { why: refused(), recorded: 7 }),
            JobFault::Deliver(DeliverError::Elsewhere),
            JobFault::Deliver(DeliverError::Folder(FolderError::Exists(path()))),
        ];
        all.extend(sheets.map(|error| JobFault::Export(ExportError::Sheet(error))));
        all
    }

    #[test]
    fn every_fault_of_a_job_has_its_own_words_in_both_languages() {
        for text in Lang::ALL.map(Text::new) {
            let mut told = BTreeSet::new();
            for fault in every_fault() {
                let words = job_fault(&text, &fault);
                let whole = !words.contains("-fault") && !words.contains(['{', '}']);
                assert!(whole && !words.ends_with(['.', '。']), "{words}");
                let shown = fault.to_string();
                let count = |words: &str, part: &str| words.matches(part).count();
                assert_eq!(count(&words, "lists/a.xlsx"), count(&shown, "lists/a.xlsx"), "{words}");
                // The system's own words only where no others are known.
                assert!(count(&words, WHY) <= count(&shown, WHY), "{words}");
                if text.lang() == Lang::Zh {
                    assert!(is_chinese(&words, &[WHY, "lists/a.xlsx"]), "{words}");
                }
                assert!(told.insert(words), "two faults, one sentence: {fault}");
            }
        }
    }
}
