//! Who acts: account names, roles, and what each role may do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The name somebody signs in with, such as `wangmin`; unique in a store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountName(String);

/// Why a text is not an account name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an account name has 1 to 32 letters, digits, '.', '-' or '_', got {0:?}")]
pub struct NotAnAccountName(pub String);

impl AccountName {
    /// Longest account name, in characters.
    pub const MAX_CHARS: usize = 32;

    /// As [`Self::new`], but refuses names that are reserved for the program.
    pub fn of_person(text: &str) -> Result<Self, NotAnAccountName> {
        let name = Self::new(text)?;
        if name.is_reserved() { Err(NotAnAccountName(text.to_owned())) } else { Ok(name) }
    }

    /// Set apart by a `:`, so that no account can pass for it.
    pub fn is_reserved(&self) -> bool {
        self.0.contains(':')
    }

    /// Takes 1 to 32 letters (of any script), digits, `.`, `-`, `_` or `:`.
    pub fn new(text: &str) -> Result<Self, NotAnAccountName> {
        let count = text.chars().count();
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        if (1..=Self::MAX_CHARS).contains(&count) && text.chars().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnAccountName(text.to_owned()))
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AccountName {
    type Error = NotAnAccountName;

    fn try_from(text: String) -> Result<Self, NotAnAccountName> {
        Self::new(&text)
    }
}

impl From<AccountName> for String {
    fn from(name: AccountName) -> Self {
        name.0
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What somebody is trusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 审核员: decides on submissions.
    Reviewer,
    /// 主管: decides too, may withdraw submissions, and revokes approvals.
    Supervisor,
    /// 管理员: imports, exports and manages accounts; never decides.
    Administrator,
    /// Whoever runs the command line, and so can open the store's files. No account has this role.
    Operator,
    /// The program itself. No account has this role.
    Machine,
}

impl Role {
    /// Every role that an account can have, least trusted first.
    pub const ALL: [Self; 3] = [Self::Reviewer, Self::Supervisor, Self::Administrator];

    /// The word stored in the database and used on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewer",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
            Self::Operator => "operator",
            Self::Machine => "machine",
        }
    }

    /// The role of a stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        let all = Self::ALL.into_iter().chain([Self::Operator, Self::Machine]);
        all.into_iter().find(|role| role.code() == code)
    }

    /// May claim, decide, hold and undo.
    pub fn may_decide(self) -> bool {
        matches!(self, Self::Reviewer | Self::Supervisor)
    }

    /// May withdraw a submission for a student.
    pub fn may_withdraw(self) -> bool {
        matches!(self, Self::Supervisor | Self::Administrator)
    }

    /// May take back an approval, whoever made it, as long as it is not delivered.
    pub fn may_revoke(self) -> bool {
        self == Self::Supervisor
    }

    /// May decide on what the receiver of a delivery has refused.
    pub fn may_decide_refused(self) -> bool {
        self == Self::Supervisor
    }

    /// May ask for a student's personal facts to be erased, and agree to it.
    pub fn may_erase(self) -> bool {
        matches!(self, Self::Supervisor | Self::Administrator)
    }

    /// May say that the clock is right, though the log tells of another time.
    pub fn may_agree_on_clock(self) -> bool {
        matches!(self, Self::Supervisor | Self::Administrator | Self::Operator)
    }

    /// May import rosters, payments and submissions.
    pub fn may_import(self) -> bool {
        matches!(self, Self::Supervisor | Self::Administrator | Self::Operator)
    }

    /// May write notices and decisions to files.
    pub fn may_export(self) -> bool {
        matches!(self, Self::Supervisor | Self::Administrator | Self::Operator)
    }

    /// May deliver standard photos, and tell which of them the receiver has refused.
    pub fn may_deliver(self) -> bool {
        matches!(self, Self::Administrator | Self::Operator)
    }

    /// May see what can be delivered, and what was.
    pub fn may_see_deliveries(self) -> bool {
        self.may_deliver() || self == Self::Supervisor
    }

    /// May add, disable and re-password accounts, set policies and copy the store.
    pub fn may_manage_accounts(self) -> bool {
        matches!(self, Self::Administrator | Self::Operator)
    }
}

/// How the names of people at the command line begin.
const OPERATOR: &str = "cli:";

/// What the names of machines begin with.
const MACHINE: &str = "machine:";

/// The three kinds of those who act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// Somebody with an account, signed in with its password.
    Account,
    /// Whoever runs the command line.
    Operator,
    /// The program itself.
    Machine,
}

/// Somebody acting, as the log names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account; an operator at the command line is `cli:<system user>`, a machine `machine:<part>`.
    pub account: AccountName,
    /// The role at the time of acting. Of an account it is what the account table says: who claims another
    /// is refused.
    pub role: Role,
}

impl Actor {
    /// Which kind this is, by the name; none where the role is not that kind's.
    pub fn kind(&self) -> Option<ActorKind> {
        let name = self.account.as_str();
        let (kind, fits) = if name.starts_with(OPERATOR) {
            (ActorKind::Operator, self.role == Role::Operator)
        } else if name.starts_with(MACHINE) {
            (ActorKind::Machine, self.role == Role::Machine)
        } else {
            (ActorKind::Account, Role::ALL.contains(&self.role) && !self.account.is_reserved())
        };
        fits.then_some(kind)
    }

    /// The door, which refuses whoever has not shown who they are.
    pub fn door() -> Self {
        Self { account: AccountName(format!("{MACHINE}door")), role: Role::Machine }
    }

    /// The program where it makes backups by itself.
    pub fn backups() -> Self {
        Self { account: AccountName(format!("{MACHINE}backup")), role: Role::Machine }
    }

    /// The program where it looks at photos by itself.
    pub fn screening() -> Self {
        Self { account: AccountName(format!("{MACHINE}screening")), role: Role::Machine }
    }

    /// Whoever runs the command line. They can open the store's files anyway, so they count as an
    /// administrator.
    pub fn operator(system_user: &str) -> Self {
        let kept: String = system_user
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
            .take(AccountName::MAX_CHARS - OPERATOR.len())
            .collect();
        Self { account: AccountName(format!("{OPERATOR}{kept}")), role: Role::Operator }
    }
}
