//! Deliveries (交付): what can be delivered, and what was. A delivery is recorded in slices: first each submission is
//! packed, then one entry tells of the delivery, and only by that do they count as delivered. So one that was cut off
//! between has delivered nothing, and the next packs anew.

use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

use super::batch::Batch;
use super::error::{RecordError, RowName, StoreError};
use super::rows::{self, DELIVERED};
use super::{Store, entries, packed};
use crate::domain::account::{AccountName, Actor};
use crate::domain::clock::Clock;
use crate::domain::deliverable::Candidate;
use crate::domain::delivery::Delivery;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle::Refusal;
use crate::domain::log::Entry;
use crate::domain::personal::Facts;
use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::domain::student::{Student, StudentId};
use crate::domain::submission::{Revision, SubmissionId};

/// A student on the roster, with what the rule of `deliverable` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateRow {
    /// What the roster states.
    pub student: Student,
    /// The approved submission, or else the last one.
    pub submission: Option<SubmissionId>,
    /// How it stands.
    pub candidate: Candidate,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// The newest delivery that held a photo of the student which the receiver has refused.
    pub replaces: Option<u32>,
}

/// A delivery, with who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastDelivery {
    /// What was delivered, and how.
    pub delivery: Delivery,
    /// Who.
    pub by: AccountName,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Number of its students who were erased since.
    pub erased: u64,
    /// Number of its photos that the receiver has refused.
    pub refused: u64,
}

/// A photo of a past delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredRow {
    /// Of which submission.
    pub submission: SubmissionId,
    /// Whose, as was stated when it was made; nobody once their facts are erased.
    pub student: Option<Student>,
    /// The standard photo.
    pub photo: PhotoHash,
    /// When it was approved.
    pub decided_at: DateTime<Utc>,
    /// The delivery before it whose refused photo it replaces.
    pub replaces: Option<u32>,
}

/// What is packed: the submission, and its standard photo.
pub type Parcel = (SubmissionId, PhotoHash);

/// One entry of a delivery.
enum DeliveryStep {
    Pack(Parcel),
    Close,
}

impl Store {
    /// Every student on the roster, by department and number, with what can be delivered of them.
    pub fn delivery_candidates(&self) -> Result<Vec<CandidateRow>, StoreError> {
        // Of several standard photos the one counts that whoever decided had seen; where they saw none, what the newest
        // screening made, if anything: the machine has refused all others since.
        let sql = format!(
            "SELECT t.id AS whose, t.no, t.name, t.id_number, t.exam_no, t.department, t.programme, t.campus,
             t.reference_photo, t.erasure_seq IS NOT NULL AS erasure_proposed, s.id, s.status, s.decided_at,
             {DELIVERED}, (
                 SELECT p.photo FROM standard_photo p
                 LEFT JOIN screening g ON g.submission = p.submission AND g.seq = p.seq
                 WHERE p.submission = s.id AND iif(
                     d.event ->> '$.witness.standard_photo' IS NULL,
                     g.seq IS NOT NULL,
                     lower(hex(p.photo)) = d.event ->> '$.witness.standard_photo'
                 )
                 LIMIT 1
             ) AS standard_photo, (
                 SELECT max(v.number) FROM submission b JOIN packed p ON p.submission = b.id
                 JOIN delivery v ON v.batch = p.batch WHERE b.student = t.id AND p.refused_seq IS NOT NULL
             ) AS replaces
             FROM student t LEFT JOIN submission s ON s.id = (
                 SELECT o.id FROM submission o WHERE o.student = t.id AND NOT o.taken_back
                 ORDER BY o.status = 'approved' DESC, o.attempt DESC LIMIT 1
             )
             LEFT JOIN log d ON d.seq = s.decided_seq
             WHERE NOT t.erased AND NOT t.off_roster ORDER BY t.department, t.no"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let whose = StudentId(row.get("whose")?);
            found.push(candidate(row).map_err(|why| why.of_row(RowName::Student(whose)))?);
        }
        Ok(found)
    }

