//! What the store does, seen from outside and through its tables.

mod accounts;
mod claims;
mod clock;
mod compared;
mod copies;
mod deliveries;
mod erase;
mod faults;
mod files;
mod flips;
mod lists;
mod lost;
mod policy;
mod power;
mod random;
mod record;
mod revoked;
mod rules;
mod screenings;
mod settings;
mod slices;
mod tamper;
mod unnamed;
mod unread;

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;

use super::*;
use crate::domain::account::{AccountName, Role};
use crate::domain::camera::CameraFacts;
use crate::domain::decision::{Decision, Witness};
use crate::domain::event::{QueueEntry, Submitted};
use crate::domain::payment::Payment;
use crate::domain::photo_hash::Digest;
use crate::domain::reason::Reason;
use crate::domain::student::Student;
use crate::domain::submission::Status;

/// A store in a folder that goes away, and a clock that is set by hand.
struct World {
    dir: TempDir,
    store: Store,
    at: DateTime<Utc>,
}

fn name(text: &str) -> AccountName {
    AccountName::new(text).expect("account name")
}

fn reviewer(text: &str) -> Actor {
    Actor { account: name(text), role: Role::Reviewer }
}

fn supervisor() -> Actor {
    Actor { account: name("zhao"), role: Role::Supervisor }
}

fn operator() -> Actor {
    Actor::operator("registry")
}

fn no(text: &str) -> StudentNo {
    StudentNo::new(text).expect("student number")
}

/// The store's number of the student with this number: some number of its own for each text.
fn student_id(text: &str) -> StudentId {
    StudentId(text.bytes().fold(7, |hash, byte| (hash * 31 + i64::from(byte)) % 1_000_003) + 1)
}

fn on_student(text: &str) -> Subject {
    Subject::Student(student_id(text))
}

/// What somebody saw who looked at a photo long enough.
fn witness(photo: Digest, claim: &Claim, student: Revision, on_screen_ms: u64) -> Witness {
    Witness {
        photo,
        standard_photo: None,
        standard_photo_ms: None,
        findings: None,
        specification: None,
        student,
        claim: claim.token,
        claimed_at: claim.since,
        painted_at: claim.since,
        on_screen_ms,
        active_ms: on_screen_ms,
    }
}

fn invented(number: &str, name: &str) -> Student {
    Student {
        no: no(number),
        name: name.to_owned(),
        id_number: None,
        exam_no: Some(format!("X{number}")),
        department: "数学科学学院".to_owned(),
        programme: "硕士".to_owned(),
        campus: "雁栖湖".to_owned(),
        reference_photo: None,
    }
}

fn payment(number: &str, at: DateTime<Utc>) -> Payment {
    Payment { transaction: format!("T{number}"), amount_fen: 3000, paid_at: at }
}

fn reject(reason: Reason) -> Decision {
    Decision::Reject { reasons: [reason].into(), note: None }
}

impl World {
    /// A store with the accounts of three reviewers and of a supervisor.
    fn new() -> Self {
        let mut world = Self::bare();
        for who in ["wang", "li", "chen"] {
            world.add(who, Role::Reviewer);
        }
        world.add("zhao", Role::Supervisor);
        world
    }

    /// Adds an account without a password that anybody could know, which takes no time.
    fn add(&mut self, who: &str, role: Role) {
        let credential = Digest::of(b"no password");
        let event = Event::AccountAdded { display_name: who.to_owned(), role, credential };
        let subject = Subject::Account(name(who));
        self.store
            .batch(self.at, |batch| -> Result<(), RecordError> {
                batch.put(&operator(), &subject, Some(Revision(0)), &event)?;
                let sql = "INSERT INTO credential (account, phc) VALUES (?1, 'no password')";
                batch.connection().execute(sql, [who])?;
                Ok(())
            })
            .expect("added");
    }

    /// A store in which nobody has an account.
    fn bare() -> Self {
        let dir = TempDir::new().expect("folder");
        let at = "2026-11-24T02:00:00Z".parse().expect("time");
        let store = Store::open_unscreened(dir.path(), at).expect("store");
        Self { dir, store, at }
    }

    /// A second connection to the same store.
    fn again(&self) -> Store {
        Store::open(self.dir.path(), self.at).expect("second connection")
    }

    fn pass(&mut self, time: TimeDelta) {
        self.at += time;
    }

    fn enrol(&mut self, number: &str) {
        let event = Event::Enrolled { student: Some(invented(number, "张伟")) };
        self.store
            .record(&operator(), &on_student(number), Revision(0), &event, self.at)
            .expect("enrolled");
    }

