//! Tests of the review screen, by label and by key.

mod deciding;
mod findings;
mod haste;
mod looking;
mod lost;
mod numbering;
mod sheets;
mod standard;

use chrono::{DateTime, TimeDelta, Utc};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::desk::queue::QueueCount;
use crate::desk::review::{Ask, Change};
use crate::desk::review::{Case, OtherAttempt};
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::camera::CameraFacts;
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::{ClaimToken, Decision};
use crate::domain::event::{QueueEntry, Subject, Submitted, UnmaskPurpose};
use crate::domain::photo_hash::Digest;
use crate::domain::reason::Reason;
use crate::domain::samples;
use crate::domain::student::{Student, StudentId, StudentNo, masked_id};
use crate::domain::submission::{Revision, Status, SubmissionId};
use crate::store::{Claim, QueueCounts, RecordError};
use crate::text::{Lang, Text};
use crate::ui::parts::settings::Look as Theme;
use crate::ui::tests::window::{Window, settings, signed_in};
use crate::worker::{
    Command, QueueUpdate, Recorded, ReviewCommand, ReviewUpdate, StoreUpdate, Update,
};

const NAMES: [&str; 5] = ["欧阳䶮", "李雷", "韩梅梅", "王芳", "赵建国"];

fn due() -> DateTime<Utc> {
    crate::desk::clock::now() + TimeDelta::hours(5)
}

/// The nth invented submission, from 1.
pub fn case(n: i64) -> Case {
    let place = usize::try_from(n).expect("from 1") - 1;
    let no = StudentNo::new(&format!("2026E80132820{n:02}")).expect("a number");
    let submitted = Submitted {
        student: StudentId(n),
        attempt: 1,
        photo: Digest::of(NAMES[place % 5].as_bytes()),
        width: 3024,
        height: 4032,
        bytes: 4_100_000,
        camera: CameraFacts {
            make: Some("Apple".to_owned()),
            model: Some("iPhone 15".to_owned()),
            lens: Some("iPhone 15 back camera 5.96mm f/1.6".to_owned()),
            ..CameraFacts::default()
        },
        submitted_at: "2026-11-23T04:03:00Z".parse().expect("a time"),
        file: format!("{no}.jpg"),
        entry: QueueEntry::Queued { due: due() },
    };
    let student = Student {
        no,
        name: NAMES[place % 5].to_owned(),
        id_number: Some(masked_id("110105200203070012")),
        exam_no: None,
        department: "计算机科学与技术学院".to_owned(),
        programme: "硕士".to_owned(),
        campus: "雁栖湖".to_owned(),
        reference_photo: None,
    };
    Case {
        submission: SubmissionId(n),
        revision: Revision(n * 10),
        status: Status::Pending,
        submitted,
        due: Some(due()),
        claim: Some(lease(n)),
        student,
        stated: Revision(n),
        others: Vec::new(),
        screening: None,
        proposal: None,
        refusal: None,
    }
}

/// The lease of a case.
fn lease(n: i64) -> Claim {
    let holder = AccountName::new("wangmin").expect("a name");
    Claim {
        submission: SubmissionId(n),
        token: ClaimToken(n + 100),
        holder,
        since: due(),
        until: due(),
    }
}

/// The answer to a change: it is durable.
fn answer(window: &mut Window, ask: Ask, seq: i64, returned: Option<Case>) {
    let account = AccountName::new("wangmin").expect("a name");
    let actor = Actor { account, role: Role::Reviewer };
    let subject = Subject::Submission(ask.submission);
    let now = crate::desk::clock::now();
    let entry = samples::entry(seq, now, actor, subject, ask.change.event());
    let returned = returned.map(Box::new);
    window.hand_over(Update::Review(ReviewUpdate::Recorded(Box::new(Recorded {
        ask,
        entry,
        returned,
    }))));
}

/// A second attempt, with the first one beside it.
pub fn second_attempt(n: i64) -> Case {
    let mut case = case(n);
    case.submitted.attempt = 2;
    case.others.push(OtherAttempt {
        submission: SubmissionId(n + 50),
        attempt: 1,
        photo: Digest::of(b"first attempt"),
        status: Status::Retake,
        decision: Some(Decision::Retake {
            items: [ChecklistItem::QualitySharpness].into(),
            reasons: [Reason::C03].into(),
            notice: None,
            note: None,
        }),
        decided_by: AccountName::new("lijing").ok(),
        decided_at: Some(due() - TimeDelta::days(1)),
    });
    case
}

/// A reviewer with these cases claimed and no picture there yet.
fn without_pictures(lang: Lang, theme: Theme, cases: Vec<Case>) -> Window {
    let counts = QueueCounts { waiting: 1284, due_today: 37, overdue: 0 };
    let updates = vec![
        Update::Store(StoreUpdate::Opened { first_start: false, demo: true }),
        signed_in(Role::Reviewer),
        Update::Queue(QueueUpdate::Counted(QueueCount { counts, next_due: Some(due()) })),
        Update::Review(ReviewUpdate::Claimed { cases, taken: false }),
    ];
    Window::open(settings(lang, theme), updates)
}

/// A reviewer with these cases claimed, and all pictures there that were asked for.
pub fn reviewing(lang: Lang, theme: Theme, cases: Vec<Case>) -> Window {
    let mut window = without_pictures(lang, theme, cases);
    let commands = window.sent();
    window.bring(&commands);
    window.frames(LOOK);
    window
}

/// Frames after which a photo has been looked at for long enough: 20 / 60 s.
const LOOK: usize = 20;

fn zh(count: i64) -> Window {
    reviewing(Lang::Zh, Theme::Light, (1..=count).map(case).collect())
}

fn asks(window: &mut Window) -> Vec<Ask> {
    let commands = window.sent();
    window.bring(&commands);
    let ask = |command| {
        if let Command::Review(ReviewCommand::Ask(ask)) = command { Some(ask) } else { None }
    };
    commands.into_iter().filter_map(ask).collect()
}

/// Answers a change, then looks at the next photo for long enough.
fn record(window: &mut Window, ask: Ask, seq: i64, returned: Option<Case>) {
    answer(window, ask, seq, returned);
    window.frames(3);
    let commands = window.sent();
    window.bring(&commands);
    window.frames(LOOK);
}

fn is_shown(window: &Window, n: i64) -> bool {
    let name = case(n).student.name;
    let label = Text::new(Lang::Zh).with("review-photo-of", &[("name", name.into())]);
    window.harness.query_by_label(&label).is_some()
}

fn word(key: &str) -> String {
    Text::new(Lang::Zh).get(key).into_owned()
}

/// The keys of a line such as `3 4 T Enter`.
fn typed(keys: &str) -> Vec<egui::Key> {
    keys.split_whitespace().map(|name| egui::Key::from_name(name).expect(name)).collect()
}

/// The one decision that was sent.
fn decided(window: &mut Window) -> Decision {
    match &asks(window)[..] {
        [Ask { change: Change::Decide { decision, .. }, .. }] => decision.clone(),
        other => panic!("one decision: {other:?}"),
    }
}

fn has(window: &Window, words: &str) -> bool {
    window.harness.query_by_label_contains(words).is_some()
}
