//! Values for tests: one witness and one entry, to be changed as a test needs them.

use chrono::{DateTime, Utc};

use super::account::Actor;
use super::camera::CameraFacts;
use super::checklist::ChecklistItem;
use super::decision::{ClaimToken, Witness};
use super::delivery::{Delivery, NameTemplate, Split};
use super::event::{Event, QueueEntry, Subject, Submitted};
use super::finding::{Bounds, Limit, Measurement, Region, Verdict};
use super::log::Entry;
use super::measure::Measure;
use super::operation::OperationId;
use super::photo_hash::{Digest, PhotoHash};
use super::reason::Reason;
use super::screening::{ReasonFinding, Screened, ScreenedBy, Screening};
use super::standardised_again::{ChosenByHand, StandardisedAgain};
use super::student::{Student, StudentId, StudentNo};
use super::submission::Revision;

/// A photo that was looked at for 900 ms.
pub(crate) fn witness() -> Witness {
    let at = DateTime::<Utc>::UNIX_EPOCH;
    Witness {
        photo: Digest::ZERO,
        standard_photo: None,
        standard_photo_ms: None,
        findings: None,
        specification: None,
        student: Revision(1),
        claim: ClaimToken(1),
        claimed_at: at,
        painted_at: at,
        on_screen_ms: 900,
        active_ms: 900,
    }
}

/// The first delivery, of one photo.
pub(crate) fn delivery() -> Delivery {
    Delivery {
        number: 1,
        made_at: DateTime::<Utc>::UNIX_EPOCH,
        names: NameTemplate::new("{no}.jpg").expect("a template"),
        split: Split::Whole,
        photos: 1,
        manifest: Digest::ZERO,
        head: Digest::ZERO,
        entries: 1,
        corrects: Vec::new(),
    }
}

/// A screening that doubts the sharpness, of a photo that has a standard photo.
pub(crate) fn screened() -> Screened {
    let said = ReasonFinding {
        item: ChecklistItem::QualitySharpness,
        reason: Reason::C03,
        verdict: Verdict::Doubtful,
        measure: None,
        missing: None,
    };
    let screening =
        Screening { width: 30, height: 40, faces: 1, said: vec![said], ..Screening::default() };
    Screened {
        by: ScreenedBy { specification: Digest::ZERO, nets: Digest::ZERO, code: 1 },
        standard_photo: Some(Digest::of(b"a standard photo")),
        screening: Some(Box::new(screening)),
    }
}

/// The standard photo was made again under this lease, by a crop a little lower.
pub(crate) fn standardised_again(claim: ClaimToken, screened: Screened) -> Event {
    let chosen = ChosenByHand { crop: [0, 150, 300_000, 400_000], refinement: 100, tightness: -5 };
    let reasons = [Reason::S02].into();
    Event::StandardisedAgain(Box::new(StandardisedAgain { screened, chosen, reasons, claim }))
}

/// A screening that doubts that the shoulders are level: 8.2 degrees, where 5 are allowed, seen here.
pub(crate) fn slanted(region: Option<Region>) -> Screening {
    let measured =
        vec![Measurement { region, ..Measurement::new(Measure::ShouldersLevel, 8.2, 1.0) }];
    let said = ReasonFinding {
        item: ChecklistItem::FaceShouldersLevel,
        reason: Reason::P03,
        verdict: Verdict::Doubtful,
        measure: Some(Measure::ShouldersLevel),
        missing: None,
    };
    let most = Bounds { least: None, most: Some(5.0) };
    let limit = Limit { doubtful: Some(most), fails: None, source: String::new() };
    let limits = [(Measure::ShouldersLevel, limit)].into();
    Screening { measured, said: vec![said], limits, ..Screening::default() }
}

/// The student of this number in the store is on the roster.
pub(crate) fn enrolled(id: i64) -> Event {
    let student = Student {
        no: StudentNo::new(&format!("2026E{id}")).expect("a number"),
        name: "张伟".to_owned(),
        id_number: None,
        exam_no: None,
        department: "数学学院".to_owned(),
        programme: "硕士".to_owned(),
        campus: "雁栖湖".to_owned(),
        reference_photo: None,
    };
    Event::Enrolled { student: Some(student) }
}

/// This student has sent their first photo, which waits for the fee.
pub(crate) fn submitted(student: i64, photo: PhotoHash, submitted_at: DateTime<Utc>) -> Event {
    Event::Submitted(Submitted {
        student: StudentId(student),
        attempt: 1,
        photo,
        width: 1,
        height: 1,
        bytes: 1,
        camera: CameraFacts::default(),
        submitted_at,
        file: String::new(),
        entry: QueueEntry::AwaitingPayment,
    })
}

/// An entry that belongs to no student, and has no facts.
pub(crate) fn entry(
    seq: i64,
    at: DateTime<Utc>,
    actor: Actor,
    subject: Subject,
    event: Event,
) -> Entry {
    Entry {
        seq,
        at,
        operation: OperationId([0; 16]),
        actor,
        subject,
        student: None,
        import: None,
        rules: super::rules::RULES,
        event,
        facts: None,
        previous: Digest::ZERO,
        digest: Digest::ZERO,
    }
}