    fn pay(&mut self, number: &str) {
        let seen = self.student(number).revision;
        let event = Event::Paid(payment(number, self.at));
        self.store.record(&operator(), &on_student(number), seen, &event, self.at).expect("paid");
    }

    fn student(&self, number: &str) -> StudentRow {
        self.store.student(&no(number)).expect("read").expect("on the roster")
    }

    /// The entry that stated a student's information last.
    fn stated(&self, id: StudentId) -> Revision {
        self.store.student_by_id(id).expect("read").expect("on the roster").stated
    }

    fn row(&self, id: SubmissionId) -> SubmissionRow {
        self.store.submission(id).expect("read").expect("submission")
    }

    fn status(&self, id: SubmissionId) -> Status {
        self.row(id).standing.status
    }

    fn due(&self) -> DateTime<Utc> {
        Calendar::built_in().expect("calendar").due(self.at)
    }

    fn try_submit(&mut self, number: &str, entry: QueueEntry) -> Result<SubmissionId, RecordError> {
        let at = self.at;
        let files = self.store.photos().clone();
        self.store.batch(at, |batch| {
            batch.go_on_with_import(None);
            let attempts = batch.attempts(student_id(number))?.len();
            let id = batch.next_submission_id()?;
            let attempt = attempts as u32 + 1;
            let photo = files.put(&photo_bytes(number, attempt))?;
            let event = Event::Submitted(submitted(number, attempt, photo, entry, at));
            batch.record(&operator(), &Subject::Submission(id), Revision(0), &event)?;
            Ok(id)
        })
    }

    fn submit_as(&mut self, number: &str, entry: QueueEntry) -> SubmissionId {
        self.try_submit(number, entry).expect("submitted")
    }

    fn submit(&mut self, number: &str) -> SubmissionId {
        let due = self.due();
        self.submit_as(number, QueueEntry::Queued { due })
    }

    /// Enrolled, paid, submitted and waiting in the queue.
    fn queued(&mut self, number: &str) -> SubmissionId {
        self.enrol(number);
        self.pay(number);
        self.submit(number)
    }

    fn event(
        &mut self,
        actor: &Actor,
        id: SubmissionId,
        event: &Event,
    ) -> Result<Entry, RecordError> {
        let seen = self.row(id).revision;
        self.store.record(actor, &Subject::Submission(id), seen, event, self.at)
    }

    fn decide(
        &mut self,
        who: &str,
        id: SubmissionId,
        decision: Decision,
    ) -> Result<Entry, RecordError> {
        let claim = self.store.claim_one(&name(who), id, self.at)?;
        self.decide_under(who, &claim, decision)
    }

    fn decide_under(
        &mut self,
        who: &str,
        claim: &Claim,
        decision: Decision,
    ) -> Result<Entry, RecordError> {
        let seen = self.row(claim.submission).submitted;
        let student = self.stated(seen.student);
        self.decide_having_seen(who, claim, student, decision)
    }

    /// Decides, having seen this statement of the student's information.
    fn decide_having_seen(
        &mut self,
        who: &str,
        claim: &Claim,
        student: Revision,
        decision: Decision,
    ) -> Result<Entry, RecordError> {
        let photo = self.row(claim.submission).submitted.photo;
        let witness = witness(photo, claim, student, 900);
        let event = Event::Decided { decision, witness };
        let actor = if who == "zhao" { supervisor() } else { reviewer(who) };
        self.event(&actor, claim.submission, &event)
    }

    /// Gives back every lease of somebody.
    fn release(&mut self, who: &str) {
        let leases = self.store.claims_of(&name(who), self.at).expect("read");
        self.store.release(&leases).expect("released");
    }

    /// What verification finds wrong, in words.
    fn faults(&self) -> Vec<String> {
        let report = verify::verify(self.dir.path(), self.at).expect("verified");
        report.faults.iter().map(ToString::to_string).collect()
    }

    /// Changes the tables behind the store's back.
    fn raw(&self) -> Connection {
        Connection::open(self.dir.path().join(DATABASE)).expect("raw connection")
    }
}

fn photo_bytes(number: &str, attempt: u32) -> Vec<u8> {
    format!("photo of {number}, attempt {attempt}").into_bytes()
}

fn submitted(
    number: &str,
    attempt: u32,
    photo: Digest,
    entry: QueueEntry,
    at: DateTime<Utc>,
) -> Submitted {
    Submitted {
        student: student_id(number),
        attempt,
        photo,
        width: 1200,
        height: 1600,
        bytes: 400_000,
        camera: CameraFacts::default(),
        submitted_at: at,
        file: format!("{number}.jpg"),
        entry,
    }
}
