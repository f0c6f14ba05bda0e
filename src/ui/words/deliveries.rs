//! What is told of deliveries (交付): what can be delivered, and why something was not.

use std::collections::BTreeMap;

use crate::desk::deliver::{DeliverError, DepartmentPreview, NameFault, Unfinished};
use crate::domain::deliverable::Undeliverable;
use crate::domain::delivery::{NameTemplate, NoName, NotATemplate};
use crate::exchange::delivery::FolderError;
use crate::text::Text;
use crate::ui::words::events::refusal;
use crate::ui::words::sheets::{not_written, sheet_fault};
use crate::ui::words::store::store_words;

/// How many of those that are at fault are named in one sentence.
const NAMED: usize = 20;

/// By department, how many can be delivered, and who is missing and why; then the sums.
pub fn preview_lines(text: &Text, of: &BTreeMap<String, DepartmentPreview>) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut deliverable, mut sums) = (0, BTreeMap::<Undeliverable, u64>::new());
    for (name, department) in of {
        deliverable += department.deliverable;
        let values = [
            ("department", name.as_str().into()),
            ("n", department.deliverable.to_string().into()),
            ("missing", department.missing.len().to_string().into()),
        ];
        lines.push(text.with("delivery-preview-department", &values));
        for (student, why) in &department.missing {
            *sums.entry(*why).or_default() += 1;
            let values = [
                ("no", student.no.to_string().into()),
                ("name", student.name.as_str().into()),
                ("why", text.get(why.key()).into()),
            ];
            lines.push(text.with("delivery-preview-missing", &values));
        }
    }
    lines.push(text.with("delivery-preview-sum", &[("n", deliverable.to_string().into())]));
    for (why, n) in sums {
        let values = [("why", text.get(why.key()).into()), ("n", n.to_string().into())];
        lines.push(text.with("delivery-preview-why", &values));
    }
    lines
}

/// Why a photo can't be named.
pub fn name_fault(text: &Text, fault: &NameFault) -> String {
    match fault {
        NameFault::NoName { student, why } => {
            let key = match why {
                NoName::NoExamNo => "delivery-name-no_exam_no",
                NoName::NoIdNumber => "delivery-name-no_id_number",
                NoName::Unsafe => "delivery-name-unsafe",
            };
            text.with(key, &[("no", student.to_string().into())])
        }
        NameFault::Same { students: [one, other], .. } => {
            let values = [("one", one.to_string().into()), ("other", other.to_string().into())];
            text.with("delivery-name-same", &values)
        }
    }
}

/// Why a text can't say how photos are named.
pub fn template_fault(text: &Text, why: NotATemplate) -> String {
    match why {
        NotATemplate::NoNumber => text.get("delivery-template-no_number").into_owned(),
        NotATemplate::Ending => text.get("delivery-template-ending").into_owned(),
        NotATemplate::Character(which) => {
            text.with("delivery-template-character", &[("which", which.to_string().into())])
        }
        NotATemplate::Digits => {
            let most = NameTemplate::MOST_DIGITS.to_string();
            text.with("delivery-template-digits", &[("most", most.into())])
        }
        NotATemplate::Unsafe => text.get("delivery-template-unsafe").into_owned(),
    }
}

/// Why nothing was delivered. Without a full stop, since it stands inside other sentences.
pub fn deliver_fault(text: &Text, error: &DeliverError) -> String {
    let number = |number: &u32| ("number", number.to_string().into());
    match error {
        DeliverError::Record(error) => refusal(text, error),
        DeliverError::Sheet(error) => sheet_fault(text, error),
        DeliverError::Folder(error) => folder_fault(text, error),
        DeliverError::Cancelled(_) => text.get("transfer-fault-stopped").into_owned(),
        DeliverError::Elsewhere => text.get("delivery-failed-elsewhere").into_owned(),
        DeliverError::Nothing => text.get("delivery-failed-nothing").into_owned(),
        DeliverError::Names(faults) => {
            let named = faults.iter().map(|fault| name_fault(text, fault));
            some(text, "delivery-failed-names", faults.len(), named)
        }
        DeliverError::Photos(missing) => {
            let named = missing.iter().map(|one| one.student.to_string());
            some(text, "delivery-failed-photos", missing.len(), named)
        }
        DeliverError::Overtaken(students) => {
            let named = students.iter().map(ToString::to_string);
            some(text, "delivery-failed-overtaken", students.len(), named)
        }
        DeliverError::NoSuchDelivery(n) => text.with("delivery-failed-none", &[number(n)]),
        DeliverError::Erased { number: n, submissions } => {
            let all: Vec<String> = submissions.iter().map(ToString::to_string).collect();
            let which = all.join(&text.get("history-comma"));
            text.with("delivery-failed-erased", &[number(n), ("which", which.into())])
        }
        DeliverError::Differs(n) => text.with("delivery-failed-differs", &[number(n)]),
        DeliverError::NotPlaced { number: n, why, part } => {
            let (why, part) = (folder_fault(text, why).into(), part.display().to_string().into());
            text.with("delivery-failed-not_placed", &[number(n), ("why", why), ("path", part)])
        }
        DeliverError::Unplaced { number: n, target } => {
            let path = ("path", target.display().to_string().into());
            text.with("delivery-failed-unplaced", &[number(n), path])
        }
        DeliverError::Unlockable(why) => {
            let why = ("why", store_words(text, why).into());
            text.with("delivery-failed-unlockable", &[why])
        }
    }
}

