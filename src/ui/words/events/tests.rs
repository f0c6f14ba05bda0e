//! Every event and every refusal has its words.

use chrono::{DateTime, Utc};

use super::*;
use crate::domain::account::Role;
use crate::domain::camera::CameraFacts;
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::ClaimToken;
use crate::domain::event::{ErasureReason, TakenBack};
use crate::domain::operation::OperationId;
use crate::domain::payment::Payment;
use crate::domain::photo_hash::Digest;
use crate::domain::policy::Policy;
use crate::domain::samples;
use crate::domain::specification::NATIONAL;
use crate::domain::student::{Student, StudentId, StudentNo, masked_id};
use crate::domain::submission::{Status, SubmissionId};
use crate::text::Lang;

const THEN: DateTime<Utc> = DateTime::<Utc>::UNIX_EPOCH;

pub fn student() -> Student {
    Student {
        no: StudentNo::new("2026E8013282001").expect("number"),
        name: "欧阳䶮".to_owned(),
        id_number: Some(masked_id("11010519491231002X")),
        exam_no: None,
        department: "计算机科学与技术学院".to_owned(),
        programme: "硕士".to_owned(),
        campus: "雁栖湖".to_owned(),
        reference_photo: None,
    }
}

pub fn submitted() -> Submitted {
    Submitted {
        student: StudentId(7),
        attempt: 2,
        photo: Digest::ZERO,
        width: 3024,
        height: 4032,
        bytes: 2_400_000,
        camera: CameraFacts {
            make: Some("Apple".to_owned()),
            model: Some("iPhone 15".to_owned()),
            ..CameraFacts::default()
        },
        submitted_at: THEN,
        file: "2026E8013282001.jpg".to_owned(),
        entry: QueueEntry::Queued { due: THEN },
    }
}

pub fn retake() -> Event {
    let decision = Decision::Retake {
        items: [ChecklistItem::QualitySharpness].into(),
        reasons: [Reason::C03].into(),
        notice: None,
        note: Some("再拍一张".to_owned()),
    };
    Event::Decided { decision, witness: samples::witness() }
}

fn every_event() -> Vec<Event> {
    let of = TakenBack { import: OperationId([1; 16]), entry: 3 };
    let payment = Payment { transaction: "T1".to_owned(), amount_fen: 4005, paid_at: THEN };
    let added = Event::AccountAdded {
        display_name: "王敏".to_owned(),
        role: Role::Reviewer,
        credential: Digest::ZERO,
    };
    vec![
        Event::StoreCreated { demo: false, converted: None, name_key: Digest::ZERO, policy: None },
        Event::ClockAgreed { clock: THEN },
        Event::Exported { list: ExportKind::Notices, rows: 12 },
        Event::BackedUp,
        Event::Restored,
        Event::PolicySet(Policy { on_screen_ms: 500, ..Policy::default() }),
        Event::SpecificationSet { text: NATIONAL.to_owned() },
        added,
        Event::PasswordSet { credential: Digest::ZERO },
        Event::AccountDisabled,
        Event::AccountEnabled,
        Event::SignedIn,
        Event::SignInRefused { fault: SignInFault::TooSoon },
        Event::SignedOut,
        Event::Locked,
        Event::Unlocked,
        Event::Enrolled { student: Some(student()) },
        Event::Corrected { student: Some(student()) },
        Event::ErasureProposed { why: ErasureReason::Request },
        Event::Erased { why: ErasureReason::Retention },
        Event::Closed { why: Closing::ApprovedBefore },
        Event::Paid(payment),
        Event::Unmasked { purpose: UnmaskPurpose::AnswerInquiry },
        Event::Submitted(submitted()),
        Event::Admitted { due: THEN },
        Event::UnnamedDeleted { photos: vec![Digest::ZERO] },
        Event::Screened(samples::screened()),
        samples::standardised_again(ClaimToken(1), samples::screened()),
        Event::Viewed,
        retake(),
        Event::Delivered(Box::new(samples::delivery())),
        Event::DeliveredAgain { number: 1, without: Vec::new() },
        Event::DeliveredAgain { number: 1, without: vec![SubmissionId(3)] },
        Event::Packed { delivery: 1, standard_photo: Digest::ZERO },
        Event::Undone,
        Event::Revoked { note: "标准照裁切有误".to_owned() },
        Event::RefusedByReceiver {
            delivery: 2, due: THEN, reason: "头顶距离不足".to_owned()
        },
        Event::Held { note: Some("等材料".to_owned()) },
        Event::Resumed,
        Event::Withdrawn { note: "学生要求".to_owned() },
        Event::WaitsAgain,
        Event::Superseded { by: SubmissionId(3) },
        Event::EnrolmentTakenBack(of),
        Event::CorrectionTakenBack { of, student: Some(student()) },
        Event::PaymentTakenBack(of),
        Event::SubmissionTakenBack(of),
        Event::AwaitsPaymentAgain,
        Event::StandsAgain { status: Status::Pending, held_by: None },
    ]
}

#[test]
fn every_kind_of_event_has_a_sentence_in_both_languages() {
    for lang in Lang::ALL {
        let text = Text::new(lang);
        for event in every_event() {
            let words = sentence(&text, &event);
            let whole = !words.contains("history-") && !words.contains('{');
            assert!(whole && !words.is_empty(), "{}: {words}", event.kind());
        }
    }
}

#[test]
fn details_stand_in_the_sentence() {
    let text = Text::new(Lang::Zh);
    assert_eq!(sentence(&text, &retake()), "重拍：C03 照片模糊；备注：再拍一张");
    let reason = "头顶距离不足".to_owned();
    let refused = Event::RefusedByReceiver { delivery: 2, due: THEN, reason };
    assert_eq!(sentence(&text, &refused), "第 2 次交付被接收单位退回：头顶距离不足");
    let held = Event::Held { note: Some("等材料".to_owned()) };
    assert_eq!(sentence(&text, &held), "搁置：等材料");
    assert_eq!(sentence(&text, &Event::Held { note: None }), "搁置");
}
