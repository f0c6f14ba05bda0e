//! What an event can happen to.

use std::fmt;

use super::account::AccountName;
use super::photo_hash::Digest;
use super::student::StudentId;
use super::submission::SubmissionId;

/// What an event happened to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The store as a whole.
    Store,
    /// An account.
    Account(AccountName),
    /// A name that no account has, as typed at sign-in.
    Name(NameDigest),
    /// A student.
    Student(StudentId),
    /// A submission.
    Submission(SubmissionId),
}

impl fmt::Display for Subject {
    /// The stored form: `store`, `account:wangmin`, `name:0f3a…`, `student:12`, `submission:17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store => f.write_str("store"),
            Self::Account(name) => write!(f, "account:{name}"),
            Self::Name(digest) => write!(f, "name:{digest}"),
            Self::Student(id) => write!(f, "student:{id}"),
            Self::Submission(id) => write!(f, "submission:{id}"),
        }
    }
}

impl Subject {
    /// Reads the stored form.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None if text == "store" => Some(Self::Store),
            Some(("account", name)) => AccountName::new(name).ok().map(Self::Account),
            Some(("name", hex)) => Digest::from_hex(hex).ok().map(Self::Name),
            Some(("student", id)) => id.parse().ok().map(|id| Self::Student(StudentId(id))),
            Some(("submission", id)) => {
                id.parse().ok().map(|id| Self::Submission(SubmissionId(id)))
            }
            _ => None,
        }
    }
}

/// The digest of a name that was typed at sign-in and that nobody has, keyed by a secret of the store: often
/// it is a password or a student number, which the log must not hold.
pub type NameDigest = Digest;
