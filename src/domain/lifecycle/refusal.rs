//! Why an event may not happen.

use crate::domain::account::Role;
use crate::domain::checklist::ChecklistItem;
use crate::domain::clock::ClockOff;
use crate::domain::policy::Policy;
use crate::domain::reason::Reason;
use crate::domain::specification::SpecificationError;
use crate::domain::submission::Status;

/// Why an event may not happen. The words for the screen are in the locales, `refusal-*`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role does not do this.
    #[error("a {} may not do this", role.code())]
    NotAllowed {
        /// The actor's role.
        role: Role,
    },
    /// The event does not fit where the submission stands.
    #[error("not possible while the submission is {}", status.code())]
    WrongStatus {
        /// Where it stands.
        status: Status,
    },
    /// The event is not one of this subject's, or the subject is not there yet (or already is).
    #[error("the event does not fit its subject")]
    WrongSubject,
    /// The student's photo was approved: nothing of them changes any more.
    #[error("the student is approved, photo and information are frozen")]
    Frozen,
    /// A rejection without a reason.
    #[error("a rejection needs at least one reason")]
    NoReason,
    /// A retake without a failed item.
    #[error("a retake needs at least one failed item")]
    NoItem,
    /// A reason that may not stand under this decision.
    #[error("reason {} does not fit this decision", .0.code())]
    ReasonDoesNotFit(Reason),
    /// A failed item that no given reason explains.
    #[error("no reason explains the failed item {}", .0.code())]
    ItemUnexplained(ChecklistItem),
    /// A reason for an item that was not marked failed.
    #[error("reason {} belongs to no failed item", .0.code())]
    ReasonWithoutItem(Reason),
    /// A reason that says nothing without a note, or a withdrawal without one.
    #[error("a note is required")]
    NoteRequired,
    /// The actor's account is disabled.
    #[error("the account is disabled")]
    Disabled,
    /// Without this account nobody could manage accounts.
    #[error("this is the last administrator who can sign in")]
    LastAdministrator,
    /// The person who proposed a rejection cannot second it.
    #[error("a second person must decide this")]
    OwnProposal,
    /// Only the person who decided can undo.
    #[error("only the person who decided can take the decision back")]
    NotYours,
    /// The approved photo has left in a delivery.
    #[error("the standard photo was delivered, the approval stands")]
    Delivered,
    /// The receiver can refuse only what was delivered.
    #[error("the standard photo is not delivered")]
    NotDelivered,
    /// The receiver has refused it: only a supervisor goes on with it.
    #[error("the receiver has refused the standard photo, a supervisor must decide")]
    ForSupervisor,
    /// What was packed for a delivery was decided anew or delivered meanwhile.
    #[error("something was decided anew or delivered meanwhile")]
    DeliveryOvertaken,
    /// Somebody has asked for the student's personal facts to be erased: nothing of them leaves meanwhile.
    #[error("an erasure of the student's personal facts was proposed")]
    ErasureProposed,
    /// A delivery is being made, which may hold what is to be erased.
    #[error("a delivery is being made")]
    Delivering,
    /// The student has already sent a later attempt.
    #[error("the student has already sent a later attempt")]
    HasLater,
    /// The photo was not on the screen as long as the store's policy asks for.
    #[error("the photo was on the screen for {seen_ms} ms, the store asks for {needed_ms} ms")]
    SeenTooShortly {
        /// How long it was on the screen, in milliseconds.
        seen_ms: u64,
        /// How long it must be, in milliseconds.
        needed_ms: u64,
    },
    /// The machine has not looked at the photo yet, so there is no standard photo to approve.
    #[error("the photo is not screened yet, an approval needs its standard photo")]
    NotScreened,
    /// The machine could make no standard photo of it.
    #[error("no standard photo could be made of it, an approval needs one")]
    NoStandardPhoto,
    /// The standard photo was not shown to who approves.
    #[error("the standard photo was not looked at")]
    StandardPhotoUnseen,
    /// The standard photo that was shown is not the newest.
    #[error("another standard photo was made since")]
    StandardPhotoReplaced,
    /// The standard photo was not on the screen as long as the store's policy asks for.
    #[error(
        "the standard photo was on the screen for {seen_ms} ms, the store asks for {needed_ms} ms"
    )]
    StandardPhotoSeenTooShortly {
        /// How long it was on the screen, in milliseconds.
        seen_ms: u64,
        /// How long it must be, in milliseconds.
        needed_ms: u64,
    },
    /// The clock tells another time than the log: until a person agrees, nothing but sign-ins is recorded.
    #[error(transparent)]
    Clock(#[from] ClockOff),
    /// The student's personal facts were erased: nothing more happens to them.
    #[error("the student's personal facts were erased")]
    Erased,
    /// The student has a submission that waits for a decision.
    #[error("a submission of the student waits for a decision")]
    InReview,
    /// Nobody has asked for it yet, or for another reason.
    #[error("nobody has proposed this erasure")]
    NotProposed,
    /// Whoever asked for it can't agree to it too.
    #[error("a second person must agree")]
    OwnErasure,
    /// A policy that nobody could work by.
    #[error("a photo can be asked to be on the screen for {} ms at most", Policy::LONGEST_MS)]
    PolicyTooStrict,
    /// The standard photo was made again without a reason that can stand against one.
    #[error("a standard photo is made again for reasons S01 to S07")]
    NotOfStandardPhoto,
    /// The photo is not screened yet by what holds now: the standard photo there is keeps another specification, and none
    /// is made again beside findings of other nets or code.
    #[error("the photo is not screened yet by the present specification, nets and code")]
    ScreenedOtherwise,
    /// A text that is no specification.
    #[error("the specification is wrong in {0}")]
    SpecificationWrong(#[from] SpecificationError),
}