/// What a delivery that something stopped has left.
pub fn unfinished_line(text: &Text, of: &Unfinished) -> String {
    let at = |path: &std::path::Path| ("path", path.display().to_string().into());
    match of {
        Unfinished::Unplaced { number, target } => {
            let number = ("number", number.to_string().into());
            text.with("delivery-unfinished-unplaced", &[number, at(target)])
        }
        Unfinished::Removed(part) => text.with("delivery-unfinished-removed", &[at(part)]),
        Unfinished::Left(part) => text.with("delivery-unfinished-left", &[at(part)]),
    }
}

/// That deliveries were made which the database does not know.
pub fn unknown_line(text: &Text, numbers: &[u32]) -> String {
    let numbers = numbers.iter().map(ToString::to_string);
    some(text, "delivery-unknown", numbers.len(), numbers)
}

/// A sentence that names the first of those that are at fault.
fn some(text: &Text, key: &str, all: usize, named: impl Iterator<Item = String>) -> String {
    let named: Vec<String> = named.take(NAMED).collect();
    let which = named.join(&text.get("history-semicolon"));
    text.with(key, &[("n", all.to_string().into()), ("which", which.into())])
}

fn folder_fault(text: &Text, error: &FolderError) -> String {
    let at = |path: &std::path::Path| ("path", path.display().to_string().into());
    match error {
        FolderError::Exists(path) => text.with("delivery-failed-exists", &[at(path)]),
        FolderError::Altered(path) => text.with("delivery-failed-altered", &[at(path)]),
        FolderError::NoRoom { needed, free, path } => {
            let mib = |bytes: &u64| bytes.div_ceil(1 << 20).to_string().into();
            let values = [("needed", mib(needed)), ("free", mib(free)), at(path)];
            text.with("delivery-failed-room", &values)
        }
        FolderError::File { cause, why, path } => not_written(text, *cause, why, path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::submission::SubmissionId;
    use crate::store::{Cause, StoreError};
    use crate::text::Lang;
    use crate::ui::words::events::tests::student;

    #[test]
    fn every_fault_and_every_reason_has_words_in_both_languages() {
        let no = || student().no;
        let path = || std::path::PathBuf::from("/out");
        let file =
            || FolderError::File { cause: Cause::Full, why: "full".to_owned(), path: path() };
        let names = vec![
            NameFault::NoName { student: no(), why: NoName::NoExamNo },
            NameFault::NoName { student: no(), why: NoName::NoIdNumber },
            NameFault::NoName { student: no(), why: NoName::Unsafe },
            NameFault::Same { students: [no(), no()], name: "1.jpg".to_owned() },
        ];
        let submissions = vec![SubmissionId(3), SubmissionId(4)];
        let faults = [
            DeliverError::Folder(FolderError::Exists(path())),
            DeliverError::Folder(FolderError::NoRoom { needed: 2, free: 1, path: path() }),
            DeliverError::Folder(file()),
            DeliverError::Elsewhere,
            DeliverError::Nothing,
            DeliverError::Names(names),
            DeliverError::NoSuchDelivery(3),
            DeliverError::Erased { number: 1, submissions },
            DeliverError::Differs(1),
            DeliverError::NotPlaced { number: 1, why: file(), part: path() },
            DeliverError::Folder(FolderError::Altered(path())),
            DeliverError::Overtaken(vec![no()]),
            DeliverError::Unplaced { number: 1, target: path() },
            DeliverError::Unlockable(StoreError::Missing(path())),
        ];
        let left = [
            Unfinished::Unplaced { number: 1, target: path() },
            Unfinished::Removed(path()),
            Unfinished::Left(path()),
        ];
        for lang in Lang::ALL {
            let text = Text::new(lang);
            let whole = |words: &str| !words.contains("delivery-") && !words.contains('{');
            for fault in &faults {
                let words = deliver_fault(&text, fault);
                assert!(whole(&words), "{words}");
            }
            let words = unknown_line(&text, &[2, 3]);
            assert!(whole(&words) && words.contains('2') && words.contains('3'), "{words}");
            for one in &left {
                let words = unfinished_line(&text, one);
                assert!(whole(&words), "{words}");
            }
            let missing = Undeliverable::ALL.map(|why| (student(), why)).to_vec();
            let department = DepartmentPreview { deliverable: 2, missing };
            let of = [("数学科学学院".to_owned(), department)].into();
            let lines = preview_lines(&text, &of);
            assert_eq!(lines.len(), 2 + 2 * Undeliverable::ALL.len());
            assert!(lines.iter().all(|line| whole(line)), "{lines:?}");
        }
    }

    #[test]
    fn every_reason_why_a_text_is_no_template_has_words_in_both_languages() {
        for lang in Lang::ALL {
            let text = Text::new(lang);
            for why in [
                NotATemplate::NoNumber,
                NotATemplate::Ending,
                NotATemplate::Character('欧'),
                NotATemplate::Digits,
                NotATemplate::Unsafe,
            ] {
                let words = template_fault(&text, why);
                assert!(!words.contains("delivery-") && !words.contains('$'), "{words}");
            }
        }
    }
}
