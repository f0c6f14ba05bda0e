//! The other side of a near copy: whose photo it is that is nearly the same, masked.

use super::Store;
use super::error::StoreError;
use super::rows;
use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::domain::screening::Screened;
use crate::domain::submission::{Status, SubmissionId};

/// A photo of another student that is nearly the same as one that is reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearCopy {
    /// Whose it is, by submission: a supervisor finds it by that.
    pub submission: SubmissionId,
    /// The photo.
    pub photo: PhotoHash,
    /// The other student's number, masked: a reviewer compares two photos and need not know the other person.
    pub student: String,
    /// Where it stands.
    pub status: Status,
}

impl Store {
    /// The photos that a screening found to be nearly the same. What was erased or taken back since is left out.
    pub(super) fn near_copies(&self, screened: &Screened) -> Result<Vec<NearCopy>, StoreError> {
        let copies = screened.screening.iter().flat_map(|screening| &screening.copies);
        let mut statement = self.conn.prepare_cached(
            "SELECT s.photo, s.status, t.no FROM submission s JOIN student t ON t.id = s.student
             WHERE s.id = ?1 AND NOT t.erased AND NOT s.taken_back",
        )?;
        let mut found = Vec::new();
        for submission in copies {
            let mut read = statement.query([submission.0])?;
            let Some(row) = read.next()? else { continue };
            let (code, no): (String, String) = (row.get("status")?, row.get("no")?);
            found.push(NearCopy {
                submission: *submission,
                photo: Digest(row.get("photo")?),
                student: rows::student_no(&no)?.masked(),
                status: rows::status(&code)?,
            });
        }
        Ok(found)
    }
}