    /// The number of the next delivery, and the newest entry of the log: its number and digest. No number is used again
    /// that a newer database gave away before this one took its place.
    pub fn next_delivery(&self) -> Result<(u32, i64, Digest), StoreError> {
        let head = entries::head(&self.conn)?;
        let sql = "SELECT coalesce(max(number), 0) AS number FROM delivery";
        let last: u32 = self.conn.prepare_cached(sql)?.query_row([], |row| row.get("number"))?;
        let noted = self.photos.newest_delivery().map_or(0, |noted| noted.number);
        let number = last
            .max(noted)
            .checked_add(1)
            .ok_or_else(|| StoreError::damaged("no number is left"))?;
        Ok((number, head.seq, head.digest))
    }

    /// Records a delivery of these standard photos: all of them, or nothing counts as delivered. `told` is told how
    /// many are packed, and may end it.
    ///
    /// Refused where anything was delivered, undone, revoked or decided anew since, also while it was recorded.
    pub fn deliver<E: From<RecordError> + From<StoreError>>(
        &mut self,
        actor: &Actor,
        delivery: &Delivery,
        parcels: &[Parcel],
        clock: impl Clock,
        mut told: impl FnMut(u64) -> Result<(), E>,
    ) -> Result<(), E> {
        let steps =
            parcels.iter().map(|parcel| DeliveryStep::Pack(*parcel)).chain([DeliveryStep::Close]);
        let mut done = 0;
        let each = |batch: &mut Batch<'_>, step: DeliveryStep| -> Result<(), E> {
            match step {
                DeliveryStep::Pack(parcel) => {
                    batch.check_planned(delivery, parcel.0)?;
                    batch.pack(actor, delivery.number, parcel)?
                }
                DeliveryStep::Close => batch.close_delivery(actor, delivery)?,
            };
            Ok(())
        };
        self.in_slices(clock, steps, each, |recorded| {
            done += recorded.len() as u64;
            told(done.min(delivery.photos))
        })?;
        self.photos.note_newest_delivery(delivery);
        Ok(())
    }

    /// Every delivery, first to last.
    pub fn deliveries(&self) -> Result<Vec<PastDelivery>, StoreError> {
        let mut statement = self.conn.prepare_cached(&format!("{PAST} ORDER BY v.number"))?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(past(row)?);
        }
        Ok(found)
    }

    /// The delivery of a number.
    pub fn delivery(&self, number: u32) -> Result<Option<PastDelivery>, StoreError> {
        let mut statement = self.conn.prepare_cached(&format!("{PAST} WHERE v.number = ?1"))?;
        let mut rows = statement.query([number])?;
        rows.next()?.map(past).transpose()
    }

    /// The photos of a delivery, by department and number, as when it was made: by the entries on which it rested,
    /// whatever came after a refusal.
    pub fn delivered(&self, number: u32) -> Result<Vec<DeliveredRow>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT p.submission, p.photo, d.at AS decided_at, t.erased, f.document, (
                 SELECT max(o.number) FROM submission b JOIN packed q ON q.submission = b.id
                 JOIN delivery o ON o.batch = q.batch
                 WHERE b.student = s.student AND o.number < v.number AND q.refused_seq < p.seq
             ) AS replaces
             FROM delivery v JOIN packed p ON p.batch = v.batch JOIN submission s ON s.id = p.submission
             JOIN student t ON t.id = s.student JOIN log d ON d.seq = p.decided_seq
             LEFT JOIN fact f ON f.seq = p.stated_seq WHERE v.number = ?1",
        )?;
        let mut rows = statement.query([number])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let id = SubmissionId(row.get("submission")?);
            found.push(delivered(row, id).map_err(|why| why.of_row(RowName::Submission(id)))?);
        }
        found.sort_by(|one, other| place(one).cmp(&place(other)));
        Ok(found)
    }
}

/// By which the photos of a delivery are ordered, as those that can be delivered are.
fn place(row: &DeliveredRow) -> Option<(&str, &str)> {
    row.student.as_ref().map(|student| (student.department.as_str(), student.no.as_str()))
}

fn delivered(row: &Row<'_>, submission: SubmissionId) -> Result<DeliveredRow, StoreError> {
    let erased: bool = row.get("erased")?;
    let document: Option<String> = row.get("document")?;
    let facts: Option<Facts> = document
        .map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(StoreError::damaged)?;
    let student = facts.and_then(|facts| facts.student).filter(|_| !erased);
    if student.is_none() && !erased {
        return Err(StoreError::damaged("nothing is stated of who was delivered"));
    }
    Ok(DeliveredRow {
        submission,
        student,
        photo: Digest(row.get("photo")?),
        decided_at: rows::time(row.get("decided_at")?)?,
        replaces: row.get("replaces")?,
    })
}

