//! Whose a photo is: the students and files that a person knows it by, where its hash says nothing to them.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::error::StoreError;
use super::rows;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::student::StudentNo;

/// Somebody who has sent a photo, or of whom it is the reference photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoOwner {
    /// 学号.
    pub no: StudentNo,
    /// 姓名.
    pub name: String,
    /// The file's name in its package; none of a reference photo, which came with the roster.
    pub file: Option<String>,
}

/// Whose a photo is, by submission; nobody whose personal facts are erased.
pub(super) fn owners(conn: &Connection, photo: PhotoHash) -> Result<Vec<PhotoOwner>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT t.no, t.name, l.event AS submitted, f.document AS submitted_facts FROM submission s
         JOIN student t ON t.id = s.student AND NOT t.erased
         JOIN log l ON l.seq = s.submitted_seq LEFT JOIN fact f ON f.seq = l.seq
         WHERE s.photo = ?1
         UNION ALL
         SELECT no, name, NULL, NULL FROM student WHERE reference_photo = ?1 AND NOT erased",
    )?;
    let mut found = statement.query([photo.0])?;
    let mut owners = Vec::new();
    while let Some(row) = found.next()? {
        let no: String = row.get("no")?;
        let file = match row.get_ref("submitted")? {
            ValueRef::Null => None,
            _ => Some(rows::submitted_in(row)?.file),
        };
        owners.push(PhotoOwner { no: rows::student_no(&no)?, name: row.get("name")?, file });
    }
    Ok(owners)
}
