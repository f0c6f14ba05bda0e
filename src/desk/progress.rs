//! How far a long piece of work is; whoever is told may stop it.

use std::ops::ControlFlow;

/// What a long piece of work is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// An import reads its file.
    Reading,
    /// An import reads, checks and keeps photos.
    Photos,
    /// A look before an import judges the rows.
    Judging,
    /// An import records; stopped, it keeps what it has recorded.
    Recording,
    /// A withdrawal looks at what of the import nothing has touched since.
    Looking,
    /// A withdrawal takes back; stopped, what it has taken back stays so.
    TakingBack,
    /// A backup copies and verifies photos; stopped, it leaves no backup.
    BackingUp,
    /// Photos are screened; stopped, what is recorded stands.
    Screening,
    /// A delivery writes its photos; stopped, it has delivered nothing.
    Delivering,
    /// An export reads the decisions that its list is made of.
    Decisions,
    /// An export writes its file; can't be cancelled any more once it is written whole.
    Writing,
}

impl Stage {
    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Reading => "import-stage-reading",
            Self::Photos => "import-stage-photos",
            Self::Judging => "import-stage-judging",
            Self::Recording => "import-stage-recording",
            Self::Looking => "withdrawal-stage-looking",
            Self::TakingBack => "withdrawal-stage-taking_back",
            Self::BackingUp => "backups-stage",
            Self::Screening => "screening-stage",
            Self::Delivering => "delivery-stage",
            Self::Decisions => "transfer-stage-decisions",
            Self::Writing => "transfer-stage-writing",
        }
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// Rows or photos done.
    pub done: u64,
    /// Of so many.
    pub total: u64,
    /// Bytes of photos read.
    pub bytes: u64,
}

/// Called again and again; may stop the work, which then changes nothing more: what an import has recorded by
/// then stands.
pub type OnProgress<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// Stopped by the person who began it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Tells how far it is, and stops where that is asked for.
pub(super) fn tell(progress: &mut OnProgress<'_>, now: Progress) -> Result<(), Cancelled> {
    match progress(now) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Cancelled),
    }
}
