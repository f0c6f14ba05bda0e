//! What `verify` finds wrong, and what is wrong with what was typed at the command line, in words.

use crate::desk::demo::DemoFault;
use crate::domain::account::NotAnAccountName;
use crate::domain::student::NotAStudentNo;
use crate::store::backup::LostPhoto;
use crate::store::verify::{Fault, FaultKind};
use crate::store::{Behind, PhotoOwner};
use crate::text::{FluentValue, Text};
use crate::ui::words::when;

/// One fault of a store.
pub fn fault_words(text: &Text, fault: &Fault) -> String {
    let say = |key: &str, values: &[(&str, FluentValue<'_>)]| text.with(key, values);
    let of_entry = |key: &str, seq: i64| text.with(key, &[("seq", seq.to_string().into())]);
    let of_row = |key: &str, table: &str, key_of_row: &str| {
        let table = table_words(text, table);
        text.with(key, &[("table", table.into()), ("row", key_of_row.into())])
    };
    match fault {
        Fault::Pages(why) => say("verify-pages", &[("why", why.as_str().into())]),
        Fault::Schema { kind, name } => {
            let kind = text.get(match kind.as_str() {
                "table" => "verify-schema-table",
                "index" => "verify-schema-index",
                "trigger" => "verify-schema-trigger",
                _ => "verify-schema-other",
            });
            say("verify-schema", &[("kind", kind.into()), ("name", name.as_str().into())])
        }
        Fault::Behind(behind) => behind_words(text, behind),
        Fault::Gap { expected, found } => {
            let values =
                [("expected", expected.to_string().into()), ("found", found.to_string().into())];
            say("verify-gap", &values)
        }
        Fault::Seal(seq) => of_entry("verify-seal", *seq),
        Fault::Backwards(seq) => of_entry("verify-backwards", *seq),
        Fault::FactsDiffer(seq) => of_entry("verify-facts-differ", *seq),
        Fault::FactsMissing(seq) => of_entry("verify-facts-missing", *seq),
        Fault::NotErased(seq) => of_entry("verify-not-erased", *seq),
        // Why is told in the program's log: it is about the program's inside, in English.
        Fault::Unreadable { seq, .. } => of_entry("verify-unreadable", *seq),
        Fault::Impossible { seq, .. } => of_entry("verify-impossible", *seq),
        Fault::NotCompared(seq) => of_entry("verify-not-compared", *seq),
        Fault::Differs { table, key } => of_row("verify-differs", table, key),
        Fault::Missing { table, key } => of_row("verify-missing", table, key),
        Fault::Extra { table, key } => of_row("verify-extra", table, key),
        Fault::More { kind, count } => {
            let kind = match kind {
                FaultKind::Rows(table) => table_words(text, table),
                kind => text.get(kind_key(*kind)).into_owned(),
            };
            say("verify-more", &[("kind", kind.into()), ("count", count.to_string().into())])
        }
        Fault::Credential(name) => say("verify-credential", &[("name", name.as_str().into())]),
        Fault::NameKey => text.get("verify-name-key").into_owned(),
        Fault::PhotoMissing(photo) => say("verify-photo-missing", &[("photo", photo.hex().into())]),
        Fault::PhotoAltered(photo) => say("verify-photo-altered", &[("photo", photo.hex().into())]),
        Fault::PhotoUnreadable { photo, why } => {
            let values = [("photo", photo.hex().into()), ("why", why.as_str().into())];
            say("verify-photo-unreadable", &values)
        }
    }
}

/// A photo that did not come back from a copy: a line for each student whose it is, with the file that it came in.
pub fn lost_words(text: &Text, lost: &LostPhoto) -> Vec<String> {
    let fault = fault_words(text, &lost.fault);
    let line = |owner: &PhotoOwner| {
        let reference = || text.get("cli-restore-reference").into_owned();
        let file = owner.file.clone().unwrap_or_else(reference);
        let values = [
            ("no", owner.no.to_string().into()),
            ("name", owner.name.as_str().into()),
            ("file", file.into()),
            ("fault", fault.as_str().into()),
        ];
        text.with("cli-restore-lost", &values)
    };
    let lines: Vec<String> = lost.owners.iter().map(line).collect();
    if lines.is_empty() { vec![fault] } else { lines }
}

/// How a database falls short of what its folder has seen.
pub fn behind_words(text: &Text, behind: &Behind) -> String {
    let number = |name, number: &i64| (name, number.to_string().into());
    match behind {
        Behind::Older { ends, seen, at } => {
            let time = ("time", when::date_and_time(*at).into());
            text.with("verify-behind-older", &[number("ends", ends), number("seen", seen), time])
        }
        Behind::Other { seq, at } => {
            let time = ("time", when::date_and_time(*at).into());
            text.with("verify-behind-other", &[number("seen", seq), time])
        }
    }
}

fn kind_key(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Pages => "verify-kind-pages",
        FaultKind::Schema => "verify-kind-schema",
        FaultKind::Behind => "verify-kind-behind",
        FaultKind::Gaps => "verify-kind-gaps",
        FaultKind::Seals => "verify-kind-seals",
        FaultKind::Times => "verify-kind-times",
        FaultKind::Facts => "verify-kind-facts",
        FaultKind::Unreadable => "verify-kind-unreadable",
        FaultKind::Impossible => "verify-kind-impossible",
        FaultKind::NotCompared => "verify-kind-not-compared",
        FaultKind::Rows(_) => "verify-table-other",
        FaultKind::Passwords => "verify-kind-passwords",
        FaultKind::NameKey => "verify-kind-name-key",
        FaultKind::PhotosMissing => "verify-kind-photos-missing",
        FaultKind::PhotosAltered => "verify-kind-photos-altered",
        FaultKind::PhotosUnreadable => "verify-kind-photos-unreadable",
    }
}

/// What a table is about, with its own name, by which it is found in the database.
fn table_words(text: &Text, table: &str) -> String {
    let key = match table {
        "student" => "verify-table-student",
        "submission" => "verify-table-submission",
        "payment" => "verify-table-payment",
        "account" => "verify-table-account",
        "log" => "verify-table-log",
        _ => "verify-table-other",
    };
    text.with(key, &[("table", table.into())])
}

/// Why a text is no account name.
pub fn name_fault(text: &Text, fault: &NotAnAccountName) -> String {
    text.with("cli-not-a-name", &[("name", fault.0.as_str().into())])
}

/// Why a text is no student number.
pub fn number_fault(text: &Text, fault: &NotAStudentNo) -> String {
    text.with("cli-not-a-number", &[("no", fault.0.as_str().into())])
}

/// Why there is no demo, or nothing is simulated.
pub fn demo_fault(text: &Text, fault: &DemoFault) -> String {
    let (key, dir) = match fault {
        DemoFault::NoDemo(dir) => ("cli-demo-none", dir),
        DemoFault::There(dir) => ("cli-demo-taken", dir),
        DemoFault::NoPhoto(dir) => ("cli-demo-no-photo", dir),
        DemoFault::NotSimulated(dir) => ("cli-simulate-no-demo", dir),
    };
    text.with(key, &[("dir", dir.display().to_string().into())])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::{DateTime, Utc};

    use super::*;
    use crate::domain::photo_hash::Digest;
    use crate::text::Lang;
    use crate::ui::words::tests::is_chinese;

    fn every_fault() -> Vec<Fault> {
        let (why, at) = (|| "unheard-of why".to_owned(), DateTime::<Utc>::UNIX_EPOCH);
        let key = || "7".to_owned();
        let mut all = vec![
            Fault::Pages(why()),
            Fault::Behind(Behind::Older { ends: 1000, seen: 1002, at }),
            Fault::Behind(Behind::Other { seq: 1002, at }),
            Fault::Gap { expected: 3, found: 5 },
            Fault::Seal(4),
            Fault::Backwards(4),
            Fault::FactsDiffer(4),
            Fault::FactsMissing(4),
            Fault::NotErased(4),
            Fault::Unreadable { seq: 4, why: why() },
            Fault::Impossible { seq: 4, why: why() },
            Fault::NotCompared(4),
            Fault::Credential("wang".to_owned()),
            Fault::NameKey,
            Fault::PhotoMissing(Digest::ZERO),
            Fault::PhotoAltered(Digest::ZERO),
            Fault::PhotoUnreadable { photo: Digest::ZERO, why: why() },
        ];
        for kind in ["table", "index", "trigger", "view"] {
            all.push(Fault::Schema { kind: kind.to_owned(), name: "queue".to_owned() });
        }
        for table in ["student", "submission", "payment", "account", "log", "clock"] {
            all.push(Fault::Differs { table, key: key() });
            all.push(Fault::Missing { table, key: key() });
            all.push(Fault::Extra { table, key: key() });
        }
        let kinds: BTreeSet<FaultKind> = all.iter().map(Fault::kind).collect();
        all.extend(kinds.into_iter().map(|kind| Fault::More { kind, count: 1200 }));
        all
    }

    #[test]
    fn every_fault_has_its_own_words_in_both_languages() {
        for text in Lang::ALL.map(Text::new) {
            let mut told = BTreeSet::new();
            for fault in every_fault() {
                let words = fault_words(&text, &fault);
                let plain = !words.contains("verify-") && !words.contains(['{', '}']);
                assert!(plain && !words.ends_with(['.', '。']), "{words}");
                if text.lang() == Lang::Zh {
                    assert!(is_chinese(&words, &["unheard-of why", "1970-01-01 08:00"]), "{words}");
                }
                assert!(told.insert(words), "two faults, one sentence: {fault}");
            }
        }
    }
}
