//! Why a table or another file was not written, or not understood, in words.

use std::path::Path;

use crate::exchange::sheet::SheetError;
use crate::exchange::wording::WordingFault;
use crate::store::Cause;
use crate::text::{FluentValue, Text};
use crate::ui::words::store::advised;

/// Why a table was not written.
pub fn sheet_fault(text: &Text, error: &SheetError) -> String {
    match error {
        SheetError::Kind(path) => text.with("transfer-fault-kind", &[at(path)]),
        SheetError::OwnInput(path) => text.with("import-failed-own-input", &[at(path)]),
        SheetError::TooManyRows { rows, most, path } => {
            let values =
                [("rows", rows.to_string().into()), ("most", most.to_string().into()), at(path)];
            text.with("transfer-fault-too_many_rows", &values)
        }
        SheetError::Contents { why, path } => {
            text.with("transfer-fault-contents", &[("why", why.as_str().into()), at(path)])
        }
        SheetError::File { cause, why, path } => not_written(text, *cause, why, path),
    }
}

/// Why a file was not written. What to do is told where it follows from the cause. The advice for other
/// causes is to look into the store, of which this file is no part.
pub(super) fn not_written(text: &Text, cause: Cause, why: &str, path: &Path) -> String {
    let key = "transfer-fault-write";
    match cause {
        Cause::Busy | Cause::Full | Cause::ReadOnly | Cause::Denied | Cause::Missing => {
            advised(text, key, why, path, cause)
        }
        Cause::Corrupt | Cause::Forbidden | Cause::Other => {
            text.with(key, &[("why", why.into()), at(path)])
        }
    }
}

/// What is wrong with the university's own wording of notices.
pub(super) fn wording_fault(text: &Text, fault: &WordingFault) -> String {
    let (key, line, what) = match fault {
        WordingFault::Text { line, why } => ("wording-text", *line, why.as_str()),
        WordingFault::Reason { line, code } => ("wording-reason", *line, code.as_str()),
        WordingFault::Placeholder { line, name } => ("wording-placeholder", *line, name.as_str()),
        WordingFault::NotGiven { line, name } => ("wording-not-given", *line, *name),
        WordingFault::Empty { line } => ("wording-empty", *line, ""),
        WordingFault::File(why) => return why.clone(),
    };
    text.with(key, &[("line", line.to_string().into()), ("what", what.into())])
}

/// Where a file is, as a value of a sentence.
pub(super) fn at<'a>(path: &Path) -> (&'a str, FluentValue<'a>) {
    ("path", path.display().to_string().into())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::text::Lang;

    /// What the system says, in its own language.
    const WHY: &str = "unheard-of";

    #[test]
    fn who_can_mend_it_is_told_how() {
        let text = Text::new(Lang::En);
        let said = |cause| {
            let (why, path) = (WHY.to_owned(), PathBuf::from("a.csv"));
            sheet_fault(&text, &SheetError::File { cause, why, path })
        };
        assert!(said(Cause::Full).contains("disk"), "{}", said(Cause::Full));
        assert!(!said(Cause::Other).contains("verify"), "{}", said(Cause::Other));
    }
}