impl Batch<'_> {
    /// The delivery in which a submission is delivered; none where it is in none, or was refused since.
    pub fn delivered_in(&self, submission: SubmissionId) -> Result<Option<u32>, StoreError> {
        packed::delivered_in(self.connection(), submission)
    }

    /// Refuses what was decided or corrected since the files were planned, by the entry that was the newest then. What
    /// comes after it is packed unpacks it.
    fn check_planned(
        &self,
        delivery: &Delivery,
        submission: SubmissionId,
    ) -> Result<(), RecordError> {
        let mut statement = self
            .connection()
            .prepare_cached(
                "SELECT 1 FROM submission s JOIN student t ON t.id = s.student
                 WHERE s.id = ?1 AND max(s.decided_seq, t.stated_seq) > ?2",
            )
            .map_err(StoreError::from)?;
        if statement.exists(params![submission.0, delivery.entries]).map_err(StoreError::from)? {
            return Err(Refusal::DeliveryOvertaken.into());
        }
        Ok(())
    }

    /// Packs a submission for the delivery that is being recorded.
    pub(super) fn pack(
        &mut self,
        actor: &Actor,
        delivery: u32,
        (submission, standard_photo): Parcel,
    ) -> Result<Entry, RecordError> {
        let event = Event::Packed { delivery, standard_photo };
        self.put(actor, &Subject::Submission(submission), None, &event)
    }

    /// Tells of the delivery: from here on all that was packed for it is delivered.
    pub(super) fn close_delivery(
        &mut self,
        actor: &Actor,
        delivery: &Delivery,
    ) -> Result<Entry, RecordError> {
        let batch = self.import().ok_or(Refusal::WrongSubject)?;
        // As the trigger `delivery_is_whole` asks, which a replay meets too.
        let whole: bool = self
            .connection()
            .prepare_cached(
                "SELECT ?3 > (SELECT coalesce(max(number), 0) FROM delivery)
                 AND ?2 IS (SELECT photos FROM packing WHERE batch = ?1) AS whole",
            )
            .map_err(StoreError::from)?
            .query_row(params![batch.0, packed::stored(delivery.photos)?, delivery.number], |row| {
                row.get("whole")
            })
            .map_err(StoreError::from)?;
        if !whole {
            return Err(Refusal::DeliveryOvertaken.into());
        }
        let event = Event::Delivered(Box::new(delivery.clone()));
        self.put(actor, &Subject::Store, Some(Revision(0)), &event)
    }
}

const PAST: &str = "SELECT l.event, l.at, l.account, (
        SELECT count(*) FROM packed p JOIN submission s ON s.id = p.submission JOIN student t ON t.id = s.student
        WHERE p.batch = v.batch AND t.erased
    ) AS erased, (
        SELECT count(*) FROM packed p WHERE p.batch = v.batch AND p.refused_seq IS NOT NULL
    ) AS refused FROM delivery v JOIN log l ON l.seq = v.seq";

fn past(row: &Row<'_>) -> Result<PastDelivery, StoreError> {
    let (json, account): (String, String) = (row.get("event")?, row.get("account")?);
    let Event::Delivered(delivery) = rows::event(&json)? else {
        return Err(StoreError::damaged("no delivery where one belongs"));
    };
    let (erased, refused): (i64, i64) = (row.get("erased")?, row.get("refused")?);
    Ok(PastDelivery {
        delivery: *delivery,
        by: rows::account_name(&account)?,
        at: rows::time(row.get("at")?)?,
        erased: erased.unsigned_abs(),
        refused: refused.unsigned_abs(),
    })
}

fn candidate(row: &Row<'_>) -> Result<CandidateRow, StoreError> {
    let status: Option<String> = row.get("status")?;
    let submission: Option<i64> = row.get("id")?;
    let photo: Option<[u8; 32]> = row.get("standard_photo")?;
    Ok(CandidateRow {
        student: rows::student_of(row)?,
        submission: submission.map(SubmissionId),
        candidate: Candidate {
            status: status.as_deref().map(rows::status).transpose()?,
            standard_photo: photo.map(Digest),
            delivered: row.get("delivered")?,
            erasure_proposed: row.get("erasure_proposed")?,
        },
        decided_at: rows::time_at(row, "decided_at")?,
        replaces: row.get("replaces")?,
    })
}
