//! The one rule of what may leave in a delivery (交付): approved, its standard photo made and proved, nothing open about
//! it, and not delivered before.

use super::photo_hash::PhotoHash;
use super::submission::Status;

/// What the rule looks at, of one student.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Where their approved submission stands, or else their last one; none where nothing was submitted.
    pub status: Option<Status>,
    /// Its standard photo (标准照): the one that whoever decided had seen; where they saw none, the one of the newest
    /// screening, if that made and proved one.
    pub standard_photo: Option<PhotoHash>,
    /// It has left in a delivery.
    pub delivered: bool,
    /// Somebody has asked for the student's personal facts to be erased, and nobody has agreed yet.
    pub erasure_proposed: bool,
}

/// Why there is nothing to deliver of a student.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Undeliverable {
    /// Nothing was submitted.
    NotSubmitted,
    /// The fee is not paid.
    AwaitingPayment,
    /// Nobody has decided yet, or not for good.
    InReview,
    /// The last submission was not approved, or withdrawn.
    NotPassed,
    /// Somebody has asked for the student's personal facts to be erased: what has left can't be erased.
    ErasureProposed,
    /// Approved, and no standard photo was made of it.
    NoStandardPhoto,
    /// It has left already.
    Delivered,
}

impl Undeliverable {
    /// Every reason, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::NotSubmitted,
        Self::AwaitingPayment,
        Self::InReview,
        Self::NotPassed,
        Self::ErasureProposed,
        Self::NoStandardPhoto,
        Self::Delivered,
    ];

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotSubmitted => "delivery-why-not_submitted",
            Self::AwaitingPayment => "delivery-why-awaiting_payment",
            Self::InReview => "delivery-why-in_review",
            Self::NotPassed => "delivery-why-not_passed",
            Self::ErasureProposed => "delivery-why-erasure_proposed",
            Self::NoStandardPhoto => "delivery-why-no_standard_photo",
            Self::Delivered => "delivery-why-delivered",
        }
    }
}

/// The standard photo that may leave, or why none may.
pub fn deliverable(candidate: &Candidate) -> Result<PhotoHash, Undeliverable> {
    match candidate.status {
        None => Err(Undeliverable::NotSubmitted),
        Some(Status::AwaitingPayment) => Err(Undeliverable::AwaitingPayment),
        Some(status) if status.is_open() => Err(Undeliverable::InReview),
        Some(Status::Approved) if candidate.delivered => Err(Undeliverable::Delivered),
        Some(Status::Approved) if candidate.erasure_proposed => Err(Undeliverable::ErasureProposed),
        Some(Status::Approved) => candidate.standard_photo.ok_or(Undeliverable::NoStandardPhoto),
        Some(_) => Err(Undeliverable::NotPassed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::photo_hash::Digest;

    #[test]
    fn the_rule() {
        let made = Some(Digest::ZERO);
        let of = |status, standard_photo, delivered| {
            deliverable(&Candidate { status, standard_photo, delivered, erasure_proposed: false })
        };
        assert_eq!(of(None, None, false), Err(Undeliverable::NotSubmitted));
        for status in Status::ALL {
            let why = match status {
                Status::Approved => continue,
                Status::AwaitingPayment => Undeliverable::AwaitingPayment,
                status if status.is_open() => Undeliverable::InReview,
                _ => Undeliverable::NotPassed,
            };
            assert_eq!(of(Some(status), made, false), Err(why), "{}", status.code());
        }
        let approved = Some(Status::Approved);
        assert_eq!(of(approved, made, false), Ok(Digest::ZERO));
        assert_eq!(of(approved, None, false), Err(Undeliverable::NoStandardPhoto));
        assert_eq!(of(approved, made, true), Err(Undeliverable::Delivered));
        assert_eq!(of(approved, None, true), Err(Undeliverable::Delivered));
        let mut asked = Candidate {
            status: approved,
            standard_photo: made,
            delivered: false,
            erasure_proposed: true,
        };
        assert_eq!(deliverable(&asked), Err(Undeliverable::ErasureProposed));
        asked.delivered = true;
        assert_eq!(deliverable(&asked), Err(Undeliverable::Delivered));
    }
}
